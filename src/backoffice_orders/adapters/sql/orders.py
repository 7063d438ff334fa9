"""Orders in SQL."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import partial
from typing import Any

import orjson
from attrs import evolve
from moneyed import Money
from sqlalchemy import (
    ColumnElement,
    Select,
    Sequence,
    Table,
    bindparam,
    func,
    literal_column,
    select,
)
from sqlalchemy.exc import IntegrityError

from backoffice_orders.adapters.sql.cache import Cache
from backoffice_orders.adapters.sql.constructs import Written
from backoffice_orders.adapters.sql.dialects.base import Dialect
from backoffice_orders.adapters.sql.documents import written
from backoffice_orders.adapters.sql.order_list import (
    counted,
    last_placed,
    newest,
    sort_of,
    values_of,
)
from backoffice_orders.adapters.sql.readable import readable
from backoffice_orders.adapters.sql.rows import ShopRows, mine, select_documents
from backoffice_orders.adapters.sql.session import Session
from backoffice_orders.adapters.sql.statements import insert_into, prepared
from backoffice_orders.adapters.transactions import writes
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.errors.finishing import (
    CartAlreadyOrdered,
    IdempotencyKeyReused,
    OrderNotFound,
)
from backoffice_orders.model.errors.host import IdTaken, StorageBusy
from backoffice_orders.model.ids import CartId, CustomerId, OrderId, ShopId
from backoffice_orders.model.listing import OrderInfo, OrderTotals
from backoffice_orders.model.money import money_of_count
from backoffice_orders.model.order import Order
from backoffice_orders.model.order_filter import OrderFilter
from backoffice_orders.model.order_number import reference_key
from backoffice_orders.model.page import Page, PageAfter
from backoffice_orders.serialization import from_json, from_plain

_LARGEST_TOTAL = 10**15


class SqlOrders(ShopRows):
    """The ``Orders`` port."""

    def __init__(self, session: Session, shop_id: ShopId) -> None:
        super().__init__(session, shop_id)
        # Numbers that were given in this transaction.
        self._counted: set[int] = set()

    def get(self, order_id: OrderId) -> Order:
        order = self._one(id=order_id)
        if order is None:
            raise OrderNotFound(order_id)
        return order

    def many(self, order_ids: Iterable[OrderId]) -> Mapping[OrderId, Order]:
        table = self._schema.orders
        query = select_documents(table, self._dialect)
        rows = self._session.rows(query, self._of(ids=sorted(set(order_ids))))
        # They are large, and seldom read twice: not kept, as ``read`` does.
        found = readable(table, rows, lambda document: from_json(document, Order))
        return {order.id: order for _, order in found}

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

    def of_customer(self, customer_id: CustomerId, page: PageAfter) -> Page[OrderInfo]:
        return self.search(OrderFilter(customer_id=customer_id), page)

    def totals(self, customer_id: CustomerId) -> OrderTotals:
        rows = self._session.rows(_totals(self._schema.orders), self._of(customer_id=customer_id))
        spent: dict[str, Money] = {}
        for currency, cancelled, _, total in rows:
            if not cancelled:
                spent[currency] = money_of_count(int(total), currency)
        return OrderTotals(
            sum(count for _, _, count, _ in rows), tuple(spent[each] for each in sorted(spent))
        )

    def search(self, wanted: OrderFilter, page: PageAfter) -> Page[OrderInfo]:
        after, named = page.number(), wanted.named
        if named is not None and named.nothing:
            return Page.until((), "")
        self._session.write_waiting()
        sort = sort_of(wanted, after)
        if sort.of_a_period:
            values = self._of() | {"placed_until": wanted.placed_until}
            recent = self._session.value(last_placed(self._schema.orders), values)
            sort = evolve(sort, by_moment=not recent)
        values = self._of() | values_of(wanted, after) | {"enough": page.size + 1}
        rows = self._session.rows(newest(self._schema, sort), values)
        table, key = self._schema.orders, lambda number, _: str(number)
        # A list's first page is looked at again and again, what follows seldom.
        read = _info if page.after else partial(_remembered, self._session.cache)
        return self._cut_after(table, rows, page, read, key)

    def count(self, wanted: OrderFilter, at_most: int) -> int:
        if wanted.named is not None and wanted.named.nothing:
            return 0
        self._session.write_waiting()
        statement = counted(self._schema, sort_of(wanted, None))
        values = self._of() | values_of(wanted, None) | {"enough": at_most}
        return int(self._session.value(statement, values))

    def customers_owing(
        self, page: PageAfter, among: Collection[CustomerId] | None = None
    ) -> Page[CustomerId]:
        orders = self._schema.orders
        return self._people_after(orders.c.customer_id, page, among, orders.c.unpaid)

    @writes
    def next_number(self, *, gaps: bool = False) -> int:
        if gaps and self._dialect.has_sequences:
            statement: Any = _next(self._schema.order_numbers, self._schema.orders)
            values = self._of()
        else:
            counters = self._schema.counters
            statement = _count(counters, self._schema.orders, self._dialect)
            values = {"shop_id": self._shop_id, "name": "order", "value": 1, **self._of()}
        taken = True
        while taken:  # by the host, which has chosen it itself
            ((number, taken),) = self._session.rows(statement, values)
        self._counted.add(int(number))
        return int(number)

    @writes
    def add(self, order: Order) -> Order:
        stored = order.of_version(1)
        if not self._insert_new(self._schema.orders, _columns(self._session.cache, stored)):
            raise self._conflict(order, new=True)
        products = {(line.product_id,) for line in order.cart.lines}
        if products:
            row = {"shop_id": self._shop_id, "order_id": order.id, "number": order.number}
            noted = _note_products(self._schema.order_products, self._dialect)
            self._session.change_later(noted, [{**row, "product_ids": sorted(products)}])
        return stored

    @writes
    def save(self, order: Order) -> Order:
        stored = order.of_version(order.version + 1)
        table = self._schema.orders
        columns = _columns(self._session.cache, stored)
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
            if order.number in self._counted:  # and was taken since
                return StorageBusy("a host's order has taken the number")
            return IdTaken("order number", str(order.number))
        # Whoever was faster has committed after this transaction's snapshot was taken.
        return StorageBusy("another order of this cart is being written")


def _info(summary: str) -> OrderInfo:
    # Without any number that orjson would round: a list reads many of them.
    return from_plain(orjson.loads(summary), OrderInfo)


def _remembered(cache: Cache, summary: str) -> OrderInfo:
    return cache.get((OrderInfo, summary), partial(_info, summary), len(summary))


@prepared
def _totals(orders: Table) -> Any:
    """How many orders a customer has and what they come to, by currency and whether cancelled."""
    groups = orders.c.currency, orders.c.cancelled
    figures = func.count(), func.sum(orders.c.total)
    return select(*groups, *figures).where(mine(orders, "customer_id")).group_by(*groups)


@prepared
def _next(numbers: Sequence, orders: Table) -> Any:
    """The next number of a sequence, and whether an order has it already."""
    number = select(numbers.next_value().label("number")).cte("next", nesting=True)
    return select(number.c.number, _is_taken(orders, number.c.number))


@prepared
def _count(counters: Table, orders: Table, dialect: Dialect) -> Any:
    """Count, and say whether an order has that number already."""
    insert = insert_into(counters, dialect)
    counted = insert.on_conflict_do_update(
        index_elements=["shop_id", "name"], set_={"value": counters.c.value + 1}
    )
    return counted.returning(counters.c.value, _is_taken(orders, Written(counters.c.value)))


@prepared
def _note_products(order_products: Table, dialect: Dialect) -> Any:
    """Write down which products an order has, all of them at once."""
    names = ["shop_id", "order_id", "number"]
    order = [bindparam(name, type_=order_products.c[name].type) for name in names]
    products = dialect.listed("product_ids", order_products.c.product_id.type)
    return order_products.insert().from_select([*names, "product_id"], select(*order, *products))


def _is_taken(orders: Table, number: ColumnElement[int]) -> ColumnElement[bool]:
    query: Select[Any] = select(literal_column("1")).select_from(orders).where(mine(orders))
    return query.where(orders.c.number == number).exists()


def _columns(cache: Cache, order: Order) -> dict[str, Any]:
    return {
        "id": order.id,
        "version": order.version,
        "number": order.number,
        "reference": reference_key(order.reference),
        "cart_id": order.cart_id,
        "idempotency_key": order.idempotency_key or None,
        "customer_id": order.customer_id,
        "placed_at": order.placed_at,
        "placed_by": order.placed_by,
        "unpaid": order.unpaid,
        "status": order.status,
        "currency": order.currency,
        # Sums of more than this many cents are nobody's: they must only not break the column.
        "total": min(order.summary.total_counts.gross, _LARGEST_TOTAL),
        "cancelled": order.cancelled,
        "summary": written(OrderInfo.of(order)),
        "document": written(order, cache),
    }
