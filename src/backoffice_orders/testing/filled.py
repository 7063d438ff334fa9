"""Values with every field filled: what a store forgets to keep of them shows.

``filled(Customer)`` makes a customer of which no field, and no field of what is in it, is at its
default. The values are awkward on purpose: letters beyond ASCII and the basic plane, quotes,
decimals that a float cannot hold, moments with microseconds.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import attrs
from moneyed import Money

from backoffice_orders.model.checks import whole_minor_units
from backoffice_orders.model.fields import ANSWERED_CASH
from backoffice_orders.model.messages import Message
from backoffice_orders.model.money import Rounding, RoundingMode, RoundingType
from backoffice_orders.model.pricing.actions.amount import Amount
from backoffice_orders.model.pricing.actions.free_shipping import FreeShipping
from backoffice_orders.model.pricing.actions.gift import Gift
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.conditions.minimum_amount import MinimumAmount
from backoffice_orders.model.rule_parts import RuleAction, RuleCondition
from backoffice_orders.model.stock import StockItem

T = TypeVar("T")
MOMENT = datetime(2026, 1, 15, 9, 0, 0, 123456, tzinfo=UTC)
# A float keeps 17 digits at most.
EXACT = Decimal("12.34567890123456789012")
# Beyond the basic plane; what two letters make and no single one is; what is written from right to
# left, and which way that goes; a blank that breaks no line; what joins letters, and keeps them
# apart; and what must be doubled in some statements.
_ODD = "\U0001f381 x\u0302 \u05d0\u200f\xa0a\u200db\u200cc %% ''"
# What a field of this name takes, where its type does not say.
_BY_NAME: dict[str, Any] = {
    "country": "DE",
    "code": "SAVE-ÄÖ",
    "currency": "USD",
    "email": "zoë.o'hara@example.com",
    "language": "fr",
    "time_zone": "Europe/Paris",
    "percent": EXACT,
    "reduction_percent": EXACT,
    "effective_percent": EXACT,
    "end": EXACT + 1000,
    "cancels": True,
    "refunds": True,
    "birthday": date(1990, 2, 28),
    "minimal_quantity": 3,
    "attributes": {"crm key": "17", "é": "x\U0001f381", "lines": "a  b\n\\n %s " * 300},
    "before": {"lines": ["mug", {"n": 1}], "price": "1.10", "none": None, "é": 1.5},
    "after": {"tags": ["\U0001f381"], "ok": True},
    "payload": {"order": "o1", "lines": [{"id": "é", "n": 2**53 + 1}], "none": None},
    "postcode_from": "10",
    "postcode_to": "19",
    "due_days": 14,
    "payment_due_days": 14,
    "longest_hold_days": 11,
    "cut_off": "09:30",
    "leaves_on": (2, 4),
    "arrives_on": (1, 6),
    # Longer than what a careless column takes.
    "description": "Ä long  description,\nof lines. " * 1800,
    "order_message": "Grüße \U0001f381 " * 100,
}
# Fields that exclude each other: a class, and those of its fields that stay empty.
_LEFT_OUT: dict[str, frozenset[str]] = {
    "SpecificPrice": frozenset({"amount"}),
    "CatalogPriceRule": frozenset({"amount"}),
    "Amount": frozenset({"product_id"}),
    "Percentage": frozenset({"product_id"}),
    "ManualDiscount": frozenset({"percent"}),
}


def filled(kind: type[T], number: int = 1, **changes: Any) -> T:
    """A value of an attrs class with every field filled; another ``number`` makes another one.

    ``changes`` are the fields that are given.
    """
    value = _filled(kind, kind.__name__, number, changes)
    return cast(T, value)


def bare(kind: type[T], number: int = 1, **changes: Any) -> T:
    """A value with nothing but what it must have; every other field is at its default."""
    required = {
        each.name: _value(_hints(cast(Any, kind))[each.name], each.name, number, each)
        for each in attrs.fields(cast(Any, kind))
        if each.init and each.default is attrs.NOTHING
    }
    return kind(**{**required, **changes})


def at_default(value: Any, path: str = "") -> list[str]:
    """The names of the fields, to any depth, that are at their default or empty."""
    found: list[str] = []
    if isinstance(value, StockItem):
        return [f"{path}.{name}" for name in value._fields if not getattr(value, name)]
    if attrs.has(type(value)):
        left_out = _LEFT_OUT.get(type(value).__name__, frozenset())
        for each in attrs.fields(type(value)):
            part, where = getattr(value, each.name), f"{path}.{each.name}"
            if each.name in left_out or not each.init:
                continue
            factory = getattr(each.default, "factory", None)
            default = each.default if factory is None else factory()
            if part in (None, "", ()) or (part == default and part is not True):
                found.append(where)
            else:
                found += at_default(part, where)
    elif isinstance(value, Mapping):
        for key, part in value.items():
            found += at_default(part, f"{path}[{key}]")
    elif isinstance(value, tuple | frozenset) and not value:
        found.append(path)
    elif isinstance(value, tuple):
        for index, part in enumerate(value):
            found += at_default(part, f"{path}[{index}]")
    return found


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _filled(kind: type[Any], name: str, number: int, changes: Mapping[str, Any]) -> Any:
    left_out = _LEFT_OUT.get(kind.__name__, frozenset())
    hints = _hints(cast(Any, kind))
    given = dict(changes)
    for each in attrs.fields(kind):
        if each.init and each.name not in given and each.name not in left_out:
            given[each.name] = _value(hints[each.name], each.name, number, each)
    return kind(**given)


def _value(kind: Any, name: str, number: int, field: attrs.Attribute[Any] | None = None) -> Any:
    """Something of this type that is not the field's default."""
    kind = _without_none(kind)
    default = attrs.NOTHING if field is None else field.default
    whole = field is not None and field.validator in (whole_minor_units, ANSWERED_CASH)
    if kind is Money and not whole:
        return Money(EXACT + number, "USD")
    if isinstance(kind, type) and kind in _MADE:
        return _MADE[kind](number)
    origin, parts = get_origin(kind), get_args(kind)
    if name in _BY_NAME and not (isinstance(kind, type) and attrs.has(kind)):
        value = _BY_NAME[name]
        return value if origin is not dict else dict(value)
    if hasattr(kind, "__supertype__"):  # a NewType: some id
        return f"{kind.__name__.removesuffix('Id').lower()}-{number}"
    if origin is tuple:
        if parts[-1] is Ellipsis:
            return tuple(_value(parts[0], name, number + more) for more in range(2))
        return tuple(_value(part, name, number) for part in parts)
    if origin is frozenset:
        return frozenset(_value(parts[0], name, number + more) for more in range(2))
    if origin is not None and issubclass(origin, Mapping):
        return {_value(parts[0], name, number): _value(parts[1], name, number)}
    if kind is bool:
        return default is not True
    if issubclass(kind, Enum):
        return next(each for each in reversed(list(kind)) if each is not default)
    if attrs.has(kind):
        return _filled(kind, name, number, {})
    return _SIMPLE[kind](name, number)


def _without_none(kind: Any) -> Any:
    if get_origin(kind) in (Union, types.UnionType):
        return next(part for part in get_args(kind) if part is not type(None))
    return kind


def _moment(name: str, number: int) -> datetime:
    later = {"valid_until", "expires_at", "until", "reserved_until"}
    return MOMENT + timedelta(days=400 if name in later else 0, seconds=number)


_SIMPLE: dict[Any, Any] = {
    str: lambda name, number: f'{name[:12]} {number}: «Zoë\'s» "ö" \\% {_ODD}'[:60],
    int: lambda _, number: 40 + number,
    Decimal: lambda _, number: EXACT + number,
    datetime: _moment,
    date: lambda _, number: date(2026, 3, 1) + timedelta(days=number),
    object: lambda _, number: number,
}
_MADE: dict[type, Any] = {
    Money: lambda number: Money(Decimal("3.07") + number, "USD"),
    Message: lambda number: Message(
        "filled.message",
        {
            "text": "Zoë",
            "count": number,
            "number": EXACT + number,
            "money": Money(EXACT, "EUR"),
            "day": date(2026, 3, 1),
            "moment": MOMENT,
            "reason": Message("filled.reason", {"text": "Zoë"}),
            "names": ("a", "b"),
        },
    ),
    StockItem: lambda number: StockItem(cast(Any, f"product-{number}"), "red"),
    Rounding: lambda _: Rounding(RoundingMode.HALF_ODD, RoundingType.TOTAL),
    RuleAction: lambda number: _action(number),
    RuleCondition: lambda number: MinimumAmount(Money(number, "EUR"), True, True),
}


def _action(number: int) -> RuleAction:
    kinds: tuple[type[Any], ...] = (Percentage, Amount, FreeShipping, Gift)
    kind = kinds[number % len(kinds)]
    return cast(RuleAction, filled(kind, number))
