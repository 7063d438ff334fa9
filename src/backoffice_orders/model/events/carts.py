"""What happens to carts."""

from __future__ import annotations

from typing import ClassVar

from backoffice_orders.model.events.base import Event
from backoffice_orders.model.ids import ActorId, CartId, CustomerId
from backoffice_orders.model.subjects import SubjectType, key_of
from backoffice_orders.model.values import frozen


@frozen
class CartEvent(Event):
    """The base of what happens to a cart. ``actor_id`` has done it."""

    cart_id: CartId
    customer_id: CustomerId | None
    actor_id: ActorId

    @property
    def key(self) -> str:
        """The cart."""
        return key_of(SubjectType.CART, self.cart_id)


@frozen
class CartStarted(CartEvent):
    """A cart was begun: anew, or (``action``) from an earlier cart or order."""

    topic: ClassVar[str] = "cart.started"

    action: str
    currency: str


@frozen
class CartChanged(CartEvent):
    """A cart was changed; ``cart_version`` is what it has become.

    ``action`` is the change's name in the audit trail (``products.add``), ``changed`` the names
    of the cart's fields that are different now.
    """

    topic: ClassVar[str] = "cart.changed"

    action: str
    cart_version: int
    changed: tuple[str, ...] = ()
