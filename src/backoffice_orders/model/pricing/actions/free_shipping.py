"""Delivery for nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.pricing.actions.base import Action
from backoffice_orders.model.pricing.discounts import DeliveryPercentOff, Discount
from backoffice_orders.model.pricing.situation import Situation
from backoffice_orders.model.values import frozen


@frozen
class FreeShipping(Action):
    """The price of the delivery becomes a discount of the same amount."""

    kind: ClassVar[str] = "free_shipping"
    title: ClassVar[str] = "Free shipping"

    @property
    def looks_at_delivery(self) -> bool:
        """A delivery that costs nothing cannot be freed."""
        return True

    def discounts(self, rule: CartRule, situation: Situation) -> Iterable[Discount]:
        """The delivery's price; where another rule has taken it off, nothing is left."""
        yield DeliveryPercentOff()
