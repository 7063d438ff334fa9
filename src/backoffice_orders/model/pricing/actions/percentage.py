"""A percentage off the order, one product, the cheapest product, or a selection."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from attrs import field, frozen

from backoffice_orders.model.checks import percentage
from backoffice_orders.model.errors.vouchers import RuleInvalid
from backoffice_orders.model.ids import ProductId
from backoffice_orders.model.pricing.actions.base import Action
from backoffice_orders.model.pricing.conditions.products import selection

if TYPE_CHECKING:
    from backoffice_orders.model.cart_rule import CartRule
    from backoffice_orders.model.pricing.discounting import Discounting
    from backoffice_orders.model.pricing.situation import Situation


class Target(StrEnum):
    """What a percentage is taken off.

    CHEAPEST is one piece of the line with the lowest gross unit price; SELECTION the lines
    that the rule's own ``Products`` conditions match.
    """

    ORDER = "order"
    PRODUCT = "product"
    CHEAPEST = "cheapest"
    SELECTION = "selection"


@frozen
class Percentage(Action):
    """So many percent off what earlier rules have left of its target.

    ``exclude_discounted`` spares products whose price a specific price or catalog price rule
    has lowered.
    """

    kind: ClassVar[str] = "percentage"

    percent: Decimal = field(validator=percentage)
    target: Target = Target.ORDER
    product_id: ProductId | None = None
    exclude_discounted: bool = False

    def __attrs_post_init__(self) -> None:
        if self.target is Target.PRODUCT and self.product_id is None:
            raise RuleInvalid("product", "choose the product to take the percentage off")

    def apply(self, rule: CartRule, situation: Situation, discounting: Discounting) -> None:
        """Take the percentage off the target's rows."""
        rows = situation.discountable(self.exclude_discounted)
        if self.target is Target.CHEAPEST:
            if rows:
                cheapest = min(rows, key=lambda row: row.unit_gross)
                discounting.one_piece(cheapest, self.percent)
            return
        if self.target is Target.PRODUCT:
            rows = [row for row in rows if row.product and row.product.id == self.product_id]
        elif self.target is Target.SELECTION:
            rows = selection(rule, rows)
        discounting.percent(rows, self.percent)
