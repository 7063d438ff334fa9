"""Many who place at once on PostgreSQL: whoever meets waits, and nobody begins anew."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.errors.host import RefusedByHost
from backoffice_orders.model.ids import CartId, CustomerId
from backoffice_orders.model.imports import Record, RecordFile
from backoffice_orders.model.order import Order
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.shop import ShopScope
from backoffice_orders.model.stock import StockDemand, StockItem
from backoffice_orders.ports.bases import around
from backoffice_orders.ports.own_parts import OwnParts
from backoffice_orders.ports.unit_of_work import Transaction
from backoffice_orders.services.commands.details import SetMessages
from backoffice_orders.testing.samples import EMPLOYEE, MUG, SETTINGS
from tests.faults.conftest import STOCK, open_shop

PATIENCE = 20


@pytest.fixture
def shop(emptied_postgres: SqlStore) -> BackOffice:
    return open_shop(emptied_postgres)


def cart(office: BackOffice, customer: int = 1) -> CartId:
    cart_id = office.carts.start(EMPLOYEE, CustomerId(f"cus_{customer}")).cart.id
    office.products.add(EMPLOYEE, cart_id, MUG.id, 1)
    return cart_id


def place(office: BackOffice, cart_id: CartId, **how: Any) -> Order:
    return office.finishing.place(
        EMPLOYEE, cart_id, payment_method="card", idempotency_key=cart_id, **how
    )


def level(office: BackOffice) -> int:
    item = StockItem(MUG.id)
    return office.desk.read(EMPLOYEE, lambda work: work.stock.levels([item]))[item]


class Counted:
    """The same shop, which counts how many transactions that write were begun.

    ``meanwhile`` is what somebody else does, once, before the first of them takes the goods.
    """

    def __init__(
        self, store: SqlStore, meanwhile: Callable[[], object] | None = None, **options: Any
    ) -> None:
        self.begun = 0
        self._meanwhile, self._lock = meanwhile, threading.Lock()
        self.office = BackOffice(store, own=self._own, **options)

    def _own(self, transaction: Transaction) -> OwnParts:
        if transaction.read_only:
            return OwnParts()
        with self._lock:
            self.begun += 1
        return OwnParts(stock=around(transaction.ports.stock, take=self._take(transaction)))

    def _take(self, transaction: Transaction) -> Callable[..., None]:
        def take(*goods: Any) -> None:
            meanwhile, self._meanwhile = self._meanwhile, None
            if meanwhile is not None:
                elsewhere = threading.Thread(target=meanwhile)
                elsewhere.start()
                elsewhere.join(PATIENCE)
            transaction.ports.stock.take(*goods)

        return take


class Door:
    """A guard that holds the first order which it sees, until it is told to let it pass."""

    def __init__(self) -> None:
        self.reached, self.opened = threading.Event(), threading.Event()
        self.refuse = False

    def __call__(self, actor: Actor, action: str, before: object, after: object) -> str | None:
        if action != "order.place" or self.reached.is_set():
            return None
        self.reached.set()
        assert self.opened.wait(PATIENCE)
        return "not today" if self.refuse else None


@contextmanager
def at_once(*acts: Callable[[], Order]) -> Iterator[list[Future[Order]]]:
    with ThreadPoolExecutor(len(acts)) as pool:
        yield [pool.submit(act) for act in acts]


@pytest.mark.parametrize("commands", [(), (SetMessages(order_message="Ring twice"),)])
def test_the_second_waits_for_the_first_and_counts_on(
    emptied_postgres: SqlStore, shop: BackOffice, commands: tuple[SetMessages, ...]
) -> None:
    door = Door()
    counted = Counted(emptied_postgres, guards=(door,))
    carts = [cart(shop, 1), cart(shop, 2)]

    def first() -> Order:
        return place(counted.office, carts[0], commands=commands)

    def second() -> Order:
        assert door.reached.wait(PATIENCE)  # the first one has its number, and the goods
        threading.Timer(0.3, door.opened.set).start()
        return place(counted.office, carts[1], commands=commands)

    with at_once(first, second) as placed:
        numbers = [each.result().number for each in placed]
    assert numbers == [1, 2]
    assert counted.begun == 2, "somebody had to begin anew"
    assert level(shop) == STOCK - 2


def test_a_number_that_was_counted_for_nothing_is_counted_again(
    emptied_postgres: SqlStore, shop: BackOffice
) -> None:
    door = Door()
    door.refuse = True
    counted = Counted(emptied_postgres, guards=(door,))
    carts = [cart(shop, 1), cart(shop, 2)]

    def second() -> Order:
        assert door.reached.wait(PATIENCE)
        threading.Timer(0.3, door.opened.set).start()
        return place(counted.office, carts[1])

    with at_once(lambda: place(counted.office, carts[0]), second) as (refused, placed):
        with pytest.raises(RefusedByHost):
            refused.result()
        assert placed.result().number == 1
    assert counted.begun == 2, "somebody had to begin anew"
    assert level(shop) == STOCK - 1


@pytest.mark.parametrize("gaps", [False, True])
def test_sixteen_who_sell_the_same_product_never_begin_anew(
    emptied_postgres: SqlStore, shop: BackOffice, gaps: bool
) -> None:
    shop.setup.save(EMPLOYEE, evolve(SETTINGS, order_number_gaps=gaps))
    workers, each = 16, 5
    carts = [[cart(shop, 1 + number % 4) for _ in range(each)] for number in range(workers)]
    counted = Counted(emptied_postgres)
    together = threading.Barrier(workers)

    def work(number: int) -> list[int]:
        together.wait(PATIENCE)
        return [place(counted.office, cart_id).number for cart_id in carts[number]]

    with ThreadPoolExecutor(workers) as pool:
        numbers = [number for numbers in pool.map(work, range(workers)) for number in numbers]
    if not gaps:
        assert sorted(numbers) == list(range(1, workers * each + 1))
    assert counted.begun == workers * each == len(set(numbers))
    assert level(shop) == STOCK - workers * each


def test_a_voucher_that_is_removed_meanwhile_is_not_given_for_nothing(
    emptied_postgres: SqlStore, shop: BackOffice
) -> None:
    percent = [Percentage(Decimal(10))]
    rule = shop.vouchers.create(EMPLOYEE, name="Ten", actions=percent, code="TEN")
    cart_id = cart(shop)
    shop.vouchers.grant_code(EMPLOYEE, cart_id, "TEN")

    def remove() -> None:
        assert shop.desk.write(EMPLOYEE, lambda work: work.cart_rules.remove(rule.id))

    counted = Counted(emptied_postgres, remove)
    order = place(counted.office, cart_id)
    assert [each.error_code for each in order.summary.refused_rules] == ["rule_gone"]
    assert not order.summary.rules
    assert counted.begun == 2


def test_an_order_is_priced_by_one_state_of_what_the_shop_is_set_up_with(
    emptied_postgres: SqlStore, shop: BackOffice
) -> None:
    """Settings are changed between the reading of the cart, with their version, and their own."""
    cart_id = cart(shop)
    url = emptied_postgres.engine.url
    changed: list[str] = []

    def own(transaction: Transaction) -> OwnParts:
        def get(id_: CartId) -> Any:
            found = transaction.ports.carts.get(id_)
            if not changed and not transaction.read_only:
                changed.append(id_)
                later = evolve(SETTINGS, order_number_gaps=True)
                elsewhere = threading.Thread(target=lambda: shop.setup.save(EMPLOYEE, later))
                elsewhere.start()
                elsewhere.join(PATIENCE)
            return found

        return OwnParts(carts=around(transaction.ports.carts, get=get))

    store = SqlStore.open(url, cache_size=0)  # it remembers nothing of before
    begun: list[Transaction] = []

    def counting(transaction: Transaction) -> OwnParts:
        begun.append(transaction)
        return own(transaction)

    order = place(BackOffice(store, own=counting), cart_id)
    store.close()
    assert len(begun) == 2, "it went on with settings that are of later than its cart"
    assert order.book.settings.order_number_gaps


def test_other_use_cases_still_see_one_state_of_the_shop(
    emptied_postgres: SqlStore, shop: BackOffice
) -> None:
    place(shop, cart(shop))
    with emptied_postgres.transaction(ShopScope()) as unit:  # on the same connection
        level = unit.connection.exec_driver_sql("SHOW transaction_isolation").scalar()
    assert level == "repeatable read"


def test_that_stock_gets_low_is_told_once_by_whoever_comes_second(
    emptied_postgres: SqlStore, shop: BackOffice
) -> None:
    """Of seven mugs two are sold at once: five are left, which is as few as shall be told."""
    shop.setup.save(EMPLOYEE, evolve(SETTINGS, low_stock_threshold=5))
    shop.setup.set_stock(EMPLOYEE, MUG.id, 7)
    carts = [cart(shop, 1), cart(shop, 2)]
    counted = Counted(emptied_postgres, lambda: place(shop, carts[1]))
    place(counted.office, carts[0])  # the other one is placed when this one is about to take
    assert counted.begun == 1
    assert level(shop) == 5
    messages = shop.events.pending(EMPLOYEE)
    low = [dict(each.payload) for each in messages if each.topic == "stock.low"]
    assert [each["level"] for each in low] == [5]


def test_what_was_held_goes_back_while_it_is_sold_all_the_time(
    emptied_postgres: SqlStore, shop: BackOffice
) -> None:
    """Somebody places an order between the look at what has lapsed and giving it back."""
    item, long_ago = StockItem(MUG.id), datetime(2026, 1, 1, tzinfo=UTC)
    wanted = [StockDemand(item, 2)]
    shop.desk.write(EMPLOYEE, lambda work: work.stock.reserve("cart_x", wanted, long_ago))
    carts = [cart(shop, 1 + number % 4) for number in range(20)]

    def own(transaction: Transaction) -> OwnParts:
        def release_lapsed(now: datetime) -> tuple[str, ...]:
            transaction.ports.stock.levels([item])  # it sees the shop as it is now
            elsewhere = threading.Thread(target=lambda: place(shop, carts.pop()))
            elsewhere.start()
            elsewhere.join(PATIENCE)
            return transaction.ports.stock.release_lapsed(now)

        return OwnParts(stock=around(transaction.ports.stock, release_lapsed=release_lapsed))

    delivered = BackOffice(emptied_postgres, own=own).events.deliver(EMPLOYEE, lambda _: None)
    assert delivered.lapsed == ("cart_x",)
    assert level(shop) == STOCK - 1
    assert len(carts) == 19, "it had to begin anew"


def set_stock(office: BackOffice) -> None:
    office.setup.set_stock(EMPLOYEE, MUG.id, 50)


def load_stock(office: BackOffice) -> None:
    record = Record("stock.csv", 2, {"product_id": MUG.id, "level": 50})
    office.setup.load(EMPLOYEE, [RecordFile("stock", "stock.csv", [record])])


@pytest.mark.parametrize("count", [set_stock, load_stock])
def test_stock_is_counted_anew_while_it_is_sold_all_the_time(
    emptied_postgres: SqlStore, shop: BackOffice, count: Callable[[BackOffice], None]
) -> None:
    """Somebody places an order between the look at the product and its new level."""
    carts = [cart(shop, 1 + number % 4) for number in range(20)]

    def own(transaction: Transaction) -> OwnParts:
        def set_level(item: StockItem, level: int) -> None:
            elsewhere = threading.Thread(target=lambda: place(shop, carts.pop()))
            elsewhere.start()
            elsewhere.join(PATIENCE)
            transaction.ports.stock.set_level(item, level)

        return OwnParts(stock=around(transaction.ports.stock, set_level=set_level))

    count(BackOffice(emptied_postgres, own=own))
    assert level(shop) == 50
    assert len(carts) == 19, "it had to begin anew"
