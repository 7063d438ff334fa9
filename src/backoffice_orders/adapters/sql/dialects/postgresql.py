"""PostgreSQL, as the store works on it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    ARRAY,
    JSON,
    URL,
    ColumnElement,
    Connection,
    Engine,
    Table,
    Text,
    bindparam,
    cast,
    func,
    literal_column,
    text,
)
from sqlalchemy.types import TypeEngine

from backoffice_orders.adapters.sql.dialects.base import (
    CONNECTIONS,
    PATIENCE_MS,
    Dialect,
    JsonList,
)

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
# As PostgreSQL is built; nobody changes it.
_LONGEST_NAME = 63
# What keeps every letter as it comes; SQL_ASCII keeps bytes.
_ENCODINGS = {"UTF8", "SQL_ASCII"}
# Serialization failure and deadlock (distributed engines answer with the same), a lock that was
# waited for too long, a statement that was (where the server's limit to statements is the shorter
# one, it ends the wait for a lock), too many connections, and a server that is being stopped or
# started; none is what a server that cannot be reached has to tell.
_BUSY_STATES = {"40001", "40P01", "55P03", "57014", "53300", "57P01", "57P02", "57P03"}


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
        return {"isolation_level": "REPEATABLE READ", "connect_args": sent, **CONNECTIONS}

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
        rows: Any = cast(bindparam(name, type_=JsonList()), JSON())
        row = func.json_array_elements(rows).table_valued("value").c.value
        part = row.op("->>")
        return [cast(part(literal_column(str(n))), type_) for n, type_ in enumerate(types)]

    @contextmanager
    def alone(self, connection: Connection, name: str) -> Iterator[Connection]:
        # What the one before has committed is seen once its lock is ours.
        connection = connection.execution_options(isolation_level="READ COMMITTED")
        connection.execute(text(f"SET LOCAL lock_timeout = {PATIENCE_MS}"))
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


def _bytes(name: str) -> int:
    return len(name.encode())
