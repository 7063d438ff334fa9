"""Changing the tables of an older database, revision by revision, with Alembic's operations.

Alembic's own commands keep what they work on in module variables, and a host may be using them
right now: its migration may be what calls ours. So each revision gets its operations as an
argument.
"""

from __future__ import annotations

import re
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from backoffice_orders.adapters.sql.failures import database_name
from backoffice_orders.adapters.sql.schema import Schema
from backoffice_orders.model.errors.host import DatabaseNewer, DatabaseUnusable

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(connection: Connection, schema: Schema, found: str) -> None:
    """Run the revisions that come after one, within the connection's transaction.

    Args:
        connection: The database.
        schema: Under which prefix and in which database schema the tables are.
        found: The revision that the tables are of.

    Raises:
        DatabaseNewer: That revision comes after all that this version of the package knows.
        DatabaseUnusable: It is none of the package's.
    """
    scripts = ScriptDirectory(str(MIGRATIONS))
    known = {script.revision for script in scripts.walk_revisions()}
    if found not in known:
        database = database_name(connection.engine.url)
        # They are numbered, in four digits.
        if re.fullmatch("[0-9]{4}", found) and found > max(known):
            raise DatabaseNewer(database, found)
        why = f"its tables are of the revision {found!r}, which no version has had"
        raise DatabaseUnusable(database, why, "restore it from a copy, or name another database")
    options = {"version_table": schema.version_table, "version_table_schema": schema.schema}
    context = MigrationContext.configure(connection, opts=options)
    operations = Operations(context)
    for script in reversed(list(scripts.iterate_revisions("head", found))):
        script.module.upgrade(operations, schema)
        context.stamp(scripts, script.revision)
