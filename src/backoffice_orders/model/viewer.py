"""Who has a cart open at this moment, on a page."""

from __future__ import annotations

from datetime import datetime

from attrs import field

from backoffice_orders.model.fields import MOMENT
from backoffice_orders.model.ids import ActorId, CartId, ViewerId
from backoffice_orders.model.values import frozen


@frozen
class Viewer:
    """One open page of a cart.

    Attributes:
        id: This very page: somebody may have several open.
        cart_id: The cart that it shows.
        actor_id: Whose page it is; ``customer:…`` for one that a link has opened.
        name: What an employee is called; empty for the customer, whom the cart names.
        until: The moment (UTC) until which the page counts as open, unless it says again that it
            is.
    """

    id: ViewerId
    cart_id: CartId
    actor_id: ActorId
    name: str
    until: datetime = field(validator=MOMENT)
