"""Money: net and gross together, and one rounding policy for the whole shop."""

from __future__ import annotations

import decimal
from collections.abc import Callable, Sequence
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache, partial
from typing import Any

from attrs import field, validators
from moneyed import Currency, Money, get_currency

from backoffice_orders.model.errors.pricing import CurrencyUnknown
from backoffice_orders.model.messages import money_text
from backoffice_orders.model.values import frozen

ONE = Decimal(1)
HUNDRED = Decimal(100)

_quantize = decimal.Context(prec=99).quantize
_FINEST = ONE.scaleb(-8)


def without_residue(number: Decimal) -> Decimal:
    """A computed number as it is compared and rounded, without what divisions have left in it.

    Decimal computes with 28 digits: a gross price is kept as the net one, and 19.90 / 1.19 * 1.19
    is 19.899999..., a cent less where amounts are rounded down or where half of it is a tie. Eight
    decimals are enough for what is compared and rounded, and with them it is 19.90 again.
    """
    return _quantize(number, _FINEST)


class RoundingMode(StrEnum):
    """Which way an amount goes that lies between two minor units."""

    UP = "up"
    DOWN = "down"
    HALF_UP = "half_up"
    HALF_DOWN = "half_down"
    HALF_EVEN = "half_even"
    HALF_ODD = "half_odd"


class RoundingType(StrEnum):
    """Where rounding happens: on each unit price, on each line, or only on the total."""

    ITEM = "item"
    LINE = "line"
    TOTAL = "total"


_DECIMAL_MODES = {
    RoundingMode.UP: decimal.ROUND_UP,
    RoundingMode.DOWN: decimal.ROUND_DOWN,
    RoundingMode.HALF_UP: decimal.ROUND_HALF_UP,
    RoundingMode.HALF_DOWN: decimal.ROUND_HALF_DOWN,
    RoundingMode.HALF_EVEN: decimal.ROUND_HALF_EVEN,
}


@frozen(cache_hash=True)
class Rounding:
    """The shop's rounding policy.

    "up" and "down" mean away from zero and towards zero, as in the decimal module.
    """

    mode: RoundingMode = RoundingMode.HALF_UP
    type: RoundingType = RoundingType.ITEM

    def round(self, amount: Decimal, unit: Decimal) -> Decimal:
        """Round ``amount`` to a multiple of ``unit`` (a power of ten such as 0.01)."""
        amount = without_residue(amount / unit) * unit
        if self.mode is RoundingMode.HALF_ODD:
            return _round_half_odd(amount, unit)
        return amount.quantize(unit, rounding=_DECIMAL_MODES[self.mode])


def _round_half_odd(amount: Decimal, unit: Decimal) -> Decimal:
    # The decimal module has no half-odd mode: of the two neighbours of a tie take the odd one.
    lower = amount.quantize(unit, rounding=decimal.ROUND_FLOOR)
    if amount - lower != unit / 2:
        return amount.quantize(unit, rounding=decimal.ROUND_HALF_UP)
    return lower if int(lower / unit) % 2 else lower + unit


@lru_cache(maxsize=512)
def minor_unit(currency: str) -> Decimal:
    """The smallest amount of a currency (ISO 4217): 0.01 for EUR, 1 for JPY, 0.001 for KWD.

    Raises:
        CurrencyUnknown: There is no such currency code.
    """
    try:
        sub_unit = get_currency(currency).sub_unit
    except Exception as error:
        raise CurrencyUnknown(currency) from error
    # 10 ** -n, with the exponent that quantize() needs
    return ONE.scaleb(-(len(str(sub_unit)) - 1))


def currency_of(code: str) -> Currency:
    """The currency with this ISO 4217 code, or ``CurrencyUnknown``."""
    minor_unit(code)
    return get_currency(code)


def is_currency(_instance: object, _attribute: object, value: str) -> None:
    """The attrs validator for a field that holds an ISO 4217 code."""
    minor_unit(value)


def _same_currency(instance: TaxedMoney, _attribute: object, value: Money) -> None:
    if instance.net.currency != value.currency:
        raise ValueError("net and gross must be in one currency")


@frozen
class TaxedMoney:
    """An amount in both its forms: net (tax excluded) and gross (tax included)."""

    net: Money = field(validator=validators.instance_of(Money))
    gross: Money = field(validator=[validators.instance_of(Money), _same_currency])

    @classmethod
    def of(cls, net: Decimal | str | int, gross: Decimal | str | int, currency: str) -> TaxedMoney:
        """Both amounts in major units ("12.34")."""
        return cls(Money(net, currency), Money(gross, currency))

    @classmethod
    def zero(cls, currency: str) -> TaxedMoney:
        """Nothing, written with the currency's own number of decimals."""
        nothing = Money(minor_unit(currency) * 0, currency)
        return cls(nothing, nothing)

    @property
    def tax(self) -> Money:
        """Gross minus net."""
        return self.gross - self.net

    @property
    def currency(self) -> str:
        """The ISO 4217 code."""
        return str(self.net.currency.code)

    def __add__(self, other: TaxedMoney) -> TaxedMoney:
        return TaxedMoney(self.net + other.net, self.gross + other.gross)

    def __sub__(self, other: TaxedMoney) -> TaxedMoney:
        return TaxedMoney(self.net - other.net, self.gross - other.gross)

    def __neg__(self) -> TaxedMoney:
        return TaxedMoney(-self.net, -self.gross)

    def __bool__(self) -> bool:
        return bool(self.net.amount or self.gross.amount)

    def __str__(self) -> str:
        return f"{money_text(self.gross)} ({money_text(self.net)} net)"


def allocate(
    total: int,
    weights: Sequence[int | Decimal],
    rank: Callable[[int], Any] | None = None,
) -> list[int]:
    """Split ``total`` minor units in proportion to ``weights``, to the last unit.

    The largest remainder method: every share is rounded down, and the units left over go to
    the largest remainders, to the later share where two are equal. The shares always add up
    to ``total``; with all weights zero everything goes to the last.

    Args:
        total: What is split.
        weights: In which proportion.
        rank: By which of two equal shares is the later one: given an index of the weights.
            None, or where it says the same of both: as they stand.
    """
    if not weights:
        return []
    if len(weights) == 1:
        return [total]
    weight_sum = sum(weights)
    if not weight_sum:
        shares = [0] * len(weights)
        shares[sorted(range(len(weights)), key=rank)[-1]] = total
        return shares
    products: list[Any] = [total * weight for weight in weights]
    quotients = [product // weight_sum for product in products]
    shares = quotients if isinstance(weight_sum, int) else [*map(int, quotients)]
    left = total - sum(shares)
    if left:
        remainders = [product % weight_sum for product in products]
        least = sorted(remainders)[-left]
        equal = []
        for index, remainder in enumerate(remainders):
            if remainder < least:
                continue
            if remainder > least:
                shares[index] += 1
            else:
                equal.append(index)
        equal.sort(key=rank)  # stable: of equal ones the later stays the later
        for index in equal[sum(shares) - total :]:
            shares[index] += 1
    return shares


def money_of_count(count: int, currency: str) -> Money:
    """So many minor units of a currency as Money: 1235 of EUR is 12.35."""
    return Money(count * minor_unit(currency), currency)


def taxed_of_counts(net: int, gross: int, currency: str) -> TaxedMoney:
    """So many minor units of a currency, net and gross."""
    return TaxedMoney(money_of_count(net, currency), money_of_count(gross, currency))


@frozen
class MinorUnits:
    """Converts between a currency's amounts and whole numbers of its minor unit (cents).

    ``count`` turns an amount into minor units, rounded: 12.345 EUR is 1235. ``round_count``
    rounds an amount that is in minor units already. ``total`` is what so many pieces at a unit
    price come to, rounded on each piece or, where that is the shop's way, on all of them.
    """

    currency: str
    unit: Decimal
    rounds_pieces: bool
    rounds_total: bool
    count: Callable[[Decimal], int]
    round_count: Callable[[Decimal], int]
    total: Callable[[Decimal, int], int]

    @classmethod
    def of(cls, currency: str, rounding: Rounding) -> MinorUnits:
        """The minor units of this currency, rounded as the policy says."""
        return _minor_units(currency, rounding)

    def amount(self, count: int) -> Decimal:
        """So many minor units as an amount: 1235 is 12.35 EUR."""
        return count * self.unit

    def money(self, count: int) -> Money:
        """So many minor units as Money."""
        return money_of_count(count, self.currency)


@lru_cache(maxsize=512)
def _minor_units(currency: str, rounding: Rounding) -> MinorUnits:
    # Closures, and the context's method and not the amount's, which takes twice as long: counting
    # is what pricing does most.
    unit = minor_unit(currency)
    per_unit = Decimal(int(1 / unit))
    mode = _DECIMAL_MODES.get(rounding.mode)
    whole: Callable[[Decimal], Decimal] = (
        partial(_round_half_odd, unit=ONE)
        if mode is None
        else decimal.Context(rounding=mode).to_integral_value
    )

    # As ``without_residue``; a call for each amount would take as long again.
    def round_count(amount: Decimal) -> int:
        return int(whole(_quantize(amount, _FINEST)))

    def count(amount: Decimal) -> int:
        return int(whole(_quantize(amount * per_unit, _FINEST)))

    rounds_pieces = rounding.type is RoundingType.ITEM
    rounds_total = rounding.type is RoundingType.TOTAL
    if rounds_pieces:

        def total(unit_price: Decimal, quantity: int) -> int:
            return int(whole(_quantize(unit_price * per_unit, _FINEST))) * quantity

    else:

        def total(unit_price: Decimal, quantity: int) -> int:
            return int(whole(_quantize(unit_price * quantity * per_unit, _FINEST)))

    return MinorUnits(currency, unit, rounds_pieces, rounds_total, count, round_count, total)
