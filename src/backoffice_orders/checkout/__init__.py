"""The reference checkout: where customers check, change and pay what the shop has prepared.

Needs the extra ``checkout``.
"""

from backoffice_orders.extras import needs

with needs("checkout"):
    from backoffice_orders.checkout.app import checkout_app

__all__ = ["checkout_app"]
