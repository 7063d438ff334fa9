"""Carts."""

from typing import Protocol

from backoffice_orders.model.cart import Cart
from backoffice_orders.model.ids import ActorId, CartId, CustomerId
from backoffice_orders.model.page import Page, PageRequest


class Carts(Protocol):
    """The shop's carts, open and ordered."""

    def get(self, cart_id: CartId) -> Cart:
        """The cart.

        Raises:
            CartNotFound: There is none with this id.
        """
        ...

    def add(self, cart: Cart) -> Cart:
        """Store a new cart; returns it with version 1, and maybe another id.

        Raises:
            IdTaken: There is a cart with this id.
        """
        ...

    def save(self, cart: Cart) -> Cart:
        """Replace the stored cart if it still has ``cart.version``; returns it one version up.

        The comparison and the write are one step: of two that save the same version, one wins.

        Raises:
            CartNotFound: There is none with this id.
            StaleCart: The stored version is another; nothing was written.
        """
        ...

    def open_of_customer(self, customer_id: CustomerId) -> tuple[Cart, ...]:
        """The customer's carts that were never ordered, last changed first."""
        ...

    def drafts(self, assigned_to: ActorId | None, page: PageRequest) -> Page[Cart]:
        """Open carts begun in the back office, last changed first; of one employee, or all."""
        ...
