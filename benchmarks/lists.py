"""The list of orders of a large shop: ours beside the driver's bare query for the same rows.

Run ``python -m benchmarks.lists [--orders 1000000] [--database FILE]``; a file that is there
already is measured as it is. The orders are those of 10,000 customers, placed by 20 employees in
four statuses over three years. The bare query is a transaction of SQLite's driver that reads the
summaries which the page shows, by the index that serves best, and parses their JSON; for the count
beside a list's heading, one that counts as far. A whole reference finds one order and no page of
them: it is measured too, without a limit, as a transaction of ours alone takes twice what a driver
takes for three such rows.
Both are measured in the processor's time, so that other programs do not lengthen the longer one.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from attrs import evolve

from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.ids import ActorId, ProductId
from backoffice_orders.model.order_number import order_reference
from backoffice_orders.model.page import PAST_COUNTED, Counted
from backoffice_orders.model.shop import ShopScope
from backoffice_orders.services.desk import Work
from backoffice_orders.testing.samples import EMPLOYEE, MOMENT, MUG, customer, order, set_up_shop
from benchmarks.store import medians

LIMIT = 5.0
ORDERS, CUSTOMERS, EMPLOYEES, TIMES, PAGE = 1_000_000, 10_000, 20, 100, 20
STATUSES = ("awaiting_payment", "payment_accepted", "shipped", "cancelled")
PRODUCTS = 100
YEARS = timedelta(days=3 * 365)
SHOP = ShopScope().shop_id
ONE_ORDER = "a whole reference"


def fill(store: SqlStore, file: Path, orders: int) -> None:
    """Customers and products by the office, orders as rows: what one has left, a million times."""
    office = BackOffice(store)
    set_up_shop(office)

    def people(work: Work) -> None:
        for number in range(CUSTOMERS):
            named = {"first_name": f"Ann{number % 97}", "last_name": f"Nr{number}"}
            work.customers.add(customer(f"c{number}", **named))

    office.desk.write(EMPLOYEE, people)
    for number in range(PRODUCTS):
        thing = evolve(MUG, id=ProductId(f"p{number}"), name=f"Thing{number} blue")
        office.setup.save(EMPLOYEE, thing)
    office.desk.write(EMPLOYEE, lambda work: work.orders.add(order("o0", 0, reference="FIRST")))
    with sqlite3.connect(file) as connection:
        connection.row_factory = sqlite3.Row
        template = dict(connection.execute("SELECT * FROM bo_orders").fetchone())
        marks = ", ".join(f":{name}" for name in template)
        rows = _rows(template, orders)
        connection.executemany(f"INSERT INTO bo_orders VALUES ({marks})", rows)
        bought = (
            (template["shop_id"], f"p{number % PRODUCTS}", number, f"o{number}")
            for number in range(1, orders + 1)
        )
        connection.executemany("INSERT INTO bo_order_products VALUES (?, ?, ?, ?)", bought)
        connection.execute(
            "CREATE TABLE bare_words (kind, word, id, PRIMARY KEY (kind, word, id)) WITHOUT ROWID"
        )
        words = [("c", f"nr{number}", f"c{number}") for number in range(CUSTOMERS)]
        words += [("c", f"ann{number % 97}", f"c{number}") for number in range(CUSTOMERS)]
        words += [("p", f"thing{number}", f"p{number}") for number in range(PRODUCTS)]
        connection.executemany("INSERT INTO bare_words VALUES (?, ?, ?)", words)
        connection.execute("ANALYZE")


def _rows(template: dict[str, Any], orders: int) -> Iterator[dict[str, Any]]:
    summary = json.loads(template["summary"])
    for number in range(1, orders + 1):
        reference, placed = order_reference(number), MOMENT + YEARS * (number / orders)
        known = {"order_id": f"o{number}", "reference": reference, "number": number}
        status = STATUSES[number % 7 % len(STATUSES)]
        yield template | {
            "id": f"o{number}",
            "number": number,
            "reference": reference,
            "cart_id": f"cart{number}",
            "idempotency_key": None,
            "customer_id": f"c{number * 7919 % CUSTOMERS}",
            "placed_at": f"{placed:%Y-%m-%d %H:%M:%S.%f}",
            "placed_by": f"e{number % EMPLOYEES}",
            "status": status,
            "unpaid": status == "awaiting_payment" and number % 11 == 0,
            "summary": json.dumps({**summary, **known}),
            "document": "{}",
        }


def measured(file: Path, store: SqlStore, orders: int) -> Iterator[tuple[str, float, float]]:
    """For each list its name, and what the bare query and ours take, in seconds."""
    search, count = BackOffice(store).orders.search, BackOffice(store).orders.count
    connection = sqlite3.connect(file)
    month = MOMENT + YEARS / 2, MOMENT + YEARS / 2 + timedelta(days=30)
    between = [f"{moment:%Y-%m-%d %H:%M:%S.%f}" for moment in month]
    one = order_reference(orders // 2)
    lists: tuple[tuple[str, dict[str, Any], str, list[Any]], ...] = (
        ("all", {}, "1", []),
        ("a status", {"status": "shipped"}, "status = ?", ["shipped"]),
        ("one's own", {"placed_by": ActorId("e7")}, "placed_by = ?", ["e7"]),
        ("unpaid", {"unpaid": True}, "unpaid = 1", []),
        (
            "a month long ago",
            {"placed_from": month[0], "placed_until": month[1]},
            "placed_at >= ? AND placed_at < ?",
            between,
        ),
        (
            "unpaid of one's own",
            {"unpaid": True, "placed_by": ActorId("e7")},
            "unpaid = 1 AND placed_by = ?",
            ["e7"],
        ),
    )
    for name, asked, condition, values in lists:
        query = (
            f"SELECT id, summary, number FROM bo_orders WHERE shop_id = ? AND {condition} "
            f"ORDER BY number DESC LIMIT {PAGE + 1}"
        )
        arguments = [SHOP, *values]
        found = search(EMPLOYEE, **asked)
        rows = connection.execute(query, arguments).fetchall()[:PAGE]
        assert [each.order_id for each in found] == [row[0] for row in rows], name
        floor, ours = medians(
            TIMES,
            _bare(connection, query, arguments),
            _ours(search, asked),
            clock=time.process_time,
        )
        yield name, floor, ours
        counting = (
            f"SELECT COUNT(*) FROM (SELECT 1 FROM bo_orders WHERE shop_id = ? AND {condition} "
            f"LIMIT {PAST_COUNTED})"
        )
        ((there,),) = connection.execute(counting, arguments)
        assert count(EMPLOYEE, **asked) == Counted.of(there), name
        floor, ours = medians(
            TIMES,
            _bare(connection, counting, arguments),
            _ours(count, asked),
            clock=time.process_time,
        )
        yield f"how many: {name}", floor, ours
    texts = (
        ("a reference's beginning", one[:4]),
        ("a customer", "nr4711"),
        ("a product", "thing42"),
        (ONE_ORDER, one),
    )
    for name, text in texts:
        bare = _bare_search(connection, text)
        found = search(EMPLOYEE, text)
        assert [each.order_id for each in found] == [row["order_id"] for row in bare(0)], name
        floor, ours = medians(TIMES, bare, _ours(search, {"text": text}), clock=time.process_time)
        yield name, floor, ours


def _bare_search(connection: sqlite3.Connection, text: str) -> Callable[[int], Any]:
    """What a search box has to ask: who and what is called so, and the newest orders of these."""
    past = text.lower() + "~"
    words = "SELECT id FROM bare_words WHERE kind = ? AND word >= ? AND word < ? LIMIT 10"
    newest = f"ORDER BY number DESC LIMIT {PAGE + 1}"
    reference = (
        "SELECT id, number FROM bo_orders WHERE shop_id = ? AND reference >= ? AND reference < ?"
    )
    of_customer = f"SELECT id, number FROM bo_orders WHERE shop_id = ? AND customer_id = ? {newest}"
    of_product = (
        "SELECT order_id, number FROM bo_order_products WHERE shop_id = ? AND product_id = ? "
        + newest
    )
    one = "SELECT summary FROM bo_orders WHERE shop_id = ? AND id = ?"

    def ask(_: int) -> Any:
        connection.execute("BEGIN")
        run = connection.execute
        found = run(f"{reference} {newest}", [SHOP, text.upper(), text.upper() + "~"]).fetchall()
        for kind, query in (("c", of_customer), ("p", of_product)):
            for (id_,) in run(words, [kind, text.lower(), past]).fetchall():
                found += run(query, [SHOP, id_]).fetchall()
        shown = sorted(set(found), key=lambda row: -row[1])[:PAGE]
        rows = [run(one, [SHOP, id_]).fetchone() for id_, _ in shown]
        connection.rollback()
        return [json.loads(row[0]) for row in rows]

    return ask


def _bare(
    connection: sqlite3.Connection, query: str, arguments: list[Any]
) -> Callable[[int], object]:
    def ask(_: int) -> object:
        connection.execute("BEGIN")
        rows = connection.execute(query, arguments).fetchall()
        connection.rollback()
        return [json.loads(row[1]) for row in rows if len(row) > 1]

    return ask


def _ours(search: Callable[..., object], asked: dict[str, Any]) -> Callable[[int], object]:
    return lambda _: search(EMPLOYEE, **asked)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=ORDERS)
    parser.add_argument("--database", type=Path)
    options = parser.parse_args()
    held = True
    with tempfile.TemporaryDirectory() as directory:
        file: Path = options.database or Path(directory) / "lists.db"
        new = not file.exists()
        store = SqlStore.open(f"sqlite:///{file}")
        if new:
            fill(store, file, options.orders)
        for name, floor, ours in measured(file, store, options.orders):
            ratio = ours / floor
            limit = "no limit" if name == ONE_ORDER else f"limit {LIMIT:g}"
            held = held and (name == ONE_ORDER or ratio <= LIMIT)
            print(
                f"{name:<30} bare {floor * 1e6:7.0f} us, ours {ours * 1e6:7.0f} us, "
                f"ratio {ratio:5.2f} ({limit})",
                flush=True,
            )
        store.close()
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
