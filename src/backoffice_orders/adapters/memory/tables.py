"""Tables: dictionaries that are copied when a transaction first writes to them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Generic, TypeVar

from backoffice_orders.adapters.transactions import require
from backoffice_orders.model.ids import ShopId

V = TypeVar("V")


class Tables:
    """Named dictionaries from (shop, key) to a value."""

    def __init__(
        self, committed: dict[str, dict[Any, Any]] | None = None, *, read_only: bool = False
    ) -> None:
        self._tables = dict(committed or {})
        self._own: set[str] = set()
        self._read_only = read_only
        self._over = False

    def begin(self, *, read_only: bool) -> Tables:
        """The same tables, for one transaction to change."""
        return Tables(self._tables, read_only=read_only)

    def end(self) -> None:
        """Refuse whatever is asked from now on."""
        self._over = True

    def require_open(self) -> None:
        """Raise ``TransactionMisused`` once the transaction has ended."""
        require(not self._over, "its transaction has ended")

    def require_writing(self) -> None:
        """Raise ``TransactionMisused`` where nothing may be written (any more)."""
        self.require_open()
        require(not self._read_only, "its transaction is read-only")

    def read(self, name: str) -> dict[Any, Any]:
        """The table, to look at only."""
        self.require_open()
        return self._tables.get(name, {})

    def write(self, name: str) -> dict[Any, Any]:
        """The table, to change."""
        self.require_writing()
        if name not in self._own:
            self._own.add(name)
            self._tables[name] = dict(self._tables.get(name, {}))
        return self._tables[name]


class MemoryPort:
    """The base of every port in memory."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def require_writing(self) -> None:
        """Raise ``TransactionMisused`` where nothing may be written."""
        self._tables.require_writing()


class Table(Generic[V]):
    """One shop's part of a table."""

    def __init__(self, tables: Tables, name: str, shop_id: ShopId) -> None:
        self._tables = tables
        self._name = name
        self._shop_id = shop_id

    def get(self, key: Any) -> V | None:
        """The value, or None."""
        return self._tables.read(self._name).get((self._shop_id, key))

    def put(self, key: Any, value: V) -> None:
        """Store or replace the value."""
        self._tables.write(self._name)[self._shop_id, key] = value

    def append(self, value: V) -> None:
        """Store the value under a number, after all others."""
        rows = self._tables.write(self._name)
        _, last = next(reversed(rows), (self._shop_id, 0))
        rows[self._shop_id, last + 1] = value

    def remove(self, key: Any) -> None:
        """Forget the value, if there is one."""
        self._tables.write(self._name).pop((self._shop_id, key), None)

    def items(self) -> list[tuple[Any, V]]:
        """Keys and values, by key."""
        rows = self._tables.read(self._name).items()
        return sorted(
            ((key, value) for (shop_id, key), value in rows if shop_id == self._shop_id),
            key=lambda row: row[0],
        )

    def values(self) -> list[V]:
        """The values, by key."""
        return [value for _, value in self.items()]

    def some(self, keys: Collection[Any]) -> list[V]:
        """The values of those of the keys that there are, by key."""
        rows = self._tables.read(self._name)
        found = ((self._shop_id, key) for key in sorted(set(keys)))
        return [rows[key] for key in found if key in rows]

    def in_order(self) -> list[V]:
        """The values in the order in which their keys were first stored."""
        rows = self._tables.read(self._name).items()
        return [value for (shop_id, _), value in rows if shop_id == self._shop_id]
