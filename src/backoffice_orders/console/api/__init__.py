"""The page's use cases as JSON over HTTP, for hosts with a front end of their own."""

from backoffice_orders.console.api.app import api_app

__all__ = ["api_app"]
