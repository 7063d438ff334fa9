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
from backoffice_orders.testing.page_model import OrderPage

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


TestPageInMemory = PageInMemory.TestCase
TestPageInMemory.settings = SETTINGS
TestPageOnSqlite = PageOnSqlite.TestCase
TestPageOnSqlite.settings = SETTINGS
TestPageOnPostgres = pytest.mark.usefixtures("postgres_page")(PageOnPostgres.TestCase)
# Over a socket each click takes several times as long: the full dose is `make soak`'s.
TestPageOnPostgres.settings = settings(
    SETTINGS, max_examples=200 if os.environ.get("BACKOFFICE_SOAK") else 25
)
