"""How often the store is asked does not depend on how much is in the cart, nor what it prepares."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from sqlalchemy import event

from backoffice_orders.adapters.memory import FixedClock, SequentialIds
from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.errors.host import StorageBusy
from backoffice_orders.model.errors.products import OutOfStock
from backoffice_orders.model.ids import CartId, ProductId
from backoffice_orders.model.stock import StockDemand, StockItem
from backoffice_orders.services.addresses import AddressEntry
from backoffice_orders.testing.contracts.base import unit
from backoffice_orders.testing.samples import EMPLOYEE, MUG, set_up_shop

SIZES = (1, 10, 100)
CONTROL = ("BEGIN", "SAVEPOINT", "RELEASE")


class Statements:
    """The statements that a store sends, without those that begin and end transactions."""

    def __init__(self, store: SqlStore, control: tuple[str, ...] = CONTROL) -> None:
        self._control = control
        self.sent: list[str] = []
        event.listen(store.engine, "before_cursor_execute", self._note)

    def _note(self, _c: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(self._control):
            self.sent.append(statement)

    def of(self, use_case: Callable[[], object]) -> list[str]:
        self.sent.clear()
        use_case()
        return list(self.sent)


@pytest.fixture
def shop(sql_store: SqlStore) -> BackOffice:
    office = BackOffice(sql_store, clock=FixedClock(), ids=SequentialIds())
    set_up_shop(office)
    for number in range(max(SIZES) + 1):
        id_ = ProductId(f"mug-{number}")
        office.setup.save(EMPLOYEE, evolve(MUG, id=id_))
        office.setup.set_stock(EMPLOYEE, id_, 1000)
    return office


def filled(office: BackOffice, lines: int) -> CartId:
    customer = office.customers.create(
        EMPLOYEE, first_name="J", last_name="D", email=f"{lines}@example.com"
    )
    entry = AddressEntry("J", "D", "1 rue X", "Paris", "FR", "75001")
    office.addresses.add(EMPLOYEE, customer.id, entry)
    view = office.carts.start(EMPLOYEE, customer.id)
    for number in range(lines):
        office.products.add(EMPLOYEE, view.cart.id, ProductId(f"mug-{number}"), 1)
    return view.cart.id


def test_statements(sql_store: SqlStore, shop: BackOffice) -> None:
    statements = Statements(sql_store)
    counts: dict[str, set[int]] = {"summary": set(), "add": set(), "place": set(), "insert": set()}
    for lines in SIZES:
        cart_id = filled(shop, lines)
        summary = statements.of(partial(shop.finishing.summary, EMPLOYEE, cart_id))
        extra = ProductId(f"mug-{max(SIZES)}")
        add = statements.of(partial(shop.products.add, EMPLOYEE, cart_id, extra, 1))
        place = statements.of(
            partial(
                shop.finishing.place,
                EMPLOYEE,
                cart_id,
                payment_method="card",
                idempotency_key=cart_id,
            )
        )
        inserts = [each for each in place if each.startswith("INSERT") and "counters" not in each]
        counts["summary"].add(len(summary))
        counts["add"].add(len(add))
        counts["place"].add(len(place) - len(inserts))
        counts["insert"].add(len(inserts))
    assert all(len(found) == 1 for found in counts.values()), counts
    assert counts["summary"].pop() <= 2
    assert counts["add"].pop() <= 6
    assert counts["place"].pop() <= 5


def test_what_a_cart_is_priced_with_is_read_by_one_statement(
    sql_store: SqlStore, shop: BackOffice
) -> None:
    cart_id = filled(shop, 3)
    shop.finishing.summary(EMPLOYEE, cart_id)  # what the shop has set up is remembered from now on
    sent = Statements(sql_store).of(partial(shop.finishing.summary, EMPLOYEE, cart_id))
    tables = ("carts", "cart_rules", "products", "specific_prices", "stock_levels", "stock_held")
    read = [[table for table in tables if f"FROM bo_{table} " in each] for each in sent]
    assert read == [["carts"], list(tables[1:])]


def test_what_is_put_into_a_cart_is_known_with_its_stock_at_once(
    sql_store: SqlStore, shop: BackOffice
) -> None:
    cart_id, extra = filled(shop, 3), ProductId(f"mug-{max(SIZES)}")
    statements = Statements(sql_store)
    sent = statements.of(partial(shop.products.add, EMPLOYEE, cart_id, extra, 1000))
    assert sum("stock_levels" in each for each in sent) == 1
    with pytest.raises(OutOfStock):
        shop.products.add(EMPLOYEE, cart_id, extra, 1)


def test_pieces_that_a_cart_holds_itself_count_as_there(
    sql_store: SqlStore, shop: BackOffice
) -> None:
    cart_id = filled(shop, 1)
    cart = shop.carts.view(EMPLOYEE, cart_id).cart
    mug = StockItem(cart.lines[0].product_id)
    with unit(sql_store) as work:
        work.stock.reserve(cart_id, [StockDemand(mug, 400)], FixedClock().now())
    with unit(sql_store) as work:
        work.carts.get(cart_id)
        work.cart_rules.for_cart((), None, FixedClock().now())
        assert work.stock.levels([mug], cart_id) == {mug: 1000}
        assert work.stock.levels([mug]) == {mug: 600}


def test_new_stock_is_taken_by_two_statements(sql_store: SqlStore) -> None:
    mug = StockItem(MUG.id)
    with unit(sql_store) as work:
        work.stock.set_level(mug, 5)
    statements = Statements(sql_store, control=())
    with unit(sql_store) as work:
        work.stock.levels([mug], "cart")
        taken = statements.of(lambda: work.stock.take("order", [StockDemand(mug, 3)]))
    assert [each.split()[0] for each in taken] == ["INSERT", "UPDATE"]


def test_stock_that_others_have_taken_since_it_was_seen_is_looked_at_again(
    sql_store: SqlStore,
) -> None:
    mug, table = StockItem(MUG.id), sql_store.schema.stock_levels
    with unit(sql_store) as work:
        work.stock.set_level(mug, 5)

    def take() -> None:
        with unit(sql_store) as work:
            work.stock.levels([mug])
            work.connection.execute(table.update().values(level=2))
            work.stock.take("order", [StockDemand(mug, 3)])

    with pytest.raises(StorageBusy):
        take()
    with unit(sql_store) as work:
        assert work.stock.levels([mug]) == {mug: 5}


class Preparing:
    """The statements that SQLite prepares when they are sent: it asks its authorizer then."""

    def __init__(self, store: SqlStore) -> None:
        self._asked = False
        self.statements: list[str] = []
        event.listen(store.engine, "connect", self._watch)
        event.listen(store.engine, "before_cursor_execute", self._forget)
        event.listen(store.engine, "after_cursor_execute", self._note)
        store.engine.dispose()  # connections that are there already are not watched

    def _watch(self, connection: Any, _record: object) -> None:
        connection.set_authorizer(self._ask)

    def _ask(self, *_of: object) -> int:
        self._asked = True
        return sqlite3.SQLITE_OK

    def _forget(self, *_of: object) -> None:
        self._asked = False  # of a commit, which the driver prepares each time

    def _note(self, _c: object, _cursor: object, statement: str, *_: object) -> None:
        if self._asked:
            self.statements.append(statement)


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[SqlStore]:
    store = SqlStore.open_file(tmp_path / "shop.db")
    yield store
    store.close()


def test_no_statement_is_prepared_again(sqlite: SqlStore) -> None:
    preparing = Preparing(sqlite)
    office = BackOffice(sqlite, clock=FixedClock(), ids=SequentialIds())
    set_up_shop(office)

    def phone_call(number: int) -> None:
        for text in ("jo", "joh", "johanna", "johan doe"):
            assert office.customers.search(EMPLOYEE, text).items, text
        cart_id = filled(office, number)
        office.orders.search(EMPLOYEE, f"mugs {number}")
        office.orders.search(EMPLOYEE, status="shipped")
        office.carts.drafts(EMPLOYEE, "mugs")
        office.finishing.place(EMPLOYEE, cart_id, payment_method="card")

    for number in range(max(SIZES) + 1):
        office.setup.save(EMPLOYEE, evolve(MUG, id=ProductId(f"mug-{number}")))
        office.setup.set_stock(EMPLOYEE, ProductId(f"mug-{number}"), 1000)
    office.customers.create(
        EMPLOYEE, first_name="Johanna", last_name="Doe", email="johanna@example.com"
    )
    phone_call(2)
    assert any("search_terms" in each for each in preparing.statements)
    preparing.statements.clear()
    phone_call(3)
    assert preparing.statements == []
