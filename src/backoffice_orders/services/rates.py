"""Exchange rates that something cannot do without."""

from __future__ import annotations

from backoffice_orders.model.carrier import Carrier
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.errors.host import ShopNotSetUp
from backoffice_orders.model.errors.pricing import CurrencyUnavailable
from backoffice_orders.model.product import Product
from backoffice_orders.model.settings import ShopSettings
from backoffice_orders.services.desk import Work

# What has amounts of its own: in a currency without a rate, carts with it could not be priced.
Priced = CartRule | Carrier | Product | ShopSettings


def require_rates(work: Work, entry: Priced) -> None:
    """Raise ``CurrencyUnavailable`` for an amount in a currency that the shop has no rate for.

    A shop that is not set up yet has no currency of its own either: nothing is foreign to it.
    """
    try:
        own = work.settings.currency
    except ShopNotSetUp:
        return
    foreign = sorted(entry.currencies - {own})
    there = {each.currency for each in work.exchange_rates.rates(foreign)} if foreign else ()
    for currency in foreign:
        if currency not in there:
            raise CurrencyUnavailable(currency)
