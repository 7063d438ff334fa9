"""What a session sends, and what it raises."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from sqlalchemy import Connection, RootTransaction, event, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.adapters.sql.engine import make_engine
from backoffice_orders.adapters.sql.session import Session
from backoffice_orders.adapters.sql.statements import insert, one_of, prepared
from backoffice_orders.adapters.sql.store import _commit
from backoffice_orders.model.audit import AuditEntry
from backoffice_orders.model.errors.finishing import CartEmpty
from backoffice_orders.model.errors.host import (
    OutcomeUnknown,
    StorageBusy,
    StorageFailed,
    TransactionMisused,
)
from backoffice_orders.model.ids import ActorId, AuditId, ProductId
from backoffice_orders.model.page import PageAfter
from backoffice_orders.model.stock import StockItem
from backoffice_orders.model.subjects import SubjectType
from backoffice_orders.ports.unit_of_work import UnitOfWork
from backoffice_orders.testing.contracts.base import unit
from backoffice_orders.testing.samples import MOMENT

ENTRY = AuditEntry(AuditId("a1"), MOMENT, ActorId("ann"), "cart.tag", SubjectType.CART, "c1")
ROWS = [{"shop_id": "s", "name": name, "value": 1} for name in ("a", "b'\"", "ü\\", "")]


def listen(store: SqlStore) -> list[str]:
    """Hear of every statement that the store sends."""
    sent: list[str] = []

    def note(_c: Connection, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    event.listen(store.engine, "before_cursor_execute", note)
    return sent


@pytest.fixture
def session(sql_store: SqlStore) -> Iterator[Session]:
    with sql_store.engine.connect() as connection, connection.begin() as transaction:
        session = Session(connection, sql_store.schema, read_only=False)
        session.dialect.begin(connection, read_only=False)
        yield session
        transaction.rollback()


def names(session: Session, among: list[str]) -> list[str]:
    """Those of these counters that are there."""
    counters = session.schema.counters
    named = one_of(counters.c.name, "of_names", session.dialect)
    query = prepared(lambda: select(counters.c.name).where(named).order_by(counters.c.name))
    return [name for (name,) in session.rows(query(), {"of_names": among})]


def test_many_rows_and_any_texts(session: Session) -> None:
    assert session.change_all(insert(session.schema.counters), ROWS) == 4
    assert session.change_all(insert(session.schema.counters), []) == 0
    assert names(session, ["ü\\", "b'\"", "", "nobody"]) == ["", "b'\"", "ü\\"]
    assert names(session, []) == []
    assert names(session, [f"n{number}" for number in range(70_000)] + ["a"]) == ["a"]


def test_what_a_key_forbids_undoes_its_block_alone(session: Session) -> None:
    table = session.schema.counters
    session.change(insert(table), ROWS[0])
    with pytest.raises(IntegrityError), session.savepoint():
        session.change_all(insert(table), [ROWS[1], ROWS[0]])
    assert names(session, ["a", "b'\""]) == ["a"]


def test_a_driver_s_refusal_is_sqlalchemy_s(session: Session) -> None:
    with pytest.raises(DBAPIError), session.savepoint():
        session.change(insert(session.schema.counters), {**ROWS[0], "value": None})
    assert names(session, ["a"]) == []


def test_a_statement_whose_text_depends_on_its_values_is_none_to_send_again(
    session: Session,
) -> None:
    counters = session.schema.counters
    with pytest.raises(TypeError, match="depends on values"):
        session.rows(select(counters.c.name).where(counters.c.name.in_(["a", "b"])), {})


def test_who_listens_hears_of_every_statement(sql_store: SqlStore) -> None:
    store = SqlStore(make_engine(sql_store.engine.url))
    sent = listen(store)
    with unit(store) as work:
        work.stock.levels([StockItem(ProductId("a"))])
    store.close()
    assert any("stock_levels" in statement for statement in sent)


def test_what_needs_no_answer_is_sent_with_the_commit(sql_store: SqlStore) -> None:
    on_postgresql = sql_store.engine.dialect.name == "postgresql"
    sent = listen(sql_store)
    together: list[bool] = []

    def note(connection: Connection, *_: object) -> None:
        driver: Any = connection.connection.driver_connection
        together.append(on_postgresql and driver.pgconn.pipeline_status != 0)  # 0 is "off"

    event.listen(sql_store.engine, "before_cursor_execute", note)
    with unit(sql_store) as work:
        work.audit.record(ENTRY)
        work.stock.set_level(StockItem(ProductId("a")), 1)
        work.audit.record(ENTRY)
    written = ["bo_audit" in statement for statement in sent if "INSERT" in statement]
    assert written == [False, True, True]
    assert together[-2:] == [on_postgresql, on_postgresql]


def test_what_was_left_for_the_commit_is_seen_before_it(sql_store: SqlStore) -> None:
    with unit(sql_store) as work:
        work.audit.record(ENTRY)
        assert work.audit.of_subject(ENTRY.subject_type, ENTRY.subject, PageAfter()).items == (
            ENTRY,
        )


def test_what_fails_with_the_commit_leaves_nothing(sql_store: SqlStore) -> None:
    nobody: Any = None
    one = StockItem(ProductId("a"))

    def write() -> None:
        with unit(sql_store) as work:
            work.stock.set_level(one, 1)
            work.audit.record(evolve(ENTRY, subject=nobody))
            work.audit.record(ENTRY)

    for _ in range(3):  # each connection that was used so can be used again
        with pytest.raises(StorageFailed):
            write()
    with unit(sql_store) as work:
        assert work.stock.levels([one]) == {one: 0}
        assert work.audit.of_subject(ENTRY.subject_type, ENTRY.subject, PageAfter()).items == ()


def end(store: SqlStore, connection: Connection) -> None:
    """Let the server end this connection, as an operator does."""
    driver: Any = connection.connection.driver_connection
    with store.engine.connect() as other:
        other.exec_driver_sql("SELECT pg_terminate_backend(%s, 5000)", (driver.info.backend_pid,))


def recorded(store: SqlStore) -> tuple[AuditEntry, ...]:
    with unit(store) as work:
        return work.audit.of_subject(ENTRY.subject_type, ENTRY.subject, PageAfter()).items


def test_a_connection_lost_after_the_commit_loses_nothing(
    emptied_postgres: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server has acknowledged it: what fails is that psycopg takes leave."""

    def commit_and_lose(transaction: RootTransaction, read_only: bool) -> None:
        _commit(transaction, read_only)
        end(emptied_postgres, transaction.connection)

    with monkeypatch.context() as patched:
        patched.setattr("backoffice_orders.adapters.sql.store._commit", commit_and_lose)
        with unit(emptied_postgres) as work:
            work.audit.record(ENTRY)
    assert recorded(emptied_postgres) == (ENTRY,)


def test_whoever_loses_the_connection_with_the_commit_does_not_know(
    emptied_postgres: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose_and_commit(transaction: RootTransaction, read_only: bool) -> None:
        end(emptied_postgres, transaction.connection)
        _commit(transaction, read_only)

    with monkeypatch.context() as patched:
        patched.setattr("backoffice_orders.adapters.sql.store._commit", lose_and_commit)
        with pytest.raises(OutcomeUnknown), unit(emptied_postgres) as work:
            work.audit.record(ENTRY)
    assert recorded(emptied_postgres) == ()


def test_who_keeps_a_refusal_of_the_database_to_himself_commits_nothing(
    emptied_postgres: SqlStore,
) -> None:
    """PostgreSQL answers such a commit without an error, and rolls everything back."""
    keep_to_himself(emptied_postgres, lambda own: own.exec_driver_sql("no SQL"))


def test_who_keeps_a_lost_connection_to_himself_commits_nothing(
    emptied_postgres: SqlStore,
) -> None:
    def lose(own: Connection) -> None:
        end(emptied_postgres, own)
        own.exec_driver_sql("SELECT 1")

    keep_to_himself(emptied_postgres, lose)


def test_what_rolls_back_by_itself_commits_nothing(sqlite_store: SqlStore) -> None:
    """SQLite does so where the disk is full, and then commits nothing without an error."""

    def fail(own: Connection) -> None:
        own.exec_driver_sql("INSERT OR ROLLBACK INTO bo_counters SELECT * FROM bo_counters")

    with unit(sqlite_store) as work:
        work.orders.next_number()
    keep_to_himself(sqlite_store, fail)


def test_who_goes_on_after_a_lost_connection_commits_nothing(
    emptied_postgres: SqlStore,
) -> None:
    """SQLAlchemy refuses the next statement with an error of its own."""

    def lose(own: Connection) -> None:
        end(emptied_postgres, own)
        own.exec_driver_sql("SELECT 1")

    for go_on in GOING_ON:
        keep_to_himself(emptied_postgres, lose, go_on)


def test_what_is_written_after_sqlite_has_rolled_back_is_not_there(
    sqlite_store: SqlStore,
) -> None:
    """SQLite would commit each statement that follows by itself."""

    def fail(own: Connection) -> None:
        own.exec_driver_sql("INSERT OR ROLLBACK INTO bo_counters SELECT * FROM bo_counters")

    with unit(sqlite_store) as work:
        work.orders.next_number()
    for go_on in GOING_ON:
        keep_to_himself(sqlite_store, fail, go_on)


ONE = StockItem(ProductId("a"))
GOING_ON: tuple[Callable[[UnitOfWork], object], ...] = (
    lambda work: work.stock.levels([ONE]),
    lambda work: work.stock.set_level(ONE, 2),
    lambda work: work.audit.record(ENTRY),
)


def keep_to_himself(
    store: SqlStore,
    fail: Callable[[Connection], object],
    go_on: Callable[[UnitOfWork], object] = lambda _: None,
) -> None:
    """Let a host's part fail, and go on as if nothing were."""

    def write() -> None:
        with unit(store) as work:
            work.stock.set_level(ONE, 1)
            with pytest.raises(DBAPIError):
                fail(work.connection)
            go_on(work)

    with pytest.raises(TransactionMisused, match="caught an error"):
        write()
    assert recorded(store) == ()
    with unit(store) as work:
        assert work.stock.levels([ONE]) == {ONE: 0}


def test_a_refused_commit_leaves_the_connection_to_the_next(
    emptied_postgres: SqlStore,
) -> None:
    """What was sent with the commit fails with it, and the transaction is to be rolled back."""
    body = "BEGIN PERFORM pg_sleep(0.2); RAISE EXCEPTION 'full'; END"
    with emptied_postgres.engine.begin() as own:
        own.exec_driver_sql(
            f"CREATE FUNCTION host_full() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"
        )
        own.exec_driver_sql(
            "CREATE TRIGGER host_full BEFORE INSERT ON bo_audit"
            " FOR EACH ROW EXECUTE FUNCTION host_full()"
        )
    try:
        with pytest.raises(StorageFailed), unit(emptied_postgres) as work:
            work.audit.record(ENTRY)
        with emptied_postgres.engine.connect() as next_one:
            assert next_one.exec_driver_sql("SELECT 1").scalar() == 1
    finally:
        with emptied_postgres.engine.begin() as own:
            own.exec_driver_sql("DROP FUNCTION host_full CASCADE")


def test_a_refused_commit_holds_up_nobody(sqlite_store: SqlStore) -> None:
    """SQLite keeps a transaction that it does not commit, and with it the only writer's lock."""
    other = SqlStore(make_engine(sqlite_store.engine.url))
    with sqlite_store.engine.begin() as own:
        key = "INTEGER REFERENCES host_a (id) DEFERRABLE INITIALLY DEFERRED"
        own.exec_driver_sql("CREATE TABLE host_a (id INTEGER PRIMARY KEY)")
        own.exec_driver_sql(f"CREATE TABLE host_b (a {key})")
    with pytest.raises(StorageFailed, match="storage"), unit(sqlite_store) as work:
        work.connection.exec_driver_sql("INSERT INTO host_b VALUES (7)")
    for store in (other, sqlite_store):
        with unit(store) as work:
            work.stock.set_level(ONE, 1)
    other.close()


@pytest.mark.parametrize("why", [KeyboardInterrupt, CartEmpty])
def test_why_it_was_broken_off_is_told_though_nothing_can_be_rolled_back(
    emptied_postgres: SqlStore, why: type[BaseException]
) -> None:
    """A program that is to end must not be told to try again."""

    def write() -> None:
        with unit(emptied_postgres) as work:
            work.stock.set_level(ONE, 1)
            end(emptied_postgres, work.connection)
            raise why

    with pytest.raises(why):
        write()
    with unit(emptied_postgres) as work:
        assert work.stock.levels([ONE]) == {ONE: 0}


def test_counting_what_tables_hold_fails_with_an_error_of_ours(tmp_path: Path) -> None:
    store = SqlStore.open_replica(f"postgresql://ann@/shop?host={tmp_path}")
    with pytest.raises(StorageBusy):
        store.analyze()


def test_connections_to_a_server_that_was_demoted_are_given_up(emptied_postgres: SqlStore) -> None:
    """A standby has taken over: what was connected before may only read."""
    database = emptied_postgres.engine.url.database

    def demote(to: str) -> None:
        with other.connect() as connection:
            connection.exec_driver_sql(
                f'ALTER DATABASE "{database}" SET default_transaction_read_only = {to}'
            )

    other = make_engine(emptied_postgres.engine.url.set(database="postgres"))
    other = other.execution_options(isolation_level="AUTOCOMMIT")
    store = SqlStore(make_engine(emptied_postgres.engine.url))
    demote("on")
    with pytest.raises(StorageBusy), unit(store) as work:
        work.stock.set_level(StockItem(ProductId("a")), 1)
    demote("off")
    with unit(store) as work:
        work.stock.set_level(StockItem(ProductId("a")), 1)
    store.close()
    other.dispose()
