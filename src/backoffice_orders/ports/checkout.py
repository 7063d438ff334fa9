"""The front-office checkout."""

from typing import Protocol

from backoffice_orders.model.actor import Actor
from backoffice_orders.model.cart import Cart


class Checkout(Protocol):
    """The host's checkout, where a cart can be opened and paid."""

    def hand_over(self, cart: Cart, actor: Actor) -> str:
        """An address (URL) where the actor opens this cart in the customer's name, once."""
        ...
