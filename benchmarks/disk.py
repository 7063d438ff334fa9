"""How much room a shop takes: ours beside the bare rows of the same customers and products.

Run ``python -m benchmarks.disk [--customers N] [--products N] [--database FILE]``. The shop is
loaded by ``backoffice-orders load``, as ``benchmarks.load`` does; a file that is there is taken as
it is. The bare rows have one column for each value that is there, an index for what must be unique
and one for a list by name: nothing could be searched in them. The same rows are copied into a
PostgreSQL from a wheel.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from tests import postgres

from backoffice_orders.adapters.sql import SqlStore
from benchmarks.copied import copy_table
from benchmarks.load import load

# How many times as large as the bare rows a shop may be.
LIMITS = {"sqlite": 3.0, "postgresql": 3.0}
CUSTOMER = ("id", "first_name", "last_name", "email", "created_at", "language")
BARE = (
    "CREATE TABLE customers (shop_id text, id text, first_name text, last_name text, email text, "
    "created_at text, language text, active boolean, PRIMARY KEY (shop_id, id), "
    "UNIQUE (shop_id, email))",
    "CREATE TABLE products (shop_id text, id text, name text, price text, reference text, "
    "active boolean, PRIMARY KEY (shop_id, id))",
    "CREATE INDEX customers_by_name ON customers (shop_id, last_name, first_name)",
    "CREATE INDEX products_by_name ON products (shop_id, name)",
    "CREATE TABLE stock (shop_id text, product_id text, level integer, "
    "PRIMARY KEY (shop_id, product_id))",
)


def bare_rows(source: sqlite3.Connection) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    """The tables of the bare rows, and what is in them."""
    values = ", ".join(f"json_extract(document, '$.{name}')" for name in CUSTOMER)
    people = source.execute(f"SELECT shop_id, {values} FROM bo_customers").fetchall()
    yield "customers", [(*row[:-1], row[-1] or "en", True) for row in people]
    values = ", ".join(
        f"json_extract(document, '$.{name}')" for name in ("id", "name", "price", "codes.reference")
    )
    goods = source.execute(f"SELECT shop_id, {values} FROM bo_products").fetchall()
    yield "products", [(*row, True) for row in goods]
    yield (
        "stock",
        source.execute("SELECT shop_id, product_id, level FROM bo_stock_levels").fetchall(),
    )


def on_sqlite(database: Path, directory: Path) -> bool:
    file = directory / "bare.db"
    with sqlite3.connect(database) as source, sqlite3.connect(file) as bare:
        for statement in BARE:
            bare.execute(statement)
        for table, rows in bare_rows(source):
            marks = ", ".join("?" for _ in rows[0])
            bare.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
        bare.commit()
        source.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return told("sqlite", database.stat().st_size, file.stat().st_size)


def on_postgresql(database: Path) -> bool:
    with postgres.server() as server, postgres.database(server) as url:
        store = SqlStore.open(url)
        uri = url.set(drivername="postgresql").render_as_string(hide_password=False)
        with (
            sqlite3.connect(database) as source,
            psycopg.connect(uri, autocommit=True) as connection,
        ):
            schema = store.schema
            searched = (schema.search_entries, schema.search_terms)
            for table in (schema.customers, schema.products, schema.stock_levels, *searched):
                copy_table(source, connection, table)
            for statement in BARE:
                connection.execute(statement)
            for name, rows in bare_rows(source):
                with connection.cursor().copy(f"COPY {name} FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
            connection.execute("VACUUM FULL ANALYZE")
            ours = _size(connection, "bo\\_%")
            bare = sum(_size(connection, name) for name in ("customers", "products", "stock"))
            largest = sorted(
                (
                    (_size(connection, table.name), table.name)
                    for table in schema.metadata.tables.values()
                ),
                reverse=True,
            )
        store.close()
    held = told("postgresql", ours, bare)
    shown = (f"{name} {size / 1e6:.1f} MB" for size, name in largest[:3])
    print(f"{'':<11} of which {', '.join(shown)}", flush=True)
    return held


def _size(connection: Any, like: str) -> int:
    query = (
        "SELECT coalesce(sum(pg_total_relation_size(oid)), 0) FROM pg_class "
        "WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname LIKE %s"
    )
    return int(connection.execute(query, (like,)).fetchone()[0])


def told(engine: str, ours: int, bare: int) -> bool:
    ratio = ours / bare
    print(
        f"{engine:<11} ours {ours / 1e6:6.1f} MB, bare rows {bare / 1e6:6.1f} MB; "
        f"ours / bare {ratio:.2f} (limit {LIMITS[engine]:.0f})",
        flush=True,
    )
    return ratio <= LIMITS[engine]


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--customers", type=int, default=100_000)
    arguments.add_argument("--products", type=int, default=20_000)
    arguments.add_argument("--database", type=Path)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        database = given.database or directory / "shop.db"
        if not database.exists():
            load(given.customers, given.products, database)
        held = on_sqlite(database, directory)
        held &= on_postgresql(database)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
