"""Links by which customers open their carts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the table."""
    schema = context.config.attributes["schema"]
    op.create_table(
        f"{schema.prefix}links",
        sa.Column("shop_id", PLAIN, primary_key=True),
        sa.Column("id", PLAIN, primary_key=True),
        sa.Column("cart_id", PLAIN, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used", sa.Boolean, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        schema=schema.schema,
    )
    op.create_index(
        f"{schema.prefix}links_cart",
        f"{schema.prefix}links",
        ["shop_id", "cart_id"],
        schema=schema.schema,
    )
