"""Tables of the host's choice, made by the migrations exactly as the code expects them."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from attrs import evolve
from sqlalchemy import URL, Engine, inspect, select, text

from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.adapters.sql.engine import make_engine
from backoffice_orders.adapters.sql.migrate import migrate
from backoffice_orders.adapters.sql.schema import Schema
from backoffice_orders.back_office import BackOffice
from backoffice_orders.testing.samples import EMPLOYEE, MUG, set_up_shop
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


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_upgrade_from_the_first_revision_keeps_its_data(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    shop = SqlStore.open(f"sqlite:///{tmp_path / 'shop.db'}")
    used(shop)

    def upgrade(url: str | URL) -> None:
        engine = make_engine(url)
        migrate(engine, revision="0001")
        _fill_as_the_first_revision_did(engine, shop)
        migrate(engine)
        office = BackOffice(SqlStore(engine))
        for text_of_search in ("mug", "mu", "MUG-1"):
            hits = office.products.search(EMPLOYEE, text_of_search)
            assert [h.product.id for h in hits] == ["mug"], text_of_search
        renamed = evolve(MUG, name="Cup")
        office.setup.save(EMPLOYEE, renamed)
        assert not office.products.search(EMPLOYEE, "blue").items
        assert [h.product.id for h in office.products.search(EMPLOYEE, "cup")] == ["mug"]
        engine.dispose()

    if kind == "sqlite":
        upgrade(f"sqlite:///{tmp_path / 'old.db'}")
    else:
        with postgres.database(request.getfixturevalue("postgres_server")) as url:
            upgrade(url)
    shop.close()


def _fill_as_the_first_revision_did(engine: Engine, shop: SqlStore) -> None:
    """Copy a shop, and write by which words its product is found into the tables of then."""
    with shop.engine.connect() as source, engine.begin() as target:
        there = set(inspect(target).get_table_names())
        for table in shop.schema.metadata.sorted_tables:
            rows = [dict(row) for row in source.execute(select(table)).mappings()]
            if rows and table.name in there:
                target.execute(table.insert(), rows)
        insert = "INSERT INTO bo_{} (shop_id, word, entry_id) VALUES ('main', '{}', 'mug')"
        for word in ("blue", "mug"):
            target.execute(text(insert.format("product_words", word)))
        target.execute(text(insert.format("product_codes", "mug1")))
