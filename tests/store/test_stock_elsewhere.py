"""The stock lives in another system: reserved by order id, confirmed after the commit."""

from __future__ import annotations

import logging
from asyncio import CancelledError
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from backoffice_orders.adapters.files import read_directory
from backoffice_orders.adapters.memory import FixedClock, MemoryStore, SequentialIds
from backoffice_orders.back_office import BackOffice
from backoffice_orders.commands import ANY_VERSION, ReleaseGoods, ReserveGoods, SetQuantity
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.errors.finishing import ImportRefused, PaymentTooLarge
from backoffice_orders.model.errors.host import (
    OutcomeUnknown,
    RefusedByHost,
    StorageBusy,
    StorageFailed,
)
from backoffice_orders.model.errors.products import OutOfStock
from backoffice_orders.model.ids import CartId
from backoffice_orders.model.order import Order
from backoffice_orders.model.outbox import OutboxMessage
from backoffice_orders.model.shop import ShopScope
from backoffice_orders.model.stock import Reservation, StockDemand, StockItem
from backoffice_orders.ports.unit_of_work import Store, UnitOfWork
from backoffice_orders.services.addresses import AddressEntry
from backoffice_orders.services.importing import KINDS
from backoffice_orders.testing.samples import EMPLOYEE, MUG, euros, set_up_shop

ITEM = StockItem(MUG.id)
DAY = timedelta(days=1)


class Crash(BaseException):
    """The process dies here."""


class Down(Exception):
    """The other system does not answer."""


class LostAnswers:
    """A store that says once, instead of answering a commit, that nobody knows, or is too late."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.lost = ""
        self.after = 0  # so many others are answered first

    def close(self) -> None:
        self._store.close()

    @contextmanager
    def transaction(self, scope: ShopScope, *, read_only: bool = False) -> Iterator[UnitOfWork]:
        lost = "" if read_only or self.after else self.lost
        if lost:
            self.lost = ""
        self.after -= not read_only and self.after > 0
        with self._store.transaction(scope, read_only=read_only) as unit:
            yield unit
            if lost == "before it was done":
                raise OutcomeUnknown("the connection was lost")
            if lost == "to others":
                raise StorageBusy("somebody was faster")
        if lost == "after it was done":
            raise OutcomeUnknown("the connection was lost")


class Warehouse:
    """A stock that commits by itself, as another system does; it can be made to fail."""

    def __init__(self) -> None:
        self._store = MemoryStore()
        self.fails: dict[str, type[BaseException]] = {}
        self.fails_for_orders = False

    def levels(self, items: Collection[StockItem], reference: str = "") -> Mapping[StockItem, int]:
        with self._store.transaction(ShopScope()) as work:
            return work.stock.levels(items, reference)

    def set_level(self, item: StockItem, level: int) -> None:
        with self._store.transaction(ShopScope()) as work:
            work.stock.set_level(item, level)

    def receive(self, item: StockItem, pieces: int) -> None:
        with self._store.transaction(ShopScope()) as work:
            work.stock.receive(item, pieces)

    def take(self, reference: str, demands: Sequence[StockDemand]) -> None:
        with self._store.transaction(ShopScope()) as work:
            work.stock.take(reference, demands)

    def give_back(self, reference: str) -> None:
        self._fail("give_back")
        with self._store.transaction(ShopScope()) as work:
            work.stock.give_back(reference)

    def reserve(self, reference: str, demands: Sequence[StockDemand], until: datetime) -> None:
        with self._store.transaction(ShopScope()) as work:
            work.stock.reserve(reference, demands, until)

    def reserved(self, reference: str) -> tuple[Reservation, ...]:
        with self._store.transaction(ShopScope()) as work:
            return work.stock.reserved(reference)

    def confirm(self, reference: str) -> None:
        self._fail("confirm")
        with self._store.transaction(ShopScope()) as work:
            work.stock.confirm(reference)

    def release(self, reference: str) -> None:
        self._fail("release")
        if self.fails_for_orders and reference.startswith("ord"):
            raise Down
        with self._store.transaction(ShopScope()) as work:
            work.stock.release(reference)

    def release_lapsed(self, now: datetime) -> tuple[str, ...]:
        with self._store.transaction(ShopScope()) as work:
            return work.stock.release_lapsed(now)

    def _fail(self, what: str) -> None:
        if what in self.fails:
            raise self.fails[what]


@pytest.fixture
def warehouse() -> Warehouse:
    return Warehouse()


@pytest.fixture
def lossy(store: Store) -> LostAnswers:
    return LostAnswers(store)


@pytest.fixture
def shop(lossy: LostAnswers, clock: FixedClock, warehouse: Warehouse) -> BackOffice:
    office = BackOffice(lossy, clock=clock, ids=SequentialIds(), stock_elsewhere=warehouse)
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
    assert deliver(shop)[-1].topic == "order.placed"  # and nothing of the stock is told
    assert deliver(shop) == []
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
    warehouse.fails["confirm"] = Crash
    with pytest.raises(Crash):
        place(shop, cart_id)
    warehouse.fails.clear()
    order = place(shop, cart_id)  # the same attempt again: the order is there
    if late:
        clock.advance(timedelta(hours=1))
    deliver(shop)
    assert warehouse.levels([ITEM]) == {ITEM: 7}
    assert warehouse.reserved(order.id) == ()
    clock.advance(timedelta(hours=1))
    deliver(shop)
    assert warehouse.levels([ITEM]) == {ITEM: 7}


@pytest.mark.parametrize("lost", ["after it was done", "before it was done"])
def test_when_nobody_knows_whether_it_was_placed_nothing_is_released(
    shop: BackOffice,
    clock: FixedClock,
    lossy: LostAnswers,
    warehouse: Warehouse,
    cart_id: CartId,
    lost: str,
) -> None:
    lossy.lost = lost
    order = place(shop, cart_id)  # it finds out by itself: the order is there, or placed now
    held = warehouse.levels([ITEM])[ITEM]
    assert held == (7 if lost == "after it was done" else 4)  # the first attempt's may be needed
    deliver(shop)
    clock.advance(timedelta(hours=1))
    deliver(shop)
    assert warehouse.levels([ITEM]) == {ITEM: 7}
    assert warehouse.reserved(order.id) == ()
    assert len(shop.orders.search(EMPLOYEE).items) == 1


def test_the_last_pieces_are_not_sold_twice_when_an_answer_is_lost(
    shop: BackOffice, john: Customer, lossy: LostAnswers, warehouse: Warehouse, cart_id: CartId
) -> None:
    other = shop.products.add(EMPLOYEE, shop.carts.start(EMPLOYEE, john.id).cart.id, MUG.id, 3)
    warehouse.set_level(ITEM, 3)
    lossy.lost = "after it was done"
    place(shop, cart_id)
    with pytest.raises(OutOfStock):
        shop.finishing.place(EMPLOYEE, other.cart.id, payment_method="card")


@pytest.mark.parametrize("how", [Down, CancelledError])
@pytest.mark.parametrize("late", [False, True], ids=["in time", "after the hold has lapsed"])
def test_a_stock_that_fails_after_the_commit_is_settled_later(
    shop: BackOffice,
    clock: FixedClock,
    warehouse: Warehouse,
    cart_id: CartId,
    caplog: pytest.LogCaptureFixture,
    late: bool,
    how: type[BaseException],
) -> None:
    warehouse.fails["confirm"] = how
    with caplog.at_level(logging.WARNING):
        order = place(shop, cart_id)
    assert how.__name__ in caplog.text
    assert shop.orders.get(EMPLOYEE, order.id) == order
    shop.events.deliver(EMPLOYEE, lambda _: None)
    assert [m.topic for m in shop.events.pending(EMPLOYEE)] == ["stock.confirm"]
    warehouse.fails.clear()
    if late:
        clock.advance(timedelta(hours=1))
    clock.advance(timedelta(minutes=1))
    deliver(shop)
    clock.advance(timedelta(hours=1))
    deliver(shop)
    assert warehouse.levels([ITEM]) == {ITEM: 7}
    assert warehouse.reserved(order.id) == ()


def test_every_undo_is_tried_and_the_refusal_is_what_is_said(
    shop: BackOffice,
    clock: FixedClock,
    warehouse: Warehouse,
    cart_id: CartId,
) -> None:
    """The cart had its goods on hold, and holds them again though the other undo fails."""
    shop.offers.reserve(EMPLOYEE, cart_id, clock.now() + timedelta(days=1))
    warehouse.set_level(ITEM, 10)
    warehouse.fails_for_orders = True
    with pytest.raises(PaymentTooLarge):
        shop.finishing.place(EMPLOYEE, cart_id, payment_method="card", paid=euros("999.00"))
    assert [each.quantity for each in warehouse.reserved(cart_id)] == [3]


@pytest.mark.parametrize("what", ["give_back", "release"])
def test_goods_of_a_cancelled_order_come_back_even_if_it_fails_at_first(
    shop: BackOffice, clock: FixedClock, warehouse: Warehouse, cart_id: CartId, what: str
) -> None:
    order = place(shop, cart_id)
    deliver(shop)
    warehouse.fails[what] = Down
    assert shop.orders.change_status(EMPLOYEE, order.id, "cancelled").cancelled
    assert warehouse.levels([ITEM]) == {ITEM: 7}
    warehouse.fails.clear()
    deliver(shop)
    assert warehouse.levels([ITEM]) == {ITEM: 10}
    clock.advance(timedelta(hours=1))
    deliver(shop)
    assert warehouse.levels([ITEM]) == {ITEM: 10}


def test_goods_stay_taken_while_the_order_is_not_cancelled(
    shop: BackOffice, lossy: LostAnswers, warehouse: Warehouse, cart_id: CartId
) -> None:
    """Cancelling fails for good: the goods must not be back on sale."""
    order = place(shop, cart_id)
    deliver(shop)
    lossy.lost = "before it was done"
    with pytest.raises(StorageFailed):
        shop.orders.change_status(EMPLOYEE, order.id, "cancelled")
    assert warehouse.levels([ITEM]) == {ITEM: 7}
    assert not shop.orders.get(EMPLOYEE, order.id).cancelled


def test_goods_that_came_in_are_received_once_however_often_that_is_begun(
    shop: BackOffice, lossy: LostAnswers, warehouse: Warehouse
) -> None:
    lossy.lost = "to others"
    shop.setup.receive_stock(EMPLOYEE, MUG.id, 5)
    assert warehouse.levels([ITEM]) == {ITEM: 15}
    lossy.lost = "before it was done"
    with pytest.raises(StorageFailed):
        shop.setup.receive_stock(EMPLOYEE, MUG.id, 5)
    assert warehouse.levels([ITEM]) == {ITEM: 15}


def test_what_has_lapsed_is_told_however_often_that_is_begun(
    shop: BackOffice, clock: FixedClock, lossy: LostAnswers, warehouse: Warehouse, cart_id: CartId
) -> None:
    shop.offers.reserve(EMPLOYEE, cart_id, clock.now() + DAY)
    clock.advance(2 * DAY)
    deliver(shop)
    shop.offers.reserve(EMPLOYEE, cart_id, clock.now() + DAY)
    clock.advance(2 * DAY)
    lossy.lost, lossy.after = "to others", 2  # events were given out and claimed before
    assert shop.events.deliver(EMPLOYEE).lapsed == (cart_id,)
    assert warehouse.levels([ITEM]) == {ITEM: 10}


def refusing(shop: BackOffice, *actions: str) -> BackOffice:
    """The same shop with a guard against these actions."""

    def guard(actor: Actor, action: str, before: object, after: object) -> str | None:
        return "No." if action in actions else None

    return BackOffice(
        shop.desk.store,
        clock=shop.desk.clock,
        ids=shop.desk.ids,
        stock_elsewhere=shop.desk.stock_elsewhere,
        guards=[guard],
    )


def held(warehouse: Warehouse, cart_id: CartId) -> list[tuple[int, datetime | None]]:
    return [(each.quantity, each.until) for each in warehouse.reserved(cart_id)]


def test_a_hold_that_is_refused_holds_nothing(
    shop: BackOffice, clock: FixedClock, lossy: LostAnswers, warehouse: Warehouse, cart_id: CartId
) -> None:
    until = clock.now() + DAY
    with pytest.raises(RefusedByHost):
        refusing(shop, "offer.reserve").offers.reserve(EMPLOYEE, cart_id, until)
    assert warehouse.levels([ITEM]) == {ITEM: 10}
    lossy.lost = "to others"
    shop.offers.reserve(EMPLOYEE, cart_id, until)
    assert held(warehouse, cart_id) == [(3, until)]
    assert warehouse.levels([ITEM]) == {ITEM: 7}


@pytest.mark.parametrize("quantity", [1, 5])
def test_a_cart_whose_change_is_refused_holds_what_it_held(
    shop: BackOffice, clock: FixedClock, warehouse: Warehouse, cart_id: CartId, quantity: int
) -> None:
    until = clock.now() + DAY
    line = shop.offers.reserve(EMPLOYEE, cart_id, until).cart.lines[0].id
    guarded = refusing(shop, "products.set_quantity", "offer.reserve")
    with pytest.raises(RefusedByHost):
        guarded.products.set_quantity(EMPLOYEE, cart_id, line, quantity)
    with pytest.raises(RefusedByHost):
        guarded.offers.reserve(EMPLOYEE, cart_id, until + DAY)
    with pytest.raises(PaymentTooLarge):
        shop.finishing.place(
            EMPLOYEE,
            cart_id,
            payment_method="card",
            paid=euros("999.00"),
            commands=[SetQuantity(line, quantity)],
        )
    assert held(warehouse, cart_id) == [(3, until)]
    assert warehouse.levels([ITEM]) == {ITEM: 7}


def test_a_change_that_fails_leaves_what_somebody_else_holds_since(
    shop: BackOffice, clock: FixedClock, warehouse: Warehouse, cart_id: CartId
) -> None:
    until = clock.now() + DAY
    line = shop.offers.reserve(EMPLOYEE, cart_id, until).cart.lines[0].id

    def somebody_is_faster(actor: Actor, action: str, before: object, after: object) -> str:
        warehouse.reserve(cart_id, [StockDemand(ITEM, 4)], until)
        return "No."

    guarded = refusing(shop)
    object.__setattr__(guarded.desk, "guards", (somebody_is_faster,))
    with pytest.raises(RefusedByHost):
        guarded.products.set_quantity(EMPLOYEE, cart_id, line, 5)
    assert held(warehouse, cart_id) == [(4, until)]


@pytest.mark.parametrize("days", [1, 2], ids=["as long", "longer"])
def test_a_hold_that_is_given_up_and_taken_again_holds(
    shop: BackOffice, clock: FixedClock, warehouse: Warehouse, cart_id: CartId, days: int
) -> None:
    until = clock.now() + days * DAY
    shop.offers.reserve(EMPLOYEE, cart_id, clock.now() + DAY)
    shop.run(EMPLOYEE, cart_id, ANY_VERSION, ReleaseGoods(), ReserveGoods(until))
    assert held(warehouse, cart_id) == [(3, until)]
    shop.offers.release(EMPLOYEE, cart_id)
    assert held(warehouse, cart_id) == []
    assert warehouse.levels([ITEM]) == {ITEM: 10}


def test_a_refused_import_counts_nothing(
    shop: BackOffice, warehouse: Warehouse, tmp_path: Path
) -> None:
    (tmp_path / "stock.csv").write_text("product_id,level\nmug,77\nnothing,3\n")
    with pytest.raises(ImportRefused):
        shop.setup.load(EMPLOYEE, read_directory(tmp_path, KINDS))
    assert warehouse.levels([ITEM]) == {ITEM: 10}
