"""Forms of conditions and actions, drawn by what their kinds ask for; ``rule_reading`` reads them.

A field's name is its way: ``buy_get.of.product_ids``. What stands in a list is written with commas
between; a list of values with fields of their own has a few rows. A form asks for every kind at
once: what is left as it begins is no part of the rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from moneyed import Money

from backoffice_orders.i18n import Language
from backoffice_orders.model.inputs import Input, InputType, inputs_of
from backoffice_orders.model.rule_parts import RulePart
from backoffice_orders.model.values import frozen

Part = TypeVar("Part", bound=RulePart)
# What the id of a product, a carrier, ... is called.
NameOf = Callable[[Any, str], str]
ROWS = 3
# So many parts of one kind can be in one rule that a form is drawn for.
MOST_ALIKE = 20
# No kind of ours asks for a moment; one of a host's that does is made by the host's own form.
_ASKED = frozenset(InputType) - {InputType.MOMENT, InputType.DAY}


@frozen
class FormField:
    """One field of a form.

    Attributes:
        name: Its name in the form.
        label: What it is called, in the reader's language.
        kind: ``text``, ``decimal``, ``whole``, ``flag`` or ``choice``.
        required: Whether the part needs it.
        value: What it begins with; ``1`` for a box that is ticked.
        choices: What can be chosen, with what each is called.
        currency: The currency of an amount; empty for others.
    """

    name: str
    label: str
    kind: str
    required: bool = False
    value: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    currency: str = ""


@frozen
class FormGroup:
    """What makes one condition or action.

    Attributes:
        path: What its fields' names begin with, and the name of its box.
        kind: Its kind.
        title: What the kind is called, in the reader's language.
        fields: What it asks for.
        boxed: Whether it can be wanted with every field as it begins: a box says so.
        ticked: Whether that box begins ticked.
    """

    path: str
    kind: str
    title: str
    fields: tuple[FormField, ...]
    boxed: bool
    ticked: bool


def path_of(kind: type[RulePart], number: int) -> str:
    """What the fields' names of the first (0), second (1), ... part of a kind begin with."""
    return f"{kind.kind}-{number + 1}" if number else kind.kind


def can_be_asked(kind: Any) -> bool:
    """Whether a form can ask for all that a kind has."""
    try:
        return all(
            each.type in _ASKED and (each.type is not InputType.PART or can_be_asked(each.of))
            for each in inputs_of(kind)
        )
    except TypeError:
        return False


def _as_it_is(_: Any, value: str) -> str:
    return value


def groups_of(
    kinds: Iterable[type[Part]],
    language: Language,
    currency: str,
    parts: Sequence[RulePart] = (),
    name_of: NameOf = _as_it_is,
) -> tuple[FormGroup, ...]:
    """All that a form can ask for, with what a rule has of it.

    Args:
        kinds: The kinds that there are.
        language: The reader's.
        currency: Of amounts that are not there yet.
        parts: Those that the rule has.
        name_of: What is shown of an id, by its type: what the reader of the form understands.
    """
    found = []
    for kind in filter(can_be_asked, kinds):
        there = [each for each in parts if type(each) is kind][:MOST_ALIKE]
        wanted: list[RulePart | None] = [*there, *([None] if len(there) < MOST_ALIKE else [])]
        for number, part in enumerate(wanted):
            path = path_of(kind, number)
            title = language.text(kind.title) if kind.title else kind.kind
            boxed = not any(each.required for each in inputs_of(kind))
            fields = fields_of(kind, language, currency, part, path, name_of)
            found.append(FormGroup(path, kind.kind, title, fields, boxed, part is not None))
    return tuple(found)


def fields_of(
    kind: type[RulePart],
    language: Language,
    currency: str = "",
    part: RulePart | None = None,
    path: str = "",
    name_of: NameOf = _as_it_is,
) -> tuple[FormField, ...]:
    """The fields that make a condition or an action of a kind, or show one."""
    drawing = _Drawing(language, currency, name_of)
    return tuple(drawing.fields(kind, path or kind.kind, "", part))


@frozen
class _Drawing:
    """How fields are drawn: for which reader."""

    language: Language
    currency: str
    name_of: NameOf

    def fields(
        self, kind: Any, path: str, before: str, part: Any, *, open_: bool = False
    ) -> Iterator[FormField]:
        for each in inputs_of(kind):
            name, label = f"{path}.{each.name}", self.language.text(each.label)
            if before:
                label = self.language.text("{name}: {text}", name=before, text=label)
            value = each.default if part is None else getattr(part, each.name)
            row_kind = each.each.of if each.each is not None else None
            if each.type is InputType.PART:
                optional = open_ or each.none
                yield from self.fields(each.of, name, label, value, open_=optional)
            elif each.each is not None and each.each.type is InputType.PART:
                rows = tuple(value or ())
                for row in range(max(ROWS, len(rows) + 1)):
                    numbered = f"{label} {self.language.number(row + 1)}"
                    of_row = rows[row] if row < len(rows) else None
                    yield from self.fields(
                        row_kind, f"{name}.{row}", numbered, of_row, open_=row > 0
                    )
            else:
                yield self._field(name, label, each, value, required=each.required and not open_)

    def _field(
        self, name: str, label: str, asked: Input, value: Any, *, required: bool
    ) -> FormField:
        shown = self._shown(asked, value)
        match asked.type:
            case InputType.FLAG:
                return FormField(name, label, "flag", value="1" if value else "")
            case InputType.CHOICE:
                choices = self.language.choices(asked.choices)
                return FormField(name, label, "choice", required, shown, choices)
            case InputType.WHOLE:
                return FormField(name, label, "whole", required, shown)
            case InputType.NUMBER:
                return FormField(name, label, "decimal", required, shown)
            case InputType.MONEY:
                code = value.currency.code if isinstance(value, Money) else self.currency
                return FormField(name, label, "decimal", required, shown, currency=code)
        return FormField(name, label, "text", required, shown)

    def _shown(self, asked: Input, value: Any) -> str:
        """A value as a reader of the language would type it."""
        if value is None:
            return ""
        if asked.each is not None:
            inside = asked.each
            return ", ".join(sorted(self._shown(inside, each) for each in value))
        match value:
            case Money():
                return self.language.amount(value)
            case Decimal():
                return self.language.number(value)
        if asked.type is InputType.REFERENCE:
            return self.name_of(asked.of, str(value))
        return str(value)
