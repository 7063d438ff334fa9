"""Offers: prices that hold until a date, and goods that are kept until then."""

from __future__ import annotations

from datetime import datetime

from backoffice_orders.model.actor import Actor
from backoffice_orders.model.ids import CartId
from backoffice_orders.services.commands.offers import (
    QuotePrices,
    ReleaseGoods,
    ReserveGoods,
    WithdrawQuote,
)
from backoffice_orders.services.editing import run_as_seen
from backoffice_orders.services.section import Section
from backoffice_orders.services.view import CartView


class Offers(Section):
    """Make a cart an offer, and keep its goods."""

    def quote(
        self, actor: Actor, cart_id: CartId, until: datetime, *, version: int | None = None
    ) -> CartView:
        """Hold today's prices of everything in the cart until a moment (UTC).

        The customer pays what was quoted, whatever happens to prices, taxes, rates and rules in
        between. If the cart is given to another customer, the offer is made anew at that
        customer's prices, until the same moment. After that the cart cannot be changed or
        placed any more; a copy of it is priced anew.

        Raises:
            FieldInvalid, HoldTooLong: The moment has passed, or is too far away.
            CartEmpty: There is nothing to quote.
            CartNotFound, CartAlreadyOrdered, OfferExpired, StaleCart: The cart.
        """
        return run_as_seen(self._desk, actor, cart_id, version, QuotePrices(until))

    def withdraw_quote(
        self, actor: Actor, cart_id: CartId, *, version: int | None = None
    ) -> CartView:
        """Price the cart as of today again, without an end."""
        return run_as_seen(self._desk, actor, cart_id, version, WithdrawQuote())

    def reserve(
        self, actor: Actor, cart_id: CartId, until: datetime, *, version: int | None = None
    ) -> CartView:
        """Hold everything in the cart from stock until a moment (UTC).

        What is added to the cart later is held too. The goods go back by themselves after that
        moment: ``events.deliver`` sees to it.

        Raises:
            FieldInvalid, HoldTooLong: The moment has passed, or is too far away.
            OutOfStock: There are too few of something; nothing is held.
            CartNotFound, CartAlreadyOrdered, OfferExpired, StaleCart: The cart.
        """
        return run_as_seen(self._desk, actor, cart_id, version, ReserveGoods(until))

    def release(self, actor: Actor, cart_id: CartId, *, version: int | None = None) -> CartView:
        """Give the cart's goods back to the stock."""
        return run_as_seen(self._desk, actor, cart_id, version, ReleaseGoods())
