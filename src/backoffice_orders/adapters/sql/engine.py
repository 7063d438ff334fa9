"""Database connections, set up as a careful engineer would."""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from backoffice_orders.extras import needs
from backoffice_orders.model.errors.host import DatabaseUnusable

# How long (milliseconds) SQLite's one writer waits for a writer of another process.
BUSY_TIMEOUT_MS = 5000
# How long a statement waits for a lock on PostgreSQL; deadlocks are found after one second.
_LOCK_TIMEOUT_MS = 2000
# So many transactions at once, and how long (seconds) one more waits for a connection.
_CONNECTIONS = {"pool_size": 10, "max_overflow": 15, "pool_timeout": 3}


def make_engine(url: str | URL) -> Engine:
    """An engine for this database.

    SQLite runs in WAL mode (readers and the one writer do not wait for each other) with
    ``synchronous=NORMAL`` (a commit survives a crash of the process; one of the machine may
    lose the last commits, never the consistency), and waits up to five seconds for another
    writer. Transactions begin with a statement of ours: see ``begin``.

    PostgreSQL runs at the isolation level REPEATABLE READ, so that one use case sees one
    state of the shop; conflicts are raised as ``StorageBusy`` and tried again. So are connections
    that were lost while they waited in the pool, which are therefore not asked whether they
    live before each use case. A statement waits two seconds for a lock, unless the server's
    settings say otherwise.

    Errors do not repeat the values that a statement was sent with.

    Raises:
        DatabaseUnusable: It is no URL of an SQLite or PostgreSQL database.
        ExtraMissing: The driver is not installed.
    """
    url = _database_url(url)
    options: dict[str, Any] = {"hide_parameters": True}
    sqlite = url.get_backend_name() == "sqlite"
    if not sqlite:
        options["isolation_level"] = "REPEATABLE READ"
    if not sqlite or is_file(url):
        options |= _CONNECTIONS
    with needs("sql" if sqlite else "postgres"):
        engine = create_engine(url, **options)
    event.listen(engine, "connect", _set_up_sqlite if sqlite else _set_up_postgresql)
    return engine


def is_file(url: URL) -> bool:
    """Whether it is an SQLite database in a file, and not one in a connection's memory."""
    return url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:")


def _database_url(text: str | URL) -> URL:
    try:
        url = make_url(text)
        if url.drivername in ("postgres", "postgresql"):
            url = url.set(drivername="postgresql+psycopg")
        backend = url.get_backend_name()
    except (ArgumentError, NoSuchModuleError, ValueError):
        backend = ""
    if backend not in ("sqlite", "postgresql"):
        shown = str(text).rpartition("@")[2]  # what stands before it may be a password
        raise DatabaseUnusable(
            shown,
            "it is no address of an SQLite or PostgreSQL database",
            "write sqlite:///shop.db or postgresql://user:password@host/database",
        )
    if backend == "sqlite" and url.database is not None and not url.database.strip():
        # SQLite would keep everything in a file that is gone when it is closed.
        raise DatabaseUnusable(url.database, "it has no name", "name a file, such as shop.db")
    return url


def begin(dialect: str, *, read_only: bool) -> str | None:
    """The statement that begins a transaction, where the driver does not do it by itself.

    SQLite's write lock is taken at the beginning of a writing transaction: one that has read and
    then wants to write could not wait any more.
    """
    if dialect != "sqlite":
        return None
    return "BEGIN" if read_only else "BEGIN IMMEDIATE"


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver shall not begin transactions on its own
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    _switch_to_wal(cursor)
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _switch_to_wal(cursor: Any) -> None:
    """Change a new file's mode, which does not always wait where others do the same."""
    until = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except cursor.connection.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


def _set_up_postgresql(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute(
        f"SELECT set_config('lock_timeout', '{_LOCK_TIMEOUT_MS}', false)"
        " WHERE current_setting('lock_timeout') = '0'"
    )
    cursor.close()
    connection.commit()
