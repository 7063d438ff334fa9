"""The first tables: what ``Schema`` says.

A new database is made as the schema is now, and an older one has these tables already.
Each later revision has a function ``upgrade(op, schema)`` that changes what is there, with
Alembic's operations.
"""

from __future__ import annotations

from alembic.operations import Operations

from backoffice_orders.adapters.sql.schema import Schema

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade(op: Operations, schema: Schema) -> None:
    """Create the tables."""
    schema.metadata.create_all(op.get_bind(), checkfirst=False)
