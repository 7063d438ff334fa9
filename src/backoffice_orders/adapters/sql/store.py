"""The store: one database transaction per unit of work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL, Connection, Engine, RootTransaction
from sqlalchemy.exc import DBAPIError, PendingRollbackError, TimeoutError

from backoffice_orders.adapters.sql.cache import CACHE_SIZE, Cache
from backoffice_orders.adapters.sql.dialects import dialect_named
from backoffice_orders.adapters.sql.engine import make_engine
from backoffice_orders.adapters.sql.failures import (
    ENDED,
    database_name,
    is_intact,
    reason,
    storage_error,
)
from backoffice_orders.adapters.sql.migrating import migrate
from backoffice_orders.adapters.sql.parts import all_ports
from backoffice_orders.adapters.sql.schema import Schema
from backoffice_orders.adapters.sql.session import Session
from backoffice_orders.adapters.transactions import OnePerThread, require
from backoffice_orders.forking import told, told_before
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.errors.host import DatabaseUnusable, OutcomeUnknown, TransactionMisused
from backoffice_orders.model.reasons import A_PATH, must_be
from backoffice_orders.model.shop import ShopScope
from backoffice_orders.ports.unit_of_work import Step, Store, UnitOfWork

if TYPE_CHECKING:  # few hosts have transactions of their own
    from backoffice_orders.adapters.sql.joined import JoinedStore


class SqlStore:
    """The ``Store`` port on a database."""

    def __init__(
        self, engine: Engine, schema: Schema | None = None, *, cache_size: int = CACHE_SIZE
    ) -> None:
        """Work on a database whose tables are there.

        Args:
            engine: The database, as ``make_engine`` connects to it.
            schema: Under which prefix and in which database schema the tables are.
            cache_size: How much of what was read is remembered, in characters of documents; 0
                reads everything anew.
        """
        self.engine = engine
        self._dialect = dialect_named(engine.dialect.name)
        self.schema: Schema = Schema() if schema is None else schema
        self.cache: Cache = Cache(cache_size)
        self._start()
        told.add(self)
        told_before.add(self)

    def _start(self) -> None:
        self._one_per_thread = OnePerThread()
        self._turn = self._dialect.writers()
        wait = self._dialect.readers_wait(self.engine.url)
        self._reading = self._turn if wait else nullcontext

    def before_fork(self) -> None:
        """Close what nobody uses and a child must not have."""
        self._dialect.before_fork(self.engine)

    def after_fork_in_child(self) -> None:
        """Leave the parent its connections, and whatever its other threads were doing."""
        self.engine.dispose(close=False)
        self._start()

    @classmethod
    def open(
        cls, url: str | URL, schema: Schema | None = None, *, cache_size: int = CACHE_SIZE
    ) -> SqlStore:
        """Connect to a database, and bring its tables up to date.

        Args:
            url: A SQLAlchemy URL: ``sqlite:///shop.db``.
            schema: Under which prefix and in which database schema the tables are.
            cache_size: See ``SqlStore``.

        Raises:
            DatabaseUnusable: It cannot be opened; the error says why and what to do.
            DatabaseNewer: A newer version of the package has changed its tables.
            ExtraMissing: The driver is not installed.
        """
        engine = make_engine(url)
        schema = Schema() if schema is None else schema
        try:
            migrate(engine, schema)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine, schema, cache_size=cache_size)

    @classmethod
    def open_replica(
        cls, url: str | URL, schema: Schema | None = None, *, cache_size: int = CACHE_SIZE
    ) -> SqlStore:
        """Connect to a copy of a database that follows it, such as a streaming standby.

        Its tables are the other database's affair; it is connected to when something is asked.

        Args:
            url: Where it is.
            schema: See ``open``.
            cache_size: See ``SqlStore``.

        Raises:
            DatabaseUnusable: It is no URL of a database, or names an SQLite file that is not there.
            ExtraMissing: The driver is not installed.
        """
        engine = make_engine(url)
        if dialect_named(engine.url.get_backend_name()).missing(engine.url):
            # Connected to, it would be an empty one from then on.
            raise DatabaseUnusable(
                database_name(engine.url), "there is no such file", "name the replica's file"
            )
        return cls(engine, schema, cache_size=cache_size)

    @classmethod
    def open_file(cls, path: str | Path, schema: Schema | None = None) -> SqlStore:
        """``open`` an SQLite file, whatever its name holds that means something in a URL.

        Raises:
            FieldInvalid: ``path`` is no path.
        """
        if not isinstance(path, str | Path):
            raise FieldInvalid("path", must_be(A_PATH(), path))
        return cls.open(URL.create("sqlite", database=str(path)), schema)

    def on(
        self, connection: Connection, on_commit: Callable[[Step], object] | None = None
    ) -> JoinedStore:
        """This store within the transaction of a connection of the host's.

        Its tables are where this store's are, and what is remembered is shared.

        Args:
            connection: It has begun a transaction.
            on_commit: See ``JoinedStore``.

        Raises:
            TransactionMisused: By each transaction: the host has begun none.
        """
        from backoffice_orders.adapters.sql.joined import JoinedStore, require_begun

        @contextmanager
        def begun() -> Iterator[Connection]:
            require_begun(connection)
            yield connection

        return JoinedStore(begun, self.schema, cache=self.cache, on_commit=on_commit)

    def analyze(self) -> None:
        """Let the database count what its tables hold: it finds the best way to it by that.

        PostgreSQL does so by itself, some minutes after much was written; until then a search
        takes ten times as long. So this is for whoever has just loaded a shop.

        Raises:
            StorageFailed: It could not; ``StorageBusy`` if it may in a moment.
        """
        try:
            with self.engine.begin() as connection:
                self._dialect.analyze(connection, self.schema.metadata.sorted_tables)
        except (DBAPIError, TimeoutError) as error:
            raise storage_error(error, self._dialect) from error

    def close(self) -> None:
        self.engine.dispose()

    def __repr__(self) -> str:
        return f"SqlStore({self.engine.url.render_as_string(hide_password=True)!r})"

    def transaction(
        self, scope: ShopScope, *, read_only: bool = False
    ) -> AbstractContextManager[UnitOfWork]:
        return self._transaction(scope, read_only=read_only, in_turn=False)

    @property
    def in_turn(self) -> Store:
        """See ``TakesTurns``."""
        return _InTurn(self)

    @contextmanager
    def _transaction(
        self, scope: ShopScope, *, read_only: bool, in_turn: bool
    ) -> Iterator[UnitOfWork]:
        try:
            with (
                self._one_per_thread.transaction(),
                self._reading() if read_only else self._turn(),
                self.engine.connect() as connection,
            ):
                sees_others = in_turn and self._dialect.take_turns(connection)
                transaction = connection.begin()
                session = Session(
                    connection,
                    self.schema,
                    read_only=read_only,
                    cache=self.cache,
                    sees_others=sees_others,
                )
                try:
                    self._dialect.begin(connection, read_only=read_only)
                    yield all_ports(session, connection, scope)
                    intact = transaction.is_active and is_intact(connection, self._dialect)
                    require(intact, ENDED)
                    session.finish(lambda: _commit(transaction, read_only))
                except BaseException:
                    session.end()
                    _undo(connection)
                    raise
        except PendingRollbackError as error:  # what SQLAlchemy says to whoever goes on
            raise TransactionMisused(ENDED) from error
        except (DBAPIError, TimeoutError) as error:
            raise storage_error(error, self._dialect) from error


class _InTurn:
    """A store whose writers wait for each other, row by row."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    def transaction(
        self, scope: ShopScope, *, read_only: bool = False
    ) -> AbstractContextManager[UnitOfWork]:
        return self._store._transaction(scope, read_only=read_only, in_turn=True)

    def close(self) -> None:
        """Leave that to the store."""


def _undo(connection: Connection) -> None:
    """Roll back, after a refused commit too, and leave what went wrong before as it is."""
    try:
        connection.rollback()
    except DBAPIError:
        connection.invalidate()  # whoever loses it undoes everything


def _commit(transaction: RootTransaction, read_only: bool) -> None:
    try:
        transaction.commit()
    except DBAPIError as error:
        if error.connection_invalidated and not read_only:
            raise OutcomeUnknown(reason(error)) from error
        raise
