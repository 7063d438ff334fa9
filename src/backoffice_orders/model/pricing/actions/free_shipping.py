"""Delivery for nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from attrs import frozen

from backoffice_orders.model.pricing.actions.base import Action

if TYPE_CHECKING:
    from backoffice_orders.model.cart_rule import CartRule
    from backoffice_orders.model.pricing.discounting import Discounting
    from backoffice_orders.model.pricing.situation import Situation


@frozen
class FreeShipping(Action):
    """The price of the delivery becomes a discount of the same amount."""

    kind: ClassVar[str] = "free_shipping"

    @property
    def looks_at_delivery(self) -> bool:
        """A delivery that costs nothing cannot be freed."""
        return True

    def apply(self, rule: CartRule, situation: Situation, discounting: Discounting) -> None:
        """Take the delivery's price off; where another rule has done so, nothing is left."""
        discounting.shipping()
