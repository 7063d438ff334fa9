"""One transaction on a database: what it sends, and what it has read already."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection

from backoffice_orders.adapters.sql.cache import Cache
from backoffice_orders.adapters.sql.dialects import DIALECTS, Dialect
from backoffice_orders.adapters.sql.schema import Schema
from backoffice_orders.adapters.sql.seen import Seen
from backoffice_orders.adapters.sql.statements import Compiled, Values
from backoffice_orders.adapters.transactions import require


class Session:
    """Sends statements over a connection that has a transaction.

    A statement that was built once (see ``prepared``) is found again by SQLAlchemy as what it
    was compiled to.
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
        self._read_only = read_only
        self._over = False
        self.sees_others = sees_others
        self.schema = schema
        self.seen: Seen = Seen()
        self.cache: Cache = Cache(0) if cache is None else cache
        self.dialect: Dialect = DIALECTS[connection.dialect.name]
        self._waiting: list[Callable[[], None]] = []

    @property
    def connection(self) -> Connection:
        """What statements are sent over, while the transaction lasts."""
        require(not self._over, "its transaction has ended")
        return self._connection

    def require_writing(self) -> None:
        """Raise ``TransactionMisused`` where nothing may be written (any more)."""
        require(not self._over, "its transaction has ended")
        require(not self._read_only, "its transaction is read-only")

    def end(self) -> None:
        """Send nothing more: the connection may be another transaction's from now on."""
        self._over = True
        self.seen.forget_all()

    def rows(self, statement: Any, values: Values | None = None) -> Sequence[Any]:
        """All rows that a statement returns, read before anything is done with the first."""
        return self.connection.execute(statement, values).all()

    def all(self, query: Any) -> Sequence[Any]:
        """``rows`` of a statement that has its values in it."""
        return self.rows(query)

    def values(self, query: Any) -> Sequence[Any]:
        """The first column of all rows."""
        return [row[0] for row in self.rows(query)]

    def compiled_rows(self, statement: Compiled, values: Values) -> Sequence[Any]:
        """All rows that a compiled statement returns."""
        arguments = statement.arguments(values)
        return self.connection.exec_driver_sql(statement.text, arguments).all()

    def value(self, statement: Any, values: Values) -> Any:
        """The one value of a statement that returns one at most; None if it has none."""
        return self.connection.execute(statement, values).scalar()

    def execute(self, statement: Any) -> None:
        """Send a statement that has its values in it and returns nothing."""
        self.connection.execute(statement)

    def change(self, statement: Any, values: Values) -> int:
        """Send a statement that returns nothing; how many rows it changed."""
        return self.connection.execute(statement, values).rowcount

    def change_all(self, statement: Any, rows: Sequence[Values]) -> int:
        """Send one for each of these rows, which have the same keys; how many rows changed."""
        return self.connection.execute(statement, rows).rowcount if rows else 0

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
        while self._waiting:
            waiting, self._waiting = self._waiting, []
            for write in waiting:
                write()
