"""A product given away."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from attrs import frozen

from backoffice_orders.model.errors.vouchers import RuleGiftUnavailable, RuleRefused
from backoffice_orders.model.ids import CombinationId, ProductId
from backoffice_orders.model.pricing.actions.base import Action
from backoffice_orders.model.stock import may_be_back_ordered, remaining

if TYPE_CHECKING:
    from backoffice_orders.model.cart_rule import CartRule
    from backoffice_orders.model.pricing.discounting import Discounting
    from backoffice_orders.model.pricing.situation import Situation


@frozen
class Gift(Action):
    """One piece of a product, on a line of its own, marked and free."""

    kind: ClassVar[str] = "gift"

    product_id: ProductId
    combination_id: CombinationId | None = None

    def refusal(self, rule: CartRule, situation: Situation) -> RuleRefused | None:
        """``RuleGiftUnavailable`` unless it is for sale and, besides the cart's, in stock."""
        book = situation.book
        product = book.products.get(self.product_id)
        if product is None or not (product.active and product.available_for_order):
            return RuleGiftUnavailable(rule.name, product.name if product else self.product_id)
        if may_be_back_ordered(product, book.settings):
            return None
        in_cart = sum(
            row.quantity
            for row in situation.rows
            if row.product is product and row.combination_id == self.combination_id
        )
        left = remaining(product, self.combination_id, book.stock, book.settings)
        if left <= in_cart:
            return RuleGiftUnavailable(rule.name, product.title(self.combination_id))
        return None

    def apply(self, rule: CartRule, situation: Situation, discounting: Discounting) -> None:
        """Add the gift's line and take its price off."""
        discounting.gift(self.product_id, self.combination_id)
