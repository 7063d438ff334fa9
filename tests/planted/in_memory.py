"""Faults of the memory store's own: its lock, its tables, its transactions."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from attrs import frozen

from backoffice_orders.adapters.memory import MemoryStore, store as memory_store
from backoffice_orders.adapters.memory.tables import Table, Tables
from backoffice_orders.model.shop import ShopScope


@frozen
class Broken:
    """A store that is broken as a whole, and for whose suites."""

    told: str
    port: str
    make: Callable[[], Any]
    race: bool = False


class _WithoutLock(MemoryStore):
    """Transactions overlap; ``_commit`` says what becomes of what both have written."""

    def __init__(self) -> None:
        super().__init__()
        self._committing = threading.Lock()

    @contextmanager
    def transaction(self, scope: ShopScope, *, read_only: bool = False) -> Iterator[Any]:
        with self._one_per_thread.transaction():
            begun = self._committed
            tables = begun.begin(read_only=read_only)
            try:
                yield memory_store._ports(tables, scope)
                if not read_only:
                    with self._committing:
                        self._commit(begun, tables)
            finally:
                tables.end()

    def _commit(self, begun: Tables, tables: Tables) -> None:
        self._committed = tables


class _LastTableWins(_WithoutLock):
    def _commit(self, begun: Tables, tables: Tables) -> None:
        merged = dict(self._committed._tables)
        merged |= {name: tables._tables[name] for name in tables._own}
        self._committed = Tables(merged)


class _LastRowWins(_WithoutLock):
    def _commit(self, begun: Tables, tables: Tables) -> None:
        merged = dict(self._committed._tables)
        for name in tables._own:
            before, after = begun._tables.get(name, {}), tables._tables[name]
            rows = dict(merged.get(name, {}))
            rows |= {key: row for key, row in after.items() if before.get(key) is not row}
            for key in before.keys() - after.keys():
                rows.pop(key, None)
            merged[name] = rows
        self._committed = Tables(merged)


class _CommitsErrors(MemoryStore):
    @contextmanager
    def transaction(self, scope: ShopScope, *, read_only: bool = False) -> Iterator[Any]:
        failed: BaseException | None = None
        with super().transaction(scope, read_only=read_only) as unit:
            try:
                yield unit
            except BaseException as error:
                failed = error
        if failed is not None:
            raise failed


class _CommitsWhatStops(MemoryStore):
    """What is no ``Exception`` ends a transaction as if nothing had gone wrong."""

    @contextmanager
    def transaction(self, scope: ShopScope, *, read_only: bool = False) -> Iterator[Any]:
        stopped: BaseException | None = None
        with super().transaction(scope, read_only=read_only) as unit:
            try:
                yield unit
            except Exception:
                raise
            except BaseException as error:
                stopped = error
        if stopped is not None:
            raise stopped


class _Unseparated(_WithoutLock):
    """Everybody works on the same tables; who fails puts back what was there when it began."""

    @contextmanager
    def transaction(self, scope: ShopScope, *, read_only: bool = False) -> Iterator[Any]:
        with self._one_per_thread.transaction():
            shared, begun = self._committed, _copied(self._committed)
            tables = shared.begin(read_only=read_only)
            tables._tables = shared._tables
            tables._own = set(shared._tables) | _EVERY_TABLE
            for name in tables._own:
                shared._tables.setdefault(name, {})
            try:
                yield memory_store._ports(tables, scope)
            except BaseException:
                shared._tables.clear()
                shared._tables.update(begun)
                raise
            finally:
                tables.end()


def _copied(tables: Tables) -> dict[str, dict[Any, Any]]:
    return {name: dict(rows) for name, rows in tables._tables.items()}


class _Nested(MemoryStore):
    """A second transaction of the same thread begins."""

    @contextmanager
    def transaction(self, scope: ShopScope, *, read_only: bool = False) -> Iterator[Any]:
        with self._lock_again():
            tables = self._committed.begin(read_only=read_only)
            try:
                yield memory_store._ports(tables, scope)
                if not read_only:
                    self._committed = tables
            finally:
                tables.end()

    @contextmanager
    def _lock_again(self) -> Iterator[None]:
        lock = self.__dict__.setdefault("_again", threading.RLock())
        with lock:
            yield


class _ReadOnlyWrites(MemoryStore):
    @contextmanager
    def transaction(self, scope: ShopScope, *, read_only: bool = False) -> Iterator[Any]:
        with super().transaction(scope) as unit:
            yield unit


class _ReadersWait(MemoryStore):
    """Whoever reads waits for who writes."""

    @contextmanager
    def transaction(self, scope: ShopScope, *, read_only: bool = False) -> Iterator[Any]:
        turn = self._turn() if read_only else nullcontext()
        with super().transaction(scope, read_only=read_only) as unit, turn:
            yield unit


class _ReadOnlyForgets(MemoryStore):
    """A read-only transaction takes writes, and throws them away."""

    @contextmanager
    def transaction(self, scope: ShopScope, *, read_only: bool = False) -> Iterator[Any]:
        before = self._committed
        with super().transaction(scope) as unit:
            yield unit
        if read_only:
            self._committed = before


class _NeverEnds(Tables):
    def begin(self, *, read_only: bool) -> Tables:
        return _NeverEnds(self._tables, read_only=read_only)

    def end(self) -> None:
        pass


class _WorksAfterwards(MemoryStore):
    def __init__(self) -> None:
        super().__init__()
        self._committed = _NeverEnds()


_EVERY_TABLE: set[str] = set()


def _with_table(name: str, broken: Callable[[str], type[Tables]]) -> Callable[[], Any]:
    def make() -> Any:
        made = MemoryStore()
        made._committed = broken(name)()
        return made

    return make


def _keeps(name: str) -> type[Tables]:
    """Tables of which one is never copied: what is written to it is there at once."""

    class Keeping(Tables):
        def begin(self, *, read_only: bool) -> Tables:
            self._tables.setdefault(name, {})
            begun = Keeping(self._tables, read_only=read_only)
            begun._own = {name}
            return begun

    return Keeping


def _mixes(name: str) -> type[Tables]:
    """Tables of which one is every shop's."""

    class Rows(dict[Any, Any]):
        def __getitem__(self, key: Any) -> Any:
            return super().__getitem__(("main", key[1]))

        def get(self, key: Any, default: Any = None) -> Any:
            return super().get(("main", key[1]), default)

        def __setitem__(self, key: Any, value: Any) -> None:
            super().__setitem__(("main", key[1]), value)

        def pop(self, key: Any, default: Any = None) -> Any:
            return super().pop(("main", key[1]), default)

    class Mixing(Tables):
        def begin(self, *, read_only: bool) -> Tables:
            return Mixing(self._tables, read_only=read_only)

        def write(self, table: str) -> dict[Any, Any]:
            rows = super().write(table)
            if table == name and not isinstance(rows, Rows):
                rows = self._tables[name] = Rows(rows)
            return rows

    return Mixing


def tables() -> dict[str, str]:
    """The names of all tables, and the port that keeps each."""
    from backoffice_orders.testing.contracts.shelf import CONCERNS

    store = MemoryStore()
    found: dict[str, str] = {}
    with store.transaction(ShopScope()) as unit:
        for port in CONCERNS:
            for part in vars(getattr(unit, port)).values():
                if isinstance(part, Table):
                    found.setdefault(part._name, port)
    return found


_EVERY_TABLE |= set(tables())
# Numbers that leave gaps, or that several shops share: what is put in order by them stays in order.
_ONLY_COUNTS = {"outbox_counts"}
BROKEN: tuple[Broken, ...] = (
    Broken("there is no lock, and the last commit wins", "", _WithoutLock, race=True),
    Broken("of two that write one table, the last wins", "", _LastTableWins, race=True),
    Broken("of two that write one row, the last wins", "", _LastRowWins, race=True),
    Broken("everybody works on the same tables", "", _Unseparated, race=True),
    Broken("errors are committed", "", _CommitsErrors),
    Broken("what stops a program is committed", "", _CommitsWhatStops),
    Broken("a transaction begins within another one", "", _Nested),
    Broken("a read-only transaction writes", "", _ReadOnlyWrites),
    Broken("a read-only transaction waits for a writer", "", _ReadersWait, race=True),
    Broken("a read-only transaction forgets what is written", "", _ReadOnlyForgets),
    Broken("a transaction works after its end", "", _WorksAfterwards),
    *(
        broken
        for name, port in tables().items()
        if name not in _ONLY_COUNTS
        for broken in (
            Broken(f"the table {name} keeps what is undone", port, _with_table(name, _keeps)),
            Broken(f"the table {name} is every shop's", port, _with_table(name, _mixes)),
        )
    ),
)
