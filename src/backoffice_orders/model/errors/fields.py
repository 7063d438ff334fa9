"""What is wrong with one field of a form, beside the others that are wrong."""

from __future__ import annotations

from backoffice_orders.model.errors.base import (
    BackOfficeError,
    FieldInvalid,
    FieldMissing,
    FieldTooLong,
)
from backoffice_orders.model.labels import label_of
from backoffice_orders.model.messages import Message, Sentence
from backoffice_orders.model.values import frozen

PROBLEM = Sentence("field_problem", "{field}: {problem}")
FILL_IN = Sentence("problem.required", "Fill it in.")
CHOOSE_ONE = Sentence("problem.choose_one", "Choose one.")
CHOOSE_LISTED = Sentence("problem.choose_listed", "Choose one of the list.")
_TOO_LONG = Sentence("problem.too_long", "Shorten it to {limit} characters; it has {length}.")
_INVALID = Sentence("problem.invalid", "Correct it: {reason}.")


@frozen
class FieldProblem:
    """One wrong field.

    Attributes:
        name: The field's name in the model (``postcode``).
        code: What is wrong, for programs: ``required``, ``invalid``, ``too_long`` or
            ``not_in_state``.
        message: What to do about it.
        label: What the field is called there, see ``label_of``; its name by default.
    """

    name: str
    code: str
    message: Message
    label: str = ""

    @property
    def sentence(self) -> str:
        """What to do about it, in English."""
        return str(self.message)

    @property
    def beside_its_label(self) -> Message:
        """What to do about which field."""
        field = label_of(self.label or self.name)
        return PROBLEM(field=self.name if field is None else field(), problem=self.message)

    @property
    def called(self) -> str:
        """What the field is called, in English."""
        field = label_of(self.label or self.name)
        return self.name if field is None else field.text

    @classmethod
    def of(cls, name: str, error: BackOfficeError) -> FieldProblem:
        """What an error says that is about one field alone."""
        match error:
            case FieldMissing():
                return cls(name, "required", FILL_IN())
            case FieldTooLong():
                return cls(name, "too_long", _TOO_LONG(limit=error.limit, length=error.length))
            case FieldInvalid():
                return cls(name, "invalid", _INVALID(reason=error.reason))
        return cls(name, "invalid", error.message)
