"""The page "Add new order", for a host to mount in its admin."""

from backoffice_orders.console.app import console_app

__all__ = ["console_app"]
