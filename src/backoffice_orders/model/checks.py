"""Converters and validators that the model's classes share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from moneyed import Money

from backoffice_orders.model.errors.base import FieldInvalid, FieldMissing, FieldTooLong
from backoffice_orders.model.errors.pricing import AmountNegative, CurrencyMismatch
from backoffice_orders.model.money import minor_unit

Validator = Callable[[Any, Any, Any], None]


def stripped(text: str) -> str:
    """A text without white space around it."""
    return text.strip()


def frozen_mapping(mapping: Mapping[Any, Any]) -> Mapping[Any, Any]:
    """A read-only copy."""
    return MappingProxyType(dict(mapping))


def frozen_set(items: Iterable[Any]) -> frozenset[Any]:
    """A set that does not change."""
    return frozenset(items)


def not_blank(_instance: object, attribute: Any, value: str) -> None:
    """Raise ``FieldMissing`` for an empty text."""
    if not value.strip():
        raise FieldMissing(attribute.name)


def at_most(limit: int) -> Validator:
    """Raise ``FieldTooLong`` for a text of more than ``limit`` characters."""

    def check(_instance: object, attribute: Any, value: str) -> None:
        if len(value) > limit:
            raise FieldTooLong(attribute.name, limit, len(value))

    return check


def timestamp(_instance: object, attribute: Any, value: Any) -> None:
    """Raise ``FieldInvalid`` for a moment without a time zone."""
    if value is not None and value.tzinfo is None:
        raise FieldInvalid(attribute.name, "it needs a time zone (UTC)")


def percentage(_instance: object, attribute: Any, value: Decimal) -> None:
    """Raise ``FieldInvalid`` for anything outside 0 to 100."""
    if not value.is_finite() or not 0 <= value <= 100:
        raise FieldInvalid(attribute.name, "it must be between 0 and 100")


def not_negative(_instance: object, attribute: Any, value: Any) -> None:
    """Raise ``AmountNegative`` for a number or an amount of money below zero, or no number."""
    number = value.amount if isinstance(value, Money) else value
    if number is None:
        return
    if isinstance(number, Decimal) and not number.is_finite():
        raise FieldInvalid(attribute.name, "it must be a number")
    if number < 0:
        raise AmountNegative(attribute.name)


def positive(_instance: object, attribute: Any, value: Any) -> None:
    """Raise ``FieldInvalid`` for a count below one."""
    if value is not None and value < 1:
        raise FieldInvalid(attribute.name, "it must be at least 1")


def require_currency(field_name: str, amount: Money, currency: str) -> None:
    """Raise ``CurrencyMismatch`` unless the amount is in this currency."""
    if amount.currency.code != currency:
        raise CurrencyMismatch(field_name, currency, str(amount.currency.code))


def require_not_negative(field_name: str, amount: Money) -> None:
    """Raise ``AmountNegative`` or ``FieldInvalid`` for what is not a price."""
    if not amount.amount.is_finite():
        raise FieldInvalid(field_name, "it must be a number")
    if amount.amount < 0:
        raise AmountNegative(field_name)


def whole_minor_units(_instance: object, attribute: Any, value: Money) -> None:
    """Raise ``FieldInvalid`` for an amount that cannot be paid: half a cent, or no number."""
    require_whole_minor_units(attribute.name, value)


def require_whole_minor_units(field_name: str, amount: Money) -> None:
    """Raise ``FieldInvalid`` for an amount that cannot be paid: half a cent, or no number."""
    currency = amount.currency.code
    _, digits, exponent = amount.amount.as_tuple()
    if not isinstance(exponent, int):
        raise FieldInvalid(field_name, "it must be a number")
    smallest = minor_unit(currency)
    finer = int(smallest.as_tuple().exponent) - exponent
    if finer > 0 and any(digits[-finer:]):
        raise FieldInvalid(field_name, f"the smallest amount of {currency} is {smallest}")


def require_text(field_name: str, text: str, limit: int) -> str:
    """The text without white space around it; ``FieldMissing`` or ``FieldTooLong`` otherwise."""
    text = text.strip()
    if not text:
        raise FieldMissing(field_name)
    return limited_text(field_name, text, limit)


def limited_text(field_name: str, text: str, limit: int) -> str:
    """The text without white space around it; ``FieldTooLong`` above ``limit`` characters."""
    text = text.strip()
    if len(text) > limit:
        raise FieldTooLong(field_name, limit, len(text))
    return text
