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

from backoffice_orders.adapters.sql import SqlStore, carts, orders
from backoffice_orders.adapters.sql.customer_list import CustomerList
from backoffice_orders.adapters.sql.journal import SqlAudit
from backoffice_orders.adapters.sql.outbox import SqlOutbox
from backoffice_orders.adapters.sql.rules import SqlCartRules
from backoffice_orders.adapters.sql.search_index import SearchIndex, _Changes
from backoffice_orders.adapters.sql.search_plan import Terms
from backoffice_orders.adapters.sql.seen import Seen
from backoffice_orders.adapters.sql.session import Session
from backoffice_orders.model.shop import ShopScope
from backoffice_orders.ports.unit_of_work import Store, UnitOfWork
from backoffice_orders.testing.contracts.questions import READS
from backoffice_orders.testing.contracts.writes import WRITES
from tests.planted.planting import Patched
from tests.planted.slips import slip


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

SLIPS: tuple[Patched, ...] = (
    slip(
        "carts",
        carts,
        "_columns",
        "are those of a name once it is stored",
        '"named": bool(cart.name)',
        '"named": bool(cart.name) if cart.version == 1 else False',
    ),
    slip(
        "carts",
        carts,
        "draft_conditions",
        "take another shop's links for one's own",
        "(links.shop_id == carts.shop_id) & (links.cart_id == carts.id)",
        "links.cart_id == carts.id",
    ),
    slip(
        "orders",
        orders,  # which asks for it by this name
        "values_of",
        "has no reference go on with what is beyond the basic plane",
        "past(named.reference_key)",
        'named.reference_key + "\uffff"',
    ),
    slip(
        "customers",
        CustomerList,
        "changed",
        "writes no more than a thousand customers' groups",
        "self._write()",
        "self._due.popitem()",
    ),
    slip(
        "customers",
        CustomerList,
        "_queries",
        "has the groups of another shop's customers",
        "(members.c.shop_id == table.c.shop_id) & (members.c.customer_id == table.c.id)",
        "members.c.customer_id == table.c.id",
    ),
    slip(
        "customers",
        _Changes,
        "note",
        "leaves an entry's terms where it stood",
        "had - has if stays else had",
        "had - has if stays else ()",
    ),
    slip(
        "customers",
        SearchIndex,
        "_place",
        "leaves an entry where it stood",
        " and before.step == step",
        "",
    ),
    slip(
        "cart_rules",
        SearchIndex,
        "_place",
        "sorts an entry as it was sorted",
        "rest=rest, words=words)",
        "rest=before.rest, words=words)",
    ),
    slip(
        "catalog",
        SearchIndex,
        "_place",
        "has one block of each step",
        "number = self._last_of(step) + 1",
        "number = (self._last_of(step) + 1) % 60",
    ),
    slip(
        "catalog",
        Terms,
        "whole",
        "takes a long word's beginning for the whole",
        'word + "." if len(word) <= self.most else word[: self.most] + "-"',
        'word[: self.most] + "."',
    ),
    slip(
        "cart_rules",
        SqlCartRules,
        "for_cart",
        "answers for the whole day",
        "customer_id, at)\n",
        "customer_id, at.date())\n",
    ),
    slip(
        "cart_rules",
        SqlCartRules,
        "for_cart",
        "answers whoever asks",
        "(frozenset(granted), customer_id, at)",
        "(frozenset(granted), at)",
    ),
    slip(
        "outbox",
        SqlOutbox,
        "claim",
        "takes all of a key before the next one's",
        "sorted(rows)[:limit]",
        "rows[:limit]",
    ),
    slip(
        "outbox",
        SqlOutbox,
        "subscribe",
        "gives out a hundred events of the past",
        "self._events(here)",
        "self._events(here, 100)",
    ),
    slip(
        "audit",
        SqlAudit,
        "forget",
        "leaves what is still to be written",
        "    self._session.write_waiting()\n",
        "",
    ),
)
