"""What differs between the engines: one object for each, which every difference is asked of.

What SQLAlchemy has for an engine is imported with the first use: most shops have one engine.
"""

from __future__ import annotations

import os
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, ClassVar

import orjson
from sqlalchemy import (
    ARRAY,
    JSON,
    URL,
    ColumnElement,
    Connection,
    Dialect as SqlAlchemyDialect,
    Engine,
    Integer,
    StaticPool,
    Table,
    Text,
    bindparam,
    cast,
    func,
    literal_column,
    select,
    text,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import Join
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine

from backoffice_orders.model.errors.host import StorageBusy

# A way to be the only writer of this process, for as long as a block lasts.
Turn = Callable[[], AbstractContextManager[None]]
# How long (milliseconds) SQLite's one writer waits for a writer of another process.
_BUSY_TIMEOUT_MS = 5000
# How long (seconds) a writer waits for the others of its process on SQLite.
_QUEUE_SECONDS = 5.0
# How long a statement waits for a lock on PostgreSQL; deadlocks are found after one second.
_LOCK_TIMEOUT_MS = 2000
# After how many times psycopg prepares a statement; what an address says that is no number: never.
_PREPARING = "prepare_threshold"
# How long (seconds) a server may take to let somebody in, unless the address or the environment say
# so; psycopg alone waits for two minutes.
_LETTING_IN = "connect_timeout"
_LETTING_IN_SECONDS = 5
# After how long a server that does not answer any more, as its machine or the network between is
# gone, counts as lost (20 seconds), unless the address says so. Linux alone waits for a quarter of
# an hour where something was sent to it, and for two hours where its answer is awaited.
_FALLEN_SILENT = {
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 2,
    "tcp_user_timeout": 20_000,
}
# So many transactions at once, and how long (seconds) one more waits for a connection.
_CONNECTIONS = {"pool_size": 10, "max_overflow": 15, "pool_timeout": 3}
# How long (milliseconds) a process waits while another one migrates.
_PATIENCE_MS = 3_600_000


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


class Sqlite(Dialect):
    """SQLite: one writer at a time, in a file.

    It runs in WAL mode (readers and the one writer do not wait for each other) with
    ``synchronous=FULL``: a commit is on the disk before it is acknowledged, so a power cut takes
    away no order whose number was told and whose card was charged. The write lock is taken at the
    beginning of a writing transaction: one that has read and then wants to write could not wait
    any more.
    """

    name = "sqlite"
    extra = "sql"
    numbers_rows = False
    has_sequences = False
    may_see_others = False
    many_writers = False

    def options(self, url: URL) -> dict[str, Any]:
        if _is_file(url):
            return dict(_CONNECTIONS)
        # Each connection would have a database of its own, and each thread a connection.
        return {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}

    def set_up(self, connection: Any) -> None:
        connection.isolation_level = None  # the driver shall not begin transactions on its own
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={_BUSY_TIMEOUT_MS}")
        _switch_to_wal(cursor)
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    def begin(self, connection: Connection, *, read_only: bool) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    def in_transaction(self, driver_connection: Any) -> bool:
        return bool(driver_connection.in_transaction)

    def undone(self, driver_connection: Any) -> bool:
        return not driver_connection.in_transaction  # a full disk rolls back

    def writers(self) -> Turn:
        return _Queue().turn

    def readers_wait(self, url: URL) -> bool:
        return not _is_file(url)

    def take_turns(self, connection: Connection) -> bool:
        return False  # all of them do

    def analyze(self, connection: Connection, tables: Iterable[Table]) -> None:
        """Nothing: it joins tables in the order in which statements name them."""

    def before_fork(self, engine: Engine) -> None:
        # SQLite's locks belong to a process.
        if _is_file(engine.url):
            engine.dispose()

    def insert(self, table: Table) -> Any:
        from sqlalchemy.dialects import sqlite

        return sqlite.insert(table)

    def one_of(self, column: ColumnElement[str], name: str) -> ColumnElement[bool]:
        texts: Any = bindparam(name, type_=_Json())
        return column.in_(select(func.json_each(texts).table_valued("value").c.value))

    def listed(self, name: str, *types: TypeEngine[Any]) -> list[ColumnElement[Any]]:
        rows: Any = bindparam(name, type_=_Json())
        row = func.json_each(rows).table_valued("value").c.value
        numbers = range(len(types))
        return [func.json_extract(row, literal_column(f"'$[{number}]'")) for number in numbers]

    @contextmanager
    def alone(self, connection: Connection, name: str) -> Iterator[Connection]:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={_PATIENCE_MS}")
        self.begin(connection, read_only=False)
        try:
            yield connection
            connection.commit()
        finally:
            connection.rollback()
            connection.exec_driver_sql(f"PRAGMA busy_timeout={_BUSY_TIMEOUT_MS}")

    def busy(self, error: Any) -> bool:
        told = str(error)
        return "database is locked" in told or "database table is locked" in told

    def missing(self, url: URL) -> bool:
        name = url.database or ""
        return _is_file(url) and not name.startswith("file:") and not Path(name).exists()

    def unusable(self, url: URL, error: Any, reason: str) -> tuple[str, str]:
        for words, told in _OF_FILES.items():
            if words in reason:
                return told
        path = Path(url.database or "")
        directory = path.absolute().parent
        try:
            if path.is_dir():
                return "it is a directory", "name a file"
            if not directory.is_dir():
                return f"there is no directory {directory}", "make it, or name another path"
        except OSError as refused:  # a name that is too long, say
            return refused.strerror or reason, "name another file"
        return reason, "let this user read and write the file and its directory"


class Postgresql(Dialect):
    """PostgreSQL: many writers, who find out late that they have met.

    It runs at the isolation level REPEATABLE READ, so that one use case sees one state of the
    shop; conflicts are raised as ``StorageBusy`` and tried again. So are connections that were
    lost while they waited in the pool, which are therefore not asked whether they live before
    each use case. Use cases that take turns run at READ COMMITTED, where whoever changes a row
    waits for whoever has changed it. A statement waits two seconds for a lock, unless the server's
    settings say otherwise.
    """

    name = "postgresql"
    extra = "postgres"
    numbers_rows = True
    has_sequences = True
    may_see_others = True
    many_writers = True

    def options(self, url: URL) -> dict[str, Any]:
        # Texts come and go as UTF-8, whatever the database or the environment says.
        sent: dict[str, Any] = {"client_encoding": "utf8"}
        sent |= {name: value for name, value in _FALLEN_SILENT.items() if name not in url.query}
        if _PREPARING in url.query:  # psycopg knows numbers only, and no texts
            threshold = str(url.query[_PREPARING])
            sent[_PREPARING] = int(threshold) if threshold.isdecimal() else None
        if _LETTING_IN not in url.query and "PGCONNECT_TIMEOUT" not in os.environ:
            sent[_LETTING_IN] = _LETTING_IN_SECONDS
        return {"isolation_level": "REPEATABLE READ", "connect_args": sent, **_CONNECTIONS}

    def set_up(self, connection: Any) -> None:
        cursor = connection.cursor()
        cursor.execute("SET DateStyle TO 'ISO'")  # psycopg reads no other
        cursor.execute(
            f"SELECT set_config('lock_timeout', '{_LOCK_TIMEOUT_MS}', false)"
            " WHERE current_setting('lock_timeout') = '0'"
        )
        cursor.close()
        connection.commit()

    def begin(self, connection: Connection, *, read_only: bool) -> None:
        """Leave it to psycopg, which begins with the first statement."""

    def in_transaction(self, driver_connection: Any) -> bool:
        begun = driver_connection.info.transaction_status != 0  # which is "idle" in libpq
        return begun or not driver_connection.autocommit

    def undone(self, driver_connection: Any) -> bool:
        return bool(driver_connection.info.transaction_status == 3)  # "in error" in libpq

    def take_turns(self, connection: Connection) -> bool:
        connection.execution_options(isolation_level="READ COMMITTED")
        return True

    def analyze(self, connection: Connection, tables: Iterable[Table]) -> None:
        names = map(connection.dialect.identifier_preparer.format_table, tables)
        connection.exec_driver_sql(f"ANALYZE {', '.join(names)}")

    @contextmanager
    def together(self, connection: Connection) -> Iterator[None]:
        from psycopg import OperationalError, Pipeline

        if not Pipeline.is_supported():
            yield
            return
        driver: Any = connection.connection.driver_connection
        answered = False
        try:
            with driver.pipeline():
                yield
                answered = True
        except OperationalError:
            if not answered:
                raise
            # What was sent is committed: the server is gone since, before psycopg had taken leave.
            connection.invalidate()

    def before_fork(self, engine: Engine) -> None:
        """Leave them: a child's are put away after the fork."""

    def insert(self, table: Table) -> Any:
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table)

    def one_of(self, column: ColumnElement[str], name: str) -> ColumnElement[bool]:
        # Not "==", whose negation SQLAlchemy 2.0 writes as "!= ANY".
        return column.bool_op("=")(func.any(bindparam(name, type_=ARRAY(Text))))

    def listed(self, name: str, *types: TypeEngine[Any]) -> list[ColumnElement[Any]]:
        rows: Any = cast(bindparam(name, type_=_Json()), JSON())
        row = func.json_array_elements(rows).table_valued("value").c.value
        part = row.op("->>")
        return [cast(part(literal_column(str(n))), type_) for n, type_ in enumerate(types)]

    @contextmanager
    def alone(self, connection: Connection, name: str) -> Iterator[Connection]:
        # What the one before has committed is seen once its lock is ours.
        connection = connection.execution_options(isolation_level="READ COMMITTED")
        connection.execute(text(f"SET LOCAL lock_timeout = {_PATIENCE_MS}"))
        lock = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
        connection.execute(lock, {"name": name})
        yield connection
        connection.commit()

    def unfit(self, connection: Connection, names: Iterable[str]) -> tuple[str, str] | None:
        # The server would cut what is longer, and two names may begin alike.
        longest = max(names, key=_bytes)
        if _bytes(longest) > _LONGEST_NAME:
            told = f"{longest!r} is longer than the {_LONGEST_NAME} bytes that a name can have"
            return told, "choose a shorter prefix or schema"
        encoding = connection.exec_driver_sql("SHOW server_encoding").scalar()
        if encoding in _ENCODINGS:
            return None
        return f"its encoding {encoding} has no letters of most languages", "make it with UTF8"

    def busy(self, error: Any) -> bool:
        return getattr(error, "sqlstate", None) in _BUSY_STATES

    def demoted(self, error: Any) -> bool:
        return getattr(error, "sqlstate", None) == "25006"  # read_only_sql_transaction

    def unusable(self, url: URL, error: Any, reason: str) -> tuple[str, str]:
        told = reason.strip().splitlines()[0]
        if self.demoted(error):
            return told, "name the server that is written to, and let this user write"
        if getattr(error, "sqlstate", None):
            return told, "let this user make and change tables in it"
        return told, "check the address, and whether the server runs and lets this user in"


# As PostgreSQL is built; nobody changes it.
_LONGEST_NAME = 63
# What keeps every letter as it comes; SQL_ASCII keeps bytes.
_ENCODINGS = {"UTF8", "SQL_ASCII"}
# Serialization failure and deadlock (distributed engines answer with the same), a lock that was
# waited for too long, a statement that was (where the server's limit to statements is the shorter
# one, it ends the wait for a lock), too many connections, and a server that is being stopped or
# started; none is what a server that cannot be reached has to tell.
_BUSY_STATES = {"40001", "40P01", "55P03", "57014", "53300", "57P01", "57P02", "57P03"}
# What SQLite says of a file, why that may be, and what helps.
_OF_FILES = {
    "file is not a database": ("it is no SQLite database", "name another file"),
    "readonly database": (
        "it may not be written",
        "let this user write the file and its directory",
    ),
    "malformed": ("it is damaged", "restore it from a copy"),
}

DIALECTS: dict[str, Dialect] = {each.name: each for each in (Sqlite(), Postgresql())}


class _Queue:
    """Where SQLite's writers wait for each other: here, and not with a connection in hand.

    There are only so many connections, and readers need some while a long import is written.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Be the only writer."""
        if not self._lock.acquire(timeout=_QUEUE_SECONDS):
            raise StorageBusy("other changes are being written")
        try:
            yield
        finally:
            self._lock.release()


class ReadNext(Join):
    """A join whose right side is looked up for each row of the left one.

    SQLite knows too little of the rows to choose, and takes the order that ``CROSS JOIN`` says;
    PostgreSQL finds it by itself.
    """

    inherit_cache: bool | None = True


@compiles(ReadNext, "sqlite")
def _cross_join(join: ReadNext, compiler: Any, **options: Any) -> str:
    options.pop("from_linter", None)
    left = compiler.process(join.left, **options)
    right = compiler.process(join.right, **options)
    return f"{left} CROSS JOIN {right} ON {compiler.process(join.onclause)}"


class PlaceIn(FunctionElement[int]):
    """Where a text stands in another, from 1; 0 where it does not.

    Not ``LIKE``: with a pattern that is a parameter SQLite prepares a statement anew each time.
    """

    type: TypeEngine[int] = Integer()
    inherit_cache: bool | None = True


@compiles(PlaceIn)
def _strpos(place: PlaceIn, compiler: Any, **options: Any) -> str:
    return f"strpos({compiler.process(place.clauses, **options)})"


@compiles(PlaceIn, "sqlite")
def _instr(place: PlaceIn, compiler: Any, **options: Any) -> str:
    return f"instr({compiler.process(place.clauses, **options)})"


class Written(ColumnElement[int]):
    """A number of the row that a statement writes, in a subquery of its ``RETURNING``.

    There SQLAlchemy leaves the table's name out, and would look the row up in the table.
    """

    inherit_cache: bool | None = False

    def __init__(self, number: ColumnElement[int]) -> None:
        self._number = number
        self.type: TypeEngine[int] = number.type


@compiles(Written)
def _with_its_table(written: Written, compiler: Any, **options: Any) -> str:
    return str(compiler.process(written._number, **{**options, "include_table": True}))


class _Json(TypeDecorator[Sequence[Any]]):
    """Any number of texts, or of rows, as one parameter: a JSON document."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Sequence[Any] | None, dialect: SqlAlchemyDialect) -> str:
        """To the database."""
        return orjson.dumps(value).decode()


def _bytes(name: str) -> int:
    return len(name.encode())


def _is_file(url: URL) -> bool:
    """Whether it is an SQLite database in a file, and not one in a connection's memory."""
    # The last one is how SQLite itself writes it, and so is the mode ("…?mode=memory&uri=true").
    in_memory = url.database in (None, "", ":memory:", "file::memory:")
    return not in_memory and url.query.get("mode") != "memory"


def _switch_to_wal(cursor: Any) -> None:
    """Change a new file's mode, which does not always wait where others do the same."""
    until = time.monotonic() + _BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except cursor.connection.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return
