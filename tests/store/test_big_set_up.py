"""What a shop has set up for others costs a cart nothing, and its order keeps none of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from sqlalchemy import event

from backoffice_orders.adapters.memory import FixedClock, MemoryStore
from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.carrier import Country, RangePrice, Zone
from backoffice_orders.model.ids import (
    CarrierId,
    CustomerId,
    PriceRuleId,
    ProductId,
    TaxGroupId,
    ZoneId,
)
from backoffice_orders.model.order import Order
from backoffice_orders.model.product import CatalogPriceRule
from backoffice_orders.model.tax import TaxRule
from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.services.addresses import AddressEntry
from backoffice_orders.services.desk import Work
from backoffice_orders.testing.samples import (
    EMPLOYEE,
    MOMENT,
    MUG,
    POST,
    STANDARD_TAX,
    euros,
    rule,
    set_up_shop,
)

FAR = ZoneId("far")


def for_others(work: Work) -> None:
    """Set up what no cart in France asks for."""
    work.carriers.save_zone(Zone(FAR, "Far away"))
    work.carriers.save_country(Country("AU", FAR, states={"NSW": FAR}))
    abroad = RangePrice(FAR, Decimal(0), Decimal(9), euros("1.00"))
    work.carriers.save(evolve(POST, id=CarrierId("boat"), prices=(abroad,)))
    work.carriers.save(evolve(POST, prices=(*POST.prices, abroad)))
    rules = (*STANDARD_TAX.rules, TaxRule("AU", (), "NSW"))
    work.tax_rules.save_group(evolve(STANDARD_TAX, rules=rules))
    work.tax_rules.save_group(evolve(STANDARD_TAX, id=TaxGroupId("others")))
    lamps = CatalogPriceRule(PriceRuleId("lamps"), percent=Decimal(5))
    work.catalog.save_price_rule(evolve(lamps, product_ids=(ProductId("lamp"),)))
    over = rule("over", code="", valid_until=MOMENT - timedelta(days=1))
    theirs = rule("theirs", code="", customer_id=CustomerId("somebody"))
    for each in (over, theirs, rule("used-up", code="", quantity=0)):
        work.cart_rules.add(each)


def placed(store: Store, *set_up: Callable[[Work], None]) -> Order:
    """An order of two mugs to Paris."""
    office = BackOffice(store, clock=FixedClock(MOMENT))
    set_up_shop(office)
    for each in set_up:
        office.desk.write(EMPLOYEE, each)
    john = office.customers.create(EMPLOYEE, first_name="J", last_name="D", email="j@example.com")
    home = AddressEntry("J", "D", "1 rue X", "Paris", "FR", "75001")
    office.addresses.add(EMPLOYEE, john.id, home)
    cart_id = office.carts.start(EMPLOYEE, john.id).cart.id
    office.products.add(EMPLOYEE, cart_id, MUG.id, 2)
    return office.finishing.place(EMPLOYEE, cart_id, payment_method="card")


def test_an_order_keeps_nothing_of_what_a_shop_has_set_up_for_others(
    sqlite_store: SqlStore, emptied_postgres: SqlStore
) -> None:
    alone = placed(MemoryStore())
    for store in (MemoryStore(), sqlite_store, emptied_postgres):
        among_others = placed(store, for_others)
        book = evolve(among_others.book, customer_id=alone.book.customer_id)
        assert book == alone.book
        assert among_others.summary.total == alone.summary.total


@pytest.mark.parametrize(
    ("table", "index"),
    [
        ("bo_cart_rules", "bo_cart_rules_automatic"),
        ("bo_carrier_zones", "sqlite_autoindex_bo_carrier_zones_1"),
        ("bo_tax_rules", "sqlite_autoindex_bo_tax_rules_1"),
    ],
)
def test_what_a_cart_asks_has_an_index(sqlite_store: SqlStore, table: str, index: str) -> None:
    asked: list[tuple[str, Any]] = []

    def note(_: object, __: object, statement: str, parameters: Any, *___: object) -> None:
        if statement.startswith("SELECT") and f"FROM {table} " in statement.replace("\n", " "):
            asked.append((statement, parameters))

    event.listen(sqlite_store.engine, "before_cursor_execute", note)
    placed(sqlite_store)
    with sqlite_store.engine.connect() as connection:
        plans = [
            str(row)
            for statement, parameters in asked[:5]
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]
    assert any(index in row for row in plans), plans
    assert not any(f"SCAN {table}" in row for row in plans), plans
