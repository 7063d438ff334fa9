"""What happens to carts."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from backoffice_orders.model.events.base import Event, EventLine
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


@frozen
class CartClosedEvent(CartEvent):
    """A cart has ended without an order of this shop.

    ``kind`` is ``discarded`` or ``ordered_elsewhere``; ``reference`` is the order's there.
    """

    topic: ClassVar[str] = "cart.closed"

    kind: str
    reference: str = ""


@frozen
class CartOfferedEvent(CartEvent):
    """The base of a cart that its customer is to finish: ``total`` is gross."""

    currency: str
    total: Decimal
    lines: tuple[EventLine, ...]


@frozen
class CartSent(CartOfferedEvent):
    """The customer was sent the cart, to check it and pay."""

    topic: ClassVar[str] = "cart.sent"


@frozen
class CartHandedOver(CartOfferedEvent):
    """The cart was opened in the checkout, by the employee for the customer."""

    topic: ClassVar[str] = "cart.handed_over"
