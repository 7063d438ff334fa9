"""The demo shop, and a big one around it: what it has set up is many times as much."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from itertools import islice
from typing import Any, TypeVar

from attrs import evolve
from moneyed import Money
from sqlalchemy import insert, select

from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.back_office import BackOffice
from backoffice_orders.demo import ANN, JOHN, load_demo
from backoffice_orders.model.carrier import Carrier, Country, RangePrice, Zone
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.ids import (
    CarrierId,
    CartId,
    CartRuleId,
    CustomerId,
    PriceRuleId,
    ProductId,
    TaxGroupId,
    ZoneId,
)
from backoffice_orders.model.known import COUNTRIES
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.conditions.minimum_amount import MinimumAmount
from backoffice_orders.model.product import CatalogPriceRule, Product
from backoffice_orders.model.tax import TaxGroup, TaxRate, TaxRule
from backoffice_orders.services.desk import Work

EXPIRED, OTHERS, PRICE_RULES, PRODUCTS = 20_000, 100_000, 2_000, 50_000
LINES = 10
_LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
_OF_MANY_STATES = frozenset({"AU", "BR", "IN", "MX"})
_AT_ONCE = 5_000
T = TypeVar("T")


def demo(store: SqlStore) -> BackOffice:
    """The demo shop, with ten products besides that carts are filled with."""
    office = BackOffice(store)
    load_demo(office)
    mug = office.setup.products(ANN, [ProductId("mug-today")])[0]
    for number in range(LINES + 1):
        product = evolve(mug, id=_ordered(number), name=f"Ordered {number}", codes=_no_codes(mug))
        office.setup.save(ANN, product)
        office.setup.set_stock(ANN, product.id, 10**6)
    return office


def _no_codes(product: Product) -> Any:
    return type(product.codes)()


def _ordered(number: int) -> ProductId:
    return ProductId(f"ordered-{number}")


EXTRA = _ordered(LINES)


def filled(office: BackOffice) -> CartId:
    """A cart of John's, ready to be placed."""
    cart_id = office.carts.start(ANN, JOHN).cart.id
    home = office.customers.details(ANN, JOHN).addresses[0].id
    office.addresses.choose(ANN, cart_id, delivery=home, invoice=home)
    for number in range(LINES):
        office.products.add(ANN, cart_id, _ordered(number), 1)
    return cart_id


def big(store: SqlStore) -> BackOffice:
    """The demo shop with all that a big one has set up besides."""
    office = demo(store)
    office.desk.write(ANN, _set_up)
    for batch in _batches(_products()):
        office.desk.write(ANN, _saving(batch))
    expired = evolve(_by_itself("expired"), valid_until=_LONG_AGO)
    _copies(store, office, expired, EXPIRED)
    others = evolve(_by_itself("others"), customer_id=CustomerId("somebody"))
    _copies(store, office, others, OTHERS)
    _analyzed(store)
    return office


def with_rules(store: SqlStore, count: int) -> BackOffice:
    """The demo shop with so many rules in force for everybody, whose conditions do not hold."""
    office = demo(store)
    too_much = MinimumAmount(Money(10**6, "EUR"))
    if count:
        waiting = evolve(_by_itself("waiting"), conditions=(too_much,))
        _copies(store, office, waiting, count)
    return office


def _by_itself(name: str) -> CartRule:
    """A rule that applies by itself, to everybody, without end."""
    actions = (Percentage(Decimal(10)),)
    return CartRule(CartRuleId(name), f"Ten off {name}", _LONG_AGO, actions)


def _copies(store: SqlStore, office: BackOffice, rule: CartRule, count: int) -> None:
    """Store a rule so many times, each for a customer of its own if it is for one.

    The row that the port has written is copied: a hundred thousand are too many to be added one
    by one.
    """
    office.desk.write(ANN, lambda work: work.cart_rules.add(rule))
    table = store.schema.cart_rules
    with store.engine.begin() as connection:
        stored = connection.execute(select(table).where(table.c.id == rule.id)).mappings().one()
        rows = (_copy(dict(stored), rule, number) for number in range(1, count))
        for batch in _batches(rows):
            connection.execute(insert(table), batch)


def _copy(row: dict[str, Any], rule: CartRule, number: int) -> dict[str, Any]:
    copy_of = {rule.id: f"{rule.id}-{number}"}
    if rule.customer_id is not None:
        copy_of[CartRuleId(rule.customer_id)] = f"{rule.customer_id}-{number}"
    for old, new in copy_of.items():
        row["document"] = row["document"].replace(f'"{old}"', f'"{new}"')
        row = {name: new if value == old else value for name, value in row.items()}
    return row


def _batches(values: Iterator[T]) -> Iterator[list[T]]:
    while batch := list(islice(values, _AT_ONCE)):
        yield batch


def _products() -> Iterator[Product]:
    """Products that are found by other words than those of the demo."""
    for number in range(PRODUCTS):
        yield Product(
            ProductId(f"lamp-{number}"),
            f"Lamp {number % 997} of series {number // 997}",
            Money("49.90", "EUR"),
            TaxGroupId("standard"),
        )


def _saving(products: Sequence[Product]) -> Callable[[Work], None]:
    def save(work: Work) -> None:
        for product in products:
            work.catalog.save_product(product)

    return save


def _set_up(work: Work) -> None:
    """Countries, carriers, taxes and price rules."""
    zones = [Zone(ZoneId(f"zone-{number}"), f"Zone {number}") for number in range(9)]
    for zone in zones:
        work.carriers.save_zone(zone)
    zone_ids = [ZoneId("france"), *(zone.id for zone in zones)]
    there = {country.code for country in work.carriers.all_countries()}
    countries = sorted(COUNTRIES - there)[: 240 - len(there)]
    for number, code in enumerate(countries):
        states = {}
        if code in _OF_MANY_STATES:
            states = {f"S{state}": zone_ids[state % 10] for state in range(50)}
        work.carriers.save_country(Country(code, zone_ids[1 + number % 9], states=states))
    for number in range(10):
        work.carriers.save(_carrier(number, zone_ids))
    for group in work.tax_rules.all_groups():
        known = {rule.country for rule in group.rules}
        more = tuple(_tax_rule(code) for code in countries[:30] if code not in known)
        work.tax_rules.save_group(evolve(group, rules=(*group.rules, *more)))
    for number in range(18):
        rules = tuple(_tax_rule(code) for code in ("FR", *countries[:29]))
        work.tax_rules.save_group(TaxGroup(TaxGroupId(f"tax-{number}"), f"Tax {number}", rules))
    for number in range(PRICE_RULES):
        lamps = tuple(ProductId(f"lamp-{(number * 25 + each) % PRODUCTS}") for each in range(5))
        rule = CatalogPriceRule(
            PriceRuleId(f"lamps-{number}"), product_ids=lamps, percent=Decimal(5)
        )
        work.catalog.save_price_rule(rule)


def _carrier(number: int, zone_ids: Sequence[ZoneId]) -> Carrier:
    """A carrier to ten zones with ten prices each, all of them dearer than the demo's."""
    prices = tuple(
        RangePrice(zone_id, Decimal(start), Decimal(start + 1), Money(40 + number + start, "EUR"))
        for zone_id in zone_ids
        for start in range(10)
    )
    return Carrier(
        CarrierId(f"carrier-{number}"),
        f"Carrier {number}",
        prices=prices,
        tax_group_id=TaxGroupId("standard"),
        position=10 + number,
    )


def _tax_rule(country: str) -> TaxRule:
    return TaxRule(country, (TaxRate("VAT 20%", Decimal(20)),))


def _analyzed(store: SqlStore) -> None:
    """Let the engine count what it has, as it does by itself sooner or later."""
    with store.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("ANALYZE")
