"""What a cart costs at another moment: what it was on Monday, what it will be in January."""

from __future__ import annotations

from datetime import UTC, datetime

from attrs import evolve

from backoffice_orders.model.cart import Cart
from backoffice_orders.model.pricing.price import price_with_gaps
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.values import frozen
from backoffice_orders.services.desk import Work
from backoffice_orders.services.price_book import load
from backoffice_orders.services.view import Problem


@frozen
class PriceAt:
    """What a cart costs at a moment (UTC), as far as the tables know.

    ``missing`` is what cannot be priced for then: what is gone, and what a service of another
    system would have to be asked; where the shop takes its own figures instead, the summary's
    ``estimates`` name the service.
    """

    moment: datetime
    summary: Summary
    missing: tuple[Problem, ...]


def price_at(work: Work, cart: Cart, moment: datetime) -> PriceAt:
    """Price the cart as it is now with what the tables say of the moment.

    Dates are known of specific prices, catalog price rules, cart rules and offers. Everything else
    has no history: products, taxes, carriers, exchange rates, and what vouchers were used are
    today's.
    """
    if cart.quoted is not None and moment < cart.quoted.moment:
        cart = evolve(cart, quoted=None)  # the offer was not made yet
    book = load(work, [cart], at=moment).book(cart)
    summary, gaps = price_with_gaps(cart, book)
    missing = tuple(Problem(gap.error, gap.line_id) for gap in gaps)
    return PriceAt(moment.astimezone(UTC), summary, missing)
