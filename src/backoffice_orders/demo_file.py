"""Whose an SQLite file is: only a file that the demo itself has made is ever made anew."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from enum import Enum
from pathlib import Path

from backoffice_orders.model.errors.host import DatabaseUnusable

# SQLite's header has a number for the application that a file belongs to: "BOde".
DEMO_MARK = 0x424F6465
_TABLES = "SELECT count(*), sum(name = 'bo_alembic_version') FROM sqlite_master"


class Holds(Enum):
    """What a database file holds."""

    NOTHING = "nothing"
    DEMO = "the demo shop"
    SHOP = "a shop"
    SOMETHING_ELSE = "something else"


def what_holds(path: Path) -> Holds:
    """What the file at this path holds; it is only looked at.

    Raises:
        DatabaseUnusable: There cannot be such a file.
    """
    with _usable(path):
        return _what_holds(path)


def _what_holds(path: Path) -> Holds:
    if not path.exists() or (path.is_file() and path.stat().st_size == 0):
        return Holds.NOTHING
    if not path.is_file():
        return Holds.SOMETHING_ELSE
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as file:
            tables, ours = file.execute(_TABLES).fetchone()
            mark = file.execute("PRAGMA application_id").fetchone()[0]
    except sqlite3.DatabaseError:
        return Holds.SOMETHING_ELSE
    if mark == DEMO_MARK:
        return Holds.DEMO
    if not tables:
        return Holds.NOTHING
    return Holds.SHOP if ours else Holds.SOMETHING_ELSE


def make_anew(path: Path) -> None:
    """An empty file with the demo's mark, in place of the one that the demo has made before.

    Raises:
        FileExistsError: The file holds something that is not the demo's own.
        DatabaseUnusable: There cannot be such a file.
    """
    held = what_holds(path)
    if held not in (Holds.NOTHING, Holds.DEMO):
        raise FileExistsError(f"{path} holds {held.value}, not the demo shop")
    with _usable(path):
        if held is Holds.DEMO:
            for suffix in ("", "-wal", "-shm"):
                Path(f"{path}{suffix}").unlink(missing_ok=True)
        _mark(path, DEMO_MARK)


def keep(path: Path) -> None:
    """Take the demo's mark off a file that gets a shop's own data: it is not made anew any more."""
    if what_holds(path) is Holds.DEMO:
        _mark(path, 0)


@contextmanager
def _usable(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        why = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise DatabaseUnusable(str(path), why, "name another file") from error


def _mark(path: Path, mark: int) -> None:
    with closing(sqlite3.connect(path)) as file:
        file.execute(f"PRAGMA application_id={mark}")
