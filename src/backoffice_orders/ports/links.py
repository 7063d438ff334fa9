"""Links by which a cart is opened."""

from typing import Protocol

from backoffice_orders.model.ids import CartId, LinkId
from backoffice_orders.model.link import Link


class Links(Protocol):
    """What was given out, and what became of it."""

    def add(self, link: Link) -> None:
        """Store a new link."""
        ...

    def get(self, link_id: LinkId) -> Link:
        """The link, whatever has become of it.

        Raises:
            LinkInvalid: None was given out with this id.
        """
        ...

    def of_cart(self, cart_id: CartId) -> tuple[Link, ...]:
        """All links of a cart, oldest first."""
        ...

    def withdraw(self, link: Link) -> None:
        """Store the link with its ``withdrawn_at``."""
        ...

    def use(self, link: Link) -> bool:
        """Store the link with its ``used_at``; whether nobody has used it before.

        Of several that use one link at once, one is told so.
        """
        ...
