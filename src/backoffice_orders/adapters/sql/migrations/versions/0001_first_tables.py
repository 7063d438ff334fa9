"""The first tables."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import context, op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def named(name: str) -> str:
    """The name under the host's prefix."""
    return f"{context.config.attributes['schema'].prefix}{name}"


def table(name: str, *parts: Any) -> None:
    """Create a table."""
    op.create_table(named(name), *parts, schema=context.config.attributes["schema"].schema)


def index(name: str, table_name: str, *columns: str) -> None:
    """Create an index."""
    schema = context.config.attributes["schema"].schema
    op.create_index(named(name), named(table_name), list(columns), schema=schema)


def key(name: str) -> sa.Column[str]:
    """A part of the primary key."""
    return sa.Column(name, PLAIN, primary_key=True)


def document() -> sa.Column[str]:
    """The JSON document."""
    return sa.Column("document", sa.Text, nullable=False)


def summary() -> sa.Column[str]:
    """What lists show of it."""
    return sa.Column("summary", sa.Text, nullable=False)


def position() -> sa.Column[int]:
    """A running number."""
    return sa.Column("position", sa.BigInteger, sa.Identity(), primary_key=True)


def unique(name: str, *columns: str) -> sa.UniqueConstraint:
    """A unique constraint."""
    return sa.UniqueConstraint(*columns, name=named(name))


def terms(name: str) -> None:
    """A table of terms."""
    op.create_table(
        named(name),
        *(key(column) for column in ("shop_id", "term", "sort_key", "entry_id")),
        sa.Column("words", PLAIN, nullable=False),
        schema=context.config.attributes["schema"].schema,
        sqlite_with_rowid=False,
    )


def movement() -> tuple[sa.Column[Any], ...]:
    """Pieces of an item taken or held for a reference."""
    return (
        key("shop_id"),
        key("reference"),
        key("product_id"),
        key("combination_id"),
        sa.Column("quantity", sa.BigInteger, nullable=False),
    )


def upgrade() -> None:
    """Create everything."""
    table(
        "reference_data",
        key("shop_id"),
        key("kind"),
        key("id"),
        document(),
    )
    table(
        "carrier_zones",
        key("shop_id"),
        key("zone_id"),
        key("carrier_id"),
        document(),
    )
    index("carrier_zones_carrier", "carrier_zones", "shop_id", "carrier_id")
    table(
        "tax_rules",
        key("shop_id"),
        key("group_id"),
        key("country"),
        key("state"),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("postcode_from", PLAIN),
        sa.Column("postcode_to", PLAIN),
        document(),
    )
    table(
        "customers",
        key("shop_id"),
        key("id"),
        sa.Column("account_email", PLAIN),
        sa.Column("sort_key", PLAIN, nullable=False),
        document(),
        unique("customers_account", "shop_id", "account_email"),
    )
    terms("customer_terms")
    table(
        "addresses",
        key("shop_id"),
        key("id"),
        sa.Column("customer_id", PLAIN, nullable=False),
        sa.Column("deleted", sa.Boolean, nullable=False),
        document(),
    )
    table(
        "products",
        key("shop_id"),
        key("id"),
        sa.Column("sort_key", PLAIN, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        document(),
    )
    terms("product_terms")
    terms("product_code_terms")
    table(
        "specific_prices",
        key("shop_id"),
        key("product_id"),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("customer_id", PLAIN),
        document(),
    )
    table(
        "stock_levels",
        key("shop_id"),
        key("product_id"),
        key("combination_id"),
        sa.Column("level", sa.BigInteger, nullable=False),
    )
    table(
        "stock_taken",
        *movement(),
    )
    table(
        "stock_held",
        *movement(),
        sa.Column("until", MOMENT),
    )
    table(
        "cart_rules",
        key("shop_id"),
        key("id"),
        sa.Column("code_key", PLAIN),
        sa.Column("automatic", sa.Boolean, nullable=False),
        sa.Column("customer_id", PLAIN),
        sa.Column("sort_key", PLAIN, nullable=False),
        sa.Column("used", sa.Integer, nullable=False),
        document(),
        unique("cart_rules_code", "shop_id", "code_key"),
    )
    terms("cart_rule_terms")
    table(
        "rule_uses",
        key("shop_id"),
        key("order_id"),
        key("rule_id"),
        sa.Column("customer_id", PLAIN, nullable=False),
    )
    table(
        "rule_customers",
        key("shop_id"),
        key("rule_id"),
        key("customer_id"),
        sa.Column("used", sa.Integer, nullable=False),
    )
    table(
        "carts",
        key("shop_id"),
        key("id"),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("customer_id", PLAIN),
        sa.Column("order_id", PLAIN),
        sa.Column("channel", PLAIN, nullable=False),
        sa.Column("assigned_to", PLAIN),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("open", sa.Boolean, nullable=False),
        sa.Column("filled", sa.Boolean, nullable=False),
        summary(),
        document(),
    )
    table("answers", key("shop_id"), key("id"), document())
    table(
        "files",
        key("shop_id"),
        key("id"),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    table(
        "orders",
        key("shop_id"),
        key("id"),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("reference", PLAIN, nullable=False),
        sa.Column("cart_id", PLAIN, nullable=False),
        sa.Column("idempotency_key", PLAIN),
        sa.Column("customer_id", PLAIN, nullable=False),
        sa.Column("placed_at", MOMENT, nullable=False),
        sa.Column("status", PLAIN, nullable=False),
        sa.Column("currency", PLAIN, nullable=False),
        sa.Column("total", sa.BigInteger, nullable=False),
        sa.Column("cancelled", sa.Boolean, nullable=False),
        summary(),
        document(),
        unique("orders_cart", "shop_id", "cart_id"),
        unique("orders_key", "shop_id", "idempotency_key"),
        unique("orders_reference", "shop_id", "reference"),
        unique("orders_number", "shop_id", "number"),
    )
    table(
        "links",
        key("shop_id"),
        key("id"),
        sa.Column("cart_id", PLAIN, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("used", sa.Boolean, nullable=False),
        document(),
    )
    table(
        "counters",
        key("shop_id"),
        key("name"),
        sa.Column("value", sa.BigInteger, nullable=False),
    )
    table(
        "audit",
        key("shop_id"),
        position(),
        sa.Column("subject", PLAIN, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        document(),
    )
    table(
        "outbox",
        key("shop_id"),
        position(),
        sa.Column("consumer", PLAIN, nullable=False),
        sa.Column("id", PLAIN, nullable=False),
        sa.Column("key", PLAIN, nullable=False),
        sa.Column("topic", PLAIN, nullable=False),
        sa.Column("state", PLAIN, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("free_from", MOMENT),
        document(),
        unique("outbox_id", "shop_id", "id", "consumer"),
    )
    table("consumers", key("shop_id"), key("name"), document())
    index("addresses_customer", "addresses", "shop_id", "customer_id")
    index("customers_order", "customers", "shop_id", "sort_key", "id")
    index("products_order", "products", "shop_id", "sort_key", "id")
    index("links_cart", "links", "shop_id", "cart_id")
    index("stock_held_until", "stock_held", "shop_id", "until")
    index("cart_rules_automatic", "cart_rules", "shop_id", "automatic")
    index("cart_rules_customer", "cart_rules", "shop_id", "customer_id")
    index("carts_customer", "carts", "shop_id", "customer_id", "open", "updated_at")
    index("carts_drafts", "carts", "shop_id", "open", "channel", "updated_at")
    index("carts_assigned", "carts", "shop_id", "open", "assigned_to", "updated_at")
    index("orders_customer", "orders", "shop_id", "customer_id", "number")
    totals = ("shop_id", "customer_id", "cancelled", "currency", "total")
    index("orders_totals", "orders", *totals)
    index("audit_subject", "audit", "shop_id", "subject", "position")
    index("audit_at", "audit", "shop_id", "at", "position")
    index("outbox_queue", "outbox", "shop_id", "state", "consumer", "position")
    index("outbox_key", "outbox", "shop_id", "key", "consumer", "state", "position")


def downgrade() -> None:
    """Drop everything."""
    schema = context.config.attributes["schema"]
    for name in TABLES:
        op.drop_table(named(name), schema=schema.schema)


TABLES = (
    "reference_data",
    "carrier_zones",
    "tax_rules",
    "customers",
    "customer_terms",
    "addresses",
    "products",
    "product_terms",
    "product_code_terms",
    "specific_prices",
    "stock_levels",
    "stock_taken",
    "stock_held",
    "cart_rules",
    "cart_rule_terms",
    "rule_uses",
    "rule_customers",
    "carts",
    "answers",
    "files",
    "orders",
    "links",
    "counters",
    "audit",
    "outbox",
    "consumers",
)
