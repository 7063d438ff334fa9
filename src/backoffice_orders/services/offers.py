"""Offers: prices that hold until a date, and goods that are kept until then."""

from __future__ import annotations

from datetime import datetime

from attrs import evolve, frozen

from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.cart import Cart
from backoffice_orders.model.errors.finishing import CartEmpty
from backoffice_orders.model.ids import CartId
from backoffice_orders.services.arguments import checked
from backoffice_orders.services.desk import Desk, Work
from backoffice_orders.services.editing import edit
from backoffice_orders.services.holding import require_until
from backoffice_orders.services.price_book import load
from backoffice_orders.services.stock_elsewhere import give_up_hold
from backoffice_orders.services.view import CartView


@checked
@frozen
class Offers:
    """Make a cart an offer, and keep its goods."""

    _desk: Desk

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
        actor.require(Permission.HOLD_PRICES)

        def change(work: Work, cart: Cart) -> Cart:
            require_until(work, "until", until)
            if cart.empty:
                raise CartEmpty
            return quoted_until(work, cart, until)

        return edit(self._desk, actor, cart_id, version, "offer.quote", change)

    def withdraw_quote(
        self, actor: Actor, cart_id: CartId, *, version: int | None = None
    ) -> CartView:
        """Price the cart as of today again, without an end."""
        actor.require(Permission.HOLD_PRICES)
        return edit(
            self._desk,
            actor,
            cart_id,
            version,
            "offer.withdraw",
            lambda _, cart: evolve(cart, expires_at=None, quoted=None),
        )

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
        actor.require(Permission.HOLD_GOODS)

        def change(work: Work, cart: Cart) -> Cart:
            require_until(work, "until", until)
            return evolve(cart, reserved_until=until)

        return edit(self._desk, actor, cart_id, version, "offer.reserve", change)

    def release(self, actor: Actor, cart_id: CartId, *, version: int | None = None) -> CartView:
        """Give the cart's goods back to the stock."""
        actor.require(Permission.HOLD_GOODS)

        def change(work: Work, cart: Cart) -> Cart:
            give_up_hold(work, cart.id)
            return evolve(cart, reserved_until=None)

        return edit(self._desk, actor, cart_id, version, "offer.release", change)


def quoted_until(work: Work, cart: Cart, until: datetime) -> Cart:
    """The cart with the prices that its customer gets at this moment, until another (UTC)."""
    book = load(work, [evolve(cart, quoted=None)]).shared
    return evolve(cart, expires_at=until, quoted=evolve(book, delivery=None, invoice=None))
