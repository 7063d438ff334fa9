"""Lists that go on, and who did what."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from moneyed import Money

from backoffice_orders.model.audit import AuditEntry
from backoffice_orders.model.cart import Cart
from backoffice_orders.model.listing import CartInfo, OrderInfo, told_contents
from backoffice_orders.model.messages import Message
from backoffice_orders.model.page import Page
from backoffice_orders.model.told_changes import told_entry
from backoffice_orders.model.values import frozen
from backoffice_orders.model.webhook import Attempt
from backoffice_orders.serialization import to_json
from backoffice_orders.services.carts import Basis


@frozen
class BasisOut:
    """A cart or an order in a list. ``total`` is gross, ``due`` what is still to be paid of it.

    ``contents`` names the first ten things in it, ``further`` counts the lines after these.
    """

    id: str
    reference: str
    moment: datetime
    contents: Message | str
    total: Money | None
    further: int
    customer: str
    status: str
    due: Money | None = None

    @classmethod
    def of_cart(cls, info: CartInfo) -> BasisOut:
        """An abandoned cart."""
        contents = told_contents(info.contents)
        return cls(
            info.cart_id,
            "",
            info.updated_at,
            contents,
            info.total,
            info.further,
            info.customer_name,
            "",
        )

    @classmethod
    def of_order(cls, info: OrderInfo) -> BasisOut:
        """A previous order."""
        return cls(
            info.order_id,
            info.reference,
            info.placed_at,
            told_contents(info.contents),
            info.total,
            info.further,
            info.customer_name,
            info.status,
            info.due,
        )


@frozen
class ClosedOut:
    """A cart that was closed: ``kind`` is ``discarded`` or ``ordered_elsewhere``."""

    id: str
    version: int
    kind: str
    reference: str

    @classmethod
    def of(cls, cart: Cart) -> ClosedOut:
        """From the model."""
        assert cart.closed is not None
        return cls(cart.id, cart.version, cart.closed.kind.value, cart.closed.reference)


@frozen
class ListOut:
    """A page of carts or orders. ``next`` is what the page after it is asked for by, or empty."""

    items: tuple[BasisOut, ...]
    next: str

    @classmethod
    def of_carts(cls, page: Page[CartInfo]) -> ListOut:
        """From the service."""
        return cls(tuple(map(BasisOut.of_cart, page)), page.next)

    @classmethod
    def of_orders(cls, page: Page[OrderInfo]) -> ListOut:
        """From the service."""
        return cls(tuple(map(BasisOut.of_order, page)), page.next)


@frozen
class DeliveriesOut:
    """A page of a webhook's log. ``next`` is what the page after it is asked for by, or empty."""

    items: tuple[Attempt, ...]
    next: str

    @classmethod
    def of(cls, page: Page[Attempt]) -> DeliveriesOut:
        """From the service."""
        return cls(page.items, page.next)


@frozen
class BasesOut:
    """What an order can begin from: the customer's latest carts and orders."""

    carts: ListOut
    orders: ListOut

    @classmethod
    def of(cls, basis: Basis) -> BasesOut:
        """From the service."""
        return cls(ListOut.of_carts(basis.carts), ListOut.of_orders(basis.orders))


@frozen
class ChangeOut:
    """A field that was changed, of the whole or (``part_id``) of one line.

    ``before`` and ``after`` are texts as they were, anything else as JSON, and empty for nothing.
    """

    field: str
    part_id: str
    before: str
    after: str


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else to_json(value)


@frozen
class EntryOut:
    """Who did what, and when."""

    at: datetime
    actor_id: str
    actor_name: str
    action: str
    sentence: Message
    version: int | None
    changes: tuple[ChangeOut, ...]


@frozen
class HistoryOut:
    """A page of a history. ``next`` is what the page after it is asked for by, or empty."""

    items: tuple[EntryOut, ...]
    next: str

    @classmethod
    def of(cls, page: Page[AuditEntry]) -> HistoryOut:
        """From the service."""
        entries = tuple(
            EntryOut(
                entry.at,
                entry.actor_id,
                entry.actor_name,
                entry.action,
                told_entry(entry),
                entry.version,
                tuple(
                    ChangeOut(each.field, each.part_id, _text(each.before), _text(each.after))
                    for each in entry.changes()
                ),
            )
            for entry in page
        )
        return cls(entries, page.next)
