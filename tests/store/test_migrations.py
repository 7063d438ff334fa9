"""Tables of the host's choice, made by the migrations exactly as the code expects them."""

from __future__ import annotations

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import URL, Index, PrimaryKeyConstraint, UniqueConstraint, inspect, text

from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.adapters.sql.engine import make_engine
from backoffice_orders.adapters.sql.migrate import migrate
from backoffice_orders.adapters.sql.schema import Schema
from backoffice_orders.back_office import BackOffice
from backoffice_orders.testing.samples import EMPLOYEE, set_up_shop
from tests import postgres


def used(store: SqlStore) -> list[str]:
    office = BackOffice(store)
    set_up_shop(office)
    return [hit.product.id for hit in office.products.search(EMPLOYEE, "mug")]


def test_migrations_make_what_the_code_expects(sql_store: SqlStore) -> None:
    with sql_store.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": "bo_alembic_version"}
        )
        assert compare_metadata(context, sql_store.schema.metadata) == []


def test_migrating_again_changes_nothing(sqlite_store: SqlStore) -> None:
    assert used(sqlite_store) == ["mug"]
    migrate(sqlite_store.engine)
    assert used(sqlite_store) == ["mug"]


def test_a_prefix_on_sqlite(tmp_path: Path) -> None:
    store = SqlStore.open(f"sqlite:///{tmp_path / 'host.db'}", Schema(prefix="orders_"))
    tables = inspect(store.engine).get_table_names()
    assert all(name.startswith("orders_") for name in tables)
    assert used(store) == ["mug"]
    store.close()


def test_a_schema_on_postgresql(postgres_server: URL) -> None:
    with postgres.database(postgres_server) as url:
        engine = make_engine(url)
        with engine.begin() as connection:
            connection.execute(text("CREATE SCHEMA shop"))
        engine.dispose()
        store = SqlStore.open(url, Schema(prefix="", schema="shop"))
        assert "orders" in inspect(store.engine).get_table_names(schema="shop")
        assert inspect(store.engine).get_table_names(schema="public") == []
        assert used(store) == ["mug"]
        store.close()


def test_every_key_and_index_begins_with_the_shop() -> None:
    """So a database that spreads its rows over machines can keep each shop on one."""
    first = {
        f"{table.name}: {part.name}": next(iter(part.columns)).name
        for table in Schema().metadata.sorted_tables
        for part in (table.primary_key, *table.constraints, *table.indexes)
        if isinstance(part, PrimaryKeyConstraint | UniqueConstraint | Index)
    }
    assert {name: column for name, column in first.items() if column != "shop_id"} == {}
