"""What the customer wants written on or added to a product."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field

from backoffice_orders.model.errors.products import CustomizationInvalid, CustomizationRequired
from backoffice_orders.model.fields import ID, NAME, PERSONAL, Text, Values, Whole, written
from backoffice_orders.model.ids import FieldId, FileId
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.product import CustomizationKind, Product
from backoffice_orders.model.values import frozen

NO_SUCH_FIELD = Sentence("reason.no_such_field", "the product has no such field")
TAKES_FILE = Sentence("reason.takes_file", "it takes a file, not a text")
TAKES_TEXT = Sentence("reason.takes_text", "it takes a text, not a file")
TEXT_TOO_LONG = Sentence("reason.text_too_long", "at most {most} characters, not {length}")
FILE_TOO_LONG = Sentence("reason.file_too_long", "at most {most} bytes, not {length}")

TEXT_LIMIT = 250
_TEXT = Text(65_536, lines=True)


@frozen
class AttachedFile:
    """A file the customer sent; its content is behind the ``Files`` port. ``size`` in bytes."""

    id: FileId = field(validator=ID)
    name: str = field(converter=written, validator=NAME)
    media_type: str = field(validator=NAME)
    size: int = field(validator=Whole())


@frozen
class CustomizationValue:
    """One answer: a text or a file for one of the product's fields."""

    field_id: FieldId = field(validator=ID)
    text: str = field(default="", converter=written, validator=_TEXT, metadata=PERSONAL)
    file: AttachedFile | None = field(default=None, metadata=PERSONAL)


@frozen
class Customization:
    """All answers for one line, in the order of the product's fields.

    Two lines of the same product with different answers are different lines.
    """

    values: tuple[CustomizationValue, ...] = field(
        default=(), validator=Values(CustomizationValue, 100)
    )

    def __bool__(self) -> bool:
        return bool(self.values)

    def text_of(self, field_id: FieldId) -> str:
        """The text for a field, empty where there is none."""
        return next((value.text for value in self.values if value.field_id == field_id), "")

    def answers(self) -> dict[str, str | AttachedFile]:
        """The texts and files by the ids of their fields, as ``customize`` takes them."""
        return {str(value.field_id): value.file or value.text for value in self.values}

    def files(self) -> tuple[AttachedFile, ...]:
        """The files among them."""
        return tuple(value.file for value in self.values if value.file is not None)

    def described(self, product: Product | None) -> tuple[tuple[str, str], ...]:
        """(label, text or file name) pairs, as they are shown; a field that is gone by its id."""
        fields = product.customization_fields if product is not None else ()
        labels = {field_.id: field_.label for field_ in fields}
        return tuple(
            (
                labels.get(value.field_id, value.field_id),
                value.file.name if value.file else value.text,
            )
            for value in self.values
        )


def customize(product: Product, answers: Mapping[str, str | AttachedFile]) -> Customization:
    """The customization that these answers (by field id) make, checked against the product.

    Raises:
        CustomizationInvalid: An unknown field, a text for a file field or the other way
            round, or an answer that is too long.
        CustomizationRequired: A required field has no answer.
    """
    fields = {str(each.id): each for each in product.customization_fields}
    for field_id in answers:
        if field_id not in fields:
            raise CustomizationInvalid(product.id, field_id, NO_SUCH_FIELD())
    values = []
    for field_id, each in fields.items():
        answer = answers.get(field_id)
        if isinstance(answer, str):
            answer = written(answer)
        if not answer:
            if each.required:
                raise CustomizationRequired(product.id, each.label)
            continue
        if isinstance(answer, str):
            if each.kind is CustomizationKind.FILE:
                raise CustomizationInvalid(product.id, each.label, TAKES_FILE())
            limit = each.max_length or TEXT_LIMIT
            if len(answer) > limit:
                reason = TEXT_TOO_LONG(most=limit, length=len(answer))
                raise CustomizationInvalid(product.id, each.label, reason)
            _TEXT.entered(each.label, answer)
            values.append(CustomizationValue(each.id, text=answer))
        else:
            if each.kind is CustomizationKind.TEXT:
                raise CustomizationInvalid(product.id, each.label, TAKES_TEXT())
            if each.max_length is not None and answer.size > each.max_length:
                reason = FILE_TOO_LONG(most=each.max_length, length=answer.size)
                raise CustomizationInvalid(product.id, each.label, reason)
            values.append(CustomizationValue(each.id, file=answer))
    return Customization(tuple(values))
