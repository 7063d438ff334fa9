"""Orders."""

from collections.abc import Collection, Iterable, Mapping
from typing import Protocol

from backoffice_orders.model.ids import CartId, CustomerId, OrderId
from backoffice_orders.model.listing import OrderInfo, OrderTotals
from backoffice_orders.model.order import Order
from backoffice_orders.model.order_filter import OrderFilter
from backoffice_orders.model.page import Page, PageAfter


class Orders(Protocol):
    """The shop's orders."""

    def get(self, order_id: OrderId) -> Order:
        """The order.

        Raises:
            OrderNotFound: There is none with this id.
        """
        ...

    def many(self, order_ids: Iterable[OrderId]) -> Mapping[OrderId, Order]:
        """Those of these orders that there are, by id."""
        ...

    def by_reference(self, reference: str) -> Order:
        """The order with this readable reference, as ``model.order_number.reference_key`` has it.

        Raises:
            OrderNotFound: There is none.
        """
        ...

    def of_cart(self, cart_id: CartId) -> Order | None:
        """The order that this cart became, if it did."""
        ...

    def by_idempotency_key(self, key: str) -> Order | None:
        """The order that was placed with this key, if any; an empty key is none."""
        ...

    def of_customer(self, customer_id: CustomerId, page: PageAfter) -> Page[OrderInfo]:
        """The customer's orders, newest (of the highest number) first.

        As ``OrderInfo.of`` an order, read without the orders themselves.

        Raises:
            FieldInvalid: ``page.after`` is not the ``next`` of a page of this list.
        """
        ...

    def totals(self, customer_id: CustomerId) -> OrderTotals:
        """How many orders the customer has, and what those come to that were not cancelled."""
        ...

    def search(self, wanted: OrderFilter, page: PageAfter) -> Page[OrderInfo]:
        """Orders that a filter lets through (``OrderFilter.fits``), as ``of_customer``.

        Of a long reference the beginning counts: see ``model.text.query_text``.

        Raises:
            FieldInvalid: ``page.after`` is not the ``next`` of a page of this list.
        """
        ...

    def count(self, wanted: OrderFilter, at_most: int) -> int:
        """How many orders ``search`` finds, ``at_most`` where there are as many or more.

        Args:
            wanted: Which orders.
            at_most: Above 0. No more than so many need to be read.
        """
        ...

    def customers_owing(
        self, page: PageAfter, among: Collection[CustomerId] | None = None
    ) -> Page[CustomerId]:
        """Those who have orders of which something is due (``OrderFilter.unpaid``), by id.

        Args:
            page: Which page.
            among: Only these are looked at; None for everybody.

        Raises:
            FieldInvalid: ``page.after`` is not the ``next`` of a page of this list.
        """
        ...

    def next_number(self, *, gaps: bool = False) -> int:
        """The next order number. A number is never given to two orders of a shop.

        Numbers count from 1 and have no gaps: those of transactions that were not committed are
        given again. Therefore whoever takes the next one waits for whoever took the last. A number
        that an order of the shop has already, because a host has chosen it itself
        (``OrderNumber``), is left out.

        Args:
            gaps: Whether numbers may be left out, and stand in another order than the orders: a
                store may then let nobody wait. Such numbers may begin anywhere, and never meet
                those without gaps.
        """
        ...

    def add(self, order: Order) -> Order:
        """Store a new order; returns it with version 1.

        Raises:
            CartAlreadyOrdered: An order was made from the same cart.
            IdempotencyKeyReused: An order was placed with the same key.
            IdTaken: An order has its id ("order"), its reference (without regard to case; "order
                reference") or its number ("order number").
            StorageBusy: A number that ``next_number`` gave was taken by a host's order meanwhile.
        """
        ...

    def save(self, order: Order) -> Order:
        """Replace the stored order if it still has ``order.version``; returns it one up.

        Raises:
            OrderNotFound: There is none with this id.
            StorageBusy: Somebody else changed it meanwhile; nothing was written.
            CartAlreadyOrdered, IdempotencyKeyReused, IdTaken: Another order has one of its keys,
                as with ``add``.
        """
        ...
