"""What the conditions and actions of a cart rule may look at."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from attrs import define, field
from moneyed import Money

from backoffice_orders.model.cart import Cart
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.money import MinorUnits
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.pricing.context import Context
from backoffice_orders.model.pricing.row import Row
from backoffice_orders.model.pricing.shipping import Delivery


class State(NamedTuple):
    """What rules have made of a situation, to come back to."""

    rows: list[Row]
    left: list[tuple[int, int]]
    applied: list[CartRule]
    delivery: Delivery | None
    delivery_freed: bool


@define(eq=False)
class Situation:
    """The priced cart so far: its rows, its delivery, and the rules applied before.

    ``goods`` are the rows that a rule may take from: no fees, and no gifts of other rules.
    ``delivery`` is that of the goods before discounts, and for rules that look at it that of
    what the rules before them have left. ``delivery_freed``: one of them has taken its price.
    """

    context: Context
    rows: list[Row]
    delivery: Delivery | None
    goods: list[Row] = field(factory=list)
    applied: list[CartRule] = field(factory=list)
    delivery_freed: bool = False

    def __attrs_post_init__(self) -> None:
        self.goods = [row for row in self.rows if row.discountable and row.gift_of is None]

    def state(self) -> State:
        """What the rules so far have made of it."""
        left = [(row.left_net, row.left_gross) for row in self.rows]
        return State([*self.rows], left, [*self.applied], self.delivery, self.delivery_freed)

    def back_to(self, state: State) -> None:
        """Undo what rules have done since then."""
        self.rows, self.applied = [*state.rows], [*state.applied]
        for row, left in zip(self.rows, state.left, strict=True):
            row.left_net, row.left_gross = left
        self.delivery, self.delivery_freed = state.delivery, state.delivery_freed

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

    def bought(self) -> Iterator[Row]:
        """The rows of catalog products that are paid for."""
        return (row for row in self.goods if row.product is not None)

    def worth(self, tax_included: bool) -> Decimal:
        """What the goods cost before discounts, without gifts and fees, in major units."""
        counts = (row.gross if tax_included else row.net for row in self.goods)
        return self.minor.amount(sum(counts))

    def shipping(self, tax_included: bool) -> Decimal:
        """What the delivery costs, in major units."""
        if self.delivery is None:
            return Decimal(0)
        return self.minor.amount(self.delivery.gross if tax_included else self.delivery.net)

    def in_cart_currency(self, money: Money) -> Decimal:
        """An amount converted into the cart's currency, not rounded."""
        return self.context.amount(money)
