"""One transaction on a database: what it sends, and what it has read already."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, NoReturn

from sqlalchemy import Connection, Engine, Table
from sqlalchemy.exc import DBAPIError

from backoffice_orders.adapters.sql.cache import Cache
from backoffice_orders.adapters.sql.engine import begin
from backoffice_orders.adapters.sql.schema import Schema
from backoffice_orders.adapters.sql.seen import Seen
from backoffice_orders.adapters.sql.statements import Values, compiled, insert
from backoffice_orders.adapters.transactions import require

_TOGETHER = 5000


class Session:
    """Sends statements over one connection.

    Prepared statements go straight to the driver: SQLAlchemy's own way, which makes a new
    context and result for each, takes five times as long as SQLite takes for the statement. Where
    somebody listens (``echo``, or an event handler that counts or traces statements), they take
    SQLAlchemy's way, so that nothing goes unseen.
    """

    def __init__(
        self,
        connection: Connection,
        schema: Schema,
        *,
        read_only: bool,
        cache: Cache | None = None,
    ) -> None:
        self._connection = connection
        self._read_only = read_only
        self._over = False
        self.schema = schema
        self.seen: Seen = Seen()
        self.cache: Cache = Cache(0) if cache is None else cache
        self.dialect: str = connection.dialect.name
        self._driver_error = connection.dialect.loaded_dbapi.Error
        self._waiting: dict[Table, list[dict[str, Any]]] = {}
        self._cursor: Any = None
        if not _heard(connection.engine):
            try:
                self._cursor = connection.connection.cursor()
            except self._driver_error as error:
                self._failed("", (), error)

    @property
    def connection(self) -> Connection:
        """What statements are sent over, while the transaction lasts."""
        require(not self._over, "its transaction has ended")
        return self._connection

    def begin(self) -> None:
        """Begin the transaction."""
        statement = begin(self.dialect, read_only=self._read_only)
        if statement:
            self._sent(statement)

    def require_writing(self) -> None:
        """Raise ``TransactionMisused`` where nothing may be written (any more)."""
        require(not self._over, "its transaction has ended")
        require(not self._read_only, "its transaction is read-only")

    def end(self) -> None:
        """Send nothing more: the connection may be another transaction's from now on.

        An answer that was not read to its end would keep SQLite's connection on its old state.
        """
        self._over = True
        self.seen.forget_all()
        if self._cursor is not None:
            with suppress(self._driver_error):
                self._cursor.close()

    def all(self, query: Any) -> Sequence[Any]:
        """All rows of any other statement, read before anything is done with the first."""
        return self.connection.execute(query).all()

    def values(self, query: Any) -> Sequence[Any]:
        """The first column of all rows of any other statement."""
        return [row[0] for row in self.all(query)]

    def execute(self, statement: Any) -> None:
        """Send any other statement that returns nothing."""
        self.connection.execute(statement)

    def rows(self, statement: Any, values: Values) -> Sequence[Sequence[Any]]:
        """All rows of a prepared statement that returns some.

        They are as the driver gives them: texts and whole numbers are what they were, other
        types are not turned back.
        """
        query = compiled(statement, self.connection.dialect, tuple(values))
        rows: Sequence[Sequence[Any]] = self._sent(query.text, query.arguments(values)).fetchall()
        return rows

    def value(self, statement: Any, values: Values) -> Any:
        """The one value of a prepared statement that returns one at most; None if it has none."""
        rows = self.rows(statement, values)
        return rows[0][0] if rows else None

    def change(self, statement: Any, values: Values) -> int:
        """Send a prepared statement that returns nothing; how many rows it changed."""
        change = compiled(statement, self.connection.dialect, tuple(values))
        return int(self._sent(change.text, change.arguments(values)).rowcount)

    def change_all(self, statement: Any, rows: Sequence[Values]) -> int:
        """Send one for each of these rows, which have the same keys; how many rows changed."""
        if not rows:
            return 0
        change = compiled(statement, self.connection.dialect, tuple(rows[0]))
        return int(self._sent(change.text, change.all_arguments(rows), many=True).rowcount)

    def _sent(self, text: str, arguments: Any = (), *, many: bool = False) -> Any:
        """What has the answer: the driver's cursor, or SQLAlchemy's result, which is like it."""
        connection = self.connection
        if self._cursor is None:
            return connection.exec_driver_sql(text, arguments)
        try:
            if many:
                self._cursor.executemany(text, arguments)
            else:
                self._cursor.execute(text, arguments)
        except self._driver_error as error:
            self._failed(text, arguments, error)
        return self._cursor

    def _failed(self, text: str, arguments: Any, error: Any) -> NoReturn:
        """Raise the driver's error as SQLAlchemy's."""
        dialect, connection = self.connection.dialect, self.connection
        driver_connection: Any = connection.connection.dbapi_connection
        lost = dialect.is_disconnect(error, driver_connection, self._cursor)
        if lost:
            # SQLAlchemy finds out by itself, and then also gives up what waits in the pool.
            connection.exec_driver_sql("SELECT 1")
        raise DBAPIError.instance(
            text,
            arguments,
            error,
            self._driver_error,
            hide_parameters=connection.engine.hide_parameters,
            connection_invalidated=lost,
            dialect=dialect,
        ) from error

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undo the block alone when it raises an error, and go on with the transaction."""
        self._sent("SAVEPOINT block")
        try:
            yield
        except BaseException:
            if not self.connection.invalidated:
                self._sent("ROLLBACK TO SAVEPOINT block")
                self._sent("RELEASE SAVEPOINT block")
            raise
        self._sent("RELEASE SAVEPOINT block")

    def write_later(self, table: Table, rows: Sequence[dict[str, Any]]) -> None:
        """Insert these before the transaction searches, or ends.

        An import writes a dozen terms for each of a million entries: together, and in the
        index's order, that takes a fraction of the time.
        """
        waiting = self._waiting.setdefault(table, [])
        waiting += rows
        if len(waiting) >= _TOGETHER:
            self.write_waiting()

    def write_waiting(self) -> None:
        """Insert what was left for later."""
        for table, rows in self._waiting.items():
            keys = [column.name for column in table.primary_key]
            rows.sort(key=_by(keys))
            self.change_all(insert(table), rows)
        self._waiting.clear()


def _by(keys: Sequence[str]) -> Callable[[dict[str, Any]], tuple[Any, ...]]:
    return lambda row: tuple(row[key] for key in keys)


def _heard(engine: Engine) -> bool:
    """Whether somebody wants to hear of every statement."""
    heard = engine.dispatch
    return bool(engine.echo or heard.before_cursor_execute or heard.after_cursor_execute)
