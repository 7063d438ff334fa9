"""One search for everything: customers, orders and drafts."""

from __future__ import annotations

from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.listing import CartInfo, OrderInfo
from backoffice_orders.model.order_number import reference_key
from backoffice_orders.model.page import Page
from backoffice_orders.model.values import frozen

# So many of each: whoever looks for more goes to the list.
_OF_EACH = 5


@frozen
class Found:
    """What a text finds. What the actor may not see is None.

    ``orders_first``: the text is, or begins, the reference of an order.
    """

    text: str
    customers: Page[Customer] | None
    orders: Page[OrderInfo] | None
    drafts: Page[CartInfo] | None

    @property
    def orders_first(self) -> bool:
        """Whether orders come before customers."""
        begun = reference_key(self.text)
        return any(reference_key(each.reference).startswith(begun) for each in self.orders or ())

    @property
    def kinds(self) -> tuple[str, ...]:
        """In which order they are shown, of those that have been found."""
        first = ("orders", "customers") if self.orders_first else ("customers", "orders")
        return tuple(each for each in (*first, "drafts") if getattr(self, each))


def find(office: BackOffice, actor: Actor, text: str) -> Found:
    """The best of everything that a text finds, and that the actor may see."""
    may = actor.may
    return Found(
        text,
        office.customers.search(actor, text, size=_OF_EACH)
        if may(Permission.READ_CUSTOMER)
        else None,
        office.orders.search(actor, text, size=_OF_EACH) if may(Permission.READ_ORDER) else None,
        office.carts.drafts(actor, text, begun=True, size=_OF_EACH)
        if may(Permission.READ_CART)
        else None,
    )
