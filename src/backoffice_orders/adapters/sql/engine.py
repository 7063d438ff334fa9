"""Database connections, set up as a careful engineer would."""

from __future__ import annotations

from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event

READ_ONLY = "backoffice_read_only"
_BUSY_TIMEOUT_MS = 5000


def make_engine(url: str | URL) -> Engine:
    """An engine for this database.

    SQLite runs in WAL mode (readers and the one writer do not wait for each other) with
    ``synchronous=NORMAL`` (a commit survives a crash of the process; one of the machine may
    lose the last commits, never the consistency), waits up to five seconds for another
    writer, and takes its write lock at the beginning of a writing transaction: a transaction
    that has read and then wants to write could not wait any more.

    Other engines run at the isolation level REPEATABLE READ, so that one use case sees one
    state of the shop; conflicts are raised as ``StorageBusy`` and tried again. So are connections
    that were lost while they waited in the pool, which are therefore not asked whether they
    live before each use case.
    """
    sqlite = str(url).startswith("sqlite")
    if not sqlite:
        return create_engine(url, isolation_level="REPEATABLE READ")
    engine = create_engine(url)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver shall not begin transactions on its own
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute(f"PRAGMA busy_timeout={_BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    read_only = connection.get_execution_options().get(READ_ONLY, False)
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
