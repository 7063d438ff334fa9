"""Signed links into the checkout."""

from backoffice_orders.adapters.checkout.links import SignedLinks

__all__ = ["SignedLinks"]
