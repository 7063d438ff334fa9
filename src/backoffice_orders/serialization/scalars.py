"""Texts, numbers, amounts and moments as they are written, and back."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from moneyed import Money

from backoffice_orders.model.fields.moments import NEEDS_TIME_ZONE
from backoffice_orders.model.messages import Message, Sentence
from backoffice_orders.model.money import currency_of
from backoffice_orders.model.reasons import shown

_WITH_COMMA = r"-?(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,[0-9]+)?"
_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")

NO_CURRENCY = Sentence("reading.no_currency", "{value} has no currency")
NOT_EXACT = Sentence("reading.not_exact", "{value} must be written as text, to be exact")
NO_COMMA_NUMBER = Sentence(
    "reading.no_comma_number", "{value} is not a number with a decimal comma"
)
FULL_STOP = Sentence(
    "reading.full_stop", "{value} is not a number; decimals are written with a full stop"
)
NO_NUMBER = Sentence("reading.no_number", "{value} is not a number")
NO_FLAG = Sentence("reading.no_flag", "{value} is neither yes nor no")
NOT_WHOLE = Sentence("reading.not_whole", "{value} is not a whole number")
NO_TEXT = Sentence("reading.no_text", "{value} is not a text")
NO_MOMENT = Sentence("reading.no_moment", "{value} is not a moment; write it like {example}")
NO_DATE = Sentence("reading.no_date", "{value} is not a date; write it like {example}")
NONE_OF = Sentence("reading.none_of", "{value} is none of {choices}")
NO_LIST = Sentence("reading.no_list", "{value} is not a list")


class NotReadable(ValueError):
    """A value is not what a field holds; ``message`` says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


def money_from_text(
    text: str, currency: str | None = None, *, decimal_comma: bool = False
) -> Money:
    """``"12.34 EUR"``, or ``"12.34"`` where a currency is given. ``ValueError`` otherwise."""
    number, _, code = str(text).strip().partition(" ")
    code = code.strip() or currency or ""
    if not code:
        raise NotReadable(NO_CURRENCY(value=repr(text)))
    return Money(decimal_from_text(number, decimal_comma=decimal_comma), currency_of(code))


def decimal_from_text(text: str, *, decimal_comma: bool = False) -> Decimal:
    """A plain decimal number: digits, and a full stop before decimals.

    With ``decimal_comma`` it is a comma, and full stops may stand between thousands.

    Raises:
        ValueError: It is anything else: a float (not exact), 1e2, 1_0, 1,5, other scripts' digits.
    """
    if isinstance(text, float):
        raise NotReadable(NOT_EXACT(value=repr(text)))
    number = str(text).strip()
    if decimal_comma:
        if not re.fullmatch(_WITH_COMMA, number):
            raise NotReadable(NO_COMMA_NUMBER(value=repr(text)))
        number = number.replace(".", "").replace(",", ".")
    if _PLAIN.fullmatch(number):
        return Decimal(number)
    if _PLAIN.fullmatch(number.replace(",", ".")):
        raise NotReadable(FULL_STOP(value=repr(text)))
    raise NotReadable(NO_NUMBER(value=repr(text)))


def read_flag(value: Any) -> bool:
    """True or false; ``ValueError`` for anything else."""
    if not isinstance(value, bool):
        raise NotReadable(NO_FLAG(value=repr(value)))
    return value


def read_whole(value: Any) -> int:
    """A whole number, or one written as a text, as a table has it."""
    if type(value) is int or (isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,18}", value)):
        return int(value)
    raise NotReadable(NOT_WHOLE(value=repr(value)))


def read_text(value: Any) -> str:
    """A text; ``ValueError`` for anything else."""
    if isinstance(value, str):
        return value
    raise NotReadable(NO_TEXT(value=repr(value)))


def read_text_or_choice(value: Any, kind: Any) -> str:
    """A text; for a class of choices, which are texts too, one of its values."""
    text = read_text(value)
    if not (isinstance(kind, type) and issubclass(kind, StrEnum)):
        return text
    if text not in set(kind):
        raise NotReadable(NONE_OF(value=shown(text), choices=", ".join(sorted(kind))))
    return kind(text)


def read_moment(value: Any) -> datetime:
    """A moment in ISO 8601, with its time zone; ``ValueError`` for anything else."""
    try:
        moment = datetime.fromisoformat(read_text(value))
    except ValueError as error:
        example = "2026-01-15T09:00:00+01:00"
        raise NotReadable(NO_MOMENT(value=repr(value), example=example)) from error
    if moment.tzinfo is None:
        raise NotReadable(NEEDS_TIME_ZONE())
    return moment


def told_moment(moment: datetime) -> str:
    """A moment in ISO 8601, in UTC: the same one is always the same text."""
    return moment.astimezone(UTC).isoformat()


def read_day(value: Any) -> date:
    """A date in ISO 8601; ``ValueError`` for anything else."""
    try:
        return date.fromisoformat(read_text(value))
    except ValueError as error:
        raise NotReadable(NO_DATE(value=repr(value), example="2026-01-15")) from error
