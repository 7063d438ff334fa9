"""What the conditions and actions of a cart rule may look at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cached_property

from attrs import field, frozen
from moneyed import Money

from backoffice_orders.model.cart import Cart
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.money import MinorUnits
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.pricing.context import Context
from backoffice_orders.model.pricing.left import Left
from backoffice_orders.model.pricing.line import Pieces, PricedLine
from backoffice_orders.model.pricing.shipping import Delivery


@frozen(eq=False, slots=False)
class Situation:
    """The priced cart so far: its lines, what is left of them, its delivery, the rules before.

    It is never changed: a rule that applies makes the next one.

    ``goods`` are the lines that a rule may take from: no fees, and no gifts of other rules;
    ``all_goods`` all pieces of them.
    ``delivery`` is that of the goods before discounts, and for rules that look at it that of
    what the rules before them have left. ``delivery_left`` is the share of its price (0 to 1) that
    those rules have left.
    """

    context: Context
    lines: tuple[PricedLine, ...]
    left: Left
    delivery: Delivery | None
    goods: Sequence[PricedLine] = field()
    all_goods: Sequence[Pieces] = field()
    applied: tuple[CartRule, ...] = ()
    delivery_left: Decimal = Decimal(1)

    @goods.default
    def _goods(self) -> Sequence[PricedLine]:
        return [line for line in self.lines if line.discountable and line.gift_of is None]

    @all_goods.default
    def _all_goods(self) -> Sequence[Pieces]:
        return [line.all_pieces for line in self.goods]

    @property
    def delivery_costs(self) -> bool:
        """Whether there is a price of the delivery to take off; yes while nobody delivers."""
        return self.delivery is None or bool(self.delivery.net or self.delivery.gross)

    @property
    def cart(self) -> Cart:
        """The cart."""
        return self.context.cart

    @property
    def book(self) -> PriceBook:
        """The price book."""
        return self.context.book

    @property
    def minor(self) -> MinorUnits:
        """The minor units of the cart's currency."""
        return self.context.minor

    def bought(self) -> Iterator[PricedLine]:
        """The lines of catalog products that are paid for."""
        return (line for line in self.goods if line.product is not None)

    def left_of(self, pieces: Pieces) -> tuple[int, int]:
        """What discounts have left of some pieces: net and gross, in minor units."""
        return self.left.of_pieces(pieces)

    def left_in_all(self, pieces: Sequence[Pieces], tax_included: bool) -> Decimal:
        """What discounts have left of pieces together, in major units."""
        side = 1 if tax_included else 0
        return self.minor.amount(sum(self.left_of(each)[side] for each in pieces))

    def worth(self, tax_included: bool) -> Decimal:
        """What the goods cost before discounts, without gifts and fees, in major units."""
        net, gross = self._worth
        return gross if tax_included else net

    @cached_property
    def _worth(self) -> tuple[Decimal, Decimal]:
        """The same, net and gross: many rules ask for it."""
        amount, goods = self.minor.amount, self.goods
        return amount(sum(line.net for line in goods)), amount(sum(line.gross for line in goods))

    def shipping(self, tax_included: bool) -> Decimal:
        """What the delivery costs, in major units."""
        if self.delivery is None:
            return Decimal(0)
        return self.minor.amount(self.delivery.gross if tax_included else self.delivery.net)

    def in_cart_currency(self, money: Money) -> Decimal:
        """An amount converted into the cart's currency, not rounded."""
        return self.context.amount(money)
