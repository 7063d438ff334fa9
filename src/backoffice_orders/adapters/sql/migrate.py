"""Bringing a database up to date."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, inspect

from backoffice_orders.adapters.sql.dialects import DIALECTS
from backoffice_orders.adapters.sql.engine import make_engine
from backoffice_orders.adapters.sql.failures import database_name, opening
from backoffice_orders.adapters.sql.schema import Schema
from backoffice_orders.model.errors.host import DatabaseNewer

logger: logging.Logger = logging.getLogger("backoffice_orders.migrations")
MIGRATIONS = Path(__file__).parent / "migrations"
# Alembic keeps what it works on in module variables.
_in_this_process = threading.Lock()


def has_tables(url: str | URL, schema: Schema | None = None) -> bool:
    """Whether a database has our tables, of whatever version; nothing is made."""
    schema = Schema() if schema is None else schema
    engine = make_engine(url)
    try:
        with opening(engine.url):
            return inspect(engine).has_table(_version_table(schema), schema.schema)
    finally:
        engine.dispose()


def migrate(engine: Engine, schema: Schema | None = None, revision: str = "head") -> None:
    """Create the tables, or change them to what this version of the package needs.

    Of several processes that do it at once, one migrates and the others wait for it. A database
    that is up to date is only looked at.

    Args:
        engine: The database.
        schema: Under which prefix and in which database schema the tables are.
        revision: Up to which revision; the newest by default.

    Raises:
        DatabaseUnusable: It cannot be opened, or its tables cannot be changed.
        DatabaseNewer: A newer version of the package has changed them.
    """
    schema = Schema() if schema is None else schema
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)
    with opening(engine.url), _in_this_process:
        with engine.connect() as connection:
            found = _revisions(connection, schema, scripts)
        if revision == "head" and found == set(scripts.get_heads()):
            return
        with _alone(engine, schema) as connection:
            _revisions(connection, schema, scripts)
            config.attributes["connection"] = connection
            config.attributes["schema"] = schema
            logger.info("Migrating the tables of %s", database_name(engine.url))
            command.upgrade(config, revision)


def _version_table(schema: Schema) -> str:
    return f"{schema.prefix}alembic_version"


def _revisions(connection: Connection, schema: Schema, scripts: ScriptDirectory) -> set[str]:
    """What the database's tables are, which is known to this version."""
    options = {"version_table": _version_table(schema), "version_table_schema": schema.schema}
    found = set(MigrationContext.configure(connection, opts=options).get_current_heads())
    for unknown in found - {each.revision for each in scripts.walk_revisions()}:
        raise DatabaseNewer(database_name(connection.engine.url), unknown)
    return found


@contextmanager
def _alone(engine: Engine, schema: Schema) -> Iterator[Connection]:
    """A transaction that no other process migrates beside."""
    with engine.connect() as connection:
        name = f"{schema.schema}.{_version_table(schema)}"
        with DIALECTS[engine.dialect.name].alone(connection, name) as alone:
            yield alone
