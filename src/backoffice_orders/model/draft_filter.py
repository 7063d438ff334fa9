"""Which drafts a list shows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from attrs import field

from backoffice_orders.model.cart import Cart, Channel
from backoffice_orders.model.fields import IDS, MOMENT_OR_NONE, in_a_tuple
from backoffice_orders.model.ids import ActorId, CustomerId, ProductId
from backoffice_orders.model.text import query_words, words
from backoffice_orders.model.values import frozen

if TYPE_CHECKING:  # few carts have one
    from backoffice_orders.model.link import Link


@frozen
class NamedDraft:
    """Drafts that a text may mean: any one of these is enough.

    Every word of ``text`` begins a word of the draft's name, or the text is the cart's id, or what
    it is called where it was taken in from. ``product_ids`` are in it as lines.
    """

    text: str = ""
    customer_ids: tuple[CustomerId, ...] = field(default=(), converter=in_a_tuple, validator=IDS)
    product_ids: tuple[ProductId, ...] = field(default=(), converter=in_a_tuple, validator=IDS)

    @property
    def parts(self) -> tuple[str, ...]:
        """What is to be in ``found_by``, all of it, where the name is meant."""
        return tuple(f" {word}" for word in query_words(self.text))

    @property
    def of_products(self) -> tuple[str, ...]:
        """What is to be in ``found_by``, one of it, where products are meant."""
        return tuple(map(_of_product, self.product_ids))

    def fits(self, cart: Cart) -> bool:
        """Whether the draft is meant."""
        there, text = found_by(cart), self.text.strip()
        return (
            bool(self.parts and all(part in there for part in self.parts))
            or any(part in there for part in self.of_products)
            or bool(text and text in (cart.id, cart.taken_from))
            or cart.customer_id in self.customer_ids
        )


@frozen
class DraftFilter:
    """Open carts begun in the back office of which all of this holds; None or False asks nothing.

    ``begun``: there is something in it, or it has a name. ``offers``: those that hold their prices
    until a day, which may be over. ``sent_at`` is a moment (UTC) at which a link opens the cart
    that its customer was sent. Moments are in UTC; ``changed_until`` is not included.
    """

    named: NamedDraft | None = None
    assigned_to: ActorId | None = None
    begun: bool = False
    offers: bool = False
    sent_at: datetime | None = field(default=None, validator=MOMENT_OR_NONE)
    changed_from: datetime | None = field(default=None, validator=MOMENT_OR_NONE)
    changed_until: datetime | None = field(default=None, validator=MOMENT_OR_NONE)

    def fits(self, cart: Cart, links: Iterable[Link]) -> bool:
        """Whether a list with this filter shows the cart; ``links`` are the cart's."""
        return (
            cart.open
            and cart.channel is Channel.BACK_OFFICE
            and (self.named is None or self.named.fits(cart))
            and self.assigned_to in (None, cart.assigned_to)
            and not (self.begun and cart.empty and not cart.name)
            and not (self.offers and cart.expires_at is None)
            and (self.changed_from is None or cart.updated_at >= self.changed_from)
            and (self.changed_until is None or cart.updated_at < self.changed_until)
            and (self.sent_at is None or any(each.pays_at(self.sent_at) for each in links))
        )


EVERY_DRAFT = DraftFilter()


def found_by(cart: Cart) -> str:
    """The words of a cart's name, each after a space, and its products, as one text."""
    named = "".join(f" {word}" for word in words(cart.name))
    return named + "".join(map(_of_product, cart.product_ids()))


def _of_product(product_id: ProductId) -> str:
    return f"\x1f{product_id}\x1f"
