"""A product given away."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from attrs import frozen

from backoffice_orders.model.ids import CombinationId, ProductId
from backoffice_orders.model.pricing.actions.base import Action

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

    def apply(self, rule: CartRule, situation: Situation, discounting: Discounting) -> None:
        """Add the gift's line and take its price off."""
        discounting.gift(self.product_id, self.combination_id)
