"""The parcel: what carriers look at."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

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
    delivers for free from an amount: nobody else asks.
    """

    lines: Sequence[PricedLine]
    weight: Decimal
    goods: Decimal
    extra: Decimal
    all_goods: Decimal

    @classmethod
    def of(cls, lines: Sequence[PricedLine], left: Left, context: Context) -> Parcel:
        """The parcel of all lines that are not virtual."""
        sent = [line for line in lines if line.needs_shipping]
        if len(sent) == len(lines):
            goods = sum(left.gross)
        else:
            goods = sum([left.gross[line.position] for line in sent])
        weight = sum([line.weight for line in sent if line.weight], _NOTHING)
        extra = sum([line.extra_shipping for line in sent if line.extra_shipping], _NOTHING)
        amount = context.minor.amount
        worth = all_worth = amount(goods)
        if context.book.settings.free_shipping_from_amount:
            everything = [left.gross[line.position] for line in lines if line.discountable]
            all_worth = amount(sum(everything))
        return cls(sent, weight, worth, extra, all_worth)

    @property
    def needs_shipping(self) -> bool:
        """Whether anything has to be sent."""
        return bool(self.lines)
