"""The page "Add new order", for a host to mount in its admin. Needs the extra ``console``."""

from backoffice_orders.extras import needs

with needs("console"):
    from backoffice_orders.console.access import NO_LOGIN
    from backoffice_orders.console.app import console_app
    from backoffice_orders.console.own_columns import Column, LinkTo
    from backoffice_orders.console.own_fields import YES_NO, Choice, OwnField

__all__ = ["NO_LOGIN", "YES_NO", "Choice", "Column", "LinkTo", "OwnField", "console_app"]
