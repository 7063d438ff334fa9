"""What the conditions and actions of a cart rule may look at."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from attrs import define, field
from moneyed import Money

from backoffice_orders.model.cart import Cart
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.money import MinorUnits
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.pricing.row import Row
from backoffice_orders.model.pricing.shipping import Delivery


@define(eq=False)
class Situation:
    """The priced cart so far: its rows, its delivery, and the rules applied before."""

    cart: Cart
    book: PriceBook
    rows: list[Row]
    delivery: Delivery | None
    minor: MinorUnits
    exempt: bool
    applied: list[CartRule] = field(factory=list)
    shipping_is_free: bool = False

    def discountable(self, exclude_reduced: bool = False) -> list[Row]:
        """The rows a rule may take from: no fees, and no gifts of other rules."""
        return [
            row
            for row in self.rows
            if row.discountable and row.gift_of is None and not (exclude_reduced and row.reduced)
        ]

    def bought(self) -> Iterator[Row]:
        """The rows of catalog products that are paid for."""
        return (row for row in self.rows if row.product is not None and row.gift_of is None)

    def goods(self, tax_included: bool) -> Decimal:
        """What the goods cost before discounts, without gifts and fees, in major units."""
        rows = self.discountable()
        return self.minor.amount(sum(row.gross if tax_included else row.net for row in rows))

    def shipping(self, tax_included: bool) -> Decimal:
        """What the delivery costs, in major units."""
        if self.delivery is None:
            return Decimal(0)
        return self.minor.amount(self.delivery.gross if tax_included else self.delivery.net)

    def in_cart_currency(self, money: Money) -> Decimal:
        """An amount converted into the cart's currency, not rounded."""
        return self.book.convert(money.amount, str(money.currency.code), self.cart.currency)
