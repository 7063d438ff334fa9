"""The way out for webhooks, of the standard library alone."""

from backoffice_orders.adapters.webhooks.sender import HttpSender

__all__ = ["HttpSender"]
