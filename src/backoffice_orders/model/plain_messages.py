"""Messages as plain JSON values, and back: how they are stored and sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from moneyed import Money

from backoffice_orders.model.frozen import FrozenMapping
from backoffice_orders.model.messages import Message


def message_to_plain(message: Message) -> dict[str, Any]:
    """A message: its code, and its values where it has any, each as ``value_to_plain``."""
    if not message.values:
        return {"code": message.code}
    values = {name: value_to_plain(value) for name, value in message.values.items()}
    return {"code": message.code, "values": values}


def message_from_plain(plain: Mapping[str, Any]) -> Message:
    """A message from what ``message_to_plain`` made of it."""
    values = {name: value_from_plain(value) for name, value in plain.get("values", {}).items()}
    return Message(plain["code"], FrozenMapping(values))


def value_to_plain(value: Any) -> Any:
    """A value of a message.

    Texts and whole numbers stay; everything else says what it is: ``{"money": "8.20 EUR"}``,
    ``{"number": "1.5"}``, ``{"day": "2026-01-15"}``, ``{"moment": "2026-01-15T09:00:00+00:00"}``.
    """
    match value:
        case Message():
            return message_to_plain(value)
        case Money():
            return {"money": f"{value.amount:f} {value.currency.code}"}
        case Decimal():
            return {"number": f"{value:f}"}
        case datetime():
            return {"moment": value.isoformat()}
        case date():
            return {"day": value.isoformat()}
        case tuple():
            return [value_to_plain(each) for each in value]
        case str():
            return str(value)  # of a StrEnum, its text
    return value


def value_from_plain(plain: Any) -> Any:
    """A value of a message from what ``value_to_plain`` made of it."""
    match plain:
        case {"code": _}:
            return message_from_plain(plain)
        case {"money": str(text)}:
            amount, _, currency = text.partition(" ")
            return Money(Decimal(amount), currency)
        case {"number": str(text)}:
            return Decimal(text)
        case {"moment": str(text)}:
            return datetime.fromisoformat(text)
        case {"day": str(text)}:
            return date.fromisoformat(text)
        case list():
            return tuple(value_from_plain(each) for each in plain)
    return plain
