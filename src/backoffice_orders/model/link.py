"""Links: the right to open one cart for one purpose, for a time."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from attrs import evolve, field

from backoffice_orders.model.actor import Permission
from backoffice_orders.model.cart import Cart
from backoffice_orders.model.errors.links import LinkExpired, LinkUsed, LinkWithdrawn
from backoffice_orders.model.fields import MOMENT
from backoffice_orders.model.frozen import frozen_set
from backoffice_orders.model.ids import ActorId, CartId, CustomerId, LinkId
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.values import frozen


class Purpose(StrEnum):
    """What a link is for.

    ``pay``: the customer checks, changes and pays. ``hand_over``: an employee goes on in the
    front office, once. ``session``: what a hand-over becomes when it is opened. ``pay_order``: the
    customer looks at an order that is placed, and pays what is due of it.
    """

    PAY = "pay"
    HAND_OVER = "hand_over"
    SESSION = "session"
    PAY_ORDER = "pay_order"


@frozen
class Link:
    """A right to open a cart. Moments are in UTC.

    It is bound to the cart and to the customer whose cart it was. ``seen`` is what the cart
    cost when the link was given out: what has changed since is said before paying.
    ``used_at`` is when it was first opened.
    ``permissions`` are those of the employee who has handed the cart over, and goes on with no
    others, under the name ``created_by_name``; what a customer may is the same for all.
    """

    id: LinkId
    cart_id: CartId
    customer_id: CustomerId
    purpose: Purpose
    created_by: ActorId
    created_at: datetime = field(validator=MOMENT)
    expires_at: datetime = field(validator=MOMENT)
    seen: Summary | None = None
    used_at: datetime | None = None
    withdrawn_at: datetime | None = None
    permissions: frozenset[Permission] = field(default=frozenset(), converter=frozen_set)
    created_by_name: str = ""

    @property
    def opens_once(self) -> bool:
        """Whether it can be opened a single time."""
        return self.purpose is Purpose.HAND_OVER

    @property
    def ends_at(self) -> datetime:
        """The moment (UTC) from which on it does not open: its expiry, or its withdrawal."""
        return min(self.expires_at, self.withdrawn_at or self.expires_at)

    def pays_at(self, moment: datetime) -> bool:
        """Whether it is a customer's who checks and pays, and opens at a moment (UTC)."""
        return self.purpose is Purpose.PAY and self.ends_at > moment

    def keeping(self, stored: Link) -> Link:
        """It, with what has happened meanwhile to the stored one: a use, or a withdrawal."""
        return evolve(
            self,
            used_at=self.used_at or stored.used_at,
            withdrawn_at=self.withdrawn_at or stored.withdrawn_at,
        )

    def require_open(self, now: datetime) -> None:
        """Raise ``LinkWithdrawn``, ``LinkExpired`` or ``LinkUsed`` unless it opens now."""
        if self.withdrawn_at is not None:
            raise LinkWithdrawn
        if self.expires_at <= now:
            raise LinkExpired
        if self.opens_once and self.used_at is not None:
            raise LinkUsed

    def require_cart(self, cart: Cart) -> None:
        """Raise ``LinkWithdrawn`` if the cart has gone to another customer."""
        if cart.customer_id != self.customer_id:
            raise LinkWithdrawn
