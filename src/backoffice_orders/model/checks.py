"""Checks of amounts against a currency."""

from __future__ import annotations

from typing import Any

from moneyed import Money

from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.errors.pricing import AmountNegative, CurrencyMismatch
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.money import minor_unit
from backoffice_orders.model.reasons import NO_NUMBER

SMALLEST = Sentence("reason.smallest", "the smallest amount of {currency} is {amount}")


def require_currency(field_name: str, amount: Money, currency: str) -> None:
    """Raise ``CurrencyMismatch`` unless the amount is in this currency."""
    if amount.currency.code != currency:
        raise CurrencyMismatch(field_name, currency, str(amount.currency.code))


def require_not_negative(field_name: str, amount: Money) -> None:
    """Raise ``AmountNegative`` or ``FieldInvalid`` for what is not a price."""
    if not amount.amount.is_finite():
        raise FieldInvalid(field_name, NO_NUMBER())
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
        raise FieldInvalid(field_name, NO_NUMBER())
    smallest = minor_unit(currency)
    finer = int(smallest.as_tuple().exponent) - exponent
    if finer > 0 and any(digits[-finer:]):
        raise FieldInvalid(field_name, SMALLEST(currency=currency, amount=smallest))
