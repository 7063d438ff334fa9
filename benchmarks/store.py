"""How long the store takes to place an order, beside bare code that writes the same rows.

Run ``python -m benchmarks.store``. The bare code is one transaction on the same engine, with the
driver alone, in a database of the same tables: ten guarded stock updates, and the same rows of
order, its products, cart, stock, audit and outbox. Both run in the same process, by turns; medians
count.
SQLite, which runs in the process itself, is measured in the processor's time, so that other
programs do not lengthen the longer one. PostgreSQL runs from a wheel; the clock on the wall counts.
"""

from __future__ import annotations

import re
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from attrs import evolve
from tests import postgres

from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.ids import CartId, CustomerId, ProductId
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.price import price
from backoffice_orders.services.desk import Work
from backoffice_orders.services.price_book import load
from backoffice_orders.testing.samples import EMPLOYEE, MUG, address, customer, set_up_shop

LINES, ORDERS = 10, 200
LIMITS = {"sqlite": 5.0, "postgresql": 2.5}


def shop(store: SqlStore) -> BackOffice:
    office = BackOffice(store)
    set_up_shop(office)

    def people(work: Work) -> None:
        work.customers.add(customer())
        work.addresses.add(address())

    office.desk.write(EMPLOYEE, people)
    for number in range(100):
        id_ = ProductId(f"mug-{number}")
        office.setup.save(EMPLOYEE, evolve(MUG, id=id_))
        office.setup.set_stock(EMPLOYEE, id_, 10**6)
    return office


def cart(office: BackOffice, lines: int) -> CartId:
    view = office.carts.start(EMPLOYEE, CustomerId("cus_1"))
    for number in range(lines):
        office.products.add(EMPLOYEE, view.cart.id, ProductId(f"mug-{number}"), 1)
    return view.cart.id


class Bare:
    """The driver alone: the same rows into the same tables, every statement written by hand.

    What one order of the store has left is copied; ids and numbers are its own, as the keys ask.
    """

    def __init__(
        self,
        store: SqlStore,
        cart_id: CartId,
        connection: Any,
        name: str = "bare",
        orders: int = ORDERS,
    ) -> None:
        self._name = name
        self.products: list[str] | None = None
        self._connection = connection
        sqlite = isinstance(connection, sqlite3.Connection)
        self._begin = "BEGIN IMMEDIATE" if sqlite else ""  # psycopg begins by itself
        self._style = r":\1" if sqlite else r"%(\1)s"
        with store.engine.connect() as reading:

            def rows(table: str, condition: str) -> list[dict[str, Any]]:
                query = f"SELECT * FROM bo_{table} WHERE {condition}"
                return [dict(row) for row in reading.exec_driver_sql(query).mappings()]

            self._order = rows("orders", f"cart_id = '{cart_id}'")[0]
            self._cart = rows("carts", f"id = '{cart_id}'")[0]
            order_id = self._order["id"]
            self._taken = rows("stock_taken", f"reference = '{order_id}'")
            self._products = rows("order_products", f"order_id = '{order_id}'")
            self._audit = rows("audit", f"subject = '{order_id}'")
            self._audit += rows("audit", f"subject = '{cart_id}'")[-1:]
            # What became of the cart before, it had said before.
            self._outbox = [
                row
                for row in rows("outbox", f"key = 'cart:{cart_id}'")
                if '"topic":"cart.' not in row["document"]
            ]
        for row in (*self._audit, *self._outbox):
            del row["position"]
        cursor = connection.cursor()
        for number in range(orders):
            row = self._cart | {"id": f"{name}-cart-{number}", "version": 1, "order_id": None}
            self._insert(cursor, "carts", [row])
        connection.commit()

    def _run(self, cursor: Any, statement: str, rows: list[dict[str, Any]]) -> None:
        text = in_style(statement, self._style)
        if len(rows) == 1:
            cursor.execute(text, rows[0])
        else:
            cursor.executemany(text, rows)

    def _insert(self, cursor: Any, table: str, rows: list[dict[str, Any]]) -> None:
        names = list(rows[0])
        values = ", ".join(f":{name}" for name in names)
        if self._begin and table in ("audit", "outbox"):  # PostgreSQL numbers them by itself
            last = f"SELECT coalesce(max(position), 0) FROM bo_{table} WHERE shop_id = :shop_id"
            names, values = [*names, "position"], f"{values}, ({last}) + 1"
        self._run(cursor, f"INSERT INTO bo_{table} ({', '.join(names)}) VALUES ({values})", rows)

    def place(self, number: int) -> None:
        cursor, order_id = self._connection.cursor(), f"{self._name}-order-{number}"
        if self._begin:
            cursor.execute(self._begin)
        self._run(
            cursor,
            "UPDATE bo_counters SET value = value + 1 WHERE shop_id = :shop_id "
            "AND name = 'order' RETURNING value",
            [self._order],
        )
        counted = cursor.fetchone()[0]
        self._run(
            cursor,
            "UPDATE bo_carts SET version = 2, order_id = :order_id, updated_at = :updated_at, "
            "document = :document WHERE shop_id = :shop_id AND id = :id AND version = 1",
            [self._cart | {"id": f"{self._name}-cart-{number}", "order_id": order_id}],
        )
        taken = [row | {"reference": order_id} for row in self._taken]
        if self.products is not None:
            pairs = zip(taken, self.products, strict=True)
            taken = [row | {"product_id": product} for row, product in pairs]
        self._insert(cursor, "stock_taken", taken)
        self._run(
            cursor,
            "UPDATE bo_stock_levels SET level = level - :quantity WHERE shop_id = :shop_id "
            "AND product_id = :product_id AND combination_id = :combination_id "
            "AND level >= :quantity",
            taken,
        )
        assert cursor.rowcount == len(taken)
        order = self._order | {
            "id": order_id,
            "number": counted,
            "reference": f"{self._name}-{counted}",
            "cart_id": f"{self._name}-cart-{number}",
            "idempotency_key": f"{self._name}-{number}",
        }
        self._insert(cursor, "orders", [order])
        ordered = {"order_id": order_id, "number": counted}
        self._insert(cursor, "order_products", [row | ordered for row in self._products])
        self._insert(cursor, "audit", self._audit)
        messages = [
            row | {"id": f"{self._name}-{number}-{each}"} for each, row in enumerate(self._outbox)
        ]
        self._insert(cursor, "outbox", messages)
        self._connection.commit()


@cache
def in_style(statement: str, style: str) -> str:
    """The statement with its parameters written as the driver wants them."""
    return re.sub(r":(\w+)", style, statement)


def medians(
    times: int,
    *functions: Callable[[int], object],
    clock: Callable[[], float] = time.perf_counter,
) -> list[float]:
    """The median time of each function in seconds, measured by turns."""
    taken: list[list[float]] = [[] for _ in functions]
    for number in range(times):
        for index, function in enumerate(functions):
            start = clock()
            function(number)
            taken[index].append(clock() - start)
    return [statistics.median(each) for each in taken]


def ordered(store: SqlStore) -> tuple[BackOffice, CartId]:
    """A shop in which one cart has been placed."""
    office = shop(store)
    first = cart(office, LINES)
    office.finishing.place(EMPLOYEE, first, payment_method="card", idempotency_key="first")
    return office, first


def measure(name: str, store: SqlStore, bare_store: SqlStore, connection: Any) -> bool:
    office, _ = ordered(store)
    carts = [cart(office, LINES) for _ in range(ORDERS)]
    _, template = ordered(bare_store)
    bare = Bare(bare_store, template, connection)
    # As PostgreSQL does by itself within a minute: until then it may read all carts to find one.
    for each in (store, bare_store):
        each.analyze()
    bare_store.close()

    def place(number: int) -> None:
        office.finishing.place(
            EMPLOYEE, carts[number], payment_method="card", idempotency_key=f"k{number}"
        )

    clock = time.process_time if name == "sqlite" else time.perf_counter
    floor, ours = medians(ORDERS, bare.place, place, clock=clock)
    print(
        f"{name:<11} place an order of {LINES} lines: bare {floor * 1e3:6.2f} ms, "
        f"ours {ours * 1e3:6.2f} ms, ratio {ours / floor:5.2f} (limit {LIMITS[name]:g})"
    )
    large = cart(office, 100)
    for number in range(5):
        actions = [Percentage(percent=Decimal(number + 1))]
        office.vouchers.create_and_grant(EMPLOYEE, large, name=f"rule {number}", actions=actions)

    def read(_: int) -> None:
        office.desk.read(EMPLOYEE, lambda work: load(work, [work.carts.get(large)]))

    the_cart = office.carts.view(EMPLOYEE, large).cart
    book = office.desk.read(EMPLOYEE, lambda work: load(work, [the_cart])).book(the_cart)
    reading, pricing = medians(20, read, lambda _: price(the_cart, book))
    print(
        f"{'':<11} summary of 100 lines under 5 rules: reading {reading * 1e3:6.2f} ms, "
        f"pricing {pricing * 1e3:6.2f} ms"
    )
    store.close()
    return ours / floor <= LIMITS[name]


def main() -> int:
    held = []
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory)

        urls = [f"sqlite:///{path / name}" for name in ("shop.db", "bare.db")]
        connection = sqlite3.connect(path / "bare.db", isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        ours, floor = map(SqlStore.open, urls)
        held.append(measure("sqlite", ours, floor, connection))
    with (
        postgres.server() as server,
        postgres.database(server) as url,
        postgres.database(server) as bare_url,
    ):
        import psycopg

        uri = bare_url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(uri) as bare:
            held.append(measure("postgresql", SqlStore.open(url), SqlStore.open(bare_url), bare))
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
