"""Exchange rates that something cannot do without."""

from __future__ import annotations

from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.errors.pricing import CurrencyUnavailable
from backoffice_orders.services.desk import Work


def require_rates(work: Work, rule: CartRule) -> None:
    """Raise ``CurrencyUnavailable`` for an amount in a currency that the shop has no rate for."""
    foreign = sorted(rule.currencies - {work.settings.currency})
    there = {each.currency for each in work.exchange_rates.rates(foreign)} if foreign else ()
    for currency in foreign:
        if currency not in there:
            raise CurrencyUnavailable(currency)
