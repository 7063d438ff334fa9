"""What a host's own Alembic needs to live beside our tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backoffice_orders.adapters.sql.schema import Schema

IncludeObject = Callable[[Any, str | None, str, bool, Any], bool]


def without_ours(
    schema: Schema | None = None, include_object: IncludeObject | None = None
) -> IncludeObject:
    """An ``include_object`` for ``context.configure``: autogenerate leaves our tables alone.

    It would drop them otherwise, as the host's metadata does not have them.

    Args:
        schema: Under which prefix and in which database schema our tables are.
        include_object: The host's own, asked for everything else.
    """
    schema = Schema() if schema is None else schema
    ours = {table.name for table in schema.metadata.sorted_tables} | {schema.version_table}

    def include(item: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
        if kind == "table" and name in ours and item.schema == schema.schema:
            return False
        return include_object is None or include_object(item, name, kind, reflected, compare_to)

    return include
