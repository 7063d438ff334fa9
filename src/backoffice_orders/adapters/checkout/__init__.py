"""Signed links into the checkout. Needs the extra ``checkout``."""

from backoffice_orders.extras import needs

with needs("checkout"):
    from backoffice_orders.adapters.checkout.links import SignedLinks

__all__ = ["SignedLinks"]
