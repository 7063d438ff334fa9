"""A host's own fields on the page of a cart. They are kept as its attributes, and the order's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from backoffice_orders.console.own_labels import Label, called, require_label
from backoffice_orders.i18n import Language
from backoffice_orders.model.errors.base import BackOfficeError, FieldInvalid, FieldMissing
from backoffice_orders.model.fields import ATTRIBUTES, Check, Day, Text, Whole
from backoffice_orders.model.reasons import A_DATE, LISTED_ONE, must_be
from backoffice_orders.model.values import frozen
from backoffice_orders.services.command import Command
from backoffice_orders.services.commands.details import SetAttributes
from backoffice_orders.web.fields import day, whole
from backoffice_orders.web.page_fields import Key, about_field, one_kind_of_newline

# Where on the page such a field can stand.
SECTIONS = frozenset({"customer", "products", "addresses", "shipping", "finishing"})
# An id of the page, and the key of an attribute.
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")


# What a form sends as it was chosen, and an attribute holds.
_CODE = Text(ATTRIBUTES.value.limit, required=True)


@frozen
class Choice(Check):
    """One of some codes; ``labels`` say by the code what people read.

    Raises:
        ValueError: There are no codes, or one is nothing that a form can send: no text (a number
            of a database's), empty, of several lines, or too long for an attribute.
    """

    labels: Mapping[str, Label]

    def __attrs_post_init__(self) -> None:
        if not self.labels or "" in self.labels:
            raise ValueError("a Choice needs codes, none of them empty")
        for code, label in self.labels.items():
            try:
                _CODE.entered("code", code)
            except BackOfficeError:
                raise ValueError(f"{code!r:.50} is no code: use a text of one line") from None
            require_label(label)

    def made(self, name: str, value: object) -> None:
        """Raise ``FieldInvalid`` for what is none of them."""
        if value not in self.labels:
            raise FieldInvalid(name, LISTED_ONE())


# Kept as "yes" or "no"; where it is not required as "yes", or not at all.
YES_NO = Choice({"yes": "yes", "no": "no"})


@frozen
class OwnField:
    """One field of a host's own.

    Attributes:
        name: The attribute that it is kept in: a letter, then letters, digits, ``_`` and ``-``.
        label: What people call it, in one language or by language: ``{"en": "Floor", "fr":
            "Étage"}``.
        takes: ``Text(limit)``, of several ``lines`` or of one; ``Whole(low, high)``; ``Day()``;
            a ``Choice``, or ``YES_NO``.
        required: Whether nobody can place the order from the page without it.
        section: Where it stands: one of ``SECTIONS``.

    Raises:
        ValueError: There is no such section, or it can have no such name or label.
        TypeError: The page cannot ask for this.
    """

    name: str
    label: Label
    takes: Text | Whole | Day | Choice = Text(255)
    required: bool = False
    section: str = "finishing"

    def __attrs_post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"{self.name!r} is no name of a field: use letters, digits, _ and -")
        require_label(self.label)
        if self.section not in SECTIONS:
            raise ValueError(f"{self.section!r} is none of {sorted(SECTIONS)}")
        if not isinstance(self.takes, Text | Whole | Day | Choice):
            raise TypeError(f"{self.name}: use Text, Whole, Day, a Choice or YES_NO")
        if isinstance(self.takes, Text) and self.takes.limit > ATTRIBUTES.value.limit:
            raise ValueError(f"{self.name}: an attribute holds {ATTRIBUTES.value.limit} characters")
        if isinstance(self.takes, Text) and self.takes.limit < 1:
            raise ValueError(f"{self.name}: nothing is that short")
        if isinstance(self.takes, Whole) and self.takes.low > self.takes.high:
            raise ValueError(f"{self.name}: there is no number in its range")

    @property
    def id(self) -> str:
        """What the page's form calls it."""
        return f"own-{self.name}"

    @property
    def key(self) -> Key:
        """The same among the fields of the page."""
        return (self.id,)

    @property
    def kind(self) -> str:
        """How it is drawn: ``text``, ``lines``, ``whole``, ``day``, ``choice`` or ``flag``."""
        match self.takes:
            case Text():
                return "lines" if self.takes.lines else "text"
            case Whole():
                return "whole"
            case Day():
                return "day"
        return "flag" if self.takes == YES_NO and not self.required else "choice"

    def called(self, language: Language) -> str:
        """What a reader of the language reads."""
        return called(self.label, language)

    def choices(self, language: Language, value: str) -> tuple[tuple[str, str], ...]:
        """What can be chosen, by code; and what is there, where that is nothing of it."""
        labels = self.takes.labels if isinstance(self.takes, Choice) else {}
        found = tuple((code, called(label, language)) for code, label in labels.items())
        return found if not value or value in labels else (*found, (value, value))

    def shown(self, attributes: Mapping[str, str]) -> str:
        """What the field holds; a box is ticked or not, whatever else is there."""
        value = one_kind_of_newline(attributes.get(self.name, ""))
        return value if self.kind != "flag" or value == "yes" else ""

    def is_day(self, value: str) -> bool:
        """Whether a field for a day can show it: what is none would be shown as empty."""
        if self.kind != "day":
            return False
        found = day(value)
        return not value or (found is not None and found.isoformat() == value)

    def read(self, written: str, language: Language) -> str:
        """What was typed, as it is kept: ``12``, ``2026-01-15``, ``yes``; empty for nothing.

        Raises:
            FieldInvalid, FieldTooLong: The field does not take it.
        """
        if not written.strip():
            return ""
        label = self.called(language)
        try:
            match self.takes:
                case Text():
                    return self.takes.taken(label, written)
                case Whole():
                    number = _whole(label, written)
                    self.takes.entered(label, number)
                    return str(number)
                case Day():
                    found = day(written)
                    if found is None:
                        raise FieldInvalid(label, must_be(A_DATE(), written))
                    return found.isoformat()
            self.takes.entered(label, written)
        except BackOfficeError as error:
            raise about_field(error, self.key) from None
        return written

    def told(self, value: str, language: Language) -> str:
        """A value as people read it; one that was set elsewhere, and is none, as it is."""
        if isinstance(self.takes, Choice):
            return dict(self.choices(language, value)).get(value, "")
        if isinstance(self.takes, Day) and (found := day(value)) is not None:
            return language.day(found)
        if isinstance(self.takes, Whole) and re.fullmatch(r"-?[0-9]{1,18}", value):
            return language.number(int(value))
        return value


@frozen
class OwnFields:
    """All of a host's own fields, in their order on the page."""

    fields: tuple[OwnField, ...] = ()

    def __attrs_post_init__(self) -> None:
        names = [each.name for each in self.fields]
        if twice := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"two fields are called {sorted(twice)}")

    def of(self, section: str) -> tuple[OwnField, ...]:
        """Those of a section of the page."""
        return tuple(each for each in self.fields if each.section == section)

    def shown(self, attributes: Mapping[str, str]) -> dict[Key, str]:
        """What the fields show of a cart."""
        return {each.key: each.shown(attributes) for each in self.fields}

    def told(self, attributes: Mapping[str, str], language: Language) -> Iterator[tuple[str, str]]:
        """What a cart or an order has of it, by what people call it; what is empty is left out."""
        for each in self.fields:
            if value := each.told(attributes.get(each.name, ""), language):
                yield each.called(language), value

    def commands(self, typed: Mapping[Key, str], language: Language) -> tuple[Command, ...]:
        """What was typed, as a change of the cart's attributes; none where nothing was.

        Raises:
            FieldInvalid, FieldTooLong: A field does not take what was typed.
        """
        values = self._read(typed, language)
        return (SetAttributes(values, keep_others=True),) if values else ()

    def missing(
        self, attributes: Mapping[str, str], language: Language
    ) -> tuple[tuple[OwnField, FieldMissing], ...]:
        """The required fields that are empty, and what to say of each."""
        return tuple(
            (each, FieldMissing(each.called(language)))
            for each in self.fields
            if each.required and not attributes.get(each.name)
        )

    def require(
        self, attributes: Mapping[str, str], typed: Mapping[Key, str], language: Language
    ) -> None:
        """Raise ``FieldMissing`` where an order would have a required field empty.

        Args:
            attributes: What the cart has.
            typed: What is typed, and not kept yet.
            language: The reader's.
        """
        for each, error in self.missing({**attributes, **self._read(typed, language)}, language):
            raise about_field(error, each.key)

    def _read(self, typed: Mapping[Key, str], language: Language) -> dict[str, str]:
        return {
            each.name: each.read(typed[each.key], language)
            for each in self.fields
            if each.key in typed
        }


NO_FIELDS = OwnFields()


def _whole(label: str, written: str) -> int:
    written = written.strip()
    if written.startswith("-"):
        return -whole(label, written.removeprefix("-"))
    return whole(label, written)
