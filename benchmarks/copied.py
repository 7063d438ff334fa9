"""A table of an SQLite file in a PostgreSQL: loading a large shop once is enough."""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import Boolean, Table


def copy_table(source: sqlite3.Connection, connection: Any, table: Table) -> None:
    """Copy every row; a truth value is a number in SQLite."""
    names = ", ".join(table.c.keys())
    switches = [isinstance(column.type, Boolean) for column in table.c]
    with connection.cursor().copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
        for row in source.execute(f"SELECT {names} FROM {table.name}"):
            values = zip(row, switches, strict=True)
            copy.write_row([bool(value) if switch else value for value, switch in values])
