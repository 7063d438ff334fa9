"""A product given away."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from attrs import field

from backoffice_orders.model.cart import CartLine
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.errors.vouchers import (
    RuleGiftCustomization,
    RuleGiftMinimum,
    RuleGiftUnavailable,
    RuleRefused,
)
from backoffice_orders.model.fields import ID, ID_OR_NONE, asked
from backoffice_orders.model.ids import CombinationId, LineId, ProductId
from backoffice_orders.model.pricing.actions.base import Action
from backoffice_orders.model.pricing.discounts import Discount, GiftGiven
from backoffice_orders.model.pricing.lines import UNPRICEABLE, product_line
from backoffice_orders.model.pricing.situation import Situation
from backoffice_orders.model.product import Product
from backoffice_orders.model.rule_parts import Goods
from backoffice_orders.model.stock import demand, stock_items
from backoffice_orders.model.values import frozen


@frozen
class Gift(Action):
    """One piece of a product, on a line of its own, marked and free."""

    kind: ClassVar[str] = "gift"
    title: ClassVar[str] = "A gift"

    product_id: ProductId = field(validator=ID, metadata=asked("Product"))
    combination_id: CombinationId | None = field(
        default=None, validator=ID_OR_NONE, metadata=asked("Combination")
    )

    @property
    def brings(self) -> tuple[Goods, ...]:
        """The piece."""
        return (Goods(self.product_id, self.combination_id),)

    def refusal(self, rule: CartRule, situation: Situation) -> RuleRefused | None:
        """Why it cannot be given, or None.

        ``RuleGiftUnavailable`` unless it is for sale and in stock beside all that the cart
        takes from it, packs and other gifts included. ``RuleGiftMinimum`` and
        ``RuleGiftCustomization`` where one bare piece of it cannot be ordered.
        """
        book = situation.book
        product = book.products.get(self.product_id)
        if product is None or not (product.active and product.available_for_order):
            return RuleGiftUnavailable(rule.name, product.name if product else self.product_id)
        try:
            line = CartLine(LineId(""), self.product_id, 1, self.combination_id)
            product_line(line, situation.context)
        except UNPRICEABLE:
            return RuleGiftUnavailable(rule.name, product.name)
        title = product.title(self.combination_id)
        minimum = product.minimum(self.combination_id)
        if minimum > 1:
            return RuleGiftMinimum(rule.name, title, minimum)
        for each in product.customization_fields:
            if each.required:
                return RuleGiftCustomization(rule.name, title, each.label)
        return None if self._in_stock(product, situation) else RuleGiftUnavailable(rule.name, title)

    def _in_stock(self, product: Product, situation: Situation) -> bool:
        """Whether one more can be had once everything in the cart has been taken."""
        book = situation.book
        units = [
            (line.product.id, line.combination_id, line.quantity)
            for line in situation.lines
            if line.product is not None
        ]
        units.append((self.product_id, self.combination_id, 1))
        own = stock_items(product, self.combination_id, book.settings)
        return all(
            each.may_go_below_zero or each.quantity <= book.stock.get(each.item, 0)
            for each in demand(units, book.products, book.settings)
            if each.item in own
        )

    def discounts(self, rule: CartRule, situation: Situation) -> Iterable[Discount]:
        """One piece of it."""
        yield GiftGiven(self.product_id, self.combination_id)
