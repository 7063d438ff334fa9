"""Search by terms that stand in a page's order, instead of by words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import context, op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
BATCH = 5000
# Of which words: the new table, the old one, its entries, and how many first letters are terms.
TABLES = (
    ("customer_terms", "customer_words", "customers", 3),
    ("product_terms", "product_words", "products", 3),
    ("product_code_terms", "product_codes", "products", 8),
    ("cart_rule_terms", "cart_rule_words", "cart_rules", 3),
)


def upgrade() -> None:
    """Make the tables of terms from the words that entries were found by."""
    schema = context.config.attributes["schema"]
    connection = op.get_bind()
    for name, old_name, entries_name, letters in TABLES:
        terms = op.create_table(
            f"{schema.prefix}{name}",
            *(
                sa.Column(column, PLAIN, primary_key=True)
                for column in ("shop_id", "term", "sort_key", "entry_id")
            ),
            sa.Column("words", PLAIN, nullable=False),
            schema=schema.schema,
            sqlite_with_rowid=False,
        )
        old = _table(schema, old_name, "shop_id", "word", "entry_id")
        entries = _table(schema, entries_name, "shop_id", "id", "sort_key", "active")
        query = (
            sa.select(old.c.shop_id, old.c.entry_id, entries.c.sort_key, old.c.word)
            .join(entries, (entries.c.shop_id == old.c.shop_id) & (entries.c.id == old.c.entry_id))
            .order_by(old.c.shop_id, old.c.entry_id, old.c.word)
        )
        if entries_name == "products":
            query = query.where(entries.c.active.is_(sa.true()))
        stream = {"stream_results": True, "yield_per": BATCH}
        found = connection.execute(query, execution_options=stream)
        for batch in _batches(_rows(found, letters)):
            connection.execute(terms.insert(), batch)
        op.drop_table(f"{schema.prefix}{old_name}", schema=schema.schema)
    for entries_name in ("customers", "products"):
        op.create_index(
            f"{schema.prefix}{entries_name}_order",
            f"{schema.prefix}{entries_name}",
            ["shop_id", "sort_key", "id"],
            schema=schema.schema,
        )


def _table(schema: Any, name: str, *columns: str) -> Any:
    kinds = {"active": sa.Boolean()}
    return sa.table(
        f"{schema.prefix}{name}",
        *(sa.column(column, kinds.get(column, sa.Text())) for column in columns),
        schema=schema.schema,
    )


def _rows(found: Iterable[Any], letters: int) -> Iterator[dict[str, str]]:
    for (shop_id, entry_id, sort_key), rows in groupby(found, lambda row: tuple(row[:3])):
        words = [row.word for row in rows]
        terms = {word[:length] for word in words for length in range(1, letters + 1)}
        for term in sorted(terms | {f"{word}." for word in words}):
            yield {
                "shop_id": shop_id,
                "term": term,
                "sort_key": sort_key,
                "entry_id": entry_id,
                "words": f" {' '.join(words)} ",
            }


def _batches(rows: Iterator[dict[str, str]]) -> Iterator[list[dict[str, str]]]:
    batch: list[dict[str, str]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
