"""What differs between the engines: one object for each, which every difference is asked of.

An engine's module, and what SQLAlchemy has for it, are imported with the first use: most shops
have one engine.
"""

from __future__ import annotations

from functools import cache

from backoffice_orders.adapters.sql.dialects.base import Dialect

# What SQLAlchemy calls the engines that the store works on.
NAMES = ("sqlite", "postgresql")


@cache
def dialect_named(name: str) -> Dialect:
    """What is asked of the engine that SQLAlchemy calls so: one of ``NAMES``."""
    if name == "postgresql":
        from backoffice_orders.adapters.sql.dialects.postgresql import Postgresql

        return Postgresql()
    from backoffice_orders.adapters.sql.dialects.sqlite import Sqlite

    return Sqlite()
