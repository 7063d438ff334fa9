"""Orders in SQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, select

from backoffice_orders.adapters.sql.documents import written
from backoffice_orders.adapters.sql.rows import ShopRows, insert_into
from backoffice_orders.adapters.sql.search import begins_with, page_of
from backoffice_orders.adapters.sql.statements import prepared
from backoffice_orders.model.errors.finishing import (
    CartAlreadyOrdered,
    IdempotencyKeyReused,
    OrderNotFound,
)
from backoffice_orders.model.errors.host import StorageBusy
from backoffice_orders.model.ids import CartId, CustomerId, OrderId
from backoffice_orders.model.order import Order
from backoffice_orders.model.page import Page, PageRequest
from backoffice_orders.serialization import from_json


class SqlOrders(ShopRows):
    """The ``Orders`` port."""

    def get(self, order_id: OrderId) -> Order:
        order = self._one(id=order_id)
        if order is None:
            raise OrderNotFound(order_id)
        return order

    def by_reference(self, reference: str) -> Order:
        order = self._one(reference=reference.strip().upper())
        if order is None:
            raise OrderNotFound(reference)
        return order

    def of_cart(self, cart_id: CartId) -> Order | None:
        return self._one(cart_id=cart_id)

    def by_idempotency_key(self, key: str) -> Order | None:
        return self._one(idempotency_key=key)

    def _one(self, **keys: str) -> Order | None:
        return self._document(self._schema.orders, Order, **keys)

    def of_customer(self, customer_id: CustomerId) -> tuple[Order, ...]:
        query = self._newest().where(self._schema.orders.c.customer_id == customer_id)
        return tuple(from_json(each, Order) for each in self._connection.execute(query).scalars())

    def search(self, text: str, page: PageRequest) -> Page[Order]:
        wanted, query = text.strip().upper(), self._newest()
        if wanted:
            query = query.where(begins_with(self._schema.orders.c.reference, wanted))
        found = page_of(self._connection, query, page)
        return Page(tuple(from_json(each, Order) for each in found), found.number, found.more)

    def _newest(self) -> Any:
        table = self._schema.orders
        return select(table.c.document).where(self._mine(table)).order_by(table.c.number.desc())

    def next_number(self) -> int:
        row = {"shop_id": self._shop_id, "name": "order", "value": 1}
        count = _count(self._schema.counters, self._dialect)
        return int(self._session.value(count, row))

    def add(self, order: Order) -> Order:
        stored = order.of_version(1)
        if not self._insert_new(self._schema.orders, _columns(stored)):
            other = self.of_cart(order.cart_id)
            if other is not None:
                raise CartAlreadyOrdered(order.cart_id, other.id)
            if order.idempotency_key and self.by_idempotency_key(order.idempotency_key):
                raise IdempotencyKeyReused(order.idempotency_key)
            # Whoever was faster has committed after this transaction's snapshot was taken.
            raise StorageBusy("another order of this cart is being written")
        return stored

    def save(self, order: Order) -> Order:
        stored = order.of_version(order.version + 1)
        table = self._schema.orders
        if not self._rewrite(table, _columns(stored), id=order.id, version=order.version):
            self.get(order.id)
            raise StorageBusy(f"order {order.id} was changed meanwhile")
        return stored


@prepared
def _count(counters: Table, dialect: str) -> Any:
    insert = insert_into(counters, dialect)
    return insert.on_conflict_do_update(
        index_elements=["shop_id", "name"], set_={"value": counters.c.value + 1}
    ).returning(counters.c.value)


def _columns(order: Order) -> dict[str, Any]:
    return {
        "id": order.id,
        "version": order.version,
        "number": order.number,
        "reference": order.reference,
        "cart_id": order.cart_id,
        "idempotency_key": order.idempotency_key or None,
        "customer_id": order.customer_id,
        "placed_at": order.placed_at,
        "status": order.status,
        "currency": order.currency,
        "total": order.total.amount,
        "document": written(order),
    }
