"""What a session sends, and what it raises."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, event, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.adapters.sql.engine import make_engine
from backoffice_orders.adapters.sql.session import Session
from backoffice_orders.adapters.sql.statements import insert, one_of, prepared
from backoffice_orders.model.ids import ProductId
from backoffice_orders.model.stock import StockItem
from backoffice_orders.testing.contracts.base import unit

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
