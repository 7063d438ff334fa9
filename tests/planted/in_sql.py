"""Faults of the SQL store: a share of those of any store, and its own."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache
from pathlib import Path
from typing import Any

from attrs import frozen

from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.adapters.sql.seen import Seen
from backoffice_orders.adapters.sql.session import Session
from backoffice_orders.model.shop import ShopScope
from backoffice_orders.ports.unit_of_work import Store, UnitOfWork


@cache
def _opened() -> SqlStore:
    path = Path(tempfile.mkdtemp(prefix="backoffice-orders-planted-")) / "planted.db"
    atexit.register(shutil.rmtree, path.parent, ignore_errors=True)
    return SqlStore.open(f"sqlite:///{path}")


def sqlite() -> Store:
    """An empty store: one file, emptied each time, as opening one takes longer than a suite."""
    store = _opened()
    with store.engine.begin() as connection:
        for table in reversed(store.schema.metadata.sorted_tables):
            connection.execute(table.delete())
    return _Anew(store)


class _Anew:
    """The store for one test, with nothing remembered; closing it leaves the file open."""

    def __init__(self, store: SqlStore) -> None:
        self._store = SqlStore(store.engine, store.schema)

    def transaction(
        self, scope: ShopScope, *, read_only: bool = False
    ) -> AbstractContextManager[UnitOfWork]:
        return self._store.transaction(scope, read_only=read_only)

    def close(self) -> None:
        pass


@frozen
class Patched:
    """Something of the adapter's that does something else."""

    told: str
    port: str
    owner: type[Any]
    name: str
    new: Callable[..., Any]

    @contextmanager
    def planted(self) -> Iterator[bool]:
        """Plant it; whether it could be."""
        if not hasattr(self.owner, self.name):
            yield False
            return
        old = getattr(self.owner, self.name)
        setattr(self.owner, self.name, self.new)
        try:
            yield True
        finally:
            setattr(self.owner, self.name, old)


PATCHED: tuple[Patched, ...] = (
    Patched("nothing read is forgotten by a write", "", Seen, "forget", lambda self, *_: None),
    Patched("what waits to be written is lost", "", Session, "write_waiting", lambda self: None),
    Patched("read-only is not asked for", "", Session, "require_writing", lambda self: None),
    Patched("a savepoint saves nothing", "", Session, "savepoint", lambda self: nullcontext()),
    Patched("the end is forgotten", "", Session, "end", lambda self: None),
)
