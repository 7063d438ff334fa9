"""Who has to wait for whom, and for how long, while somebody holds a lock."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from backoffice_orders.adapters.memory import MemoryStore, store as memory_store
from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.adapters.sql.engine import make_engine
from backoffice_orders.back_office import BackOffice
from backoffice_orders.console.app import console_app
from backoffice_orders.model.errors.host import StorageBusy, StorageFailed
from backoffice_orders.model.shop import ShopScope
from backoffice_orders.testing.samples import EMPLOYEE, MUG, customer, set_up_shop

MAIN = ShopScope()


def seconds(act: Callable[[], object]) -> float:
    began = time.monotonic()
    act()
    return time.monotonic() - began


def refused(act: Callable[[], object]) -> StorageFailed:
    """What the storage refuses."""
    with pytest.raises(StorageFailed) as error:
        act()
    return error.value


@pytest.fixture
def shop(sqlite_store: SqlStore) -> BackOffice:
    office = BackOffice(sqlite_store)
    set_up_shop(office)
    return office


@pytest.fixture
def server_shop(emptied_postgres: SqlStore) -> Iterator[BackOffice]:
    """A shop on a server, with connections of its own."""
    store = SqlStore.open(emptied_postgres.engine.url)
    office = BackOffice(store)
    set_up_shop(office)
    yield office
    store.close()


@contextmanager
def locked(store: SqlStore) -> Iterator[None]:
    """Another process writes for a long time."""
    engine = make_engine(store.engine.url)
    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield
        connection.rollback()
    engine.dispose()


def test_in_memory_a_writer_waits_for_another_one_and_not_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(memory_store, "_WAIT", 0.2)
    store = MemoryStore()

    def write() -> None:
        with store.transaction(MAIN) as work:
            work.catalog.save_product(MUG)

    with ThreadPoolExecutor(1) as pool:
        with store.transaction(MAIN):
            error = pool.submit(refused, write).result(3)
        assert error.code == "storage_busy"
        pool.submit(write).result(3)  # it has the lock again


@pytest.mark.parametrize("writers", [16, 60])
def test_readers_read_while_writers_wait_for_an_import(
    shop: BackOffice, sqlite_store: SqlStore, writers: int
) -> None:
    answers: list[StorageBusy | str] = []

    def write(number: int) -> None:
        try:
            shop.setup.set_stock(EMPLOYEE, MUG.id, number)
            answers.append("written")
        except StorageBusy as error:
            answers.append(error)

    with ThreadPoolExecutor(writers) as pool, locked(sqlite_store):
        for number in range(writers):
            pool.submit(write, number)
        time.sleep(0.5)  # all of them wait by now
        reading = [seconds(lambda: shop.products.search(EMPLOYEE, "mug")) for _ in range(20)]
        assert not answers
        # The import has ended.
    assert max(reading) < 1
    assert answers.count("written") == writers


def test_readers_read_while_this_process_imports(shop: BackOffice) -> None:
    with shop.desk.store.transaction(MAIN) as importing:
        importing.customers.add(customer())
        with ThreadPoolExecutor(1) as pool:
            found = pool.submit(shop.customers.search, EMPLOYEE, "john").result(timeout=2)
    assert len(found) == 0
    assert len(shop.customers.search(EMPLOYEE, "john")) == 1


@contextmanager
def table_locked(store: SqlStore, table: str) -> Iterator[None]:
    """Somebody changes a table's columns, and does not come to an end."""
    engine = make_engine(store.engine.url)
    with engine.connect() as connection:
        connection.execute(text(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"))
        yield
        connection.rollback()
    engine.dispose()


def test_a_locked_table_is_busy_and_the_others_answer(
    server_shop: BackOffice, emptied_postgres: SqlStore, caplog: pytest.LogCaptureFixture
) -> None:
    errors: list[BaseException] = []

    def read() -> None:
        try:
            server_shop.carts.drafts(EMPLOYEE)
        except StorageBusy as error:
            errors.append(error)

    began = time.monotonic()
    with table_locked(emptied_postgres, "bo_carts"), ThreadPoolExecutor(22) as pool:
        for _ in range(22):
            pool.submit(read)
        time.sleep(0.5)
        other = seconds(lambda: server_shop.products.search(EMPLOYEE, "mug"))
        pool.shutdown()
        took = time.monotonic() - began
    assert other < 3
    assert len(errors) == 22
    assert took < 20
    # Each was logged once, with its cause.
    logged = [each for each in caplog.records if each.name == "backoffice_orders.storage"]
    assert len(logged) == 22
    assert all("lock timeout" in each.getMessage() for each in logged)


@pytest.mark.usefixtures("server_shop")
def test_a_limit_to_statements_that_ends_the_wait_for_a_lock_is_busy_too(
    emptied_postgres: SqlStore,
) -> None:
    url = emptied_postgres.engine.url.update_query_dict({"options": "-cstatement_timeout=200"})
    with (
        BackOffice.owning(SqlStore.open(url)) as office,
        table_locked(emptied_postgres, "bo_carts"),
    ):
        assert isinstance(refused(lambda: office.carts.drafts(EMPLOYEE)), StorageBusy)


def test_the_page_and_the_api_say_when_to_try_again(
    server_shop: BackOffice, emptied_postgres: SqlStore
) -> None:
    client = TestClient(console_app(server_shop, lambda _request: EMPLOYEE))
    with table_locked(emptied_postgres, "bo_carts"):
        for path in ("/", "/api/carts/cart_1"):
            answer = client.get(path)
            assert answer.status_code == 503, path
            assert answer.headers["retry-after"] == "5"
            assert "storage_busy" in answer.text


def test_when_all_connections_are_in_use(server_shop: BackOffice) -> None:
    store = server_shop.desk.store
    most, enough = 25, threading.Event()
    opened = threading.Semaphore(0)

    def hold() -> None:
        with store.transaction(MAIN, read_only=True):
            opened.release()
            enough.wait(30)

    with ThreadPoolExecutor(most) as pool:
        for _ in range(most):
            pool.submit(hold)
        for _ in range(most):
            assert opened.acquire(timeout=20)
        began = time.monotonic()
        with pytest.raises(StorageBusy) as busy, store.transaction(MAIN):
            pass
        took = time.monotonic() - began
        enough.set()
    assert "connections" in busy.value.reason
    assert took < 5


def test_a_failure_is_logged_once_and_nobodys_data_with_it(
    server_shop: BackOffice, emptied_postgres: SqlStore, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    rule = "ALTER TABLE bo_customers {} CONSTRAINT no_z {}"
    with emptied_postgres.engine.begin() as connection:
        connection.execute(text(rule.format("ADD", "CHECK (document NOT LIKE '%Beeb%')")))
    made = customer(first_name="Zaphod", last_name="Beeblebrox")

    def add() -> None:
        server_shop.desk.write(EMPLOYEE, lambda work: work.customers.add(made))

    try:
        failed = refused(add)
    finally:
        with emptied_postgres.engine.begin() as connection:
            connection.execute(text(rule.format("DROP", "")))
    (logged,) = [each for each in caplog.records if each.name == "backoffice_orders.storage"]
    assert logged.levelname == "ERROR"
    assert logged.getMessage().startswith("storage_failed: CheckViolation 23514: ")
    everything = " ".join(each.getMessage() for each in caplog.records) + str(failed.details())
    assert "beeblebrox" not in everything.lower()
