"""The parcel: what carriers look at."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from backoffice_orders.model.money import without_residue
from backoffice_orders.model.pricing.context import Context
from backoffice_orders.model.pricing.left import Left
from backoffice_orders.model.pricing.line import PricedLine
from backoffice_orders.model.values import passing

_NOTHING = Decimal(0)


@passing
class Parcel:
    """What carriers look at of the goods that have to be sent.

    ``weight`` in kg; ``goods`` is what is left of their gross price after the discounts, and
    ``extra`` the products' additional shipping costs (net), both in the cart's currency.
    ``all_goods`` is as ``goods``, with what need not be sent and without fees, where the shop
    delivers for free from an amount: nobody else asks. ``all_weight`` is that of all lines.
    """

    lines: Sequence[PricedLine]
    weight: Decimal
    goods: Decimal
    extra: Decimal
    all_goods: Decimal
    all_weight: Decimal

    @classmethod
    def of(cls, lines: Sequence[PricedLine], left: Left, context: Context) -> Parcel:
        """The parcel of all lines that are not virtual."""
        sent, goods, weight, extra = [], 0, _NOTHING, _NOTHING
        unsent = _NOTHING
        for line, gross in zip(lines, left.gross, strict=True):
            if line.needs_shipping:
                sent.append(line)
                goods += gross
                if line.weight:
                    weight += line.weight
                if line.extra_shipping:
                    extra += line.extra_shipping
            elif line.weight:
                unsent += line.weight
        amount = context.minor.amount
        worth = all_worth = amount(goods)
        if context.book.settings.free_shipping_from_amount:
            everything = [left.gross[line.position] for line in lines if line.discountable]
            all_worth = amount(sum(everything))
        all_weight = weight = _of_all(weight)
        if unsent:
            all_weight = _of_all(weight + unsent)
        return cls(sent, weight, worth, extra, all_worth, all_weight)


def _of_all(weight: Decimal) -> Decimal:
    """A weight as carriers compare it: three pieces of a third of a kilogram are one."""
    found = without_residue(weight)
    return weight if found == weight else found
