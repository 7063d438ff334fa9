"""Any order of clicks on the page, in memory, on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import tempfile
from functools import cache
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from backoffice_orders.adapters.memory import FixedClock, MemoryStore, SequentialIds
from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.back_office import BackOffice
from backoffice_orders.ports.own_parts import OwnParts
from backoffice_orders.ports.unit_of_work import Transaction
from backoffice_orders.testing.page_model import OrderPage, page_test
from tests.kit.wrapped import Wrapped

SETTINGS = settings(
    max_examples=200,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
shops = count(1)


class PageInMemory(OrderPage):
    def open_office(self) -> BackOffice:
        return BackOffice(MemoryStore(), clock=FixedClock(), ids=SequentialIds())


@cache
def sqlite_store() -> SqlStore:
    # One file for all examples; each is a shop of its own in it.
    directory = tempfile.mkdtemp(prefix="backoffice-orders-")
    return SqlStore.open(f"sqlite:///{Path(directory) / 'page.db'}")


class PageOnSqlite(OrderPage):
    def open_office(self) -> BackOffice:
        return BackOffice(
            sqlite_store(), shop=f"shop-{next(shops)}", clock=FixedClock(), ids=SequentialIds()
        )


@pytest.fixture(scope="module")
def postgres_page(postgres_store: SqlStore) -> None:
    """One database for all examples; each is a shop of its own in it."""
    PageOnPostgres.store = postgres_store


class PageOnPostgres(OrderPage):
    store: SqlStore

    def open_office(self) -> BackOffice:
        return BackOffice(
            self.store, shop=f"shop-{next(shops)}", clock=FixedClock(), ids=SequentialIds()
        )


class PageOfAHost(OrderPage):
    """A host's own stock and orders, made from each transaction."""

    def open_office(self) -> BackOffice:
        def own(transaction: Transaction) -> OwnParts:
            ports = transaction.ports
            return OwnParts(stock=Wrapped(ports.stock), orders=Wrapped(ports.orders))

        return BackOffice(MemoryStore(), own=own, clock=FixedClock(), ids=SequentialIds())


TestPageInMemory = page_test(PageInMemory, SETTINGS)
TestPageOfAHost = page_test(PageOfAHost, settings(SETTINGS, max_examples=100))
# On a file and over a socket each click takes several times as long: `make soak` has the full dose.
SOAK = bool(os.environ.get("BACKOFFICE_SOAK"))
TestPageOnSqlite = page_test(PageOnSqlite, settings(SETTINGS, max_examples=200 if SOAK else 80))
TestPageOnPostgres = pytest.mark.usefixtures("postgres_page")(
    page_test(PageOnPostgres, settings(SETTINGS, max_examples=200 if SOAK else 25))
)
