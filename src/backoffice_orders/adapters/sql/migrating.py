"""Bringing a database up to date.

A new database is made as ``Schema`` says; an older one is changed by each revision in
``migrations/versions`` that it does not have yet (see ``upgrade``).
"""

from __future__ import annotations

import logging

from sqlalchemy import (
    URL,
    Column,
    Connection,
    Engine,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    inspect,
    select,
)

from backoffice_orders.adapters.sql.dialects import dialect_named
from backoffice_orders.adapters.sql.engine import make_engine
from backoffice_orders.adapters.sql.failures import database_name, opening
from backoffice_orders.adapters.sql.schema import Schema
from backoffice_orders.model.errors.host import DatabaseUnusable

logger: logging.Logger = logging.getLogger("backoffice_orders.migrations")
# The newest revision of the tables.
REVISION = "0001"


def has_tables(url: str | URL, schema: Schema | None = None) -> bool:
    """Whether a database has our tables, of whatever version; nothing is made."""
    schema = Schema() if schema is None else schema
    engine = make_engine(url)
    try:
        with opening(engine.url):
            return inspect(engine).has_table(schema.version_table, schema.schema)
    finally:
        engine.dispose()


def migrate(database: Engine | Connection, schema: Schema | None = None) -> None:
    """Create the tables, or change them to what this version of the package needs.

    Of several processes that do it at once, one migrates and the others wait for it. A database
    that is up to date is only looked at.

    Args:
        database: The database; or a connection of the host's that has begun a transaction: then
            nothing is begun, waited for or committed, and the host's other migrations can be
            part of the same transaction.
        schema: Under which prefix and in which database schema the tables are.

    Raises:
        DatabaseUnusable: It cannot be opened, or its tables cannot be changed.
        DatabaseNewer: A newer version of the package has changed them.
    """
    schema = Schema() if schema is None else schema
    if isinstance(database, Connection):
        with opening(database.engine.url):
            _bring_up_to_date(database, schema)
        return
    with opening(database.url), database.connect() as connection:
        up_to_date = _revision(connection, schema) == REVISION
        connection.rollback()
        if not up_to_date:
            # A transaction that no other process migrates beside.
            name = f"{schema.schema}.{schema.version_table}"
            with dialect_named(database.dialect.name).alone(connection, name) as alone:
                _bring_up_to_date(alone, schema)


def _bring_up_to_date(connection: Connection, schema: Schema) -> None:
    found = _revision(connection, schema)
    if found == REVISION:
        return
    logger.info("Migrating the tables of %s", database_name(connection.engine.url))
    if found is None:
        unfit = dialect_named(connection.dialect.name).unfit(connection, schema.names)
        if unfit is not None:
            raise DatabaseUnusable(database_name(connection.engine.url), *unfit)
        schema.metadata.create_all(connection, checkfirst=False)
        versions = _versions(schema)
        versions.create(connection)
        connection.execute(versions.insert(), {"version_num": REVISION})
    else:
        # Alembic, which takes a while to import, is needed for older databases alone.
        from backoffice_orders.adapters.sql.upgrade import upgrade

        upgrade(connection, schema, found)


def _revision(connection: Connection, schema: Schema) -> str | None:
    """Of which revision the database's tables are; None where there are none."""
    if not inspect(connection).has_table(schema.version_table, schema.schema):
        return None
    return connection.execute(select(_versions(schema).c.version_num)).scalar()


def _versions(schema: Schema) -> Table:
    """The table in which Alembic keeps the revision."""
    return Table(
        schema.version_table,
        MetaData(schema=schema.schema),
        Column("version_num", String(32), nullable=False),
        PrimaryKeyConstraint("version_num", name=schema.version_key),
    )
