"""Forms of conditions and actions, drawn and read by what their kinds ask for.

A field's name is its way: ``buy_get.of.product_ids``. What stands in a list is written with commas
between; a list of values with fields of their own has a few rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from backoffice_orders.i18n import Language
from backoffice_orders.model.errors.base import FieldInvalid, FieldMissing
from backoffice_orders.model.inputs import Input, InputType, inputs_of
from backoffice_orders.model.reasons import LISTED_ONE
from backoffice_orders.model.rule_parts import RulePart
from backoffice_orders.model.values import frozen
from backoffice_orders.web.fields import amount, percentage, whole

Part = TypeVar("Part", bound=RulePart)
ROWS = 3
# No kind of ours asks for a moment; one of a host's that does is made by the host's own form.
_ASKED = frozenset(InputType) - {InputType.MOMENT, InputType.DAY}


@frozen
class FormField:
    """One field of a form.

    Attributes:
        name: Its name in the form.
        label: What it is called, in the reader's language.
        kind: ``text``, ``decimal``, ``whole``, ``flag`` or ``choice``.
        required: Whether it must be filled in.
        value: What it begins with; ``1`` for a box that is ticked.
        choices: What can be chosen, with what each is called.
    """

    name: str
    label: str
    kind: str
    required: bool = False
    value: str = ""
    choices: tuple[tuple[str, str], ...] = ()


def offered(kinds: Iterable[type[Part]], language: Language) -> tuple[tuple[str, str], ...]:
    """The kinds that a form can ask for, each with what it is called."""
    found = [each for each in kinds if _can_be_asked(each)]
    return tuple(
        (each.kind, language.text(each.title) if each.title else each.kind) for each in found
    )


def _can_be_asked(kind: Any) -> bool:
    try:
        return all(
            each.type in _ASKED and (each.type is not InputType.PART or _can_be_asked(each.of))
            for each in inputs_of(kind)
        )
    except TypeError:
        return False


def fields_of(kind: type[RulePart], language: Language) -> tuple[FormField, ...]:
    """The fields that make a condition or an action of a kind."""
    return tuple(_fields(kind, kind.kind, "", language))


def _fields(
    kind: Any, path: str, before: str, language: Language, *, open_: bool = False
) -> Iterator[FormField]:
    for each in inputs_of(kind):
        name, label = f"{path}.{each.name}", before + language.text(each.label)
        part = each.each.of if each.each is not None else None
        if each.type is InputType.PART:
            yield from _fields(each.of, name, f"{label}: ", language, open_=open_ or each.none)
        elif each.each is not None and each.each.type is InputType.PART:
            for row in range(ROWS):
                numbered = f"{label} {language.number(row + 1)}: "
                yield from _fields(part, f"{name}.{row}", numbered, language, open_=row > 0)
        else:
            yield _field(name, label, each, language, required=each.required and not open_)


def _field(name: str, label: str, asked: Input, language: Language, *, required: bool) -> FormField:
    match asked.type:
        case InputType.FLAG:
            return FormField(name, label, "flag", value="1" if asked.default else "")
        case InputType.CHOICE:
            choices = language.choices(asked.choices)
            return FormField(name, label, "choice", required, str(asked.default or ""), choices)
        case InputType.WHOLE:
            return FormField(name, label, "whole", required, _begun(asked))
        case InputType.NUMBER | InputType.MONEY:
            return FormField(name, label, "decimal", required, _begun(asked))
    return FormField(name, label, "text", required)


def _begun(asked: Input) -> str:
    return "" if asked.default is None else str(asked.default)


@frozen
class RuleReader:
    """Reads what was typed into such a form.

    Attributes:
        text: What stands in a field, by its name; empty where there is nothing.
        currency: The currency of amounts.
        language: Numbers are as a reader of it types them.
        product: The id of the product that somebody has named; raises where there is none.
    """

    text: Callable[[str], str]
    currency: str
    language: Language
    product: Callable[[str], str]

    def part(self, kind: type[Part]) -> Part:
        """A condition or an action of a kind.

        Raises:
            FieldMissing, FieldInvalid: The field is named as the class has it.
            And what the class refuses of its fields.
        """
        made: Part = self._made(kind, kind.kind)
        return made

    def _made(self, kind: Any, path: str) -> Any:
        values = {each.name: self._value(each, f"{path}.{each.name}") for each in inputs_of(kind)}
        return kind(**values)

    def _value(self, asked: Input, path: str) -> Any:
        if asked.type is InputType.FLAG:
            return bool(self.text(path))
        if asked.type is InputType.PART:
            if self._is_empty(asked.of, path) and not asked.required:
                return asked.default
            return self._made(asked.of, path)
        each = asked.each
        if each is not None and each.type is InputType.PART:
            rows = [f"{path}.{row}" for row in range(ROWS)]
            filled = [row for row in rows if not self._is_empty(each.of, row)]
            return tuple(self._made(each.of, row) for row in filled)
        written = self.text(path).strip()
        if not written:
            if asked.required:
                raise FieldMissing(asked.name)
            return None if asked.none else asked.default
        if each is not None:
            parts = [part.strip() for part in written.split(",")]
            return frozenset(self._single(each, part) for part in parts if part)
        return self._single(asked, written)

    def _single(self, asked: Input, written: str) -> Any:
        match asked.type:
            case InputType.WHOLE:
                return whole(asked.name, written)
            case InputType.NUMBER:
                return percentage(asked.name, written, self.language)
            case InputType.MONEY:
                return amount(asked.name, written, self.currency, self.language)
            case InputType.CHOICE:
                chosen = [each for each in asked.choices if str(each) == written]
                if not chosen:
                    raise FieldInvalid(asked.name, LISTED_ONE())
                return chosen[0]
            case InputType.REFERENCE if asked.of.__name__ == "ProductId":
                return self.product(written)
        return written

    def _is_empty(self, kind: Any, path: str) -> bool:
        for each in inputs_of(kind):
            name = f"{path}.{each.name}"
            if each.type is InputType.PART:
                if not self._is_empty(each.of, name):
                    return False
            elif self.text(name).strip():
                return False
        return True
