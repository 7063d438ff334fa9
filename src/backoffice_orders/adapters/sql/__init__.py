"""Every storage port on SQLAlchemy 2 Core. Needs the extra ``sql``."""

from backoffice_orders.extras import needs

with needs("sql"):
    from backoffice_orders.adapters.sql.host_alembic import without_ours
    from backoffice_orders.adapters.sql.joined import JoinedStore, driver_connections
    from backoffice_orders.adapters.sql.migrate import has_tables, migrate
    from backoffice_orders.adapters.sql.schema import Schema
    from backoffice_orders.adapters.sql.store import SqlStore

__all__ = [
    "JoinedStore",
    "Schema",
    "SqlStore",
    "driver_connections",
    "has_tables",
    "migrate",
    "without_ours",
]
