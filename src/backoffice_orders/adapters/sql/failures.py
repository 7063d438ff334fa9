"""What databases and drivers raise, as errors of ours, without anybody's data."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, OperationalError, TimeoutError

from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.errors.host import DatabaseUnusable, StorageBusy, StorageFailed

# Serialization failure and deadlock (distributed engines answer with the same), a lock that was
# waited for too long, too many connections, and a server that is being stopped or started.
_BUSY_STATES = {"40001", "40P01", "55P03", "53300", "57P01", "57P02", "57P03"}
_BUSY_WORDS = ("database is locked", "database table is locked")
# Errors about data: their texts quote it.
_ABOUT_DATA = "22"
# What SQLite says of a file, why that may be, and what helps.
_OF_FILES = {
    "file is not a database": ("it is no SQLite database", "name another file"),
    "readonly database": (
        "it may not be written",
        "let this user write the file and its directory",
    ),
    "malformed": ("it is damaged", "restore it from a copy"),
}


def storage_error(error: DBAPIError | TimeoutError) -> StorageFailed:
    """The database's error as one of ours."""
    if isinstance(error, TimeoutError):
        return StorageBusy("all connections to the database are in use")
    state = getattr(error.orig, "sqlstate", "")  # SQLite has none
    text = reason(error)
    # A server that cannot be reached has no state to tell.
    unreachable = isinstance(error, OperationalError) and state is None
    lost = error.connection_invalidated or unreachable
    if lost or state in _BUSY_STATES or any(words in text for words in _BUSY_WORDS):
        return StorageBusy(text)
    return StorageFailed(text)


def reason(error: DBAPIError) -> str:
    """What went wrong, for a log: without the values that PostgreSQL adds as details."""
    state = getattr(error.orig, "sqlstate", None)
    if not state:
        return str(error.orig)
    told = getattr(error.orig, "diag", None)
    parts = [f"{type(error.orig).__name__} {state}"]
    if told is not None and not state.startswith(_ABOUT_DATA):
        parts.append(told.message_primary or "")
    return ": ".join(filter(None, parts))


@contextmanager
def opening(url: URL) -> Iterator[None]:
    """Raise ``DatabaseUnusable`` where a database cannot be opened, ``StorageBusy`` if later."""
    try:
        yield
    except DBAPIError as error:
        raise _unusable(url, error) from error


def database_name(url: URL) -> str:
    """A database as a person knows it: its file, or its address without the password."""
    if url.get_backend_name() == "sqlite":
        return url.database or "in memory"
    return url.render_as_string(hide_password=True)


def _unusable(url: URL, error: DBAPIError) -> BackOfficeError:
    ours, shown = storage_error(error), database_name(url)
    if url.get_backend_name() != "sqlite":
        text = ours.reason.strip().splitlines()[0]
        advice = "check the address, and whether the server runs and lets this user in"
        if getattr(error.orig, "sqlstate", None):
            advice = "let this user make and change tables in it"
            if isinstance(ours, StorageBusy):
                return ours
        return DatabaseUnusable(shown, text, advice)
    path = Path(url.database or "")
    if isinstance(ours, StorageBusy):
        return ours
    for words, (text, advice) in _OF_FILES.items():
        if words in ours.reason:
            return DatabaseUnusable(shown, text, advice)
    if path.is_dir():
        return DatabaseUnusable(shown, "it is a directory", "name a file")
    if not path.absolute().parent.is_dir():
        text = f"there is no directory {path.absolute().parent}"
        return DatabaseUnusable(shown, text, "make it, or name another path")
    advice = "let this user read and write the file and its directory"
    return DatabaseUnusable(shown, ours.reason, advice)
