"""What an order says besides its goods: currency, language, messages, packaging, notes, terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from backoffice_orders.model.actor import Actor
from backoffice_orders.model.ids import CartId, LineId
from backoffice_orders.services import commands
from backoffice_orders.services.editing import run_as_seen
from backoffice_orders.services.section import Section
from backoffice_orders.services.view import CartView


class CartDetails(Section):
    """Annotate carts; the part of ``Carts`` that begins none."""

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
        return run_as_seen(self._desk, actor, cart_id, version, commands.SetCurrency(currency))

    def set_language(
        self, actor: Actor, cart_id: CartId, language: str, *, version: int | None = None
    ) -> CartView:
        """Change the language in which the customer is written to (a tag such as ``fr``)."""
        return run_as_seen(self._desk, actor, cart_id, version, commands.SetLanguage(language))

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
        command = commands.SetMessages(order_message, customer_note, gift_message)
        return run_as_seen(self._desk, actor, cart_id, version, command)

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
        return run_as_seen(
            self._desk, actor, cart_id, version, commands.SetPackaging(gift_wrapping, recycled)
        )

    def add_note(
        self, actor: Actor, cart_id: CartId, text: str, *, version: int | None = None
    ) -> CartView:
        """Add an internal note, which the customer never sees."""
        return run_as_seen(self._desk, actor, cart_id, version, commands.AddNote(text))

    def set_name(
        self, actor: Actor, cart_id: CartId, name: str, *, version: int | None = None
    ) -> CartView:
        """Call the draft something, to tell a colleague: "for Ann, Tuesday"; empty: nothing."""
        return run_as_seen(self._desk, actor, cart_id, version, commands.SetName(name))

    def set_tags(
        self, actor: Actor, cart_id: CartId, tags: Sequence[str], *, version: int | None = None
    ) -> CartView:
        """Replace the cart's tags; doubles are dropped."""
        return run_as_seen(self._desk, actor, cart_id, version, commands.SetTags(tags))

    def set_attributes(
        self,
        actor: Actor,
        cart_id: CartId,
        attributes: Mapping[str, str],
        *,
        line_id: LineId | None = None,
        keep_others: bool = False,
        version: int | None = None,
    ) -> CartView:
        """Replace the host's own attributes of the cart, or of one product line.

        ``keep_others`` leaves those that are not named as they are; an empty text takes one away.
        """
        command = commands.SetAttributes(attributes, line_id, keep_others)
        return run_as_seen(self._desk, actor, cart_id, version, command)

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
        return run_as_seen(
            self._desk,
            actor,
            cart_id,
            version,
            commands.SetPaymentTerms(purchase_order_number, due_days),
        )

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
        return run_as_seen(self._desk, actor, cart_id, version, commands.SetExpiry(expires_at))
