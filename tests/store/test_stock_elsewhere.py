"""The stock lives in another system: reserved by order id, confirmed after the commit."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

import pytest

from backoffice_orders.adapters.memory import FixedClock, MemoryStore, SequentialIds
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.errors.finishing import PaymentTooLarge
from backoffice_orders.model.errors.products import OutOfStock
from backoffice_orders.model.ids import CartId
from backoffice_orders.model.order import Order
from backoffice_orders.model.outbox import OutboxMessage
from backoffice_orders.model.shop import ShopScope
from backoffice_orders.model.stock import Reservation, StockDemand, StockItem
from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.services.addresses import AddressEntry
from backoffice_orders.services.desk import OwnParts
from backoffice_orders.testing.samples import EMPLOYEE, MUG, euros, set_up_shop

ITEM = StockItem(MUG.id)


class Crash(Exception):
    """The process dies here."""


class Warehouse:
    """A stock that commits by itself, as another system does; it can be made to fail."""

    def __init__(self) -> None:
        self._store = MemoryStore()
        self.crash_on_confirm = False

    def levels(self, items: Collection[StockItem], reference: str = "") -> Mapping[StockItem, int]:
        with self._store.transaction(ShopScope()) as work:
            return work.stock.levels(items, reference)

    def set_level(self, item: StockItem, level: int) -> None:
        with self._store.transaction(ShopScope()) as work:
            work.stock.set_level(item, level)

    def take(self, reference: str, demands: Sequence[StockDemand]) -> None:
        with self._store.transaction(ShopScope()) as work:
            work.stock.take(reference, demands)

    def give_back(self, reference: str) -> None:
        with self._store.transaction(ShopScope()) as work:
            work.stock.give_back(reference)

    def reserve(self, reference: str, demands: Sequence[StockDemand], until: datetime) -> None:
        with self._store.transaction(ShopScope()) as work:
            work.stock.reserve(reference, demands, until)

    def reserved(self, reference: str) -> tuple[Reservation, ...]:
        with self._store.transaction(ShopScope()) as work:
            return work.stock.reserved(reference)

    def confirm(self, reference: str) -> None:
        if self.crash_on_confirm:
            raise Crash
        with self._store.transaction(ShopScope()) as work:
            work.stock.confirm(reference)

    def release(self, reference: str) -> None:
        with self._store.transaction(ShopScope()) as work:
            work.stock.release(reference)

    def release_lapsed(self, now: datetime) -> tuple[str, ...]:
        with self._store.transaction(ShopScope()) as work:
            return work.stock.release_lapsed(now)


@pytest.fixture
def warehouse() -> Warehouse:
    return Warehouse()


@pytest.fixture
def shop(store: Store, clock: FixedClock, warehouse: Warehouse) -> BackOffice:
    office = BackOffice(store, clock=clock, ids=SequentialIds(), own=OwnParts(stock=warehouse))
    set_up_shop(office)
    return office


@pytest.fixture
def john(shop: BackOffice) -> Customer:
    john = shop.customers.create(EMPLOYEE, first_name="J", last_name="D", email="j@example.com")
    entry = AddressEntry("J", "D", "1 rue X", "Paris", "FR", "75001")
    shop.addresses.add(EMPLOYEE, john.id, entry)
    return john


@pytest.fixture
def cart_id(shop: BackOffice, john: Customer) -> CartId:
    view = shop.carts.start(EMPLOYEE, john.id)
    return shop.products.add(EMPLOYEE, view.cart.id, MUG.id, 3).cart.id


def place(shop: BackOffice, cart_id: CartId) -> Order:
    return shop.finishing.place(EMPLOYEE, cart_id, payment_method="card", idempotency_key="call-1")


def deliver(shop: BackOffice) -> list[OutboxMessage]:
    seen: list[OutboxMessage] = []
    while not shop.events.deliver(EMPLOYEE, seen.append).idle:
        pass
    return seen


def test_confirmed_after_the_commit(
    shop: BackOffice, warehouse: Warehouse, cart_id: CartId
) -> None:
    order = place(shop, cart_id)
    assert warehouse.levels([ITEM]) == {ITEM: 7}
    assert warehouse.reserved(order.id) == ()
    assert [message.topic for message in deliver(shop)] == ["order.placed"]
    assert warehouse.levels([ITEM]) == {ITEM: 7}
    shop.orders.change_status(EMPLOYEE, order.id, "cancelled")
    assert warehouse.levels([ITEM]) == {ITEM: 10}


def test_released_on_failure(shop: BackOffice, warehouse: Warehouse, cart_id: CartId) -> None:
    # It is paid too much, which is found out after the stock was reserved.
    with pytest.raises(PaymentTooLarge):
        shop.finishing.place(EMPLOYEE, cart_id, payment_method="card", paid=euros("999.00"))
    assert warehouse.levels([ITEM]) == {ITEM: 10}
    warehouse.set_level(ITEM, 2)
    with pytest.raises(OutOfStock):
        place(shop, cart_id)
    assert warehouse.levels([ITEM]) == {ITEM: 2}


@pytest.mark.parametrize("late", [False, True], ids=["in time", "after the hold has lapsed"])
def test_a_crash_between_commit_and_confirmation_is_settled(
    shop: BackOffice, clock: FixedClock, warehouse: Warehouse, cart_id: CartId, late: bool
) -> None:
    warehouse.crash_on_confirm = True
    with pytest.raises(Crash):
        place(shop, cart_id)
    warehouse.crash_on_confirm = False
    order = place(shop, cart_id)  # the same attempt again: the order is there
    if late:
        clock.advance(timedelta(hours=1))
    deliver(shop)
    assert warehouse.levels([ITEM]) == {ITEM: 7}
    assert warehouse.reserved(order.id) == ()
    clock.advance(timedelta(hours=1))
    deliver(shop)
    assert warehouse.levels([ITEM]) == {ITEM: 7}
