"""Carts and orders as lists show them: who, when, how much, and the first of their contents.

A store keeps these summaries beside the whole documents, so that a list reads nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from typing import TYPE_CHECKING

from attrs import evolve, field
from moneyed import Money

from backoffice_orders.model.cart import Cart, Channel, CustomLineKind
from backoffice_orders.model.ids import ActorId, CartId, CustomerId, OrderId
from backoffice_orders.model.messages import Message, Name, Sentence
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.pricing.summary_parts import FEE
from backoffice_orders.model.values import frozen

if TYPE_CHECKING:  # few carts have one
    from backoffice_orders.model.order import Order

# A list names so many of the things that are in a cart or an order.
CONTENTS_NAMED = 10
COUNTED = Sentence("called.counted", "{quantity} x {name}")
LISTED = Sentence("called.listed", "{first}, {then}")


@frozen(slots=False)  # made in half the time
class Content:
    """So many of something. ``customization`` holds labels and what was chosen or written."""

    name: Name
    options: str
    quantity: int
    customization: tuple[tuple[str, str], ...] = ()


@frozen
class CartInfo:
    """A cart in a list. Moments are in UTC.

    ``contents`` are the first ``CONTENTS_NAMED`` things in it, and ``further`` counts the lines
    after these. ``total`` is gross, as of now; None where something cannot be priced, or nobody
    has asked for it. ``name`` is the draft's own. ``expires_at`` is how long an offer's prices
    hold, and ``sent_until`` how long the link that the customer was sent opens; None where there
    is none, or nobody has asked for it.
    """

    cart_id: CartId
    created_at: datetime
    updated_at: datetime
    started_by: ActorId | None
    assigned_to: ActorId | None
    contents: tuple[Content, ...]
    total: Money | None = None
    customer_name: str = ""
    customer_id: CustomerId | None = None
    channel: Channel = Channel.BACK_OFFICE
    further: int = 0
    name: str = ""
    expires_at: datetime | None = None
    sent_until: datetime | None = None

    @classmethod
    def of(cls, cart: Cart) -> CartInfo:
        """What the cart itself says, without a price: things are called as when they were added."""
        items = [line for line in cart.custom_lines if line.kind is CustomLineKind.ITEM]
        named = [
            Content(line.title or line.product_id, "", line.quantity)
            for line in cart.lines[:CONTENTS_NAMED]
        ]
        named += [Content(line.name, "", line.quantity) for line in items[:CONTENTS_NAMED]]
        count = len(cart.lines) + len(items)
        return cls(
            cart_id=cart.id,
            created_at=cart.created_at,
            updated_at=cart.updated_at,
            started_by=cart.started_by,
            assigned_to=cart.assigned_to,
            contents=tuple(named[:CONTENTS_NAMED]),
            customer_id=cart.customer_id,
            channel=cart.channel,
            name=cart.name,
            expires_at=cart.expires_at,
            further=max(count - CONTENTS_NAMED, 0),
        )

    def priced(self, summary: Summary, total: Money | None, customer_name: str) -> CartInfo:
        """With what the cart costs now, and what is in it with its gifts."""
        contents, further = _held(summary)
        return evolve(
            self,
            contents=contents,
            further=further,
            total=total,
            customer_name=customer_name,
        )


@frozen
class OrderInfo:
    """A placed order in a list. ``total`` is gross, as it was; ``placed_at`` in UTC.

    ``contents`` are the first ``CONTENTS_NAMED`` things in it, and ``further`` counts the lines
    after these. ``due`` is what is still to be paid, None where nothing is.
    """

    order_id: OrderId
    reference: str
    placed_at: datetime
    status: str
    payment_method: str
    contents: tuple[Content, ...]
    total: Money
    number: int
    customer_id: CustomerId
    customer_name: str
    cancelled: bool = False
    further: int = 0
    due: Money | None = None

    @classmethod
    def of(cls, order: Order) -> OrderInfo:
        """What lists show of the order."""
        contents, further = _held(order.summary)
        return cls(
            order_id=order.id,
            reference=order.reference,
            placed_at=order.placed_at,
            status=order.status,
            payment_method=order.payment_method,
            contents=contents,
            total=order.total,
            number=order.number,
            customer_id=order.customer_id,
            customer_name=order.customer.name,
            cancelled=order.cancelled,
            due=order.due or None,
            further=further,
        )


@frozen
class OrderTotals:
    """A customer's orders in figures.

    ``count`` is how many there are. ``spent`` is the gross total of those that were not
    cancelled, one amount per currency, by the currency's code.
    """

    count: int = 0
    spent: tuple[Money, ...] = field(default=())

    @classmethod
    def of(cls, orders: Iterable[OrderInfo]) -> OrderTotals:
        """Added up."""
        listed = tuple(orders)
        spent: dict[str, Money] = {}
        for order in listed:
            if not order.cancelled:
                code = str(order.total.currency.code)
                spent[code] = spent[code] + order.total if code in spent else order.total
        return cls(len(listed), tuple(spent[code] for code in sorted(spent)))


def _held(summary: Summary) -> tuple[tuple[Content, ...], int]:
    """What a summary's first lines hold, and how many are further; no fees: nobody holds them."""
    lines = [line for line in summary.lines if line.kind is not FEE]
    first = lines[:CONTENTS_NAMED]
    contents = [
        Content(line.name, line.options, line.quantity, line.customization) for line in first
    ]
    return tuple(contents), len(lines) - len(first)


def told_contents(held: Iterable[Content]) -> Name:
    """``2 x Blue mug, 1 x Candle``: a text, unless something is called by a message of ours."""
    listed = tuple(held)
    if not any(isinstance(each.name, Message) for each in listed):
        return ", ".join(f"{each.quantity} x {each.name}" for each in listed)
    said = [COUNTED(quantity=each.quantity, name=each.name) for each in listed]
    return reduce(lambda first, then: LISTED(first=first, then=then), said)
