"""Every storage port on SQLAlchemy 2 Core. Needs the extra ``sql``.

Each name is imported with its first use; type checkers read ``__init__.pyi``.
"""

from backoffice_orders.extras import needs, require_installed
from backoffice_orders.on_demand import provide

with needs("sql"):
    require_installed("sqlalchemy", "orjson")

_NAMES = {
    "backoffice_orders.adapters.sql.host_alembic": "without_ours",
    "backoffice_orders.adapters.sql.joined": "JoinedStore driver_connections",
    "backoffice_orders.adapters.sql.migrating": "has_tables migrate",
    "backoffice_orders.adapters.sql.schema": "Schema",
    "backoffice_orders.adapters.sql.store": "SqlStore",
}

provide(__name__, _NAMES)
