"""Exchange rates that something cannot do without."""

from __future__ import annotations

from collections.abc import Collection

from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.errors.pricing import CurrencyUnavailable
from backoffice_orders.model.settings import ShopSettings
from backoffice_orders.services.desk import Work


def require_rates(work: Work, rule: CartRule) -> None:
    """Raise ``CurrencyUnavailable`` for an amount in a currency that the shop has no rate for."""
    _require(work, rule.currencies)


def require_rates_of_settings(work: Work, settings: ShopSettings) -> None:
    """The same for what every cart may cost by the settings, which would stop all of them."""
    amounts = (
        settings.standard_shipping,
        settings.shipping_handling,
        settings.gift_wrapping_price,
    )
    _require(work, {each.currency.code for each in amounts if each is not None})


def _require(work: Work, currencies: Collection[str]) -> None:
    foreign = sorted({*currencies} - {work.settings.currency})
    there = {each.currency for each in work.exchange_rates.rates(foreign)} if foreign else ()
    for currency in foreign:
        if currency not in there:
            raise CurrencyUnavailable(currency)
