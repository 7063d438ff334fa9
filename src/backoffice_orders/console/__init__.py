"""The page "Add new order", for a host to mount in its admin. Needs the extra ``console``."""

from backoffice_orders.extras import needs

with needs("console"):
    from backoffice_orders.console.access import NO_LOGIN
    from backoffice_orders.console.app import console_app

__all__ = ["NO_LOGIN", "console_app"]
