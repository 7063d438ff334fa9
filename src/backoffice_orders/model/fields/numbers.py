"""Numbers, quantities and money."""

from __future__ import annotations

from decimal import Context, Decimal
from typing import Any

from moneyed import Money

from backoffice_orders.model.checks import require_whole_minor_units
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.errors.pricing import AmountNegative
from backoffice_orders.model.errors.products import (
    QuantityInvalid,
    QuantityNotPositive,
    QuantityTooLarge,
)
from backoffice_orders.model.fields.base import Check
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.reasons import (
    A_DECIMAL,
    A_WHOLE_NUMBER,
    AT_LEAST,
    AT_MOST,
    BETWEEN,
    NO_NUMBER,
    must_be,
)
from backoffice_orders.model.values import frozen

DIGITS_TOO_MANY = Sentence("reason.digits_before", "it can have {most} digits before the point")
TOO_EXACT = Sentence("reason.digits", "it can have {most} digits; a float has too many")

LARGEST_COUNT = 1_000_000_000
LARGEST_QUANTITY = 1_000_000
DIGITS_BEFORE_THE_POINT = 12
# As many as Decimal computes with: a price that was divided by 1.2 is still a price.
DIGITS = 28
DECIMALS = 40
_EXACTLY = Context(prec=DIGITS)


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
            raise FieldInvalid(name, AT_LEAST(low=self.low))
        if value > self.high:
            raise FieldInvalid(name, AT_MOST(high=self.high))


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
            raise FieldInvalid(name, must_be(A_DECIMAL(), value))
        require_exact(name, value)
        if value < 0 and not self.negative:
            raise AmountNegative(name)
        if self.high is not None and value > self.high:
            raise FieldInvalid(name, BETWEEN(low=0, high=self.high))


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


@frozen
class AnsweredCash(Cash):
    """An amount that another system has computed: in whole minor units, of either sign."""

    negative: bool = True

    def made(self, name: str, value: Any) -> None:
        """Raise for what is no such amount, or finer than it may be."""
        super().made(name, value)
        require_whole_minor_units(name, value)


CASH = Cash()
ANSWERED_CASH = AnsweredCash()
AGREED_CASH = Cash(whole=True)
CASH_OR_NONE = Cash(none=True)


# What arguments of use cases are checked by, too.


def require_whole(name: str, value: Any) -> None:
    """Raise ``QuantityInvalid`` for what is no whole number: 1.5, True, "2", Decimal("2")."""
    if type(value) is not int:
        raise QuantityInvalid(name, must_be(A_WHOLE_NUMBER(), value))


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
        raise FieldInvalid(name, NO_NUMBER())
    first_digit = number.adjusted()
    if first_digit >= DIGITS_BEFORE_THE_POINT:
        raise FieldInvalid(name, DIGITS_TOO_MANY(most=DIGITS_BEFORE_THE_POINT))
    if first_digit < -DECIMALS or _EXACTLY.plus(number) != number:
        raise FieldInvalid(name, TOO_EXACT(most=DIGITS))


def require_money(name: str, value: Any) -> None:
    """Raise ``FieldInvalid`` for what is no money, or has too many digits."""
    if not isinstance(value, Money):
        raise FieldInvalid(name, must_be("Money", value))
    require_exact(name, value.amount)
