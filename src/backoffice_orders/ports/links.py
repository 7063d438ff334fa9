"""Links by which a cart is opened."""

from datetime import datetime
from typing import Protocol

from backoffice_orders.model.ids import CartId, LinkId
from backoffice_orders.model.link import Link


class Links(Protocol):
    """What was given out, and what became of it."""

    def add(self, link: Link) -> Link:
        """Store a new link; returns what was stored, which may have another id.

        Raises:
            IdTaken: There is a link with this id.
        """
        ...

    def get(self, link_id: LinkId) -> Link:
        """The link, whatever has become of it.

        Raises:
            LinkInvalid: None was given out with this id.
        """
        ...

    def of_cart(self, cart_id: CartId) -> tuple[Link, ...]:
        """All links of a cart, by ``created_at`` and id."""
        ...

    def withdraw(self, link: Link) -> None:
        """Replace the stored link: all of it, so that what it tells can be erased with it.

        It may have been read before somebody used or withdrew it: the ``used_at`` or
        ``withdrawn_at`` that is stored stays where the link has none.

        Raises:
            LinkInvalid: None was given out with its id.
        """
        ...

    def use(self, link: Link) -> bool:
        """Store the link with its ``used_at``; whether nobody has used it before.

        Of several that use one link at once, one is told so; for the others nothing is stored.
        A stored ``withdrawn_at`` stays, as with ``withdraw``.

        Raises:
            LinkInvalid: None was given out with its id.
        """
        ...

    def forget(self, before: datetime, limit: int) -> int:
        """Remove links that have ended (``Link.ends_at``) before a moment (UTC), earliest first.

        Returns:
            How many were removed: ``limit`` at most, and fewer only where there are no more;
            of a limit below one, none.
        """
        ...
