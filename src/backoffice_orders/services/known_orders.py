"""The port of orders, as a back office that knows some kinds of rules sees it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from attrs import evolve

from backoffice_orders.model.ids import CartId, CustomerId, OrderId
from backoffice_orders.model.listing import OrderInfo, OrderTotals
from backoffice_orders.model.order import Order
from backoffice_orders.model.order_filter import OrderFilter
from backoffice_orders.model.page import Page, PageAfter
from backoffice_orders.model.values import frozen
from backoffice_orders.ports.orders import Orders
from backoffice_orders.serialization.rules import KnownRules


@frozen(eq=False)
class KnownOrders(Orders):
    """What an order has kept of its rules is read with those that are known."""

    _port: Orders
    _known: KnownRules

    def get(self, order_id: OrderId) -> Order:
        """As the port says."""
        return self._read(self._port.get(order_id))

    def many(self, order_ids: Iterable[OrderId]) -> Mapping[OrderId, Order]:
        """As the port says."""
        return {id_: self._read(each) for id_, each in self._port.many(order_ids).items()}

    def by_reference(self, reference: str) -> Order:
        """As the port says."""
        return self._read(self._port.by_reference(reference))

    def of_cart(self, cart_id: CartId) -> Order | None:
        """As the port says."""
        order = self._port.of_cart(cart_id)
        return None if order is None else self._read(order)

    def by_idempotency_key(self, key: str) -> Order | None:
        """As the port says."""
        order = self._port.by_idempotency_key(key)
        return None if order is None else self._read(order)

    def of_customer(self, customer_id: CustomerId, page: PageAfter) -> Page[OrderInfo]:
        """As the port says."""
        return self._port.of_customer(customer_id, page)

    def totals(self, customer_id: CustomerId) -> OrderTotals:
        """As the port says."""
        return self._port.totals(customer_id)

    def search(self, wanted: OrderFilter, page: PageAfter) -> Page[OrderInfo]:
        """As the port says."""
        return self._port.search(wanted, page)

    def count(self, wanted: OrderFilter, at_most: int) -> int:
        """As the port says."""
        return self._port.count(wanted, at_most)

    def customers_owing(
        self, page: PageAfter, among: Collection[CustomerId] | None = None
    ) -> Page[CustomerId]:
        """As the port says."""
        return self._port.customers_owing(page, among)

    def next_number(self, *, gaps: bool = False) -> int:
        """As the port says."""
        return self._port.next_number(gaps=True) if gaps else self._port.next_number()

    def add(self, order: Order) -> Order:
        """As the port says."""
        return self._read(self._port.add(order))

    def save(self, order: Order) -> Order:
        """As the port says."""
        return self._read(self._port.save(order))

    def _read(self, order: Order) -> Order:
        book = self._known.book(order.book)
        return order if book is order.book else evolve(order, book=book)
