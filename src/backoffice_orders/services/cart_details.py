"""What an order says besides its goods: currency, language, messages, packaging, notes, terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from attrs import evolve, frozen
from moneyed import Money

from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.cart import Cart, Note
from backoffice_orders.model.errors.pricing import CurrencyUnavailable
from backoffice_orders.model.fields import MESSAGE, NOTE, TAGS, written_each
from backoffice_orders.model.ids import CartId, LineId
from backoffice_orders.model.money import MinorUnits, money_text
from backoffice_orders.model.settings import DUE_DAYS
from backoffice_orders.services.arguments import checked
from backoffice_orders.services.desk import Desk, Work
from backoffice_orders.services.editing import Change, edit
from backoffice_orders.services.holding import require_until
from backoffice_orders.services.notices import Notice
from backoffice_orders.services.price_book import load
from backoffice_orders.services.view import CartView


@checked
@frozen
class CartDetails:
    """Annotate carts; the part of ``Carts`` that begins none."""

    _desk: Desk

    def set_currency(
        self, actor: Actor, cart_id: CartId, currency: str, *, version: int | None = None
    ) -> CartView:
        """Change the currency; everything is priced anew.

        Prices set by hand, lines outside of the catalog and a delivery made by hand are
        converted at the shop's rate. Where the shop has no rate any more for the currency that
        they are in, they are taken out, and notices name them with what they cost.

        Raises:
            CurrencyUnknown, CurrencyUnavailable: The shop does not sell in it.
        """
        actor.require(Permission.EDIT_CART)

        def change(work: Work, cart: Cart) -> Cart:
            return in_currency(work, cart, currency)

        return self._edit(actor, cart_id, version, "cart.set_currency", change)

    def set_language(
        self, actor: Actor, cart_id: CartId, language: str, *, version: int | None = None
    ) -> CartView:
        """Change the language in which the customer is written to (a tag such as ``fr``)."""
        actor.require(Permission.EDIT_CART)
        return self._edit(
            actor,
            cart_id,
            version,
            "cart.set_language",
            lambda _, cart: evolve(cart, language=language),
        )

    def set_messages(
        self,
        actor: Actor,
        cart_id: CartId,
        *,
        order_message: str | None = None,
        customer_note: str | None = None,
        gift_message: str | None = None,
        version: int | None = None,
    ) -> CartView:
        """Write the messages of the order; None leaves one as it is.

        Args:
            actor: Who writes.
            cart_id: Which cart.
            order_message: From the customer to the shop.
            customer_note: From the shop to the customer.
            gift_message: What goes with the gift.
            version: The version the actor has seen.
        """
        actor.require(Permission.EDIT_CART)

        def change(_: Work, cart: Cart) -> Cart:
            return evolve(
                cart,
                order_message=_message("order_message", order_message, cart.order_message),
                customer_note=_message("customer_note", customer_note, cart.customer_note),
                gift_message=_message("gift_message", gift_message, cart.gift_message),
            )

        return self._edit(actor, cart_id, version, "cart.set_messages", change)

    def set_packaging(
        self,
        actor: Actor,
        cart_id: CartId,
        *,
        gift_wrapping: bool | None = None,
        recycled: bool | None = None,
        version: int | None = None,
    ) -> CartView:
        """Gift wrapping and recycled packaging, on or off; None leaves one as it is."""
        actor.require(Permission.EDIT_CART)

        def change(_: Work, cart: Cart) -> Cart:
            return evolve(
                cart,
                gift_wrapping=cart.gift_wrapping if gift_wrapping is None else gift_wrapping,
                recycled_packaging=cart.recycled_packaging if recycled is None else recycled,
            )

        return self._edit(actor, cart_id, version, "cart.set_packaging", change)

    def add_note(
        self, actor: Actor, cart_id: CartId, text: str, *, version: int | None = None
    ) -> CartView:
        """Add an internal note, which the customer never sees."""
        actor.require(Permission.EDIT_CART)
        text = NOTE.taken("note", text)

        def change(work: Work, cart: Cart) -> Cart:
            return evolve(cart, notes=(*cart.notes, Note(work.now, actor.id, text)))

        return self._edit(actor, cart_id, version, "cart.add_note", change)

    def set_tags(
        self, actor: Actor, cart_id: CartId, tags: Sequence[str], *, version: int | None = None
    ) -> CartView:
        """Replace the cart's tags; doubles are dropped."""
        actor.require(Permission.EDIT_CART)
        cleaned = tuple(dict.fromkeys(written_each(tags)))
        TAGS.entered("tags", cleaned)
        return self._edit(
            actor, cart_id, version, "cart.set_tags", lambda _, cart: evolve(cart, tags=cleaned)
        )

    def set_attributes(
        self,
        actor: Actor,
        cart_id: CartId,
        attributes: Mapping[str, str],
        *,
        line_id: LineId | None = None,
        version: int | None = None,
    ) -> CartView:
        """Replace the host's own attributes of the cart, or of one product line."""
        actor.require(Permission.EDIT_CART)

        def change(_: Work, cart: Cart) -> Cart:
            if line_id is None:
                return evolve(cart, attributes=attributes)
            return cart.with_changed_line(line_id, lambda line: evolve(line, attributes=attributes))

        return self._edit(actor, cart_id, version, "cart.set_attributes", change)

    def set_payment_terms(
        self,
        actor: Actor,
        cart_id: CartId,
        *,
        purchase_order_number: str | None = None,
        due_days: int | None = None,
        version: int | None = None,
    ) -> CartView:
        """The customer's own order number, and in how many days they pay; None leaves either."""
        actor.require(Permission.EDIT_CART)
        DUE_DAYS.made("due_days", due_days)

        def change(_: Work, cart: Cart) -> Cart:
            number, days = purchase_order_number, due_days
            return evolve(
                cart,
                purchase_order_number=cart.purchase_order_number if number is None else number,
                payment_due_days=cart.payment_due_days if days is None else days,
            )

        return self._edit(actor, cart_id, version, "cart.set_payment_terms", change)

    def set_expiry(
        self,
        actor: Actor,
        cart_id: CartId,
        expires_at: datetime | None,
        *,
        version: int | None = None,
    ) -> CartView:
        """Make the cart an offer that ends at a moment (UTC), or (None) not any more.

        Prices that are held are held until then, or not any more.

        Raises:
            FieldInvalid, HoldTooLong: The moment has passed, or is too far away.
            PermissionDenied: Its prices are held, and the actor is without ``hold_prices``.
            CartNotFound, CartAlreadyOrdered, OfferExpired, StaleCart: The cart.
        """
        actor.require(Permission.EDIT_CART)

        def change(work: Work, cart: Cart) -> Cart:
            if expires_at is not None:
                require_until(work, "expires_at", expires_at)
            if cart.quoted is not None:
                actor.require(Permission.HOLD_PRICES)
            # Without an end, prices would be held for ever.
            quoted = cart.quoted if expires_at is not None else None
            return evolve(cart, expires_at=expires_at, quoted=quoted)

        return self._edit(actor, cart_id, version, "cart.set_expiry", change)

    def _edit(
        self, actor: Actor, cart_id: CartId, version: int | None, action: str, change: Change
    ) -> CartView:
        return edit(self._desk, actor, cart_id, version, action, change)


def in_currency(work: Work, cart: Cart, currency: str) -> Cart:
    """The cart with its own prices converted; ``CurrencyUnknown``, ``CurrencyUnavailable``.

    They are rounded as the shop rounds: what was agreed is in whole minor units.
    """
    source, book = cart.currency, load(work, [cart], more_currencies=[currency]).book(cart)
    minor = MinorUnits.of(currency, book.settings.rounding)
    book.rate(currency)
    if not book.sells_in(source):
        cart = _without_own_prices(work, cart)

    def converted(money: Money) -> Money:
        return minor.money(minor.count(book.convert(money.amount, source, currency)))

    return evolve(
        cart,
        currency=currency,
        lines=tuple(
            line
            if line.price_override is None
            else evolve(
                line,
                price_override=evolve(
                    line.price_override, price=converted(line.price_override.price)
                ),
            )
            for line in cart.lines
        ),
        custom_lines=tuple(
            evolve(line, unit_price=converted(line.unit_price)) for line in cart.custom_lines
        ),
        manual_delivery=None
        if cart.manual_delivery is None
        else evolve(cart.manual_delivery, price=converted(cart.manual_delivery.price)),
    )


def _without_own_prices(work: Work, cart: Cart) -> Cart:
    """The cart without the prices that cannot be converted; notices say what they were."""
    own = [
        (line.title or line.product_id, line.price_override.price)
        for line in cart.lines
        if line.price_override is not None
    ]
    own += [(f"{line.quantity} x {line.name}", line.unit_price) for line in cart.custom_lines]
    if cart.manual_delivery is not None:
        own.append((cart.manual_delivery.title, cart.manual_delivery.price))
    for name, price in own:
        sentence = f"{name} was at {money_text(price)}, which cannot be converted: enter it anew."
        work.notices.append(Notice(CurrencyUnavailable.code, sentence))
    return evolve(
        cart,
        lines=tuple(evolve(line, price_override=None) for line in cart.lines),
        custom_lines=(),
        manual_delivery=None,
    )


def _message(name: str, given: str | None, before: str) -> str:
    return before if given is None else MESSAGE.taken(name, given)
