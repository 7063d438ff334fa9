"""Every search is served by an index: the engines' own plans say so."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve
from sqlalchemy import event

from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.ids import CustomerId, ProductId
from backoffice_orders.services.desk import Work
from backoffice_orders.testing.samples import EMPLOYEE, MUG, customer, set_up_shop

PEOPLE = 1500


@pytest.fixture
def shop(sql_store: SqlStore) -> BackOffice:
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
    with sql_store.engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")
    return office


def test_every_search_is_served_by_an_index(sql_store: SqlStore, shop: BackOffice) -> None:
    sent: list[tuple[str, Any]] = []

    def note(_c: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        sent.append((statement, parameters))

    event.listen(sql_store.engine, "before_cursor_execute", note)
    for text in ("jo", "john", "jo do", "doe john", "jo do exa", "do 12", ""):
        assert shop.customers.search(EMPLOYEE, text).items, text
    for text in ("blue mu", "mug-1", ""):
        assert shop.products.search(EMPLOYEE, text).items, text
    event.remove(sql_store.engine, "before_cursor_execute", note)
    searches = [each for each in sent if "search_" in each[0]]
    assert searches
    explain = "EXPLAIN QUERY PLAN " if sql_store.engine.name == "sqlite" else "EXPLAIN "
    with sql_store.engine.connect() as connection:
        if sql_store.engine.name == "postgresql":
            # So few rows may be read faster as a whole; where an index serves, it is taken now.
            connection.exec_driver_sql("SET enable_seqscan = off")
        for statement, parameters in searches:
            plan = [
                str(row[-1]) for row in connection.exec_driver_sql(explain + statement, parameters)
            ]
            whole = [
                step for step in plan if step.startswith("SCAN bo_") or "Seq Scan on bo_" in step
            ]
            assert whole == [], (statement, plan)
            # Entries are looked up block by block, never all of a kind.
            unmatched = [
                step for step in plan if "entry USING PRIMARY KEY (shop_id=? AND kind=?)" in step
            ]
            assert unmatched == [], (statement, plan)


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
