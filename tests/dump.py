"""Everything that a store holds, to compare and to search."""

from __future__ import annotations

from typing import Any

from attrs import asdict, has
from sqlalchemy import select

from backoffice_orders.adapters.memory import MemoryStore
from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.ports.unit_of_work import Store


def dump(store: Store) -> dict[str, Any]:
    """Every table with every row."""
    if isinstance(store, SqlStore):
        with store.engine.connect() as connection:
            return {
                str(table): sorted(map(repr, connection.execute(select(table)).all()))
                for table in store.schema.metadata.sorted_tables
            }
    assert isinstance(store, MemoryStore)
    tables: dict[str, dict[Any, Any]] = store._committed._tables
    return {name: dict(rows) for name, rows in tables.items()}


def text_of(store: Store) -> str:
    """The same as one text."""
    return repr(_plain(dump(store)))


def _plain(value: Any) -> Any:
    if has(type(value)):
        return asdict(value)
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return value
