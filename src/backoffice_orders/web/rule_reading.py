"""Reading what was typed into the forms of conditions and actions that ``rule_form`` draws."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from backoffice_orders.i18n import Language
from backoffice_orders.model.errors.base import BackOfficeError, FieldInvalid, FieldMissing
from backoffice_orders.model.inputs import Input, InputType, inputs_of
from backoffice_orders.model.reasons import LISTED_ONE
from backoffice_orders.model.rule_parts import RulePart
from backoffice_orders.model.values import frozen
from backoffice_orders.web.fields import amount, percentage, whole
from backoffice_orders.web.rule_form import MOST_ALIKE, can_be_asked, path_of

Part = TypeVar("Part", bound=RulePart)
# As many as an action's list of values may have.
_MOST_ROWS = 100


@frozen
class RuleReader:
    """Reads what was typed into such a form.

    Attributes:
        text: What stands in a field, by its name; empty where there is nothing.
        currency: The currency of amounts whose field does not say another.
        language: Numbers are as a reader of it types them.
        named: The id of what somebody has named, by the id's type; raises where there is none.
    """

    text: Callable[[str], str]
    currency: str
    language: Language
    named: Callable[[Any, str], str]

    def parts(self, kinds: Iterable[type[Part]]) -> tuple[tuple[str, Part], ...]:
        """Every condition or action that was typed, with its path.

        Raises:
            As ``part``.
        """
        return tuple(
            (path, self.part(kind, path))
            for kind in filter(can_be_asked, kinds)
            for path in (path_of(kind, number) for number in range(MOST_ALIKE))
            if self._is_given(kind, path)
        )

    def part(self, kind: type[Part], path: str = "") -> Part:
        """A condition or an action of a kind.

        Raises:
            FieldMissing, FieldInvalid: The field is named as the class has it; ``form_field`` is
                its name in the form.
            And what the class refuses of its fields.
        """
        made: Part = self._made(kind, path or kind.kind)
        return made

    def _is_given(self, kind: Any, path: str) -> bool:
        return bool(self.text(path)) or self._is_typed(kind, path)

    def _is_typed(self, kind: Any, path: str) -> bool:
        """Whether something stands there that is not what it begins with."""
        for each in inputs_of(kind):
            name = f"{path}.{each.name}"
            if each.type is InputType.PART:
                if self._is_typed(each.of, name):
                    return True
            elif each.each is not None and each.each.type is InputType.PART:
                if any(self._is_typed(each.each.of, f"{name}.{row}") for row in range(_MOST_ROWS)):
                    return True
            elif each.type is not InputType.FLAG:
                begun = "" if each.default is None or each.each is not None else str(each.default)
                if self.text(name).strip() not in ("", begun):
                    return True
        return False

    def _made(self, kind: Any, path: str) -> Any:
        asked = inputs_of(kind)
        values = {each.name: self._value(each, f"{path}.{each.name}") for each in asked}
        try:
            return kind(**values)
        except BackOfficeError as error:
            named = str(error.details().get("field", ""))
            wrong = next((each.name for each in asked if each.name.startswith(named)), "")
            error.__dict__.setdefault("form_field", f"{path}.{wrong}" if named and wrong else path)
            raise

    def _value(self, asked: Input, path: str) -> Any:
        if asked.type is InputType.FLAG:
            return bool(self.text(path))
        if asked.type is InputType.PART:
            if not asked.required and not self._is_typed(asked.of, path):
                return asked.default
            return self._made(asked.of, path)
        each = asked.each
        if each is not None and each.type is InputType.PART:
            rows = [f"{path}.{row}" for row in range(_MOST_ROWS)]
            filled = [row for row in rows if self._is_typed(each.of, row)]
            return tuple(self._made(each.of, row) for row in filled)
        written = self.text(path).strip()
        with _about(path):
            if not written:
                if asked.required:
                    raise FieldMissing(asked.name)
                return None if asked.none else asked.default
            if each is not None:
                parts = [part.strip() for part in written.split(",")]
                return frozenset(self._single(each, part, path) for part in parts if part)
            return self._single(asked, written, path)

    def _single(self, asked: Input, written: str, path: str) -> Any:
        match asked.type:
            case InputType.WHOLE:
                return whole(asked.name, written)
            case InputType.NUMBER:
                return percentage(asked.name, written, self.language)
            case InputType.MONEY:
                currency = self.text(f"{path}.currency") or self.currency
                return amount(asked.name, written, currency, self.language)
            case InputType.CHOICE:
                chosen = [each for each in asked.choices if str(each) == written]
                if not chosen:
                    raise FieldInvalid(asked.name, LISTED_ONE())
                return chosen[0]
            case InputType.REFERENCE:
                return self.named(asked.of, written)
        return written


@contextmanager
def _about(path: str) -> Iterator[None]:
    """Whatever is refused is about the field of this name."""
    try:
        yield
    except BackOfficeError as error:
        error.__dict__.setdefault("form_field", path)
        raise
