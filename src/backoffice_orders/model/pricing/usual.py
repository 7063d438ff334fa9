"""What a piece would cost if nothing had changed its price."""

from __future__ import annotations

from decimal import Decimal

from attrs import evolve

from backoffice_orders.model.cart import Cart
from backoffice_orders.model.ids import LineId
from backoffice_orders.model.money import TaxedMoney, taxed_of_counts
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.pricing.context import Context
from backoffice_orders.model.pricing.lines import UNPRICEABLE, product_line
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.pricing.summary_parts import SummaryLine
from backoffice_orders.model.pricing.unit_price import CHANGES
from backoffice_orders.model.service import Service


def usual_prices(cart: Cart, book: PriceBook, summary: Summary) -> dict[LineId, TaxedMoney]:
    """The unit price (net and gross) of each line whose price is another one than that.

    Usual is the catalog's price with the combination's impact and ecotax, at the cart's place and
    in its currency: without a price by hand, specific prices, catalog price rules, the customer's
    group and price services.
    """
    plain = evolve(cart, lines=tuple(evolve(line, price_override=None) for line in cart.lines))
    book = evolve(
        book,
        specific_prices=(),
        price_rules=(),
        groups=tuple(evolve(each, reduction_percent=Decimal(0)) for each in book.groups),
    )
    context = Context.of(plain, book, book.answers.without(Service.PRICES))
    changed = {line.line_id: line for line in summary.lines if line.priced and _is_changed(line)}
    found = {}
    for line in plain.lines:
        now = changed.get(line.id)
        if now is None:
            continue
        try:
            usual = product_line(line, context)
        except UNPRICEABLE:
            continue
        count = context.minor.count
        net, gross = count(usual.unit_net), count(usual.unit_gross)
        if (net, gross) != (now.unit_net, now.unit_gross):
            found[line.id] = taxed_of_counts(net, gross, summary.currency)
    return found


def _is_changed(line: SummaryLine) -> bool:
    return any(reason.code in CHANGES for reason in line.reasons)
