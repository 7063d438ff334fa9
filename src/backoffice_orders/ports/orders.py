"""Orders."""

from typing import Protocol

from backoffice_orders.model.ids import CartId, CustomerId, OrderId
from backoffice_orders.model.order import Order
from backoffice_orders.model.page import Page, PageRequest


class Orders(Protocol):
    """The shop's orders."""

    def get(self, order_id: OrderId) -> Order:
        """The order.

        Raises:
            OrderNotFound: There is none with this id.
        """
        ...

    def by_reference(self, reference: str) -> Order:
        """The order with this readable reference, without regard to case.

        Raises:
            OrderNotFound: There is none.
        """
        ...

    def of_cart(self, cart_id: CartId) -> Order | None:
        """The order that this cart became, if it did."""
        ...

    def by_idempotency_key(self, key: str) -> Order | None:
        """The order that was placed with this key, if any."""
        ...

    def of_customer(self, customer_id: CustomerId) -> tuple[Order, ...]:
        """The customer's orders, newest first."""
        ...

    def search(self, text: str, page: PageRequest) -> Page[Order]:
        """Orders whose reference begins with ``text``, newest first; all for an empty text."""
        ...

    def next_number(self) -> int:
        """The next order number, from 1. A number is never given to two orders.

        Numbers of transactions that were not committed may be given again.
        """
        ...

    def add(self, order: Order) -> Order:
        """Store a new order; returns it with version 1.

        Raises:
            CartAlreadyOrdered: Another order was made from the same cart.
            IdempotencyKeyReused: Another order was placed with the same key.
        """
        ...

    def save(self, order: Order) -> Order:
        """Replace the stored order if it still has ``order.version``; returns it one up.

        Raises:
            StorageBusy: Somebody else changed it meanwhile; nothing was written.
            OrderNotFound: There is none with this id.
        """
        ...
