"""Alembic's entry: runs the revisions on the connection that ``migrate()`` brings."""

from alembic import context

connection = context.config.attributes["connection"]
schema = context.config.attributes["schema"]

context.configure(
    connection=connection,
    target_metadata=schema.metadata,
    version_table=f"{schema.prefix}alembic_version",
    version_table_schema=schema.schema,
)
context.run_migrations()
