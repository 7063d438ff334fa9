"""What carts come to: they are sent to the customer, handed over, or closed."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from backoffice_orders.model.events.carts import CartEvent
from backoffice_orders.model.events.lines import EventLine
from backoffice_orders.model.values import frozen


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
