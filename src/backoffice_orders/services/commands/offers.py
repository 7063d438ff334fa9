"""Prices that hold until a date, and goods that are kept until then."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from attrs import evolve

from backoffice_orders.model.actor import Permission
from backoffice_orders.model.cart import Cart
from backoffice_orders.model.errors.finishing import CartEmpty
from backoffice_orders.model.pricing.keeping import kept_by_offer
from backoffice_orders.model.pricing.price import counting, price
from backoffice_orders.model.values import frozen
from backoffice_orders.services.command import Command
from backoffice_orders.services.desk import Work
from backoffice_orders.services.holding import require_until
from backoffice_orders.services.price_book import load


@frozen
class QuotePrices(Command):
    """Hold today's prices of everything in the cart until a moment (UTC); ``Offers.quote``."""

    action: ClassVar[str] = "offer.quote"
    permissions: ClassVar[tuple[Permission, ...]] = (Permission.HOLD_PRICES,)

    until: datetime

    def apply(self, work: Work, cart: Cart) -> Cart:
        """With today's prices."""
        require_until(work, "until", self.until)
        if cart.empty:
            raise CartEmpty
        return quoted_until(work, cart, self.until)


@frozen
class WithdrawQuote(Command):
    """Price the cart as of today again, without an end."""

    action: ClassVar[str] = "offer.withdraw"
    permissions: ClassVar[tuple[Permission, ...]] = (Permission.HOLD_PRICES,)

    def apply(self, work: Work, cart: Cart) -> Cart:
        """Without the quoted prices."""
        return evolve(cart, expires_at=None, quoted=None)


@frozen
class ReserveGoods(Command):
    """Hold everything in the cart from stock until a moment (UTC); see ``Offers.reserve``."""

    action: ClassVar[str] = "offer.reserve"
    permissions: ClassVar[tuple[Permission, ...]] = (Permission.HOLD_GOODS,)

    until: datetime

    def apply(self, work: Work, cart: Cart) -> Cart:
        """With its goods on hold: they are held when the cart is saved."""
        require_until(work, "until", self.until)
        return evolve(cart, reserved_until=self.until)


@frozen
class ReleaseGoods(Command):
    """Give the cart's goods back to the stock."""

    action: ClassVar[str] = "offer.release"
    permissions: ClassVar[tuple[Permission, ...]] = (Permission.HOLD_GOODS,)

    def apply(self, work: Work, cart: Cart) -> Cart:
        """Without a hold: its goods go back when the cart is saved."""
        return evolve(cart, reserved_until=None)


def quoted_until(work: Work, cart: Cart, until: datetime) -> Cart:
    """The cart with the prices that its customer gets at this moment, until another (UTC)."""
    priced = evolve(cart, quoted=None)
    book = load(work, [priced]).book(priced)
    if book.services:  # nothing is promised that another customer was answered, or long ago
        book = evolve(book, answers=counting(priced, book, book.answers))
    kept = kept_by_offer(priced, book, price(priced, book))
    return evolve(cart, expires_at=until, quoted=kept)
