"""Faults of the SQL store: a share of those of any store, and its own."""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

from sqlalchemy import event

from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.adapters.sql.rules import SqlCartRules
from backoffice_orders.adapters.sql.seen import Seen
from backoffice_orders.adapters.sql.session import Session
from backoffice_orders.model.shop import ShopScope
from backoffice_orders.ports.unit_of_work import Store, UnitOfWork
from backoffice_orders.testing.contracts.questions import READS
from backoffice_orders.testing.contracts.writes import WRITES
from tests.planted.planting import Patched


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


@contextmanager
def shopless(method: str) -> Iterator[bool]:
    """Whatever a method sends asks for rows of every shop, and changes them."""
    store, (port, _, name) = _opened(), method.partition(".")
    with store.transaction(ShopScope()) as unit:
        kind = type(getattr(getattr(unit, port), name).__self__)
    original, own = getattr(kind, name), name in vars(kind)
    within = 0

    def planted(*a: Any, **k: Any) -> Any:
        nonlocal within
        within += 1
        try:
            return original(*a, **k)
        finally:
            within -= 1

    def sent(_: Any, __: Any, text: str, values: Any, *___: Any) -> tuple[str, Any]:
        if within and not text.lstrip().startswith("INSERT"):
            text = _OF_THE_SHOP.sub(r"(\1 = ? OR 1=1)", text)
        return text, values

    event.listen(store.engine, "before_cursor_execute", sent, retval=True)
    setattr(kind, name, planted)
    try:
        yield True
    finally:
        event.remove(store.engine, "before_cursor_execute", sent)
        setattr(kind, name, original) if own else delattr(kind, name)


_OF_THE_SHOP = re.compile(r"((?:\w+\.)?shop_id) = \?")
# What is inserted or replaced whole, besides which no more is written than how new something is.
_INSERTED = frozenset(
    {
        "shops.save",
        "customers.save_group",
        "addresses.add",
        "catalog.save_product",
        "catalog.save_category",
        "catalog.save_brand",
        "catalog.save_supplier",
        "stock.set_level",
        "stock.receive",
        "carriers.save_zone",
        "carriers.save_country",
        "exchange_rates.save",
        "orders.next_number",
        "files.add",
        "links.add",
        "emails.add",
        "audit.record",
        "viewers.keep",
        "webhooks.add",
        "webhooks.log",
    }
)
OF_A_SHOP = tuple(
    method
    for method in dict.fromkeys((*READS, *(write.method for write in WRITES)))
    if method not in _INSERTED
)
_ROWS = SqlCartRules._rows


def of_the_rules_shop(name: str) -> Any:
    """What is read along with the rules of a cart is read from the shop that has the rules."""

    def rows(self: Any, values: Any) -> Any:
        send = self._session.rows

        def sent(statement: Any, given: Any) -> Any:
            return send(statement, {**given, name: self._shop_id} if name in given else given)

        with mock.patch.object(self._session, "rows", sent):
            return _ROWS(self, values)

    return rows


PATCHED: tuple[Patched, ...] = (
    *(
        Patched(
            f"what a cart is priced with is not the {port}'s",
            port,
            SqlCartRules,
            "_rows",
            of_the_rules_shop(f"of_{port}"),
        )
        for port in ("stock", "catalog")
    ),
    Patched("nothing read is forgotten by a write", "", Seen, "forget", lambda self, *_: None),
    Patched("what waits to be written is lost", "", Session, "write_waiting", lambda self: None),
    Patched("read-only is not asked for", "", Session, "require_writing", lambda self: None),
    Patched("a savepoint saves nothing", "", Session, "savepoint", lambda self: nullcontext()),
    Patched("the end is forgotten", "", Session, "end", lambda self: None),
)
