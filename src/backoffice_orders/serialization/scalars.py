"""Texts, numbers, amounts and moments as they are written, and back."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from moneyed import Money

from backoffice_orders.model.money import currency_of

_WITH_COMMA = re.compile(r"-?(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,[0-9]+)?")
_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def money_from_text(
    text: str, currency: str | None = None, *, decimal_comma: bool = False
) -> Money:
    """``"12.34 EUR"``, or ``"12.34"`` where a currency is given. ``ValueError`` otherwise."""
    number, _, code = str(text).strip().partition(" ")
    code = code.strip() or currency or ""
    if not code:
        raise ValueError(f"{text!r} has no currency")
    return Money(decimal_from_text(number, decimal_comma=decimal_comma), currency_of(code))


def decimal_from_text(text: str, *, decimal_comma: bool = False) -> Decimal:
    """A plain decimal number: digits, and a full stop before decimals.

    With ``decimal_comma`` it is a comma, and full stops may stand between thousands.

    Raises:
        ValueError: It is anything else: a float (not exact), 1e2, 1_0, 1,5, other scripts' digits.
    """
    if isinstance(text, float):
        raise ValueError(f"{text!r} must be written as text, to be exact")  # noqa: TRY004
    number = str(text).strip()
    if decimal_comma:
        if not _WITH_COMMA.fullmatch(number):
            raise ValueError(f"{text!r} is not a number with a decimal comma")
        number = number.replace(".", "").replace(",", ".")
    if _PLAIN.fullmatch(number):
        return Decimal(number)
    if _PLAIN.fullmatch(number.replace(",", ".")):
        raise ValueError(f"{text!r} is not a number; decimals are written with a full stop")
    raise ValueError(f"{text!r} is not a number")


def read_flag(value: Any) -> bool:
    """True or false; ``ValueError`` for anything else."""
    if not isinstance(value, bool):
        raise ValueError(f"{value!r} is neither yes nor no")  # noqa: TRY004
    return value


def read_whole(value: Any) -> int:
    """A whole number, or one written as a text, as a table has it."""
    if type(value) is int or (isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,18}", value)):
        return int(value)
    raise ValueError(f"{value!r} is not a whole number")


def read_text(value: Any) -> str:
    """A text; ``ValueError`` for anything else."""
    if isinstance(value, str):
        return value
    raise ValueError(f"{value!r} is not a text")


def read_text_or_choice(value: Any, kind: Any) -> str:
    """A text; for a class of choices, which are texts too, one of its values."""
    text = read_text(value)
    if not (isinstance(kind, type) and issubclass(kind, StrEnum)):
        return text
    if text not in set(kind):
        raise ValueError(f"{value!r} is none of {', '.join(sorted(kind))}")
    return kind(text)


def read_moment(value: Any) -> datetime:
    """A moment in ISO 8601; ``ValueError`` for anything else."""
    try:
        return datetime.fromisoformat(read_text(value))
    except ValueError as error:
        example = "2026-01-15T09:00:00+01:00"
        raise ValueError(f"{value!r} is not a moment; write it like {example}") from error


def read_day(value: Any) -> date:
    """A date in ISO 8601; ``ValueError`` for anything else."""
    try:
        return date.fromisoformat(read_text(value))
    except ValueError as error:
        raise ValueError(f"{value!r} is not a date; write it like 2026-01-15") from error
