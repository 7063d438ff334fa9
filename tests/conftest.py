"""The stores that every test of a store runs on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from backoffice_orders.adapters.memory import FixedClock, LinkedCheckout, MemoryStore, SequentialIds
from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.back_office import BackOffice
from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.testing.samples import set_up_shop


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "memory":
        yield MemoryStore()
        return
    sql = SqlStore.open(f"sqlite:///{tmp_path / 'shop.db'}")
    yield sql
    sql.close()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def office(store: Store, clock: FixedClock) -> BackOffice:
    """The sample shop, open for business, on every store."""
    opened = BackOffice(store, clock=clock, ids=SequentialIds(), checkout=LinkedCheckout())
    set_up_shop(opened)
    return opened
