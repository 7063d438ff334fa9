"""What the conditions and actions of a cart rule may look at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from moneyed import Money

from backoffice_orders.model.cart import Cart
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.ids import CartRuleId
from backoffice_orders.model.money import HUNDRED, MinorUnits
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.pricing.context import Context
from backoffice_orders.model.pricing.discountable import Discountable
from backoffice_orders.model.pricing.left import Left
from backoffice_orders.model.pricing.line import Pieces, PricedLine
from backoffice_orders.model.pricing.shipping import Delivery
from backoffice_orders.model.values import passing


@passing
class Situation:
    """The priced cart so far: its lines, what is left of them, its delivery, the rules before.

    It is never changed: a rule that applies makes the next one.

    ``delivery`` is that of the goods before discounts, and for rules that look at it that of
    what the rules before them have left. ``off_delivery`` are the rules that take something off
    its price, each with how many percent of what those before it have left. ``discountable`` is
    what has been looked up about the goods.
    """

    context: Context
    lines: tuple[PricedLine, ...]
    left: Left
    delivery: Delivery | None
    discountable: Discountable
    applied: tuple[CartRule, ...] = ()
    off_delivery: tuple[tuple[CartRuleId, Decimal], ...] = ()

    def with_left(self, left: Left) -> Situation:
        """The same lines, of which discounts have left this."""
        return Situation(
            self.context,
            self.lines,
            left,
            self.delivery,
            self.discountable,
            self.applied,
            self.off_delivery,
        )

    def with_rule(self, rule: CartRule, delivery_percent: Decimal) -> Situation:
        """The same with the rule among those that apply, and what it takes off the delivery."""
        off = self.off_delivery
        if delivery_percent:
            off = (*off, (rule.id, delivery_percent))
        return Situation(
            self.context,
            self.lines,
            self.left,
            self.delivery,
            self.discountable,
            (*self.applied, rule),
            off,
        )

    @property
    def goods(self) -> Sequence[PricedLine]:
        """The lines that a rule may take from: no fees, and no gifts of other rules."""
        return self.discountable.lines

    @property
    def all_goods(self) -> Sequence[Pieces]:
        """All pieces of the goods."""
        return self.discountable.pieces

    @property
    def delivery_left(self) -> bool:
        """Whether no rule has taken all of the delivery's price."""
        return all(percent != HUNDRED for _, percent in self.off_delivery)

    def takes_off_delivery(self, rule_id: CartRuleId, percent: Decimal) -> bool:
        """Whether so many percent of the delivery are a minor unit when this rule's turn comes.

        Yes while nobody delivers: nobody knows what it will cost.
        """
        if self.delivery is None:
            return True
        round_count = self.minor.round_count
        net, gross = self.delivery.net, self.delivery.gross
        for before, off in self.off_delivery:
            if before == rule_id:
                break
            net -= round_count(net * off / HUNDRED)
            gross -= round_count(gross * off / HUNDRED)
        return bool(round_count(net * percent / HUNDRED) or round_count(gross * percent / HUNDRED))

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
        net, gross = self.discountable.worth
        return gross if tax_included else net

    def shipping(self, tax_included: bool) -> Decimal:
        """What the delivery costs, in major units."""
        if self.delivery is None:
            return Decimal(0)
        return self.minor.amount(self.delivery.gross if tax_included else self.delivery.net)

    def limit(self, money: Money) -> Decimal:
        """An amount that the cart's are compared with, in its currency; see ``Context.limit``."""
        return self.context.limit(money.amount, money.currency.code)

    def in_cart_currency(self, money: Money) -> Decimal:
        """An amount converted into the cart's currency, not rounded."""
        return self.context.amount(money)
