"""SQLite, as the store works on it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    ColumnElement,
    Connection,
    Engine,
    StaticPool,
    Table,
    bindparam,
    func,
    literal_column,
    select,
)
from sqlalchemy.types import TypeEngine

from backoffice_orders.adapters.sql.dialects.base import (
    CONNECTIONS,
    PATIENCE_MS,
    Dialect,
    JsonList,
    Turn,
)
from backoffice_orders.model.errors.host import StorageBusy

# How long (milliseconds) SQLite's one writer waits for a writer of another process.
_BUSY_TIMEOUT_MS = 5000
# How long (seconds) a writer waits for the others of its process on SQLite.
_QUEUE_SECONDS = 5.0
# What SQLite says of a file, why that may be, and what helps.
_OF_FILES = {
    "file is not a database": ("it is no SQLite database", "name another file"),
    "readonly database": (
        "it may not be written",
        "let this user write the file and its directory",
    ),
    "malformed": ("it is damaged", "restore it from a copy"),
}


class Sqlite(Dialect):
    """SQLite: one writer at a time, in a file.

    It runs in WAL mode (readers and the one writer do not wait for each other) with
    ``synchronous=FULL``: a commit is on the disk before it is acknowledged, so a power cut takes
    away no order whose number was told and whose card was charged. The write lock is taken at the
    beginning of a writing transaction: one that has read and then wants to write could not wait
    any more.
    """

    name = "sqlite"
    extra = "sql"
    numbers_rows = False
    has_sequences = False
    may_see_others = False
    many_writers = False

    def options(self, url: URL) -> dict[str, Any]:
        if _is_file(url):
            return dict(CONNECTIONS)
        # Each connection would have a database of its own, and each thread a connection.
        return {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}

    def set_up(self, connection: Any) -> None:
        connection.isolation_level = None  # the driver shall not begin transactions on its own
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={_BUSY_TIMEOUT_MS}")
        _switch_to_wal(cursor)
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    def begin(self, connection: Connection, *, read_only: bool) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    def in_transaction(self, driver_connection: Any) -> bool:
        return bool(driver_connection.in_transaction)

    def undone(self, driver_connection: Any) -> bool:
        return not driver_connection.in_transaction  # a full disk rolls back

    def writers(self) -> Turn:
        return _Queue().turn

    def readers_wait(self, url: URL) -> bool:
        return not _is_file(url)

    def take_turns(self, connection: Connection) -> bool:
        return False  # all of them do

    def analyze(self, connection: Connection, tables: Iterable[Table]) -> None:
        """Nothing: it joins tables in the order in which statements name them."""

    def before_fork(self, engine: Engine) -> None:
        # SQLite's locks belong to a process.
        if _is_file(engine.url):
            engine.dispose()

    def insert(self, table: Table) -> Any:
        from sqlalchemy.dialects import sqlite

        return sqlite.insert(table)

    def one_of(self, column: ColumnElement[str], name: str) -> ColumnElement[bool]:
        texts: Any = bindparam(name, type_=JsonList())
        return column.in_(select(func.json_each(texts).table_valued("value").c.value))

    def listed(self, name: str, *types: TypeEngine[Any]) -> list[ColumnElement[Any]]:
        rows: Any = bindparam(name, type_=JsonList())
        row = func.json_each(rows).table_valued("value").c.value
        numbers = range(len(types))
        return [func.json_extract(row, literal_column(f"'$[{number}]'")) for number in numbers]

    @contextmanager
    def alone(self, connection: Connection, name: str) -> Iterator[Connection]:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={PATIENCE_MS}")
        self.begin(connection, read_only=False)
        try:
            yield connection
            connection.commit()
        finally:
            connection.rollback()
            connection.exec_driver_sql(f"PRAGMA busy_timeout={_BUSY_TIMEOUT_MS}")

    def busy(self, error: Any) -> bool:
        told = str(error)
        return "database is locked" in told or "database table is locked" in told

    def missing(self, url: URL) -> bool:
        name = url.database or ""
        return _is_file(url) and not name.startswith("file:") and not Path(name).exists()

    def unusable(self, url: URL, error: Any, reason: str) -> tuple[str, str]:
        for words, told in _OF_FILES.items():
            if words in reason:
                return told
        path = Path(url.database or "")
        directory = path.absolute().parent
        try:
            if path.is_dir():
                return "it is a directory", "name a file"
            if not directory.is_dir():
                return f"there is no directory {directory}", "make it, or name another path"
        except OSError as refused:  # a name that is too long, say
            return refused.strerror or reason, "name another file"
        return reason, "let this user read and write the file and its directory"


class _Queue:
    """Where SQLite's writers wait for each other: here, and not with a connection in hand.

    There are only so many connections, and readers need some while a long import is written.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Be the only writer."""
        if not self._lock.acquire(timeout=_QUEUE_SECONDS):
            raise StorageBusy("other changes are being written")
        try:
            yield
        finally:
            self._lock.release()


def _is_file(url: URL) -> bool:
    """Whether it is an SQLite database in a file, and not one in a connection's memory."""
    # The last one is how SQLite itself writes it, and so is the mode ("…?mode=memory&uri=true").
    in_memory = url.database in (None, "", ":memory:", "file::memory:")
    return not in_memory and url.query.get("mode") != "memory"


def _switch_to_wal(cursor: Any) -> None:
    """Change a new file's mode, which does not always wait where others do the same."""
    until = time.monotonic() + _BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except cursor.connection.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return
