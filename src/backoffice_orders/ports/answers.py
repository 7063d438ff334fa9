"""What services of other systems have answered about carts."""

from typing import Protocol

from backoffice_orders.model.answers import Answers as Given
from backoffice_orders.model.ids import CartId


class Answers(Protocol):
    """The answers that are kept with carts, beside them.

    They are no part of the cart's version: an answer that comes in while somebody changes the
    cart makes nobody's page an old one.
    """

    def of_cart(self, cart_id: CartId) -> Given:
        """What was kept last for the cart; nothing (``NO_ANSWERS``) where nothing was."""
        ...

    def keep(self, cart_id: CartId, answers: Given) -> None:
        """Replace what is kept for the cart; ``NO_ANSWERS`` forgets it.

        Whether there is such a cart is not asked.
        """
        ...
