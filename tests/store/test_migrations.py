"""Tables of the host's choice, made and changed as the code expects, also by the host's hands."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from sqlalchemy import (
    URL,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    inspect,
    text,
)

from backoffice_orders.adapters.sql import SqlStore, driver_connections, has_tables, without_ours
from backoffice_orders.adapters.sql.engine import make_engine
from backoffice_orders.adapters.sql.migrating import REVISION, migrate
from backoffice_orders.adapters.sql.schema import Schema
from backoffice_orders.adapters.sql.upgrade import MIGRATIONS
from backoffice_orders.back_office import BackOffice
from backoffice_orders.testing.samples import EMPLOYEE, set_up_shop
from tests import postgres

MIGRATE = import_module(migrate.__module__)


def used(store: SqlStore) -> list[str]:
    office = BackOffice(store)
    set_up_shop(office)
    return [hit.product.id for hit in office.products.search(EMPLOYEE, "mug")]


@pytest.fixture(params=["sqlite", "postgres"])
def new_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlStore]:
    """A store in a database in which nobody else has made a table."""
    if request.param == "sqlite":
        store = SqlStore.open(f"sqlite:///{tmp_path / 'new.db'}")
        yield store
        store.close()
        return
    with postgres.database(request.getfixturevalue("postgres_server")) as url:
        store = SqlStore.open(url)
        yield store
        store.close()


def test_migrations_make_what_the_code_expects(new_store: SqlStore) -> None:
    with new_store.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": "bo_alembic_version"}
        )
        assert compare_metadata(context, new_store.schema.metadata) == []


@pytest.mark.parametrize(
    ("table", "index", "condition"),
    [
        ("cart_rules", "cart_rules_automatic", "used < quantity"),
        ("orders", "orders_unpaid", "unpaid"),
    ],
)
def test_an_index_leaves_out_on_each_engine_what_nobody_asks_for(
    new_store: SqlStore, table: str, index: str, condition: str
) -> None:
    name = new_store.engine.dialect.name
    indexes = inspect(new_store.engine).get_indexes(f"bo_{table}")
    options = {str(each["name"]): each.get("dialect_options", {}) for each in indexes}
    assert condition in str(options[f"bo_{index}"].get(f"{name}_where"))


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


def test_the_newest_revision_is_the_last_script(sql_store: SqlStore) -> None:
    """So a new database, which no script has made, is up to date for Alembic too."""
    assert ScriptDirectory(str(MIGRATIONS)).get_heads() == [REVISION]
    options = {"version_table": sql_store.schema.version_table}
    with sql_store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=options)
        assert context.get_current_heads() == (REVISION,)


ADDS_A_COLUMN = """
import sqlalchemy as sa

revision, down_revision, branch_labels, depends_on = "0002", "0001", None, None

def upgrade(op, schema):
    op.add_column(f"{schema.prefix}links", sa.Column("note", sa.Text), schema=schema.schema)
"""


@pytest.fixture
def one_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The package's next version has one revision more."""
    migrations = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, migrations)
    (migrations / "versions" / "0002_a_note.py").write_text(ADDS_A_COLUMN)
    monkeypatch.setattr("backoffice_orders.adapters.sql.upgrade.MIGRATIONS", migrations)
    monkeypatch.setattr(MIGRATE, "REVISION", "0002")


def columns(store: SqlStore) -> set[str]:
    return {each["name"] for each in inspect(store.engine).get_columns("bo_links")}


def test_an_older_database_is_changed_and_keeps_its_data(
    sqlite_store: SqlStore, one_more: None
) -> None:
    assert used(sqlite_store) == ["mug"]
    assert "note" not in columns(sqlite_store)
    migrate(sqlite_store.engine)
    assert "note" in columns(sqlite_store)
    assert used(sqlite_store) == ["mug"]
    migrate(sqlite_store.engine)  # and no more: the column would be there twice


def test_an_older_database_is_changed_within_the_host_s_own_revision(
    tmp_path: Path, one_more: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The host's Alembic is at work meanwhile, and goes on afterwards."""
    url = f"sqlite:///{tmp_path / 'host.db'}"
    with monkeypatch.context() as before:
        before.setattr(MIGRATE, "REVISION", REVISION)
        SqlStore.open(url).close()
    host = host_alembic(tmp_path, url)
    revision(
        host, "ours", "migrate(op.get_bind())", "op.create_table('theirs', sa.Column('x', sa.Text))"
    )
    command.upgrade(host, "head")
    store = SqlStore.open(url)
    assert "note" in columns(store)
    assert "theirs" in inspect(store.engine).get_table_names()
    store.close()


THEIRS = "op.create_table('theirs', sa.Column('x', sa.Text))"
ENVIRONMENT = """
from alembic import context
from sqlalchemy import Column, Integer, MetaData, Table, create_engine
from backoffice_orders.adapters.sql import without_ours

theirs = MetaData()
Table("host_items", theirs, Column("id", Integer, primary_key=True))
engine = create_engine(context.config.get_main_option("sqlalchemy.url"))
with engine.begin() as connection:
    context.configure(
        connection=connection, target_metadata=theirs, include_object=without_ours()
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
"""


def host_alembic(directory: Path, url: str) -> Config:
    """A host's Alembic, whose environment asks us what is ours."""
    config = Config(str(directory / "alembic.ini"))
    command.init(config, str(directory / "host"))
    config.set_main_option("sqlalchemy.url", url)
    (directory / "host" / "env.py").write_text(ENVIRONMENT)
    return config


def revision(host: Config, name: str, *statements: str) -> None:
    """Write a revision of the host's."""
    script = command.revision(host, name)
    assert isinstance(script, Script)
    path = Path(script.path)
    body = "\n    ".join(statements)
    told = path.read_text().replace("import sqlalchemy as sa", f"import sqlalchemy as sa\n{IMPORT}")
    path.write_text(told.replace("    pass", f"    {body}", 1))


IMPORT = "from backoffice_orders.adapters.sql import migrate"


def test_a_host_s_autogenerate_leaves_our_tables_alone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'host.db'}"
    SqlStore.open(url).close()
    host = host_alembic(tmp_path, url)
    script = command.revision(host, "first", autogenerate=True)
    assert isinstance(script, Script)
    written = Path(script.path).read_text()
    assert "op.create_table('host_items'" in written
    assert "bo_" not in written


def test_a_host_s_revision_makes_our_tables_with_its_own(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'host.db'}"
    host = host_alembic(tmp_path, url)
    revision(
        host, "ours", "migrate(op.get_bind())", "op.create_table('theirs', sa.Column('x', sa.Text))"
    )
    command.upgrade(host, "head")
    store = SqlStore.open(url)
    assert used(store) == ["mug"]
    assert "theirs" in inspect(store.engine).get_table_names()
    store.close()


def test_our_filter_asks_the_host_s_own() -> None:
    table = Table("theirs", MetaData())
    ours = Table("orders", MetaData(schema="shop"), schema="shop")
    include = without_ours(Schema("", "shop"), lambda _item, name, *_: name != "private")
    assert include(table, "theirs", "table", True, None)
    assert not include(table, "private", "table", True, None)
    assert not include(ours, "orders", "table", True, None)
    assert include(Table("orders", MetaData()), "orders", "table", True, None), "in another schema"


def test_in_a_transaction_of_the_host_s_on_sqlite_nothing_is_committed(tmp_path: Path) -> None:
    """As Django migrates: on its own connection, in its own transaction."""
    path = tmp_path / "host.db"
    connection = sqlite3.connect(path, isolation_level=None)
    for end, there in (("ROLLBACK", False), ("COMMIT", True)):
        connection.execute("BEGIN")
        with driver_connections(lambda: connection)() as ours:
            migrate(ours)
        assert connection.in_transaction
        connection.execute(end)
        assert has_tables(f"sqlite:///{path}") == there
    connection.close()
    store = SqlStore.open(f"sqlite:///{path}")
    assert used(store) == ["mug"]
    store.close()


def test_in_a_transaction_of_the_host_s_on_postgresql_nothing_is_committed(
    postgres_server: URL,
) -> None:
    with postgres.database(postgres_server) as url:
        uri = url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(uri) as connection:
            for end, there in ((connection.rollback, False), (connection.commit, True)):
                with driver_connections(lambda: connection)() as ours:
                    migrate(ours)
                assert not has_tables(url)
                end()
                assert has_tables(url) == there
        store = SqlStore.open(url)
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
