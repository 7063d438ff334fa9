"""Database connections, set up as a careful engineer would."""

from __future__ import annotations

from sqlalchemy import URL, Engine, ExceptionContext, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from backoffice_orders.adapters.sql.dialects import NAMES, dialect_named
from backoffice_orders.extras import needs
from backoffice_orders.model.errors.host import DatabaseUnusable


def make_engine(url: str | URL) -> Engine:
    """An engine for this database, set up as ``Sqlite`` or ``Postgresql`` say.

    Errors do not repeat the values that a statement was sent with.

    Raises:
        DatabaseUnusable: It is no URL of an SQLite or PostgreSQL database.
        ExtraMissing: The driver is not installed.
    """
    url = database_url(url)
    dialect = dialect_named(url.get_backend_name())
    with needs(dialect.extra):
        engine = create_engine(url, hide_parameters=True, **dialect.options(url))
    event.listen(engine, "connect", lambda connection, _record: dialect.set_up(connection))

    def part_with_demoted(context: ExceptionContext) -> None:
        if dialect.demoted(context.original_exception):
            context.is_disconnect = True  # so that the pool forgets all that lead there

    event.listen(engine, "handle_error", part_with_demoted)
    return engine


def database_url(text: str | URL) -> URL:
    """The address of a database.

    Raises:
        DatabaseUnusable: It is none, or none of an SQLite or PostgreSQL database.
    """
    try:
        url = make_url(text)
        if url.drivername in ("postgres", "postgresql"):
            url = url.set(drivername="postgresql+psycopg")
        backend = url.get_backend_name()
    except (ArgumentError, NoSuchModuleError, ValueError):
        backend = ""
    if backend not in NAMES:
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
