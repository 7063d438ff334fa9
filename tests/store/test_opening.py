"""A database that cannot be opened: one error that says which, why, and what to do."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, create_engine, text
from typer.testing import CliRunner

from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.adapters.sql.engine import make_engine
from backoffice_orders.adapters.sql.schema import Schema
from backoffice_orders.back_office import BackOffice
from backoffice_orders.cli import app
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.errors.host import DatabaseNewer, DatabaseUnusable, ExtraMissing
from backoffice_orders.model.ids import MAIN_SHOP
from backoffice_orders.model.shop import ShopScope
from backoffice_orders.testing.samples import EMPLOYEE, MUG, set_up_shop
from tests import postgres

ROOT = Path(__file__).parents[2]


def a_directory(path: Path) -> None:
    path.mkdir()


def garbage(path: Path) -> None:
    path.write_bytes(b"These are not the pages you are looking for. " * 100)


def in_no_directory(path: Path) -> None:
    pass


@pytest.mark.parametrize(
    ("name", "make", "why"),
    [
        ("shop.db", a_directory, "it is a directory"),
        ("shop.db", garbage, "it is no SQLite database"),
        ("missing/shop.db", in_no_directory, "there is no directory"),
    ],
)
def test_a_file_that_cannot_be_opened(
    tmp_path: Path, name: str, make: Callable[[Path], None], why: str
) -> None:
    path = tmp_path / name
    make(path)
    with pytest.raises(DatabaseUnusable) as refused:
        BackOffice.sqlite(path)
    assert refused.value.database == str(path)
    assert refused.value.reason.startswith(why)
    assert str(path) in str(refused.value)


def test_a_file_that_may_not_be_written(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    path.touch()
    with pytest.raises(DatabaseUnusable, match="may not be written"):
        SqlStore.open(f"sqlite:///file:{path}?mode=ro&uri=true")


def test_garbage_stays_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    garbage(path)
    before = path.read_bytes()
    with pytest.raises(DatabaseUnusable):
        BackOffice.sqlite(path)
    assert path.read_bytes() == before


def test_a_path_with_anything_in_it(tmp_path: Path) -> None:
    path = tmp_path / "a ?mode=ro&b #1 50%20.db"
    BackOffice.sqlite(path).close()
    assert path.is_file()


@pytest.mark.parametrize(
    "url", ["mysql://ann:secret@host/shop", "nothing://ann:secret@host/shop", "shop.db", "://", ""]
)
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(DatabaseUnusable, match="no address of an SQLite or PostgreSQL") as refused:
        SqlStore.open(url)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("path", ["", "  "])
def test_a_file_without_a_name_keeps_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DatabaseUnusable, match="it has no name"):
        BackOffice.sqlite(path)
    result = CliRunner().invoke(app, ["migrate", path])
    assert (result.exit_code, result.output.partition(":")[0]) == (1, "database_unusable")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["p\0", "\ud800", "a\nb"])
def test_a_prefix_that_is_no_writing(name: str) -> None:
    with pytest.raises(FieldInvalid) as refused:
        Schema(prefix=name)
    assert refused.value.field == "prefix"
    with pytest.raises(FieldInvalid) as refused:
        Schema(schema=name)
    assert refused.value.field == "schema"


LONGEST = max(map(len, Schema(prefix="").names))


@pytest.mark.parametrize(
    "schema",
    [
        Schema(prefix="x" * (64 - LONGEST)),
        Schema(prefix="x" * 40),
        Schema(prefix="\xfc" * 32),  # of two bytes each
        Schema(schema="s" * 64),
    ],
)
def test_a_name_that_the_server_would_cut(postgres_server: URL, schema: Schema) -> None:
    with (
        postgres.database(postgres_server) as url,
        pytest.raises(DatabaseUnusable, match="choose a shorter prefix or schema") as refused,
    ):
        SqlStore.open(url, schema)
    assert "63 bytes" in refused.value.reason


@pytest.mark.parametrize("prefix", ["x" * (63 - LONGEST), "p%", "%(a)s", "p'", 'q"', "a.b", "p:a"])
def test_names_that_the_server_can_have(postgres_server: URL, prefix: str) -> None:
    with postgres.database(postgres_server) as url:
        store = SqlStore.open(url, Schema(prefix=prefix))
        with store.transaction(ShopScope(MAIN_SHOP)) as work:
            assert work.orders.next_number() == 1
            assert work.orders.next_number() == 2
            assert work.orders.next_number(gaps=True) == 1_000_000_000
        store.close()


def test_what_is_no_path_makes_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    nothing: Any = None
    with pytest.raises(FieldInvalid, match="it must be a path, not None"):
        BackOffice.sqlite(nothing)
    assert not list(tmp_path.iterdir())


def test_a_server_that_does_not_answer() -> None:
    with pytest.raises(DatabaseUnusable, match="check the address") as refused:
        BackOffice.postgres("postgresql://ann:secret@127.0.0.1:1/shop")
    assert refused.value.database == "postgresql+psycopg://ann:***@127.0.0.1:1/shop"
    assert "secret" not in str(refused.value)


def test_a_driver_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(ExtraMissing, match=r"backoffice-orders\[postgres\]"):
        SqlStore.open("postgresql://ann@localhost/shop")


def test_what_is_acknowledged_is_on_the_disk(sqlite_store: SqlStore) -> None:
    """FULL is 2: in WAL mode, less than that leaves the last commits to a power cut."""
    with sqlite_store.engine.connect() as connection:
        settings = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous")
        ]
    assert settings == ["wal", 2]


def test_a_database_of_a_newer_version(sql_store: SqlStore) -> None:
    table = sql_store.schema.prefix + "alembic_version"
    with sql_store.engine.begin() as connection:
        (revision,) = connection.execute(text(f"SELECT version_num FROM {table}")).scalars()
        connection.execute(text(f"UPDATE {table} SET version_num = '9999'"))
    try:
        with pytest.raises(DatabaseNewer) as refused:
            SqlStore.open(sql_store.engine.url)
        assert refused.value.revision == "9999"
        assert "newer version" in str(refused.value)
        assert "\n" not in str(refused.value)
    finally:
        with sql_store.engine.begin() as connection:
            connection.execute(text(f"UPDATE {table} SET version_num = '{revision}'"))


@pytest.mark.parametrize("revision", ["0000", "", "abcd", "00020", "9f3e1c"])
def test_a_revision_that_no_version_has_had(tmp_path: Path, revision: str) -> None:
    path = tmp_path / "shop.db"
    BackOffice.sqlite(path).close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE bo_alembic_version SET version_num = ?", [revision])
    with pytest.raises(DatabaseUnusable, match="no version has had") as refused:
        BackOffice.sqlite(path)
    assert repr(revision) in refused.value.reason


def test_the_command_line_says_it_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    BackOffice.sqlite(path).close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE bo_alembic_version SET version_num = '9999'")
    result = CliRunner().invoke(app, ["migrate", str(path)])
    assert result.exit_code == 1
    assert result.output.startswith("database_newer: ")
    assert "Traceback" not in result.output
    assert len(result.output.strip().splitlines()) == 1


OPEN = """
import sys
from backoffice_orders.adapters.sql import SqlStore
print("ready", flush=True)
sys.stdin.readline()
SqlStore.open(sys.argv[1]).close()
"""


def open_at_once(url: str, processes: int = 4) -> None:
    """Open a database in so many processes at once; each must succeed."""
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN, url],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(processes)
    ]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("\n")
        worker.stdin.flush()
    for worker in workers:
        _, complaints = worker.communicate(timeout=60)
        assert worker.returncode == 0, complaints


def test_four_workers_start_on_an_empty_file(tmp_path: Path) -> None:
    for number in range(3):
        open_at_once(f"sqlite:///{tmp_path / f'{number}.db'}")


def test_four_workers_start_on_an_empty_server(postgres_server: URL) -> None:
    with postgres.database(postgres_server) as url:
        open_at_once(url.render_as_string(hide_password=False))


def test_many_threads_open_databases_of_their_own(tmp_path: Path) -> None:
    failures: list[Exception] = []

    def open_one(number: int) -> None:
        try:
            schema = Schema(prefix=f"p{number}_")
            SqlStore.open(f"sqlite:///{tmp_path / f'{number}.db'}", schema).close()
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=open_one, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_what_is_up_to_date_is_opened_beside_a_long_writer(sqlite_store: SqlStore) -> None:
    engine = make_engine(sqlite_store.engine.url)
    with engine.connect() as writer:
        writer.exec_driver_sql("BEGIN IMMEDIATE")
        SqlStore.open(sqlite_store.engine.url).close()
        writer.rollback()
    engine.dispose()


@pytest.mark.parametrize(
    "url",
    [
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///file:shop?mode=memory&cache=shared&uri=true",
        "sqlite:///file::memory:?cache=shared&uri=true",
        "sqlite:///file::memory:?uri=true",
    ],
)
def test_a_database_in_memory_is_one_for_all_threads(url: str) -> None:
    with BackOffice.owning(SqlStore.open(url)) as office:
        set_up_shop(office)

        def write_and_read(number: int) -> str:
            email = f"j{number:02}@example.com"  # no first letters of another one
            office.customers.create(EMPLOYEE, first_name="J", last_name="D", email=email)
            (found,) = office.customers.search(EMPLOYEE, email)
            return found.email

        with ThreadPoolExecutor(6) as pool:
            found = list(pool.map(write_and_read, range(24)))
        assert found == [f"j{number:02}@example.com" for number in range(24)]
        assert office.customers.count(EMPLOYEE).count == 24


@contextmanager
def encoded(server: URL, encoding: str) -> Iterator[URL]:
    """An empty database of an encoding."""
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    options = f"ENCODING '{encoding}' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'"
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE encoded {options}"))
        try:
            yield server.set(database="encoded")
        finally:
            connection.execute(text("DROP DATABASE encoded WITH (FORCE)"))
    admin.dispose()


def test_a_database_that_has_not_every_letter_is_refused(postgres_server: URL) -> None:
    with (
        encoded(postgres_server, "LATIN1") as url,
        pytest.raises(DatabaseUnusable, match="encoding LATIN1"),
    ):
        SqlStore.open(url)


@pytest.mark.parametrize(
    ("encoding", "options"),
    [("SQL_ASCII", {}), ("UTF8", {"options": "-cclient_encoding=LATIN1"})],
)
def test_texts_are_utf8_whatever_the_server_is_asked_for(
    postgres_server: URL, encoding: str, options: dict[str, str]
) -> None:
    with encoded(postgres_server, encoding) as url:
        store = SqlStore.open(url.update_query_dict(options))
        with BackOffice.owning(store) as office:
            set_up_shop(office)
            office.customers.create(
                EMPLOYEE, first_name="小明", last_name="Müller", email="m@example.com"
            )
            (found,) = office.customers.search(EMPLOYEE, "muller")
            assert found.name == "小明 Müller"


def test_a_servers_own_settings_change_nothing(emptied_postgres: SqlStore) -> None:
    """Moments, texts and e-mails are read as they were written."""
    settings = (
        "DateStyle=German",
        "TimeZone=Asia/Kolkata",
        "IntervalStyle=sql_standard",
        "bytea_output=escape",
        "standard_conforming_strings=off",
        "default_transaction_isolation=serializable",
        "extra_float_digits=-5",
    )
    options = " ".join(f"-c{setting}" for setting in settings)
    url = emptied_postgres.engine.url.update_query_dict({"options": options})
    with BackOffice.owning(SqlStore.open(url)) as office:
        set_up_shop(office)
        made = office.customers.create(
            EMPLOYEE, first_name="J\\", last_name="D'Or", email="j@example.com"
        )
        assert office.customers.search(EMPLOYEE, "d'or").items == (made,)
        carts = [office.carts.start(EMPLOYEE, made.id).cart.id for _ in range(2)]
        first = office.carts.drafts(EMPLOYEE, size=1)
        second = office.carts.drafts(EMPLOYEE, size=1, after=first.next)
        assert [each.cart_id for each in (*first, *second)] == carts[::-1]
        assert office.events.deliver(EMPLOYEE, lambda _: None).failed == 0
        assert office.housekeeping.run(EMPLOYEE).carts == 0


def test_who_falls_silent_is_not_waited_for(emptied_postgres: SqlStore) -> None:
    """The network or the machine is gone without a word; without limits that takes hours."""
    assert kept_alive(emptied_postgres.engine.url) == {
        "keepalives_idle": "10",
        "keepalives_interval": "5",
        "keepalives_count": "2",
        "tcp_user_timeout": "20000",
    }
    own = emptied_postgres.engine.url.update_query_dict({"tcp_user_timeout": "60000"})
    assert kept_alive(own)["tcp_user_timeout"] == "60000"


def kept_alive(url: URL) -> dict[str, str]:
    """What a connection of a store's does about silence."""
    store = SqlStore.open(url)
    with store.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        told: dict[str, str] = driver.info.get_parameters()
    store.close()
    return {name: told[name] for name in told if name.startswith(("keepalives", "tcp_"))}


def test_new_tables_on_a_server_that_is_only_read_are_refused(postgres_server: URL) -> None:
    with encoded(postgres_server, "UTF8") as url:
        options = {"options": "-cdefault_transaction_read_only=on"}
        with pytest.raises(DatabaseUnusable, match="the server that is written to"):
            SqlStore.open(url.update_query_dict(options))


def test_behind_a_pooler_of_transactions_nothing_is_prepared(emptied_postgres: SqlStore) -> None:
    """Another connection would not know what was prepared on this one."""
    url = emptied_postgres.engine.url.update_query_dict({"prepare_threshold": "never"})
    store = SqlStore.open(url)
    with BackOffice.owning(store) as office:
        set_up_shop(office)
        for _ in range(12):
            office.products.search(EMPLOYEE, "mug")
        assert prepared(store) == 0


def test_a_server_of_ones_own_is_sent_what_is_prepared(emptied_postgres: SqlStore) -> None:
    with BackOffice.owning(SqlStore.open(emptied_postgres.engine.url)) as office:
        set_up_shop(office)
        for _ in range(12):
            office.products.search(EMPLOYEE, "mug")
        store = office.desk.store
        assert isinstance(store, SqlStore)
        assert prepared(store) > 0


def prepared(store: SqlStore) -> int:
    """How many statements one of its connections has prepared."""
    with store.engine.connect() as connection:
        return int(connection.scalar(text("SELECT count(*) FROM pg_prepared_statements")) or 0)


def test_a_replica_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "repilca.db"
    with pytest.raises(DatabaseUnusable, match="there is no such file") as refused:
        SqlStore.open_replica(f"sqlite:///{path}")
    assert refused.value.database == str(path)
    assert not path.exists()


def test_a_replica_in_a_file_answers(tmp_path: Path) -> None:
    office = BackOffice.sqlite(tmp_path / "shop.db")
    set_up_shop(office)
    replica = SqlStore.open_replica(f"sqlite:///{tmp_path / 'shop.db'}")
    found = BackOffice(office.desk.store, replica=replica).products.search(EMPLOYEE, "mug")
    assert [hit.product.id for hit in found] == [MUG.id]
    replica.close()
    office.close()
