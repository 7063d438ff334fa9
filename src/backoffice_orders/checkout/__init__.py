"""The reference checkout: where customers check, change and pay what the shop has prepared."""

from backoffice_orders.checkout.app import checkout_app

__all__ = ["checkout_app"]
