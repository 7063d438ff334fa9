"""Reading and writing rows: one connection, one shop, documents of the model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from backoffice_orders.adapters.sql.schema import Schema
from backoffice_orders.adapters.sql.seen import Seen
from backoffice_orders.model.ids import ShopId
from backoffice_orders.serialization import from_json, to_json

T = TypeVar("T")
# SQLite takes at most 32,766 parameters in one statement, PostgreSQL 65,535.
BATCH = 500


class ShopRows:
    """One shop's rows on one connection; the base of every adapter of a port."""

    def __init__(self, connection: Connection, schema: Schema, shop_id: ShopId, seen: Seen) -> None:
        self._connection = connection
        self._schema = schema
        self._shop_id = shop_id
        self._seen = seen

    def _insert(self, table: Table) -> Any:
        """An insert statement that knows ``on_conflict``, in the engine's dialect."""
        dialect = postgresql if self._connection.dialect.name == "postgresql" else sqlite
        return dialect.insert(table)

    def _upsert(self, table: Table, values: Mapping[str, Any]) -> None:
        """Insert a row, or replace the one with the same primary key."""
        self._changed(table)
        row = {"shop_id": self._shop_id, **values}
        keys = [column.name for column in table.primary_key]
        changed = {name: value for name, value in row.items() if name not in keys}
        self._connection.execute(
            self._insert(table).values(row).on_conflict_do_update(index_elements=keys, set_=changed)
        )

    def _insert_new(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
        """Insert those rows whose primary key is not there yet; how many they were."""
        key = next(iter(table.primary_key))
        statement = self._insert(table).values([{"shop_id": self._shop_id, **row} for row in rows])
        new = self._connection.execute(statement.on_conflict_do_nothing().returning(key))
        return len(new.all())  # drivers do not agree on what an insert's rowcount is

    def _add_all(self, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
        """Insert rows, many at a time."""
        batch = [{"shop_id": self._shop_id, **row} for row in rows]
        if batch:
            self._connection.execute(table.insert(), batch)

    def _mine(self, table: Table, **keys: Any) -> ColumnElement[bool]:
        """The condition for this shop's rows with these values."""
        return and_(
            table.c.shop_id == self._shop_id,
            *(table.c[name] == value for name, value in keys.items()),
        )

    def _document(self, table: Table, kind: type[T], **keys: Any) -> T | None:
        """The document of the one row with these keys."""
        known = self._seen.known(self._topic(table))
        if keys.keys() == {"id"} and keys["id"] in known:
            seen: T = known[keys["id"]]
            return seen
        query = select(table.c.document).where(self._mine(table, **keys))
        document = self._connection.execute(query).scalar_one_or_none()
        return None if document is None else from_json(document, kind)

    def _documents(self, table: Table, kind: type[T], ids: Iterable[str]) -> dict[str, T]:
        """The documents of the rows with these ids, by id."""
        known = self._seen.known(self._topic(table))
        wanted = sorted(set(ids))
        for batch in in_batches([id_ for id_ in wanted if id_ not in known]):
            query = select(table.c.id, table.c.document).where(
                self._mine(table), table.c.id.in_(batch)
            )
            for id_, document in self._connection.execute(query):
                known[id_] = from_json(document, kind)
        return {id_: known[id_] for id_ in wanted if id_ in known}

    def _topic(self, table: Table) -> str:
        return topic(table, self._shop_id)

    def _changed(self, *tables: Table) -> None:
        """Forget what was seen of tables that are written to."""
        self._seen.forget(*(self._topic(table) for table in tables))

    def _replace_words(self, table: Table, entry_id: str, words: Iterable[str]) -> None:
        """Let an entry be found by these words, and by no others."""
        self._connection.execute(delete(table).where(self._mine(table, entry_id=entry_id)))
        self._add_all(table, ({"word": word, "entry_id": entry_id} for word in words))


def topic(table: Table, shop_id: ShopId) -> str:
    """Under which name the documents of a shop's table have been seen."""
    return f"{table.name} {shop_id}"


def in_batches(items: Sequence[T], size: int = BATCH) -> Iterable[Sequence[T]]:
    """The items, so many at a time."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def written(value: Any) -> str:
    """A value of the model as it is stored."""
    return to_json(value)
