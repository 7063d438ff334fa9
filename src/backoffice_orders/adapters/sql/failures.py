"""What databases and drivers raise, as errors of ours, without anybody's data."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection
from sqlalchemy.exc import DBAPIError, OperationalError, TimeoutError

from backoffice_orders.adapters.sql.dialects import dialect_named
from backoffice_orders.adapters.sql.dialects.base import Dialect
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.errors.host import DatabaseUnusable, StorageBusy, StorageFailed

# Errors about data: their texts quote it.
_ABOUT_DATA = "22"
# What a part of a host's has done.
ENDED = "a part has ended the store's transaction, or has caught an error that has undone it"


def storage_error(error: DBAPIError | TimeoutError, dialect: Dialect) -> StorageFailed:
    """The database's error as one of ours."""
    if isinstance(error, TimeoutError):
        return StorageBusy("all connections to the database are in use")
    # A server that cannot be reached has no state to tell; SQLite never has one.
    unreachable = isinstance(error, OperationalError) and _state(error) is None
    if error.connection_invalidated or unreachable or dialect.busy(error.orig):
        return StorageBusy(reason(error))
    return StorageFailed(reason(error))


def is_intact(connection: Connection, dialect: Dialect, driver_connection: Any = None) -> bool:
    """Whether what a transaction has done so far can still be committed.

    Args:
        connection: It has the transaction.
        dialect: What to ask its driver.
        driver_connection: The driver's own connection, where it is remembered for many questions.
    """
    if connection.invalidated:
        return False
    return not dialect.undone(driver_connection or connection.connection.driver_connection)


def reason(error: DBAPIError) -> str:
    """What went wrong, for a log: without the values that PostgreSQL adds as details."""
    state = _state(error)
    if not state:
        return str(error.orig)
    told = getattr(error.orig, "diag", None)
    parts = [f"{type(error.orig).__name__} {state}"]
    if told is not None and not state.startswith(_ABOUT_DATA):
        parts.append(told.message_primary or "")
    return ": ".join(filter(None, parts))


def _state(error: DBAPIError) -> str | None:
    """What PostgreSQL calls the error; None without an answer, and "" where there are no names."""
    return getattr(error.orig, "sqlstate", "")


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
    dialect = dialect_named(url.get_backend_name())
    ours = storage_error(error, dialect)
    # A server that does not answer at all, or is only read from, is not merely busy.
    away = _state(error) is None or dialect.demoted(error.orig)
    if isinstance(ours, StorageBusy) and not away:
        return ours
    return DatabaseUnusable(database_name(url), *dialect.unusable(url, error.orig, ours.reason))
