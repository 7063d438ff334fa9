"""What an order says besides its goods: currency, language, messages, packaging, notes, terms."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from attrs import evolve, field
from moneyed import Money

from backoffice_orders.model.actor import Permission
from backoffice_orders.model.cart import Cart, Note
from backoffice_orders.model.errors.pricing import CurrencyUnavailable
from backoffice_orders.model.fields import (
    ATTRIBUTES,
    MESSAGE,
    NAME,
    NAME_OR_EMPTY,
    NOTE,
    TAGS,
    written_each,
)
from backoffice_orders.model.ids import ActorId, LineId
from backoffice_orders.model.listing import COUNTED
from backoffice_orders.model.manual_discount import ManualDiscount
from backoffice_orders.model.messages import Name, Sentence
from backoffice_orders.model.money import MinorUnits
from backoffice_orders.model.settings import DUE_DAYS
from backoffice_orders.model.values import frozen
from backoffice_orders.services.command import Command
from backoffice_orders.services.desk import Work
from backoffice_orders.services.holding import require_until
from backoffice_orders.services.notices import Notice
from backoffice_orders.services.price_book import load

OWN_PRICE_LOST = Sentence(
    "own_price_lost", "{name} was at {price}, which cannot be converted: enter it anew."
)


@frozen
class SetCurrency(Command):
    """Change the currency; see ``Carts.set_currency``."""

    action: ClassVar[str] = "cart.set_currency"

    currency: str

    def apply(self, work: Work, cart: Cart) -> Cart:
        """In this currency."""
        return in_currency(work, cart, self.currency)


@frozen
class SetLanguage(Command):
    """Change the language in which the customer is written to (a tag such as ``fr``)."""

    action: ClassVar[str] = "cart.set_language"

    language: str

    def apply(self, work: Work, cart: Cart) -> Cart:
        """In this language."""
        return evolve(cart, language=self.language)


@frozen
class SetMessages(Command):
    """Write the messages of the order; None leaves one as it is; see ``Carts.set_messages``."""

    action: ClassVar[str] = "cart.set_messages"

    order_message: str | None = None
    customer_note: str | None = None
    gift_message: str | None = None

    def apply(self, work: Work, cart: Cart) -> Cart:
        """With these messages."""
        return evolve(
            cart,
            order_message=_message("order_message", self.order_message, cart.order_message),
            customer_note=_message("customer_note", self.customer_note, cart.customer_note),
            gift_message=_message("gift_message", self.gift_message, cart.gift_message),
        )


@frozen
class SetPackaging(Command):
    """Gift wrapping and recycled packaging, on or off; None leaves one as it is."""

    action: ClassVar[str] = "cart.set_packaging"

    gift_wrapping: bool | None = None
    recycled: bool | None = None

    def apply(self, work: Work, cart: Cart) -> Cart:
        """Packed like this."""
        wrapped, recycled = self.gift_wrapping, self.recycled
        return evolve(
            cart,
            gift_wrapping=cart.gift_wrapping if wrapped is None else wrapped,
            recycled_packaging=cart.recycled_packaging if recycled is None else recycled,
        )


@frozen
class AddNote(Command):
    """Add an internal note, which the customer never sees."""

    action: ClassVar[str] = "cart.add_note"

    text: str

    def apply(self, work: Work, cart: Cart) -> Cart:
        """With the note."""
        note = Note(work.now, work.actor.id, NOTE.taken("note", self.text))
        return evolve(cart, notes=(*cart.notes, note))


@frozen
class SetName(Command):
    """Call the draft something among employees; empty takes the name away."""

    action: ClassVar[str] = "cart.set_name"

    name: str

    def apply(self, work: Work, cart: Cart) -> Cart:
        """With this name."""
        return evolve(cart, name=NAME_OR_EMPTY.taken("name", self.name))


@frozen
class SetTags(Command):
    """Replace the cart's tags; doubles are dropped."""

    action: ClassVar[str] = "cart.set_tags"

    tags: Sequence[str] = field(hash=False)

    def apply(self, work: Work, cart: Cart) -> Cart:
        """With these tags."""
        cleaned = tuple(dict.fromkeys(written_each(self.tags)))
        TAGS.entered("tags", cleaned)
        return evolve(cart, tags=cleaned)


@frozen
class SetAttributes(Command):
    """Replace the host's own attributes of the cart, or of one product line.

    ``keep_others`` leaves those that are not named as they are; an empty text takes one away.
    """

    action: ClassVar[str] = "cart.set_attributes"

    attributes: Mapping[str, str] = field(hash=False)
    line_id: LineId | None = None
    keep_others: bool = False

    def apply(self, work: Work, cart: Cart) -> Cart:
        """With these attributes."""
        if self.line_id is None:
            return evolve(cart, attributes=self._beside(cart.attributes))
        return cart.with_changed_line(
            self.line_id, lambda line: evolve(line, attributes=self._beside(line.attributes))
        )

    def _beside(self, there: Mapping[str, str]) -> Mapping[str, str]:
        if not self.keep_others:
            return self.attributes
        ATTRIBUTES.entered("attributes", self.attributes)
        return {name: text for name, text in {**there, **self.attributes}.items() if text}


@frozen
class SetPaymentTerms(Command):
    """The customer's own order number, and in how many days they pay; None leaves either."""

    action: ClassVar[str] = "cart.set_payment_terms"

    purchase_order_number: str | None = None
    due_days: int | None = None

    def apply(self, work: Work, cart: Cart) -> Cart:
        """On these terms."""
        DUE_DAYS.made("due_days", self.due_days)
        number, days = self.purchase_order_number, self.due_days
        return evolve(
            cart,
            purchase_order_number=cart.purchase_order_number if number is None else number,
            payment_due_days=cart.payment_due_days if days is None else days,
        )


@frozen
class SetExpiry(Command):
    """Make the cart an offer that ends at a moment (UTC), or (None) not; ``Carts.set_expiry``."""

    action: ClassVar[str] = "cart.set_expiry"

    expires_at: datetime | None

    def apply(self, work: Work, cart: Cart) -> Cart:
        """Until then."""
        if self.expires_at is not None:
            require_until(work, "expires_at", self.expires_at)
        if cart.quoted is not None:
            work.actor.require(Permission.HOLD_PRICES)
        # Without an end, prices would be held for ever.
        quoted = cart.quoted if self.expires_at is not None else None
        return evolve(cart, expires_at=self.expires_at, quoted=quoted)


@frozen
class AssignTo(Command):
    """Hand the cart to another employee."""

    action: ClassVar[str] = "cart.assign"
    permissions: ClassVar[tuple[Permission, ...]] = (Permission.HAND_OVER_CART,)

    employee: ActorId

    def apply(self, work: Work, cart: Cart) -> Cart:
        """At this employee's desk."""
        return evolve(cart, assigned_to=ActorId(NAME.taken("to", self.employee)))


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
        discounts=tuple(
            changed for each in cart.discounts if (changed := _discount(each, converted))
        ),
        manual_delivery=None
        if cart.manual_delivery is None
        else evolve(cart.manual_delivery, price=converted(cart.manual_delivery.price)),
    )


def _discount(
    discount: ManualDiscount, converted: Callable[[Money], Money]
) -> ManualDiscount | None:
    """A discount by hand in another currency; None where nothing is left of its amount there."""
    if discount.amount is None:
        return discount
    amount = converted(discount.amount)
    return evolve(discount, amount=amount) if amount else None


def _without_own_prices(work: Work, cart: Cart) -> Cart:
    """The cart without the prices that cannot be converted; notices say what they were."""
    own: list[tuple[Name, Money]] = [
        (line.title or line.product_id, line.price_override.price)
        for line in cart.lines
        if line.price_override is not None
    ]
    own += [
        (COUNTED(quantity=line.quantity, name=line.name), line.unit_price)
        for line in cart.custom_lines
    ]
    own += [(each.title, each.amount) for each in cart.discounts if each.amount is not None]
    if cart.manual_delivery is not None:
        own.append((cart.manual_delivery.title, cart.manual_delivery.price))
    for name, price in own:
        said = OWN_PRICE_LOST(name=name, price=price)
        work.notices.append(Notice(said, CurrencyUnavailable.code))
    cart = cart.with_only(tuple(evolve(line, price_override=None) for line in cart.lines), ())
    percentages = tuple(each for each in cart.discounts if each.amount is None)
    return evolve(cart, discounts=percentages, manual_delivery=None)


def _message(name: str, given: str | None, before: str) -> str:
    return before if given is None else MESSAGE.taken(name, given)
