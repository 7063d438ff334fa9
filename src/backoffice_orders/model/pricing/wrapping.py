"""Gift wrapping with its price and tax."""

from __future__ import annotations

from attrs import frozen

from backoffice_orders.model.cart import Cart
from backoffice_orders.model.money import MinorUnits
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.pricing.taxing import UNTAXED, Taxed, taxed


@frozen
class Wrapping:
    """What the wrapping costs, in minor units."""

    net: int = 0
    gross: int = 0
    taxed: Taxed = UNTAXED


def price_wrapping(cart: Cart, book: PriceBook, minor: MinorUnits, exempt: bool) -> Wrapping:
    """The wrapping of the whole order, nothing where none is wanted."""
    price = book.settings.gift_wrapping_price
    if not cart.gift_wrapping or price is None:
        return Wrapping()
    net = book.convert(price.amount, str(price.currency.code), cart.currency)
    taxes = taxed(book, book.settings.gift_wrapping_tax_group_id, exempt)
    return Wrapping(minor.count(net), minor.count(taxes.gross(net)), taxes)
