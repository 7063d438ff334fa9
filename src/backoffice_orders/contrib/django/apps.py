"""The app's configuration."""

from __future__ import annotations

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """Orders by phone; its permissions are ``backoffice_orders.place_order`` and so on."""

    name = "backoffice_orders.contrib.django"
    label = "backoffice_orders"
    verbose_name = "Orders by phone"
