"""An amount off the order or off one product."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from attrs import field, frozen
from moneyed import Money

from backoffice_orders.model.checks import not_negative
from backoffice_orders.model.ids import ProductId
from backoffice_orders.model.pricing.actions.base import Action

if TYPE_CHECKING:
    from backoffice_orders.model.cart_rule import CartRule
    from backoffice_orders.model.pricing.discounting import Discounting
    from backoffice_orders.model.pricing.situation import Situation


@frozen
class Amount(Action):
    """So much off, never more than the goods cost; spread over the lines by what they cost.

    ``amount`` is gross where ``tax_included``, and is converted into the cart's currency.
    """

    kind: ClassVar[str] = "amount"

    amount: Money = field(validator=not_negative)
    tax_included: bool = False
    product_id: ProductId | None = None

    def apply(self, rule: CartRule, situation: Situation, discounting: Discounting) -> None:
        """Take the amount off the order, or off the product's lines."""
        rows = situation.discountable()
        if self.product_id is not None:
            rows = [row for row in rows if row.product and row.product.id == self.product_id]
        amount = situation.in_cart_currency(self.amount)
        discounting.amount(rows, amount, self.tax_included)
