"""Shops with the same ids, and one payment provider, tax service or warehouse for all of them."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from backoffice_orders.adapters.memory import CollectedMail, FixedClock, LinkedCheckout, TestCards
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.order import Order
from backoffice_orders.model.stock import StockItem
from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.testing.samples import EMPLOYEE, MUG, SETTINGS, euros, set_up_shop
from tests.page.test_shared_stock import cart, shop
from tests.services.loopback import HttpTaxes, TaxBureau
from tests.store.test_stock_elsewhere import Warehouse

NAMES = ("main", "south", "north")


def offices(store: Store, clock: FixedClock, **system: Any) -> list[BackOffice]:
    opened = []
    for name in NAMES:
        office = shop(store, name, clock, checkout=LinkedCheckout(), mail=CollectedMail(), **system)
        set_up_shop(office)
        office.setup.save(EMPLOYEE, evolve(SETTINGS, email="orders@shop.example"))
        opened.append(office)
    return opened


def placed(office: BackOffice, pieces: int) -> Order:
    begun = cart(office, pieces)
    return office.finishing.place(EMPLOYEE, begun.cart.id, payment_method="card")


def test_each_shops_order_is_charged(store: Store, clock: FixedClock) -> None:
    cards = TestCards()
    for pieces, office in enumerate(offices(store, clock, payments=[cards]), 1):
        begun = cart(office, pieces)
        link = office.finishing.send(EMPLOYEE, begun.cart.id)
        order = office.checkout.place(
            link.id, "card", expected_total=begun.summary.total.gross, token="tok_ok"
        )
        assert order.id == "1"
    # A mug is 12.00, the delivery 6.00.
    assert cards.charged == {
        "1:0": euros("18.00"),
        "south/1:0": euros("30.00"),
        "north/1:0": euros("42.00"),
    }


def test_each_shops_order_takes_from_the_warehouse_and_gives_back_its_own(
    store: Store, clock: FixedClock
) -> None:
    warehouse, item = Warehouse(), StockItem.of(MUG.id)
    shops = offices(store, clock, stock_elsewhere=warehouse)
    warehouse.set_level(item, 10)
    orders = [placed(office, pieces) for pieces, office in enumerate(shops, 1)]
    assert [order.id for order in orders] == ["1", "1", "1"]
    assert warehouse.levels([item]) == {item: 10 - 1 - 2 - 3}
    shops[1].orders.change_status(EMPLOYEE, orders[1].id, "cancelled")
    assert warehouse.levels([item]) == {item: 10 - 1 - 3}


def test_each_shops_cart_holds_in_the_warehouse(store: Store, clock: FixedClock) -> None:
    warehouse, item = Warehouse(), StockItem.of(MUG.id)
    shops = offices(store, clock, stock_elsewhere=warehouse)
    warehouse.set_level(item, 10)
    held = [cart(office, pieces).cart.id for pieces, office in enumerate(shops, 1)]
    assert len(set(held)) == 1
    until = clock.now().replace(hour=23)
    for office in shops:
        office.offers.reserve(EMPLOYEE, held[0], until)
    assert warehouse.levels([item]) == {item: 10 - 1 - 2 - 3}
    shops[1].offers.release(EMPLOYEE, held[0])
    assert warehouse.levels([item]) == {item: 10 - 1 - 3}


def test_each_shops_taxes_are_reported(store: Store, clock: FixedClock) -> None:
    with TaxBureau().serving() as bureau:
        for office in offices(store, clock, taxes=HttpTaxes(bureau)):
            placed(office, 1)
            while not office.events.deliver(EMPLOYEE, lambda _: None).idle:
                pass
    assert sorted(bureau.recorded) == ["1:commit:1", "north/1:commit:1", "south/1:commit:1"]
