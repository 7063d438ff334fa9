"""What a percentage or an amount is taken off."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from attrs import field, frozen

from backoffice_orders.model.errors.vouchers import (
    RuleInvalid,
    RuleOnlyReduced,
    RuleProducts,
    RuleRefused,
)
from backoffice_orders.model.fields import ID_OR_NONE
from backoffice_orders.model.ids import ProductId
from backoffice_orders.model.pricing.actions.base import Action
from backoffice_orders.model.pricing.conditions.products import selection

if TYPE_CHECKING:
    from backoffice_orders.model.cart_rule import CartRule
    from backoffice_orders.model.pricing.row import Row
    from backoffice_orders.model.pricing.situation import Situation


class Target(StrEnum):
    """What a discount is taken off.

    CHEAPEST is one piece of the lines with the lowest gross unit price; SELECTION the lines
    that the rule's own ``Products`` conditions match.
    """

    ORDER = "order"
    PRODUCT = "product"
    CHEAPEST = "cheapest"
    SELECTION = "selection"


@frozen(kw_only=True)
class TargetedAction(Action):
    """The base of actions that take something off a target.

    ``exclude_discounted`` spares products whose price a specific price or catalog price rule
    has lowered.
    """

    target: Target = Target.ORDER
    product_id: ProductId | None = field(default=None, validator=ID_OR_NONE)
    exclude_discounted: bool = False

    def __attrs_post_init__(self) -> None:
        if (self.target is Target.PRODUCT) != (self.product_id is not None):
            raise RuleInvalid("product", "the target 'product' needs one, and no other does")

    def refusal(self, rule: CartRule, situation: Situation) -> RuleRefused | None:
        """``RuleProducts`` or ``RuleOnlyReduced`` where the target is not in the cart."""
        if self.target is Target.ORDER and not self.exclude_discounted:
            return None
        if self.rows(rule, situation):
            return None
        if self.exclude_discounted and situation.goods:
            return RuleOnlyReduced(rule.name)
        return RuleProducts(rule.name, 1, 0)

    def rows(self, rule: CartRule, situation: Situation) -> list[Row]:
        """The rows that the target is, in the order of the cart."""
        rows = situation.goods
        if self.exclude_discounted:
            rows = [row for row in rows if not row.reduced]
        if self.target is Target.PRODUCT:
            return [row for row in rows if row.product and row.product.id == self.product_id]
        if self.target is Target.SELECTION:
            return selection(rule, rows)
        if self.target is Target.CHEAPEST and rows:
            cheapest = min(_price_and_tax(row) for row in rows)
            return [row for row in rows if _price_and_tax(row) == cheapest]
        return rows


def _price_and_tax(row: Row) -> tuple[Decimal, Decimal, tuple[tuple[Decimal, str, Decimal], ...]]:
    return (row.unit_gross, row.unit_net, row.taxed.sort_key)
