"""What a rule gives away must be there to give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backoffice_orders.model.errors.vouchers import RuleGiftUnavailable, RuleRefused
from backoffice_orders.model.pricing.actions.gift import Gift
from backoffice_orders.model.stock import may_be_back_ordered, remaining

if TYPE_CHECKING:
    from backoffice_orders.model.cart_rule import CartRule
    from backoffice_orders.model.pricing.situation import Situation


def gift_available(rule: CartRule, situation: Situation) -> RuleRefused | None:
    """Every gift is for sale and, besides what the cart holds of it, in stock."""
    book = situation.book
    for gift in rule.actions:
        if not isinstance(gift, Gift):
            continue
        product = book.products.get(gift.product_id)
        if product is None or not (product.active and product.available_for_order):
            return RuleGiftUnavailable(rule.name, product.name if product else gift.product_id)
        if may_be_back_ordered(product, book.settings):
            continue
        in_cart = sum(
            row.quantity
            for row in situation.rows
            if row.product is product and row.combination_id == gift.combination_id
        )
        left = remaining(product, gift.combination_id, book.stock, book.settings)
        if left <= in_cart:
            return RuleGiftUnavailable(rule.name, product.title(gift.combination_id))
    return None
