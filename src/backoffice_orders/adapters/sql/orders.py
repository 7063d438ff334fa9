"""Orders in SQL."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.exc import IntegrityError

from backoffice_orders.adapters.sql.dialects import Dialect
from backoffice_orders.adapters.sql.documents import written
from backoffice_orders.adapters.sql.readable import readable
from backoffice_orders.adapters.sql.rows import ShopRows
from backoffice_orders.adapters.sql.search import begins_with, page_of
from backoffice_orders.adapters.sql.statements import insert_into, prepared
from backoffice_orders.adapters.transactions import writes
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.errors.finishing import (
    CartAlreadyOrdered,
    IdempotencyKeyReused,
    OrderNotFound,
)
from backoffice_orders.model.errors.host import IdTaken, StorageBusy
from backoffice_orders.model.ids import CartId, CustomerId, OrderId
from backoffice_orders.model.order import Order, reference_key
from backoffice_orders.model.page import Page, PageRequest
from backoffice_orders.model.text import query_text
from backoffice_orders.serialization import from_json


class SqlOrders(ShopRows):
    """The ``Orders`` port."""

    def get(self, order_id: OrderId) -> Order:
        order = self._one(id=order_id)
        if order is None:
            raise OrderNotFound(order_id)
        return order

    def by_reference(self, reference: str) -> Order:
        order = self._one(reference=reference_key(reference))
        if order is None:
            raise OrderNotFound(reference)
        return order

    def of_cart(self, cart_id: CartId) -> Order | None:
        return self._one(cart_id=cart_id)

    def by_idempotency_key(self, key: str) -> Order | None:
        return self._one(idempotency_key=key) if key else None

    def _one(self, **keys: str) -> Order | None:
        return self._document(self._schema.orders, Order, **keys)

    def of_customer(self, customer_id: CustomerId) -> tuple[Order, ...]:
        query = self._newest().where(self._schema.orders.c.customer_id == customer_id)
        return self._orders(self._session.all(query))

    def search(self, text: str, page: PageRequest) -> Page[Order]:
        wanted, query = reference_key(query_text(text)), self._newest()
        if wanted:
            query = query.where(begins_with(self._schema.orders.c.reference, wanted))
        found = page_of(self._session, query, page)
        return Page(self._orders(found.items), found.number, found.more)

    def _orders(self, rows: Iterable[Sequence[str]]) -> tuple[Order, ...]:
        # They are large, and seldom read twice: not kept, as ``read`` does.
        found = readable(self._schema.orders, rows, lambda document: from_json(document, Order))
        return tuple([order for _, order in found])

    def _newest(self) -> Any:
        table = self._schema.orders
        return (
            select(table.c.id, table.c.document)
            .where(self._mine(table))
            .order_by(table.c.number.desc())
        )

    @writes
    def next_number(self) -> int:
        row = {"shop_id": self._shop_id, "name": "order", "value": 1}
        count = _count(self._schema.counters, self._dialect)
        return int(self._session.value(count, row))

    @writes
    def add(self, order: Order) -> Order:
        stored = order.of_version(1)
        if not self._insert_new(self._schema.orders, _columns(stored)):
            raise self._conflict(order, new=True)
        return stored

    @writes
    def save(self, order: Order) -> Order:
        stored = order.of_version(order.version + 1)
        table = self._schema.orders
        columns = _columns(stored)
        try:
            with self._session.savepoint():
                changed = self._rewrite(table, columns, id=order.id, version=order.version)
        except IntegrityError:
            raise self._conflict(order, new=False) from None
        if not changed:
            self.get(order.id)
            raise StorageBusy(f"order {order.id} was changed meanwhile")
        return stored

    def _conflict(self, order: Order, *, new: bool) -> BackOfficeError:
        """Which of the order's keys another one has; for a new order that may have its id."""

        def other(**keys: str | int) -> Order | None:
            found = self._document(self._schema.orders, Order, **keys)
            return found if found is not None and (new or found.id != order.id) else None

        cart, key = other(cart_id=order.cart_id), order.idempotency_key
        if cart is not None:
            return CartAlreadyOrdered(order.cart_id, cart.id)
        if key and other(idempotency_key=key):
            return IdempotencyKeyReused(key)
        if other(id=order.id):
            return IdTaken("order", order.id)
        if other(reference=reference_key(order.reference)):
            return IdTaken("order reference", order.reference)
        if other(number=order.number):
            return IdTaken("order number", str(order.number))
        # Whoever was faster has committed after this transaction's snapshot was taken.
        return StorageBusy("another order of this cart is being written")


@prepared
def _count(counters: Table, dialect: Dialect) -> Any:
    insert = insert_into(counters, dialect)
    return insert.on_conflict_do_update(
        index_elements=["shop_id", "name"], set_={"value": counters.c.value + 1}
    ).returning(counters.c.value)


def _columns(order: Order) -> dict[str, Any]:
    return {
        "id": order.id,
        "version": order.version,
        "number": order.number,
        "reference": reference_key(order.reference),
        "cart_id": order.cart_id,
        "idempotency_key": order.idempotency_key or None,
        "customer_id": order.customer_id,
        "placed_at": order.placed_at,
        "status": order.status,
        "currency": order.currency,
        "total": order.total.amount,
        "document": written(order),
    }
