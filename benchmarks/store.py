"""How long the store takes to place an order, beside bare code that writes the same rows.

Run ``python -m benchmarks.store``. The bare code is one transaction on the same engine, with the
driver alone: the same documents, ten guarded stock updates, the same rows of order, cart, audit and
outbox. Both run in the same process, by turns; medians count. PostgreSQL runs from a wheel.
"""

from __future__ import annotations

import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
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

LINES, ORDERS = 10, 60
LIMITS = {"sqlite": 5.0, "postgresql": 3.0}


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
    """The same rows by the driver alone."""

    def __init__(self, connection: Any, mark: str, begin: str, documents: dict[str, str]) -> None:
        self._connection = connection
        self._mark = mark
        self._begin = begin
        self._documents = documents
        cursor = connection.cursor()
        for table in (
            "b_order (id TEXT PRIMARY KEY, cart TEXT UNIQUE, k TEXT UNIQUE, document TEXT)",
            "b_cart (id TEXT PRIMARY KEY, version INT, document TEXT)",
            "b_stock (id TEXT PRIMARY KEY, level INT)",
            "b_taken (reference TEXT, id TEXT, quantity INT, PRIMARY KEY (reference, id))",
            "b_audit (id TEXT PRIMARY KEY, document TEXT)",
            "b_outbox (id TEXT PRIMARY KEY, document TEXT)",
        ):
            cursor.execute(f"CREATE TABLE {table}")
        for number in range(LINES):
            self._run(cursor, "INSERT INTO b_stock VALUES (?, 1000000)", (f"p{number}",))
        for number in range(ORDERS):
            row = (f"c{number}", documents["cart"])
            self._run(cursor, "INSERT INTO b_cart VALUES (?, 1, ?)", row)
        connection.commit()

    def _run(self, cursor: Any, statement: str, values: tuple[Any, ...]) -> None:
        cursor.execute(statement.replace("?", self._mark), values)

    def place(self, number: int) -> None:
        cursor, doc = self._connection.cursor(), self._documents
        if self._begin:
            cursor.execute(self._begin)
        order = f"o{number}"
        for line in range(LINES):
            self._run(cursor, "INSERT INTO b_taken VALUES (?, ?, 1)", (order, f"p{line}"))
            update = "UPDATE b_stock SET level = level - 1 WHERE id = ? AND level >= 1"
            self._run(cursor, update, (f"p{line}",))
            assert cursor.rowcount == 1
        update = "UPDATE b_cart SET version = 2, document = ? WHERE id = ? AND version = 1"
        self._run(cursor, update, (doc["cart"], f"c{number}"))
        values = (order, f"c{number}", f"k{number}", doc["order"])
        self._run(cursor, "INSERT INTO b_order VALUES (?, ?, ?, ?)", values)
        for entry in range(2):
            values2 = (f"{order}-{entry}", doc["audit"])
            self._run(cursor, "INSERT INTO b_audit VALUES (?, ?)", values2)
        self._run(cursor, "INSERT INTO b_outbox VALUES (?, ?)", (order, doc["outbox"]))
        self._connection.commit()


def documents(store: SqlStore) -> dict[str, str]:
    """What is stored for one order."""
    with store.engine.connect() as connection:
        return {
            name: str(
                connection.exec_driver_sql(
                    f"SELECT document FROM bo_{table} ORDER BY length(document) DESC LIMIT 1"
                ).scalar_one()
            )
            for name, table in (
                ("order", "orders"),
                ("cart", "carts"),
                ("audit", "audit"),
                ("outbox", "outbox"),
            )
        }


def medians(times: int, *functions: Callable[[int], object]) -> list[float]:
    """The median time of each function in seconds, measured by turns."""
    taken: list[list[float]] = [[] for _ in functions]
    for number in range(times):
        for index, function in enumerate(functions):
            start = time.perf_counter()
            function(number)
            taken[index].append(time.perf_counter() - start)
    return [statistics.median(each) for each in taken]


def measure(name: str, store: SqlStore, connect: Callable[[], Any], mark: str, begin: str) -> bool:
    office = shop(store)
    first = cart(office, LINES)
    office.finishing.place(EMPLOYEE, first, payment_method="card", idempotency_key="first")
    carts = [cart(office, LINES) for _ in range(ORDERS)]
    bare = Bare(connect(), mark, begin, documents(store))

    def place(number: int) -> None:
        office.finishing.place(
            EMPLOYEE, carts[number], payment_method="card", idempotency_key=f"k{number}"
        )

    floor, ours = medians(ORDERS, bare.place, place)
    print(
        f"{name:<11} place an order of {LINES} lines: bare {floor * 1e3:6.2f} ms, "
        f"ours {ours * 1e3:6.2f} ms, ratio {ours / floor:5.2f} (limit {LIMITS[name]:.0f})"
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

        def connect_sqlite() -> sqlite3.Connection:
            connection = sqlite3.connect(path / "bare.db", isolation_level=None)
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            return connection

        store = SqlStore.open(f"sqlite:///{path / 'shop.db'}")
        held.append(measure("sqlite", store, connect_sqlite, "?", "BEGIN IMMEDIATE"))
    with postgres.server() as server, postgres.database(server) as url:
        import psycopg

        uri = url.set(drivername="postgresql").render_as_string(hide_password=False)
        store = SqlStore.open(url)
        held.append(measure("postgresql", store, lambda: psycopg.connect(uri), "%s", ""))
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
