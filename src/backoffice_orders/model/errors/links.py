"""Errors about the links by which a customer opens a cart.

None of them says anything about the cart: who holds a bad link learns nothing.
"""

from typing import ClassVar

from backoffice_orders.model.errors.base import Conflict, NotFound


class LinkInvalid(NotFound):
    """It was never given out: forged, cut short, or of another shop."""

    code: ClassVar[str] = "link_invalid"
    sentence: ClassVar[str] = (
        "This link is not complete: copy all of it from the mail, or ask the shop for a new one."
    )


class LinkExpired(Conflict):
    """Its time is over."""

    code: ClassVar[str] = "link_expired"
    sentence: ClassVar[str] = "This link has expired: ask the shop for a new one."


class LinkUsed(Conflict):
    """It opens once, and was opened."""

    code: ClassVar[str] = "link_used"
    sentence: ClassVar[str] = "This link was used already: ask the shop for a new one."


class LinkWithdrawn(Conflict):
    """The shop took it back, or the cart was placed or given to another customer."""

    code: ClassVar[str] = "link_withdrawn"
    sentence: ClassVar[str] = "This link does not hold any more: ask the shop."
