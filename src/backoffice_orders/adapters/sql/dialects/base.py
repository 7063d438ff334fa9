"""What is asked of every engine, and what both are asked in the same way."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, ClassVar

import orjson
from sqlalchemy import (
    URL,
    ColumnElement,
    Connection,
    Dialect as SqlAlchemyDialect,
    Engine,
    Table,
    Text,
)
from sqlalchemy.types import TypeDecorator, TypeEngine

# A way to be the only writer of this process, for as long as a block lasts.
Turn = Callable[[], AbstractContextManager[None]]
# So many transactions at once, and how long (seconds) one more waits for a connection.
CONNECTIONS = {"pool_size": 10, "max_overflow": 15, "pool_timeout": 3}
# How long (milliseconds) a process waits while another one migrates.
PATIENCE_MS = 3_600_000


class Dialect(ABC):
    """An engine that the store works on."""

    name: ClassVar[str]
    # The extra that brings its driver.
    extra: ClassVar[str]
    # Whether it numbers rows by itself whose key begins with something else.
    numbers_rows: ClassVar[bool]
    # Whether it has counters that nobody waits for.
    has_sequences: ClassVar[bool]
    # Whether a host's transaction may see what others commit meanwhile.
    may_see_others: ClassVar[bool]
    # Whether several may write at once.
    many_writers: ClassVar[bool]

    @abstractmethod
    def options(self, url: URL) -> dict[str, Any]:
        """What ``create_engine`` is called with."""

    @abstractmethod
    def set_up(self, connection: Any) -> None:
        """Set up a new connection of the driver's."""

    @abstractmethod
    def begin(self, connection: Connection, *, read_only: bool) -> None:
        """Begin a transaction, where the driver does not do it by itself."""

    @abstractmethod
    def in_transaction(self, driver_connection: Any) -> bool:
        """Whether a driver's connection has a transaction, or begins one with a statement."""

    @abstractmethod
    def undone(self, driver_connection: Any) -> bool:
        """Whether an error has undone the transaction: a commit would do nothing, silently."""

    def writers(self) -> Turn:
        """How one store's writers wait for each other before they take a connection."""
        return nullcontext

    def readers_wait(self, url: URL) -> bool:
        """Whether readers wait as writers do: there is one connection for all of them."""
        return False

    @abstractmethod
    def take_turns(self, connection: Connection) -> bool:
        """Let a transaction that begins next wait for others; whether it sees what they commit."""

    def together(self, connection: Connection) -> AbstractContextManager[Any]:
        """Send what a block sends without waiting for each answer, where the driver can.

        What fails, fails with one of the later statements. Nothing in the block may ask what a
        statement did.
        """
        return nullcontext()

    @abstractmethod
    def analyze(self, connection: Connection, tables: Iterable[Table]) -> None:
        """Count what the tables hold, where the engine plans by it."""

    @abstractmethod
    def before_fork(self, engine: Engine) -> None:
        """Close what a child of this process must not have, not even open."""

    @abstractmethod
    def insert(self, table: Table) -> Any:
        """An insert statement that knows ``on_conflict``."""

    @abstractmethod
    def one_of(self, column: ColumnElement[str], name: str) -> ColumnElement[bool]:
        """The condition that a column has one of the texts given as one parameter.

        Args:
            column: The column.
            name: What the parameter is called; any number of texts is its value.
        """

    @abstractmethod
    def listed(self, name: str, *types: TypeEngine[Any]) -> list[ColumnElement[Any]]:
        """The columns of a list of rows that is one parameter.

        Args:
            name: What the parameter is called; a list of tuples is its value.
            types: The types of the columns, texts and whole numbers.
        """

    @abstractmethod
    def alone(self, connection: Connection, name: str) -> AbstractContextManager[Connection]:
        """A transaction that changes the tables of this name, and no other process beside it."""

    def unfit(self, connection: Connection, names: Iterable[str]) -> tuple[str, str] | None:
        """Why a database cannot have our tables, as a person says it, and what helps; or None.

        Args:
            connection: The database.
            names: What tables, indexes and all else in it would be called.
        """
        return None

    @abstractmethod
    def busy(self, error: Any) -> bool:
        """Whether what the driver raises tells that others were faster, or that it is gone."""

    def demoted(self, error: Any) -> bool:
        """Whether the server may only be read from: another one is written to."""
        return False

    def missing(self, url: URL) -> bool:
        """Whether nothing is there, and a connection would make it."""
        return False

    @abstractmethod
    def unusable(self, url: URL, error: Any, reason: str) -> tuple[str, str]:
        """Why a database cannot be opened, as a person says it, and what helps."""


class JsonList(TypeDecorator[Sequence[Any]]):
    """Any number of texts, or of rows, as one parameter: a JSON document."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Sequence[Any] | None, dialect: SqlAlchemyDialect) -> str:
        """To the database."""
        return orjson.dumps(value).decode()
