"""A store that works within transactions of the host's: on its connection, in its hands."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any

from attrs import evolve
from sqlalchemy import Connection, Engine, NullPool, create_engine
from sqlalchemy.exc import DBAPIError, PendingRollbackError

from backoffice_orders.adapters.sql.cache import CACHE_SIZE, Cache
from backoffice_orders.adapters.sql.dialects import dialect_named
from backoffice_orders.adapters.sql.dialects.base import Dialect
from backoffice_orders.adapters.sql.failures import ENDED, is_intact, reason, storage_error
from backoffice_orders.adapters.sql.parts import all_ports
from backoffice_orders.adapters.sql.schema import Schema
from backoffice_orders.adapters.sql.session import Session
from backoffice_orders.adapters.transactions import OnePerThread, require
from backoffice_orders.extras import needs
from backoffice_orders.forking import told
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.errors.host import HostTransactionLost, StorageBusy
from backoffice_orders.model.shop import ShopScope
from backoffice_orders.ports.unit_of_work import Step, UnitOfWork

Connect = Callable[[], AbstractContextManager[Connection]]


class JoinedStore:
    """The ``Store`` port within whatever transaction the host has begun.

    It begins and commits nothing: each use case is a savepoint of the host's transaction, undone
    alone when it fails. What it did is there for good once the host commits, and gone when it
    rolls back. The isolation level is the host's: at READ COMMITTED, PostgreSQL's default, one
    use case may see what others commit meanwhile; stock, uses of vouchers, versions and unique
    keys are guarded all the same.

    Where the host's transaction itself is lost (a deadlock, a serialization failure, SQLite's
    one writer being somebody else) it raises ``HostTransactionLost``, and tries nothing again:
    only the host can begin anew.
    """

    def __init__(
        self,
        connect: Connect,
        schema: Schema | None = None,
        *,
        cache: Cache | None = None,
        on_commit: Callable[[Step], object] | None = None,
    ) -> None:
        """Work on a database whose tables are there.

        Args:
            connect: Gives the connection of the transaction that this thread is in, as a context
                manager: ``lambda: nullcontext(connection)``, or what ``driver_connections`` makes.
            schema: Under which prefix and in which database schema the tables are.
            cache: What is remembered; a cache of its own by default.
            on_commit: Called with each step that has to be done once the host has committed, such
                as confirming goods that another system holds; Django has ``transaction.on_commit``.
                By default a step is done when the use case ends, which is too early where the
                host rolls back afterwards.
        """
        self._on_commit = on_commit
        self._connect = connect
        self.schema: Schema = Schema() if schema is None else schema
        self.cache: Cache = Cache(CACHE_SIZE) if cache is None else cache
        self._one_per_thread = OnePerThread()

    @contextmanager
    def transaction(self, scope: ShopScope, *, read_only: bool = False) -> Iterator[UnitOfWork]:
        """A part of the host's transaction; see ``Store.transaction``.

        Raises:
            TransactionMisused: The host has begun none.
            HostTransactionLost: The host's transaction cannot go on: roll it back.
        """
        with ExitStack() as begun:
            begun.enter_context(self._one_per_thread.transaction())
            try:
                connection = begun.enter_context(self._connect())
            except DBAPIError as error:
                raise HostTransactionLost(reason(error)) from error
            dialect = dialect_named(connection.dialect.name)
            with _failures_told(connection, dialect):
                if not dialect.in_transaction(connection.connection.driver_connection):
                    # SQLite's driver puts off what SQLAlchemy has begun.
                    require_begun(connection)
                    dialect.begin(connection, read_only=read_only)
                session = Session(
                    connection,
                    self.schema,
                    read_only=read_only,
                    cache=self.cache,
                    sees_others=dialect.may_see_others,
                )
                try:
                    with connection.begin_nested() as savepoint:
                        ports = all_ports(session, connection, scope)
                        yield evolve(ports, on_commit=self._on_commit)
                        require(savepoint.is_active, ENDED)
                        session.write_waiting()
                        require(is_intact(connection, dialect), ENDED)
                finally:
                    session.end()

    def close(self) -> None:
        """Leave the connection to the host."""

    def __repr__(self) -> str:
        return "JoinedStore()"


def driver_connections(current: Callable[[], Any]) -> Connect:
    """What a ``JoinedStore`` connects by where the host has a driver's connection, as Django has.

    Nothing is set up, begun, committed, rolled back or closed on it.

    Args:
        current: Gives the connection (sqlite3's or psycopg's) of the transaction that this thread
            is in.
    """
    borrower = _Borrower()
    return lambda: borrower.connect(current())


def require_begun(connection: Connection) -> None:
    """Raise ``TransactionMisused`` where the host has begun no transaction."""
    require(
        connection.in_transaction(),
        "it joins the host's transaction, and the host has begun none",
    )


@contextmanager
def _failures_told(connection: Connection, dialect: Dialect) -> Iterator[None]:
    """Raise errors of ours: ``HostTransactionLost`` where it is not the savepoint alone."""
    try:
        yield
    except DBAPIError as error:
        ours = storage_error(error, dialect)
        if isinstance(ours, StorageBusy) or not is_intact(connection, dialect):
            raise HostTransactionLost(ours.reason) from error
        raise ours from error
    except PendingRollbackError as error:  # what SQLAlchemy says to whoever goes on
        raise HostTransactionLost(ENDED) from error
    except BackOfficeError as error:
        if connection.in_transaction() and not is_intact(connection, dialect):
            raise HostTransactionLost(ENDED) from error
        raise


class _Borrower:
    """SQLAlchemy's connections over those of a driver."""

    def __init__(self) -> None:
        self._lent = threading.local()
        self._lock = threading.Lock()
        self._engines: dict[str, Engine] = {}
        told.add(self)

    def after_fork_in_child(self) -> None:
        """Wait for no thread of the parent's."""
        self._lock = threading.Lock()

    def connect(self, driver_connection: Any) -> Connection:
        sqlite = isinstance(driver_connection, sqlite3.Connection)
        name = "sqlite" if sqlite else "postgresql"
        self._lent.connection = (_LentSqlite if sqlite else _LentPsycopg)(driver_connection)
        with self._lock:
            if name not in self._engines:
                self._engines[name] = self._engine(name)
        return self._engines[name].connect()

    def _engine(self, name: str) -> Engine:
        options: dict[str, Any] = {} if name == "sqlite" else {"use_native_hstore": False}
        with needs(dialect_named(name).extra):
            return create_engine(
                "sqlite://" if name == "sqlite" else "postgresql+psycopg://",
                creator=lambda: self._lent.connection,
                poolclass=NullPool,
                pool_reset_on_return=None,
                hide_parameters=True,
                **options,
            )


class _Lent:
    """A driver's connection that is used and otherwise left as it is.

    SQLAlchemy sets up a connection that is new to it, and rolls back after it has looked at the
    first one of an engine.
    """

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def commit(self) -> None:
        """Leave that to the host."""

    def rollback(self) -> None:
        """Leave that to the host."""

    def close(self) -> None:
        """Leave that to the host."""


class _LentSqlite(_Lent):
    def cursor(self, *_: Any) -> Any:
        """A cursor whose rows are plain tuples, whatever the host likes."""
        cursor = self._connection.cursor()
        cursor.row_factory = None
        return cursor

    def create_function(self, *_: Any, **__: Any) -> None:
        """Keep the host's functions, such as Django's REGEXP."""


class _LentPsycopg(_Lent):
    def cursor(self, *arguments: Any, **options: Any) -> Any:
        """A cursor whose rows are plain tuples, whatever the host likes."""
        from psycopg.rows import tuple_row

        return self._connection.cursor(*arguments, row_factory=tuple_row, **options)

    def add_notice_handler(self, _handler: Any) -> None:
        """Add none with every transaction."""
