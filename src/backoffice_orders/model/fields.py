"""What the fields of the model hold. Each field's type and limits are declared once, on it.

A check stands as the validator of an attrs field, alone. It speaks twice:

* When a value is made, it refuses other types, and numbers that nothing can be computed with.
  So what a host or a store has kept reads back, even where a text is missing or too long.
* When a value is entered (``entering.require_entered``, which every use case that takes data in
  calls), it refuses whatever the field does not take.

``metadata=PERSONAL`` says that a field is about a person: erasing and exporting go by it.
"""

from __future__ import annotations

import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Context, Decimal, InvalidOperation
from types import NoneType
from typing import Any

from attrs import frozen
from moneyed import Money

from backoffice_orders.model.checks import require_whole_minor_units
from backoffice_orders.model.errors.base import FieldInvalid, FieldMissing, FieldTooLong
from backoffice_orders.model.errors.pricing import AmountNegative
from backoffice_orders.model.errors.products import (
    QuantityInvalid,
    QuantityNotPositive,
    QuantityTooLarge,
)
from backoffice_orders.model.frozen import FrozenMapping
from backoffice_orders.model.known import is_country, is_language, is_time_zone

PERSONAL: Mapping[str, Any] = FrozenMapping({"personal": True})
# What was read or computed is not entered, whatever it holds.
KEPT: Mapping[str, Any] = FrozenMapping({"kept": True})

LARGEST_COUNT = 1_000_000_000
LARGEST_QUANTITY = 1_000_000
ID_LIMIT = 255
DIGITS_BEFORE_THE_POINT = 12
# As many as Decimal computes with: a price that was divided by 1.2 is still a price.
DIGITS = 28
DECIMALS = 40
_EXACTLY = Context(prec=DIGITS)

# No text of ours holds these: halves of a letter outside of the basic plane, and code points that
# no letter will ever have.
_NO_TEXT = "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
# Control characters, and those that make a text read otherwise than it is written.
_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069"
_NEVER_IN_LINES = re.compile(f"[{_CONTROLS}{_NO_TEXT}]")
_NEVER_IN_A_LINE = re.compile(f"[{_CONTROLS}{_NO_TEXT}\t\n\u2028\u2029]")
_NOT_STORABLE = re.compile(f"[\x00{_NO_TEXT}]")


# Converters: how a value is written down. What they cannot read they leave as it is: the field's
# check refuses it.


def written(text: str) -> str:
    """A text as it is kept: composed (NFC), no white space around it; None is no text."""
    if not text or not isinstance(text, str):
        return "" if text is None else text
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.strip()


def in_capitals(code: str) -> str:
    """A code such as a country's, as it is kept: ``fr`` is FR."""
    code = written(code)
    return code.upper() if isinstance(code, str) else code


def in_a_tuple(values: Iterable[Any]) -> Any:
    """Values in a tuple, whatever they were listed in; a text is no list of its letters."""
    if type(values) is tuple:
        return values
    if isinstance(values, str | bytes | Mapping) or not isinstance(values, Iterable):
        return values
    return tuple(values)


def written_each(texts: Iterable[str]) -> Any:
    """Texts as they are kept, in a tuple."""
    listed = in_a_tuple(texts)
    return tuple(map(written, listed)) if isinstance(listed, tuple) else listed


def exact(number: Decimal | int | str) -> Any:
    """A whole number, or a decimal number as a text, as Decimal; never a float."""
    if type(number) is Decimal:
        return number
    if isinstance(number, int | str) and not isinstance(number, bool):
        try:
            return Decimal(number)
        except InvalidOperation:
            pass
    return number


def exact_or_none(number: Decimal | int | str | None) -> Any:
    """As ``exact``; None stays None."""
    return None if number is None else exact(number)


def in_utc(moment: datetime) -> datetime:
    """A moment that some system has kept: without a time zone, it is in UTC."""
    if isinstance(moment, datetime) and moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    return moment


# Checks.


class Check(ABC):
    """What a field takes."""

    def __call__(self, _instance: object, attribute: Any, value: Any) -> None:
        """Refuse what no value can be made of: attrs' validator."""
        self.made(attribute.name, value)

    @abstractmethod
    def made(self, name: str, value: Any) -> None:
        """Raise for a value of another type; ``name`` is the field's."""

    def entered(self, name: str, value: Any) -> None:
        """Raise for a value that the field does not take."""
        self.made(name, value)


@frozen
class Text(Check):
    """A text of at most ``limit`` characters; of several ``lines``, or of one.

    ``required``: it must not be empty. ``none``: it may be None.

    Raises:
        FieldMissing, FieldTooLong: As they say.
        FieldInvalid: It is no text, or has characters that a text does not have.
    """

    limit: int
    required: bool = False
    lines: bool = False
    none: bool = False

    def __call__(self, _instance: object, attribute: Any, value: Any) -> None:
        """As ``made``; most of what is made is texts."""
        if type(value) is not str and not (value is None and self.none):
            self.made(attribute.name, value)

    def made(self, name: str, value: Any) -> None:
        """Raise ``FieldInvalid`` for what is no text."""
        if not isinstance(value, str) and not (value is None and self.none):
            raise FieldInvalid(name, f"it must be a text, not {described(value)}")

    def entered(self, name: str, value: Any) -> None:
        """Raise for a text that is missing, too long, or no writing."""
        self.made(name, value)
        if value is None:
            return
        if self.required and is_blank(value):
            raise FieldMissing(name)
        if len(value) > self.limit:
            raise FieldTooLong(name, self.limit, len(value))
        never = _NEVER_IN_LINES if self.lines else _NEVER_IN_A_LINE
        found = never.search(value)
        if found is not None:
            raise FieldInvalid(name, f"it has a character that cannot be shown ({_code(found[0])})")

    def taken(self, name: str, value: str) -> str:
        """The text as it is kept, entered by itself."""
        self.made(name, value)
        text = written(value)
        self.entered(name, text)
        return text


@frozen
class Code(Check):
    """A text that names something in the world: a country, a language, a time zone."""

    what: str
    none: bool = False

    def made(self, name: str, value: Any) -> None:
        """Raise ``FieldInvalid`` for what is no text."""
        if not isinstance(value, str) and not (value is None and self.none):
            raise FieldInvalid(name, f"it must be a text, not {described(value)}")

    def entered(self, name: str, value: Any) -> None:
        """Raise ``FieldMissing``, or ``FieldInvalid`` where the world has no such thing."""
        self.made(name, value)
        if value is None:
            return
        if not value.strip():
            raise FieldMissing(name)
        known, example = _KNOWN[self.what]
        if not known(value):
            raise FieldInvalid(
                name, f"there is no {self.what} {shown(value)}; use a code such as {example}"
            )


_KNOWN = {
    "country": (is_country, "FR"),
    "language": (is_language, "en or de-AT"),
    "time zone": (is_time_zone, "Europe/Paris"),
}
COUNTRY = Code("country")
COUNTRY_OR_NONE = Code("country", none=True)
CURRENCY_OR_NONE = Text(3, none=True)
LANGUAGE = Code("language")
TIME_ZONE = Code("time zone")


@frozen
class Id(Check):
    """An identifier: a text of one line, never empty. ``none``: it may be None."""

    none: bool = False

    def __call__(self, _instance: object, attribute: Any, value: Any) -> None:
        """As ``made``; most of what is made is texts."""
        if type(value) is not str and not (value is None and self.none):
            self.made(attribute.name, value)

    def made(self, name: str, value: Any) -> None:
        """Raise ``FieldInvalid`` for what is no text."""
        if not isinstance(value, str) and not (value is None and self.none):
            raise FieldInvalid(name, f"it must be an id (a text), not {described(value)}")

    def entered(self, name: str, value: Any) -> None:
        """Raise for an id that is empty, too long, or has characters that no id has."""
        self.made(name, value)
        if value is not None:
            _ID_TEXT.entered(name, value)


_ID_TEXT = Text(ID_LIMIT, required=True)
ID = Id()
ID_OR_NONE = Id(none=True)


@frozen
class Each(Check):
    """A tuple (or a frozenset) of at most ``count`` things, each of which ``check`` takes.

    ``none``: it may be None.
    """

    check: Check
    count: int
    none: bool = False

    def made(self, name: str, value: Any) -> None:
        """Raise ``FieldInvalid`` for what is no tuple, or holds something of another type."""
        if value is None and self.none:
            return
        if not isinstance(value, tuple | frozenset):
            raise FieldInvalid(name, f"it must be a list, not {described(value)}")
        for each in value:
            self.check.made(name, each)

    def entered(self, name: str, value: Any) -> None:
        """Raise for too many, and for any that ``check`` does not take."""
        self.made(name, value)
        if value is None:
            return
        if len(value) > self.count:
            raise FieldInvalid(name, f"it has {len(value)} entries, and takes {self.count}")
        for each in value:
            self.check.entered(name, each)


IDS = Each(ID, 1000)
TAGS = Each(Text(64, required=True), 50)


@frozen
class Values(Check):
    """A tuple of at most ``count`` values of a class of the model, each ``id`` there once."""

    kind: type[Any]
    count: int

    def made(self, name: str, value: Any) -> None:
        """Raise ``FieldInvalid`` for what is no tuple of them."""
        if isinstance(value, tuple) and set(map(type, value)) <= {self.kind}:
            return
        if not isinstance(value, tuple) or not all(isinstance(each, self.kind) for each in value):
            raise FieldInvalid(
                name, f"it must be a tuple of {self.kind.__name__}, not {described(value)}"
            )

    def entered(self, name: str, value: Any) -> None:
        """Raise for too many, and for one id of two; what they hold is checked by itself."""
        self.made(name, value)
        if len(value) > self.count:
            raise FieldInvalid(name, f"it has {len(value)} entries, and takes {self.count}")
        ids = [each.id for each in value if hasattr(each, "id")]
        if len(set(ids)) < len(ids):
            twice = next(each for each in ids if ids.count(each) > 1)
            raise FieldInvalid(name, f"the id {shown(twice)} is there more than once")


@frozen
class Texts(Check):
    """A mapping from texts to texts, such as the host's own attributes of a thing."""

    count: int = 100
    key: Text = Text(128, required=True)
    value: Text = Text(4000, lines=True)

    def made(self, name: str, value: Any) -> None:
        """Raise ``FieldInvalid`` for what maps no texts to texts."""
        if type(value) is not FrozenMapping and not isinstance(value, Mapping):
            raise FieldInvalid(name, f"it must be a mapping, not {described(value)}")
        for key, text in value.items():
            self.key.made(name, key)
            self.value.made(name, text)

    def entered(self, name: str, value: Any) -> None:
        """Raise for too many, and for texts that are too long or no writing."""
        self.made(name, value)
        if len(value) > self.count:
            raise FieldInvalid(name, f"it has {len(value)} entries, and takes {self.count}")
        for key, text in value.items():
            self.key.entered(name, key)
            self.value.entered(name, text)


ATTRIBUTES = Texts()
# What people, companies and things are called.
NAME = Text(255, required=True)
NAME_OR_EMPTY = Text(255)
MESSAGE = Text(2000, lines=True)
NOTE = Text(2000, required=True, lines=True)
REASON = Text(500, required=True, lines=True)
DESCRIPTION = Text(65_536, lines=True)
KEY = Text(255)  # names one attempt of a caller's
NUMBERED = Text(64)  # a reference, an EAN, a code


@frozen
class Whole(Check):
    """A whole number from ``low`` to ``high``, both included. ``none``: it may be None.

    Raises:
        QuantityInvalid: It is no whole number.
        FieldInvalid: It is too low or too high.
    """

    low: int = 0
    high: int = LARGEST_COUNT
    none: bool = False

    def made(self, name: str, value: Any) -> None:
        """Raise for what is no whole number, or out of range."""
        if value is None and self.none:
            return
        require_whole(name, value)
        if value < self.low:
            raise FieldInvalid(name, f"it must be at least {self.low}")
        if value > self.high:
            raise FieldInvalid(name, f"it must be at most {self.high}")


# Below zero, so many pieces are owed.
LEVEL = Whole(-LARGEST_COUNT)


@frozen
class Quantity(Check):
    """So many pieces on a line: from 1 to a million.

    Raises:
        QuantityInvalid, QuantityNotPositive, QuantityTooLarge: As they say.
    """

    def made(self, name: str, value: Any) -> None:
        """Raise for an impossible quantity."""
        require_quantity(value, name)


QUANTITY = Quantity()


@frozen
class Number(Check):
    """A decimal number that can be computed with; at least zero unless ``negative``.

    ``high`` is the largest it can be. ``none``: it may be None.

    Raises:
        FieldInvalid: It is no number (a float is none), or has too many digits.
        AmountNegative: It is below zero.
    """

    negative: bool = False
    high: Decimal | None = None
    none: bool = False

    def made(self, name: str, value: Any) -> None:
        """Raise for what is no such number."""
        if value is None and self.none:
            return
        if type(value) is not Decimal:
            raise FieldInvalid(name, f"it must be a Decimal, not {described(value)}")
        require_exact(name, value)
        if value < 0 and not self.negative:
            raise AmountNegative(name)
        if self.high is not None and value > self.high:
            raise FieldInvalid(name, f"it must be between 0 and {self.high}")


PERCENT = Number(high=Decimal(100))
PERCENT_OR_NONE = Number(high=Decimal(100), none=True)
NUMBER = Number()
NUMBER_OR_NONE = Number(none=True)


@frozen
class Cash(Check):
    """An amount of money that can be computed with; at least zero unless ``negative``.

    ``whole``: entered in whole minor units of its currency, as money that is agreed or handed over
    is; a catalog's net prices may be finer.

    Raises:
        FieldInvalid: It is no money, has too many digits, or is finer than it may be.
        AmountNegative: It is below zero.
    """

    negative: bool = False
    none: bool = False
    whole: bool = False

    def made(self, name: str, value: Any) -> None:
        """Raise for what is no such amount."""
        if value is None and self.none:
            return
        require_money(name, value)
        if value.amount < 0 and not self.negative:
            raise AmountNegative(name)

    def entered(self, name: str, value: Any) -> None:
        """Raise for what is no such amount, or finer than it may be."""
        self.made(name, value)
        if self.whole and value is not None:
            require_whole_minor_units(name, value)


CASH = Cash()
AGREED_CASH = Cash(whole=True)
CASH_OR_NONE = Cash(none=True)


@frozen
class Moment(Check):
    """A moment with a time zone. ``none``: it may be None."""

    none: bool = False

    def __call__(self, _instance: object, attribute: Any, value: Any) -> None:
        """As ``made``."""
        if not (value is None and self.none):
            require_moment(attribute.name, value)

    def made(self, name: str, value: Any) -> None:
        """Raise ``FieldInvalid`` for what is no moment, or has no time zone."""
        if value is None and self.none:
            return
        require_moment(name, value)


MOMENT = Moment()
MOMENT_OR_NONE = Moment(none=True)


@frozen
class Day(Check):
    """A date without a time, or None."""

    def made(self, name: str, value: Any) -> None:
        """Raise ``FieldInvalid`` for what is no date."""
        if value is not None and (isinstance(value, datetime) or not isinstance(value, date)):
            raise FieldInvalid(name, f"it must be a date, not {described(value)}")


DAY_OR_NONE = Day()


@frozen
class OneOf(Check):
    """A value of one of these types: what a field says that has no check of its own."""

    kinds: tuple[type[Any], ...]

    def made(self, name: str, value: Any) -> None:
        """Raise ``FieldInvalid`` for a value of another type."""
        if not isinstance(value, self.kinds):
            names = " or ".join(
                "None" if each is NoneType else each.__name__ for each in self.kinds
            )
            raise FieldInvalid(name, f"it must be of {names}, not {described(value)}")


# What arguments of use cases are checked by, too.


def require_whole(name: str, value: Any) -> None:
    """Raise ``QuantityInvalid`` for what is no whole number: 1.5, True, "2", Decimal("2")."""
    if type(value) is not int:
        raise QuantityInvalid(name, f"it must be a whole number, not {described(value)}")


def require_quantity(value: Any, name: str = "quantity") -> None:
    """Raise ``QuantityInvalid``, ``QuantityNotPositive`` or ``QuantityTooLarge``."""
    require_whole(name, value)
    if value < 1:
        raise QuantityNotPositive(value)
    if value > LARGEST_QUANTITY:
        raise QuantityTooLarge(value, LARGEST_QUANTITY)


def require_exact(name: str, number: Decimal) -> None:
    """Raise ``FieldInvalid`` for a number that cannot be computed with to the last digit."""
    if not number.is_finite():
        raise FieldInvalid(name, "it must be a number")
    first_digit = number.adjusted()
    if first_digit >= DIGITS_BEFORE_THE_POINT:
        reason = f"it can have {DIGITS_BEFORE_THE_POINT} digits before the point"
        raise FieldInvalid(name, reason)
    if first_digit < -DECIMALS or _EXACTLY.plus(number) != number:
        raise FieldInvalid(name, f"it can have {DIGITS} digits; a float has too many")


def require_money(name: str, value: Any) -> None:
    """Raise ``FieldInvalid`` for what is no money, or has too many digits."""
    if not isinstance(value, Money):
        raise FieldInvalid(name, f"it must be Money, not {described(value)}")
    require_exact(name, value.amount)


def require_moment(name: str, value: Any) -> None:
    """Raise ``FieldInvalid`` for what is no moment, or has no time zone."""
    if not isinstance(value, datetime):
        raise FieldInvalid(name, f"it must be a datetime, not {described(value)}")
    if value.tzinfo is None:
        raise FieldInvalid(name, "it needs a time zone (UTC)")
    if not 1 < value.year < 9999:  # in every time zone it is a moment still
        raise FieldInvalid(name, "it must be in our times")


def is_storable(text: str) -> bool:
    """Whether every store can keep the text: no NUL, no halves of letters."""
    return _NOT_STORABLE.search(text) is None


def is_blank(text: str) -> bool:
    """Whether there is nothing to see: white space, and letters without width."""
    return not text or all(unicodedata.category(letter)[0] in "ZC" for letter in text)


def shown(text: str) -> str:
    """The beginning of a text, in quotes, for an error's sentence."""
    return ascii(text if len(text) <= 40 else f"{text[:40]}…")


def described(value: Any) -> str:
    """What it is instead, for an error's sentence: ``the float 1.5``."""
    if value is None:
        return "None"
    kind = type(value).__name__
    if isinstance(value, str):
        return f"the text {shown(value)}"
    if isinstance(value, bool | int | float | Decimal | date):
        return f"the {kind} {str(value)[:40]}"
    return f"a value of the type {kind}"


def _code(letter: str) -> str:
    return f"U+{ord(letter):04X}"
