"""Carts."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Protocol

from backoffice_orders.model.cart import Cart
from backoffice_orders.model.draft_filter import DraftFilter
from backoffice_orders.model.ids import CartId, CustomerId
from backoffice_orders.model.listing import CartInfo
from backoffice_orders.model.page import Page, PageAfter


class Carts(Protocol):
    """The shop's carts: open, ordered, and closed without an order."""

    def get(self, cart_id: CartId) -> Cart:
        """The cart.

        Raises:
            CartNotFound: There is none with this id.
        """
        ...

    def many(self, cart_ids: Iterable[CartId]) -> Mapping[CartId, Cart]:
        """Those of these carts that there are, by id."""
        ...

    def versions(self, cart_ids: Iterable[CartId]) -> Mapping[CartId, int]:
        """The stored versions of those of these carts that there are, by id.

        It is asked every second for each cart that somebody has open: it must not read the carts.
        """
        ...

    def taken_from(self, reference: str) -> Cart | None:
        """The cart that was taken in from another system under this reference, if any was.

        An empty reference is none.
        """
        ...

    def add(self, cart: Cart) -> Cart:
        """Store a new cart; returns it with version 1, and maybe another id.

        Raises:
            IdTaken: There is a cart with this id ("cart"), or one that was taken in from elsewhere
                under the same ``taken_from`` ("cart taken in": its id is the reference).
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

    def of_customer(self, customer_id: CustomerId, page: PageAfter) -> Page[CartInfo]:
        """All of a customer's carts, ordered ones too, last changed first.

        Those that were changed at one moment come by id, the lowest first. As ``CartInfo.of`` a
        cart, read without the carts themselves.

        Raises:
            FieldInvalid: ``page.after`` is not the ``next`` of a page of this list.
        """
        ...

    def open_of_customer(
        self, customer_id: CustomerId, page: PageAfter, *, filled: bool = False
    ) -> Page[CartInfo]:
        """Those that are open still, in the same way; ``filled``: that hold something."""
        ...

    def drafts(self, wanted: DraftFilter, page: PageAfter) -> Page[CartInfo]:
        """Those that a filter lets through (``DraftFilter.fits``), in the same way.

        The links that it asks about are those of the same unit of work.
        """
        ...

    def count_drafts(self, wanted: DraftFilter, at_most: int) -> int:
        """How many carts ``drafts`` finds, ``at_most`` where there are as many or more.

        Args:
            wanted: Which drafts.
            at_most: Above 0. No more than so many need to be read.
        """
        ...

    def customers_with_drafts(
        self, page: PageAfter, among: Collection[CustomerId] | None = None
    ) -> Page[CustomerId]:
        """Those whom a draft that is ``begun`` (``DraftFilter``) is for, by id.

        Args:
            page: Which page.
            among: Only these are looked at; None for everybody.

        Raises:
            FieldInvalid: ``page.after`` is not the ``next`` of a page of this list.
        """
        ...

    def untouched(self, since: datetime, page: PageAfter) -> Page[CartInfo]:
        """Carts without an order that were last changed before a moment (UTC), oldest first.

        Closed ones too; those of one moment by id.

        Raises:
            FieldInvalid: ``page.after`` is not the ``next`` of a page of this list.
        """
        ...

    def remove(self, cart_id: CartId) -> None:
        """Forget a cart; nothing where there is none. Its answers and links stay."""
        ...
