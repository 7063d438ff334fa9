"""Gift wrapping with its price and tax."""

from __future__ import annotations

from backoffice_orders.model.errors.pricing import CurrencyUnavailable, TaxGroupNotFound
from backoffice_orders.model.labels import GIFT_WRAPPING
from backoffice_orders.model.pricing.amounts import NOTHING, Part
from backoffice_orders.model.pricing.context import Context
from backoffice_orders.model.service import WRAPPING


def price_wrapping(context: Context) -> Part:
    """The wrapping of the whole order, nothing where none is wanted or the cart is empty.

    Nor where its tax group or currency is gone: the context notes it.
    """
    settings = context.book.settings
    cart = context.cart
    if not cart.gift_wrapping or settings.gift_wrapping_price is None or cart.empty:
        return NOTHING
    try:
        net = context.amount(settings.gift_wrapping_price)
        taxes = context.taxed_of(WRAPPING, settings.gift_wrapping_tax_group_id)
    except TaxGroupNotFound as error:
        context.wrapping_gap = TaxGroupNotFound(error.tax_group_id, GIFT_WRAPPING())
        return NOTHING
    except CurrencyUnavailable as error:
        context.wrapping_gap = error
        return NOTHING
    count = context.minor.count
    return Part(taxes, count(net), count(taxes.gross(net)))
