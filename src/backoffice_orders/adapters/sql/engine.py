"""Database connections, set up as a careful engineer would."""

from __future__ import annotations

from typing import Any

from sqlalchemy import URL, Engine, create_engine, event

_BUSY_TIMEOUT_MS = 5000


def make_engine(url: str | URL) -> Engine:
    """An engine for this database.

    SQLite runs in WAL mode (readers and the one writer do not wait for each other) with
    ``synchronous=NORMAL`` (a commit survives a crash of the process; one of the machine may
    lose the last commits, never the consistency), and waits up to five seconds for another
    writer. Transactions begin with a statement of ours: see ``begin``.

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
    return engine


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
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute(f"PRAGMA busy_timeout={_BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()
