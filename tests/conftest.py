"""The stores that every test of a store runs on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.terminal import TerminalReporter
from sqlalchemy import URL, text

from backoffice_orders.adapters.memory import FixedClock, LinkedCheckout, MemoryStore, SequentialIds
from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.back_office import BackOffice
from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.testing.samples import set_up_shop
from tests import postgres


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--parity-cases",
        action="append",
        default=[],
        type=Path,
        metavar="DIR",
        help="run the parity cases of these directories instead of the project's own",
    )
    parser.addoption(
        "--screenshots",
        type=Path,
        metavar="DIR",
        help="where the browser tests leave their screenshots of the page",
    )


# Use cases and pages are tried on the memory store, which answers as the others do (contracts,
# tests/store/test_differential.py), and on databases by these. STORES=all tries all everywhere.
USE_CASES = {"page", "checkout", "gone", "services", "security", "web"}
SMOKE = {
    "page": {
        "test_2_basis",
        "test_3_products",
        "test_4_vouchers",
        "test_7_finishing",
        "test_closed_carts",
        "test_housekeeping",
        "test_partial_vouchers",
        "test_stateful",
    },
    "checkout": {"test_money_on_record", "test_offers", "test_paying"},
    "gone": {"test_kinds"},
    "services": {"test_asking", "test_reports"},
    "security": {"test_personal_data"},
}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out use cases on databases, but for the smoke set."""
    if os.environ.get("STORES") != "all":
        left_out = [item for item in items if not _is_tried(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if _is_tried(item)]


def _is_tried(item: pytest.Item) -> bool:
    folder, module = item.path.parent.name, item.path.stem
    on_a_database = "sqlite" in item.name or "postgres" in item.name
    return folder not in USE_CASES or not on_a_database or module in SMOKE.get(folder, set[str]())


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """How many parity cases hold, per file and in all."""
    counts: dict[str, list[int]] = {}
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            file = dict(report.user_properties).get("parity_file")
            if file is not None:
                counts.setdefault(str(file), [0, 0])[outcome == "failed"] += 1
    if counts:
        terminalreporter.section("parity cases")
        for file, (held, failed) in sorted(counts.items()):
            terminalreporter.line(f"{Path(file).name}: {held} hold, {failed} failed")
        held, failed = (sum(each[index] for each in counts.values()) for index in (0, 1))
        terminalreporter.line(f"in all: {held} hold, {failed} failed")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[URL]:
    with postgres.server() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_store(postgres_server: URL) -> Iterator[SqlStore]:
    """One migrated database for the session; ``store`` empties it for each test."""
    with postgres.database(postgres_server) as url:
        sql = SqlStore.open(url)
        yield sql
        sql.close()


@pytest.fixture
def sqlite_store(tmp_path: Path) -> Iterator[SqlStore]:
    sql = SqlStore.open(f"sqlite:///{tmp_path / 'shop.db'}")
    yield sql
    sql.close()


@pytest.fixture
def emptied_postgres(postgres_store: SqlStore) -> SqlStore:
    tables = ", ".join(str(table) for table in postgres_store.schema.metadata.tables)
    with postgres_store.engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY"))
    return postgres_store


@pytest.fixture(params=["sqlite_store", "emptied_postgres"], ids=["sqlite", "postgres"])
def sql_store(request: pytest.FixtureRequest) -> SqlStore:
    """An empty store on each engine."""
    store: SqlStore = request.getfixturevalue(request.param)
    return store


@pytest.fixture(
    params=["memory", "sqlite_store", "emptied_postgres"], ids=["memory", "sqlite", "postgres"]
)
def store(request: pytest.FixtureRequest) -> Store:
    """An empty store of every kind."""
    if request.param == "memory":
        return MemoryStore()
    store: Store = request.getfixturevalue(request.param)
    return store


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def office(store: Store, clock: FixedClock) -> BackOffice:
    """The sample shop, open for business, on every store."""
    opened = BackOffice(store, clock=clock, ids=SequentialIds(), checkout=LinkedCheckout())
    set_up_shop(opened)
    return opened
