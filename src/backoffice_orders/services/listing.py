"""Carts and orders as lists show them: contents, date and total."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from attrs import frozen
from moneyed import Money

from backoffice_orders.model.cart import Cart
from backoffice_orders.model.ids import ActorId, CartId, OrderId
from backoffice_orders.model.order import Order
from backoffice_orders.model.pricing.price import price_with_gaps
from backoffice_orders.model.pricing.summary import LineKind, Summary
from backoffice_orders.services.desk import Work
from backoffice_orders.services.price_book import load


@frozen
class Content:
    """So many of something."""

    name: str
    options: str
    quantity: int
    customization: tuple[tuple[str, str], ...] = ()


@frozen
class CartInfo:
    """An open cart. ``total`` is gross, as of now; None where something cannot be priced."""

    cart_id: CartId
    created_at: datetime
    updated_at: datetime
    started_by: ActorId | None
    assigned_to: ActorId | None
    contents: tuple[Content, ...]
    total: Money | None
    customer_name: str = ""


@frozen
class OrderInfo:
    """A placed order. ``total`` is gross, as it was."""

    order_id: OrderId
    reference: str
    placed_at: datetime
    status: str
    payment_method: str
    contents: tuple[Content, ...]
    total: Money


def contents(summary: Summary) -> tuple[Content, ...]:
    """What a summary's lines hold; fees are nothing one can hold."""
    return tuple(
        Content(line.name, line.options, line.quantity, line.customization)
        for line in summary.lines
        if line.kind is not LineKind.FEE
    )


def order_info(order: Order) -> OrderInfo:
    """An order, as lists show it."""
    return OrderInfo(
        order_id=order.id,
        reference=order.reference,
        placed_at=order.placed_at,
        status=order.status,
        payment_method=order.payment_method,
        contents=contents(order.summary),
        total=order.total,
    )


def cart_infos(work: Work, carts: Sequence[Cart]) -> tuple[CartInfo, ...]:
    """One customer's carts, as lists show them; loaded together."""
    if not carts:
        return ()
    loaded = load(work, carts)
    infos = []
    for cart in carts:
        summary, gaps = price_with_gaps(cart, loaded.book(cart))
        infos.append(
            CartInfo(
                cart_id=cart.id,
                created_at=cart.created_at,
                updated_at=cart.updated_at,
                started_by=cart.started_by,
                assigned_to=cart.assigned_to,
                contents=contents(summary),
                total=None if gaps else summary.total.gross,
                customer_name=loaded.customer.name if loaded.customer is not None else "",
            )
        )
    return tuple(infos)
