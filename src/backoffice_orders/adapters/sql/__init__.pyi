"""All names, for type checkers; see ``__init__.py``."""

from backoffice_orders.adapters.sql.host_alembic import without_ours as without_ours
from backoffice_orders.adapters.sql.joined import (
    JoinedStore as JoinedStore,
    driver_connections as driver_connections,
)
from backoffice_orders.adapters.sql.migrating import has_tables as has_tables, migrate as migrate
from backoffice_orders.adapters.sql.schema import Schema as Schema
from backoffice_orders.adapters.sql.store import SqlStore as SqlStore
