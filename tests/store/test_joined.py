"""A store within the host's own transaction: it begins and commits nothing."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from typing import Any

import psycopg
import pytest
from attrs import frozen
from psycopg.rows import dict_row
from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import DBAPIError

from backoffice_orders.adapters.sql import JoinedStore, SqlStore, driver_connections
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.errors.customers import EmailTaken
from backoffice_orders.model.errors.host import HostTransactionLost, StorageBusy, TransactionMisused
from backoffice_orders.model.shop import ShopScope
from backoffice_orders.model.stock import StockItem
from backoffice_orders.ports.unit_of_work import Store, UnitOfWork
from backoffice_orders.services.addresses import AddressEntry
from backoffice_orders.services.desk import Work
from backoffice_orders.testing.contracts import (
    CartRulesContract,
    CartsContract,
    OrdersContract,
    StockContract,
)
from backoffice_orders.testing.contracts.base import races
from backoffice_orders.testing.samples import EMPLOYEE, MUG, set_up_shop


@frozen
class Host:
    """A host that has begun a transaction of its own.

    Attributes:
        connection: The driver's connection, or SQLAlchemy's.
        send: Sends a statement of the host's.
        store: Ours, within the host's transaction.
        commit: Ends the transaction.
        rollback: Undoes it.
    """

    connection: Any
    send: Callable[[str], Any]
    store: JoinedStore
    commit: Callable[[], object]
    rollback: Callable[[], object]


def driver_host(connection: Any, begin: str) -> Host:
    """A host with the driver's connection, as Django has it."""
    if begin:
        connection.execute(begin)
    store = JoinedStore(driver_connections(lambda: connection))
    return Host(connection, connection.execute, store, connection.commit, connection.rollback)


def sqlalchemy_host(connection: Connection, ours: SqlStore) -> Host:
    """A host with a connection of SQLAlchemy's."""
    connection.begin()
    send, store = connection.exec_driver_sql, ours.on(connection)
    return Host(connection, send, store, connection.commit, connection.rollback)


def sqlite_connection(store: SqlStore) -> sqlite3.Connection:
    """As Django opens it: rows of its own, moments and numbers turned, no implicit BEGIN."""
    connection = sqlite3.connect(
        str(store.engine.url.database), isolation_level=None, detect_types=sqlite3.PARSE_DECLTYPES
    )
    connection.row_factory = sqlite3.Row
    return connection


def postgres_connection(store: SqlStore) -> psycopg.Connection[Any]:
    uri = store.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(uri, row_factory=dict_row)


def _sqlite3(store: SqlStore) -> Iterator[Host]:
    with closing(sqlite_connection(store)) as connection:
        yield driver_host(connection, "BEGIN")


def _psycopg(store: SqlStore) -> Iterator[Host]:
    with closing(postgres_connection(store)) as connection:
        yield driver_host(connection, "")


def _sqlalchemy(store: SqlStore) -> Iterator[Host]:
    engine = create_engine(store.engine.url)  # as a host makes it, not we
    try:
        with engine.connect() as connection:
            yield sqlalchemy_host(connection, store)
    finally:
        engine.dispose()


HOSTS = {
    "sqlite3": ("sqlite_store", _sqlite3),
    "sqlalchemy-sqlite": ("sqlite_store", _sqlalchemy),
    "psycopg": ("emptied_postgres", _psycopg),
    "sqlalchemy-postgres": ("emptied_postgres", _sqlalchemy),
}


class Requests:
    """A host that serves several requests at once, all with one joined store.

    Each has a connection and a transaction of its own, and begins anew where that is lost.
    """

    def __init__(self, kind: str, ours: SqlStore) -> None:
        self._begun, self._ours = contextmanager(HOSTS[kind][1]), ours
        self._here = threading.local()
        if kind.startswith("sqlalchemy"):
            self._joined = JoinedStore(lambda: nullcontext(self._connection()))
        else:
            self._joined = JoinedStore(driver_connections(self._connection))

    def _connection(self) -> Any:
        return self._here.connection

    @contextmanager
    def transaction(self, scope: ShopScope, *, read_only: bool = False) -> Iterator[UnitOfWork]:
        with self._begun(self._ours) as host:
            self._here.connection = host.connection
            try:
                with self._joined.transaction(scope, read_only=read_only) as work:
                    yield work
            except HostTransactionLost as lost:
                host.rollback()
                raise StorageBusy(lost.reason) from lost
            except BaseException:
                host.rollback()
                raise
            host.commit()

    def close(self) -> None:
        """Each request has closed its connection."""


@pytest.fixture(params=HOSTS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def ours(request: pytest.FixtureRequest, kind: str) -> Iterator[SqlStore]:
    """The store as others see it: with connections of its own."""
    store: SqlStore = request.getfixturevalue(HOSTS[kind][0])
    set_up_shop(BackOffice(store))
    with store.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE IF EXISTS host_notes")
        connection.exec_driver_sql("CREATE TABLE host_notes (note TEXT)")
    yield store
    with store.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE host_notes")


@pytest.fixture
def host(kind: str, ours: SqlStore) -> Iterator[Host]:
    with contextmanager(HOSTS[kind][1])(ours) as begun:
        yield begun


def notes(store: SqlStore) -> list[str]:
    """What the host has committed."""
    with store.engine.connect() as connection:
        return list(connection.exec_driver_sql("SELECT note FROM host_notes").scalars())


def emails(store: SqlStore) -> list[str]:
    """The customers that others see."""
    return [each.email for each in BackOffice(store).customers.search(EMPLOYEE, "")]


def add_customer(office: BackOffice, email: str) -> Any:
    return office.customers.create(EMPLOYEE, first_name="Jo", last_name="Doe", email=email)


def test_a_whole_call_is_there_once_the_host_commits(host: Host, ours: SqlStore) -> None:
    office = BackOffice(host.store)
    host.send("INSERT INTO host_notes VALUES ('theirs')")
    jo = add_customer(office, "jo@example.com")
    entry = AddressEntry("Jo", "Doe", "1 rue X", "Paris", "FR", "75001")
    office.addresses.add(EMPLOYEE, jo.id, entry)
    office.setup.set_stock(EMPLOYEE, MUG.id, 10)
    cart_id = office.carts.start(EMPLOYEE, jo.id).cart.id
    view = office.products.add(EMPLOYEE, cart_id, MUG.id, 2)
    order = office.finishing.place(
        EMPLOYEE, view.cart.id, payment_method="card", idempotency_key="call-1"
    )
    assert (notes(ours), emails(ours)) == ([], []), "something was committed before the host did"
    host.commit()
    assert (notes(ours), emails(ours)) == (["theirs"], ["jo@example.com"])
    assert BackOffice(ours).orders.get(EMPLOYEE, order.id).total == order.total


def test_what_the_host_undoes_is_gone(host: Host, ours: SqlStore) -> None:
    host.send("INSERT INTO host_notes VALUES ('theirs')")
    add_customer(BackOffice(host.store), "jo@example.com")
    host.rollback()
    assert (notes(ours), emails(ours)) == ([], [])


def test_a_use_case_that_is_refused_undoes_itself_alone(host: Host, ours: SqlStore) -> None:
    office = BackOffice(host.store)
    host.send("INSERT INTO host_notes VALUES ('theirs')")
    add_customer(office, "jo@example.com")
    with pytest.raises(EmailTaken):
        add_customer(office, "jo@example.com")

    class Broken(Exception):
        pass

    def broken(work: Work) -> None:
        work.stock.set_level(StockItem(MUG.id), 77)
        raise Broken

    with pytest.raises(Broken):
        office.desk.write(EMPLOYEE, broken)
    assert office.customers.search(EMPLOYEE, "jo").items
    host.commit()
    assert (notes(ours), emails(ours)) == (["theirs"], ["jo@example.com"])
    with ours.transaction(office.desk.scope, read_only=True) as work:
        assert work.stock.levels([StockItem(MUG.id)])[StockItem(MUG.id)] != 77


def test_without_a_transaction_of_the_host_nothing_is_done(kind: str, ours: SqlStore) -> None:
    def refused(store: JoinedStore) -> None:
        with pytest.raises(TransactionMisused, match="has begun none"):
            add_customer(BackOffice(store), "jo@example.com")

    if kind == "sqlite3":
        with closing(sqlite_connection(ours)) as unused:
            refused(driver_host(unused, "").store)
    elif kind == "psycopg":
        with postgres_connection(ours) as connection:
            connection.autocommit = True
            refused(driver_host(connection, "").store)
    else:
        with ours.engine.connect() as idle:
            refused(ours.on(idle))
    assert emails(ours) == []


def test_the_connection_stays_as_the_host_has_set_it_up(sqlite_store: SqlStore) -> None:
    connection = sqlite_connection(sqlite_store)
    connection.create_function("regexp", 2, lambda _pattern, _text: 7)
    host = driver_host(connection, "BEGIN")
    set_up_shop(BackOffice(host.store))
    assert connection.in_transaction
    assert connection.row_factory is sqlite3.Row
    assert tuple(host.send("SELECT 'a' REGEXP 'b'").fetchone()) == (7,)
    assert tuple(host.send("PRAGMA foreign_keys").fetchone()) == (0,)
    connection.close()


def test_sqlite_s_only_writer_is_somebody_else(sqlite_store: SqlStore) -> None:
    """The host has read, so SQLite lets it not write behind another one: it is told at once."""
    set_up_shop(BackOffice(sqlite_store))
    connection = sqlite_connection(sqlite_store)
    host = driver_host(connection, "BEGIN")
    host.send("SELECT * FROM bo_customers").fetchall()
    add_customer(BackOffice(sqlite_store), "first@example.com")
    with pytest.raises(HostTransactionLost, match="Too many changes"):
        add_customer(BackOffice(host.store), "second@example.com")
    connection.rollback()
    connection.execute("BEGIN IMMEDIATE")
    add_customer(BackOffice(host.store), "second@example.com")
    connection.commit()
    assert emails(sqlite_store) == ["first@example.com", "second@example.com"]
    connection.close()


def test_postgresql_gives_the_host_s_transaction_up(emptied_postgres: SqlStore) -> None:
    """At REPEATABLE READ another one has changed the stock since the host's transaction began."""
    office = BackOffice(emptied_postgres)
    set_up_shop(office)
    with postgres_connection(emptied_postgres) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        host = driver_host(connection, "SELECT count(*) FROM bo_stock_levels")
        office.setup.set_stock(EMPLOYEE, MUG.id, 3)
        with pytest.raises(HostTransactionLost) as lost:
            BackOffice(host.store).setup.set_stock(EMPLOYEE, MUG.id, 4)
        assert "40001" in lost.value.reason
        connection.rollback()


def test_a_host_s_transaction_that_is_lost_already_is_told_so(emptied_postgres: SqlStore) -> None:
    """Nobody may take it for a use case that was undone alone."""
    set_up_shop(BackOffice(emptied_postgres))
    with postgres_connection(emptied_postgres) as connection:
        host = driver_host(connection, "SELECT 1")
        with pytest.raises(psycopg.Error):
            host.send("no SQL")
        for _ in range(2):  # SQLAlchemy looks at the first connection, and sends statements
            with pytest.raises(HostTransactionLost):
                add_customer(BackOffice(host.store), "jo@example.com")
        connection.rollback()
        add_customer(BackOffice(host.store), "jo@example.com")
        connection.close()
        with pytest.raises(HostTransactionLost):
            add_customer(BackOffice(host.store), "ben@example.com")


def test_an_error_that_a_part_has_caught_undoes_the_use_case_alone(
    emptied_postgres: SqlStore,
) -> None:
    with postgres_connection(emptied_postgres) as connection:
        host = driver_host(connection, "")
        office = BackOffice(host.store)
        set_up_shop(office)

        def catch(work: Work) -> None:
            work.stock.set_level(StockItem(MUG.id), 77)
            with pytest.raises(DBAPIError):
                work.connection.exec_driver_sql("no SQL")

        with pytest.raises(TransactionMisused, match="caught an error"):
            office.desk.write(EMPLOYEE, catch)
        add_customer(office, "jo@example.com")
        connection.commit()
    assert emails(emptied_postgres) == ["jo@example.com"]


@pytest.mark.parametrize("caught", [False, True], ids=["raised", "caught"])
def test_sqlite_rolls_the_host_s_whole_transaction_back(
    sqlite_store: SqlStore, caught: bool
) -> None:
    """As with a full disk. What followed would be committed without what the host wrote before."""
    set_up_shop(BackOffice(sqlite_store))
    with closing(sqlite_connection(sqlite_store)) as connection:
        host = driver_host(connection, "BEGIN IMMEDIATE")
        fatal = "INSERT OR ROLLBACK INTO bo_counters SELECT * FROM bo_counters"

        def fill(work: Work) -> None:
            work.orders.next_number()
            with pytest.raises(DBAPIError) if caught else nullcontext():
                work.connection.exec_driver_sql(fatal)
            work.stock.set_level(StockItem(MUG.id), 77)

        with pytest.raises(HostTransactionLost):
            BackOffice(host.store).desk.write(EMPLOYEE, fill)
        assert not connection.in_transaction
    with sqlite_store.transaction(ShopScope(), read_only=True) as work:
        assert work.stock.levels([StockItem(MUG.id)])[StockItem(MUG.id)] != 77


def test_what_waits_for_the_commit_is_the_host_s_to_do(sqlite_store: SqlStore) -> None:
    steps: list[Callable[[], None]] = []
    done: list[str] = []
    with sqlite_store.engine.connect() as connection, connection.begin():
        office = BackOffice(sqlite_store.on(connection, steps.append))
        office.desk.write(
            EMPLOYEE, lambda work: work.transaction.on_commit(lambda: done.append("confirmed"))
        )
    assert done == []
    for step in steps:
        step()
    assert done == ["confirmed"]


class Joined:
    """A contract's suite within one transaction of the host's; racers have one each."""

    @pytest.fixture
    def store(self, request: pytest.FixtureRequest, kind: str, ours: SqlStore) -> Store:
        if races(request.function):
            return Requests(kind, ours)
        host: Host = request.getfixturevalue("host")
        return host.store


class TestStock(Joined, StockContract):
    pass


class TestCarts(Joined, CartsContract):
    pass


class TestCartRules(Joined, CartRulesContract):
    pass


class TestOrders(Joined, OrdersContract):
    pass
