"""Bringing a database up to date."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Engine, create_engine, inspect

from backoffice_orders.adapters.sql.engine import begin
from backoffice_orders.adapters.sql.schema import Schema

MIGRATIONS = Path(__file__).parent / "migrations"


def has_tables(url: str | URL, schema: Schema | None = None) -> bool:
    """Whether a database has our tables, of whatever version; nothing is made."""
    schema = schema or Schema()
    engine = create_engine(url)
    try:
        return inspect(engine).has_table(f"{schema.prefix}alembic_version", schema.schema)
    finally:
        engine.dispose()


def migrate(engine: Engine, schema: Schema | None = None, revision: str = "head") -> None:
    """Create the tables, or change them to what this version of the package needs.

    Args:
        engine: The database.
        schema: Under which prefix and in which database schema the tables are.
        revision: Up to which revision; the newest by default.
    """
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with engine.begin() as connection:
        statement = begin(engine.dialect.name, read_only=False)
        if statement:
            connection.exec_driver_sql(statement)
        config.attributes["connection"] = connection
        config.attributes["schema"] = schema or Schema()
        command.upgrade(config, revision)
