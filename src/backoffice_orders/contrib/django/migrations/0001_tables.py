"""The tables, in Django's own transaction; and the permissions."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from backoffice_orders.adapters.sql import driver_connections, migrate
from backoffice_orders.adapters.sql.schema import Schema
from backoffice_orders.contrib.django.models import permissions


def make_tables(_apps: Any, editor: Any) -> None:
    """Make the tables, or bring them up to date."""
    with driver_connections(lambda: editor.connection.connection)() as connection:
        migrate(connection, Schema())


def drop_tables(_apps: Any, editor: Any) -> None:
    """Drop the tables, with everything that is in them."""
    schema = Schema()
    with driver_connections(lambda: editor.connection.connection)() as connection:
        schema.metadata.drop_all(connection)
        connection.exec_driver_sql(f"DROP TABLE {schema.version_table}")


class Migration(migrations.Migration):
    """The first one."""

    initial = True
    operations: list[Any] = [
        migrations.CreateModel(
            name="PhoneOrder",
            fields=[],
            options={
                "managed": False,
                "default_permissions": (),
                "permissions": permissions(),
            },
        ),
        migrations.RunPython(make_tables, drop_tables),
    ]
