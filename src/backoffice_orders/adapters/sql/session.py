"""One transaction on a database: what it sends, and what it has read already."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any

from sqlalchemy import Connection, CursorResult

from backoffice_orders.adapters.sql.cache import Cache
from backoffice_orders.adapters.sql.dialects import dialect_named
from backoffice_orders.adapters.sql.dialects.base import Dialect
from backoffice_orders.adapters.sql.failures import ENDED, is_intact
from backoffice_orders.adapters.sql.schema import Schema
from backoffice_orders.adapters.sql.seen import Seen
from backoffice_orders.adapters.sql.statements import Compiled, Values, compiled
from backoffice_orders.adapters.transactions import require
from backoffice_orders.model.cart import Cart


class Session:
    """Sends statements over a connection that has a transaction.

    What was built once (see ``prepared``) is sent as what it was compiled to. Its rows come as the
    driver gives them: for texts and whole numbers only, which need no conversion.
    """

    def __init__(
        self,
        connection: Connection,
        schema: Schema,
        *,
        read_only: bool,
        cache: Cache | None = None,
        sees_others: bool = False,
    ) -> None:
        """Send what a transaction sends.

        Args:
            connection: It has begun a transaction.
            schema: Where the tables are.
            read_only: Whether nothing may be written.
            cache: What is remembered of other transactions.
            sees_others: Whether each statement sees what others have committed meanwhile.
        """
        self._connection = connection
        self._driver_connection = connection.connection.driver_connection
        self._read_only = read_only
        self._over = False
        self.sees_others = sees_others
        self.schema = schema
        self.seen: Seen = Seen()
        self.cache: Cache = Cache(0) if cache is None else cache
        self.dialect: Dialect = dialect_named(connection.dialect.name)
        self._waiting: list[Callable[[], None]] = []
        self._unsent: list[tuple[Any, Sequence[Values]]] = []
        # The cart that was read last, as long as nothing was asked that it is priced with.
        self.unpriced: Cart | None = None

    @property
    def connection(self) -> Connection:
        """What statements are sent over, while the transaction lasts."""
        require(not self._over, "its transaction has ended")
        return self._connection

    def require_writing(self) -> None:
        """Raise ``TransactionMisused`` where nothing may be written (any more)."""
        require(not self._over, "its transaction has ended")
        require(not self._read_only, "its transaction is read-only")
        # SQLite would commit each statement by itself from then on.
        require(is_intact(self._connection, self.dialect, self._driver_connection), ENDED)

    def end(self) -> None:
        """Send nothing more: the connection may be another transaction's from now on."""
        self._over = True
        self.seen.forget_all()

    def rows(self, statement: Any, values: Values) -> Sequence[Any]:
        """All rows that a prepared statement returns, read before the first is looked at."""
        return self._send(statement, values).all()

    def value(self, statement: Any, values: Values) -> Any:
        """The one value of a prepared statement that returns one at most; None if it has none."""
        return self._send(statement, values).scalar()

    def change(self, statement: Any, values: Values) -> int:
        """Send a prepared statement that returns nothing; how many rows it changed."""
        return self._send(statement, values).rowcount

    def change_all(self, statement: Any, rows: Sequence[Values]) -> int:
        """Send one for each of these rows, which have the same keys; how many rows changed."""
        if not rows:
            return 0
        if len(rows) == 1:
            return self.change(statement, rows[0])
        sent = self._compiled(statement, rows[0])
        arguments = [sent.arguments(row) for row in rows]
        return self.connection.exec_driver_sql(sent.text, arguments).rowcount

    def change_later(self, statement: Any, rows: Sequence[Values]) -> None:
        """``change_all`` with what else waits: nobody is told how many rows changed."""
        self._unsent.append((statement, rows))

    def _send(self, statement: Any, values: Values) -> CursorResult[Any]:
        sent = self._compiled(statement, values)
        return self.connection.exec_driver_sql(sent.text, sent.arguments(values))

    def _compiled(self, statement: Any, values: Values) -> Compiled:
        return compiled(statement, self._connection.dialect, tuple(values))

    def all(self, query: Any) -> Sequence[Any]:
        """All rows of a statement that has its values in it, of their types."""
        return self.connection.execute(query).all()

    def values(self, query: Any) -> Sequence[Any]:
        """The first column of ``all``."""
        return [row[0] for row in self.all(query)]

    def execute(self, statement: Any) -> None:
        """Send a statement that has its values in it and returns nothing."""
        self.connection.execute(statement)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undo the block alone when it raises an error, and go on with the transaction."""
        with self.connection.begin_nested():
            yield

    def write_later(self, write: Callable[[], None]) -> None:
        """Call this before the transaction searches, or ends."""
        self._waiting.append(write)

    def write_waiting(self) -> None:
        """Write what was left for later."""
        self._call_waiting()
        self._send_unsent()

    def finish(self, commit: Callable[[], None]) -> None:
        """Write what was left for later, and commit; what needs no answer is sent with that."""
        self._call_waiting()
        with self.dialect.together(self._connection) if self._unsent else nullcontext():
            self._send_unsent()
            self.end()
            commit()

    def _call_waiting(self) -> None:
        while self._waiting:
            waiting, self._waiting = self._waiting, []
            for write in waiting:
                write()

    def _send_unsent(self) -> None:
        unsent, self._unsent = self._unsent, []
        for statement, rows in unsent:
            self.change_all(statement, rows)
