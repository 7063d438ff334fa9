"""Searches and changes of stock are served by an index: the engines' own plans say so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve
from sqlalchemy import event, inspect

from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.ids import CustomerId, ProductId
from backoffice_orders.model.stock import StockCount, StockDemand, StockItem
from backoffice_orders.services.desk import Work
from backoffice_orders.testing.samples import EMPLOYEE, MOMENT, MUG, customer, order, set_up_shop

PEOPLE = 1500


@pytest.fixture
def loaded(sql_store: SqlStore) -> BackOffice:
    """A shop whose engine has not counted its rows yet."""
    office = BackOffice(sql_store)
    set_up_shop(office)

    def fill(work: Work) -> None:
        for number in range(PEOPLE):
            first, last = ("Jo", "John", "Jane")[number % 3], ("Doe", "Do", "Dorn")[number % 7 % 3]
            work.customers.add(
                evolve(
                    customer(),
                    id=CustomerId(f"cus_{number:05}"),
                    first_name=first,
                    last_name=f"{last} {number}",
                    email=f"{first}.{number}@example.com",
                )
            )
            work.catalog.save_product(evolve(MUG, id=ProductId(f"p{number:05}")))

    office.desk.write(EMPLOYEE, fill)
    return office


@pytest.fixture
def shop(loaded: BackOffice, sql_store: SqlStore) -> BackOffice:
    count(sql_store)
    return loaded


def count(store: SqlStore) -> None:
    """Let the engine know how much there is: it plans otherwise for an empty table."""
    with store.engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")


@contextmanager
def noted(store: SqlStore) -> Iterator[list[tuple[str, Any]]]:
    """The statements that are sent meanwhile, with their parameters."""
    sent: list[tuple[str, Any]] = []

    def note(_c: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        sent.append((statement, parameters))

    event.listen(store.engine, "before_cursor_execute", note)
    yield sent
    event.remove(store.engine, "before_cursor_execute", note)


def plan(store: SqlStore, statement: str, parameters: Any) -> list[str]:
    """The steps of the engine's plan for a statement."""
    explain = "EXPLAIN QUERY PLAN " if store.engine.name == "sqlite" else "EXPLAIN "
    with store.engine.connect() as connection:
        if store.engine.name == "postgresql":
            # So few rows may be read faster as a whole; where an index serves, it is taken now.
            connection.exec_driver_sql("SET enable_seqscan = off")
        rows = connection.exec_driver_sql(explain + statement, parameters)
        return [str(row[-1]) for row in rows]


def test_every_search_is_served_by_an_index(sql_store: SqlStore, shop: BackOffice) -> None:
    with noted(sql_store) as sent:
        for text in (
            "jo",
            "joh",
            "john",
            "jo do",
            "doe john",
            "johnny 1",
            "jo do exa",
            "do 12",
            "",
        ):
            assert shop.customers.search(EMPLOYEE, text).items or text == "johnny 1", text
        for text in ("blue mu", "mug-1", ""):
            assert shop.products.search(EMPLOYEE, text).items, text
    searches = [each for each in sent if "search_" in each[0]]
    assert searches
    for statement, parameters in searches:
        steps = plan(sql_store, statement, parameters)
        whole = [step for step in steps if step.startswith("SCAN bo_") or "Seq Scan on bo_" in step]
        assert whole == [], (statement, steps)
        # Entries are looked up block by block, never all of a kind.
        unmatched = [
            step for step in steps if "entry USING PRIMARY KEY (shop_id=? AND kind=?)" in step
        ]
        assert unmatched == [], (statement, steps)


def test_stock_is_changed_where_it_is_and_not_looked_for(
    sql_store: SqlStore, loaded: BackOffice
) -> None:
    """What an order costs follows what is in it, and not how much the shop has."""
    ids = [ProductId(f"p{number:05}") for number in range(PEOPLE)]
    loaded.setup.count_stock(EMPLOYEE, [StockCount(each, 10) for each in ids])
    demands = [StockDemand(StockItem(each), 1) for each in ids[:10]]

    def sell(work: Work) -> None:
        work.stock.take("order_1", demands)
        work.stock.give_back("order_1")

    with noted(sql_store) as sent:
        loaded.desk.write(EMPLOYEE, sell)
    changes = [each for each in sent if "UPDATE" in each[0] and "stock_levels" in each[0]]
    assert len(changes) == 2  # for all items together
    for statement, parameters in changes:
        for step in plan(sql_store, statement, parameters):
            assert "Seq Scan on bo_stock" not in step, (statement, step)
            assert not step.endswith("USING PRIMARY KEY (shop_id=?)"), (statement, step)


def test_a_page_deep_in_the_list_is_the_right_one(shop: BackOffice) -> None:
    """Pages follow each other without gaps or repetitions, in one order."""
    seen: list[str] = []
    for number in range(1, 6):
        page = shop.customers.search(EMPLOYEE, "jo do", page=number, size=50)
        seen += [each.id for each in page]
    assert len(set(seen)) == 250
    ranked = [
        customer
        for number in range(1, 20)
        for customer in shop.customers.search(EMPLOYEE, "jo do", page=number, size=100)
    ]
    assert [each.id for each in ranked[:250]] == seen


def test_orders_of_long_ago_are_found_by_their_moment(sql_store: SqlStore) -> None:
    """Without a look at those that were placed since."""
    office = BackOffice(sql_store)
    set_up_shop(office)
    day = timedelta(days=1)

    def place(work: Work) -> None:
        for number in range(600):
            work.orders.add(order(f"o{number}", number, placed_at=MOMENT + number * day))

    office.desk.write(EMPLOYEE, place)
    count(sql_store)
    begin, end = MOMENT + 3 * day, MOMENT + 5 * day
    with noted(sql_store) as sent:
        found = office.orders.search(EMPLOYEE, placed_from=begin, placed_until=end)
    assert [each.order_id for each in found] == ["o4", "o3"]
    (listed,) = [each for each in sent if "summary" in each[0]]
    steps = plan(sql_store, *listed)
    assert [step for step in steps if "bo_orders_placed_at" in step], steps


@pytest.mark.usefixtures("loaded")
def test_what_was_loaded_is_counted_at_once(sql_store: SqlStore) -> None:
    """PostgreSQL would do so by itself, but minutes later; SQLite plans without."""
    sql_store.analyze()
    with sql_store.engine.connect() as connection:
        if sql_store.engine.name == "sqlite":
            assert not inspect(connection).has_table("sqlite_stat1")
            return
        counted = "SELECT reltuples FROM pg_class WHERE oid = to_regclass(%(name)s)"
        named = {"name": sql_store.schema.search_terms.name}
        ((rows,),) = connection.exec_driver_sql(counted, named)
    assert rows > PEOPLE
