"""Nothing but permissions: the tables are not the ORM's."""

from __future__ import annotations

from django.db import models

from backoffice_orders.model.actor import Permission


def permissions() -> list[tuple[str, str]]:
    """Codes and names of all permissions, as Django lists them."""
    return [(each.value, f"Can {each.value.replace('_', ' ')}") for each in Permission]


class PhoneOrder(models.Model):
    """What ``auth``'s permissions are about; it has no table."""

    class Meta:
        """Django's options."""

        managed = False
        default_permissions: tuple[str, ...] = ()
        permissions: list[tuple[str, str]] = permissions()
