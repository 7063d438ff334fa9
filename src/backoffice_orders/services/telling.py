"""Putting domain events into the outbox: what has happened, as other systems are told of it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from backoffice_orders.model import events
from backoffice_orders.model.cart import Cart
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.events import Event
from backoffice_orders.model.ids import (
    CartRuleId,
    CombinationId,
    CustomerId,
    OrderId,
)
from backoffice_orders.model.money import minor_unit
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.pricing.summary_parts import GIFT, PRODUCT, SummaryLine
from backoffice_orders.model.stock import StockItem
from backoffice_orders.services.desk import Work
from backoffice_orders.services.event_documents import document_of

if TYPE_CHECKING:
    from backoffice_orders.model.order import Order

Offer = TypeVar("Offer", "events.CartSent", "events.CartHandedOver")


def tell(work: Work, event: Event) -> None:
    """Have the consumers told of an event, once the transaction is committed."""
    work.emit(event.topic, event.key, document_of(event))


def tell_started(work: Work, cart: Cart, action: str) -> None:
    """A cart was begun."""
    tell(work, events.CartStarted(cart.id, cart.customer_id, work.actor.id, action, cart.currency))


def tell_changed(work: Work, cart: Cart, action: str, changed: Iterable[str]) -> None:
    """A cart was changed."""
    names = tuple(sorted(changed))
    actor = work.actor.id
    tell(work, events.CartChanged(cart.id, cart.customer_id, actor, action, cart.version, names))


def offered(kind: type[Offer], work: Work, cart: Cart, summary: Summary) -> Offer:
    """The event of a cart that its customer is to finish."""
    total, lines = summary.total.gross.amount, event_lines(summary.lines)
    return kind(cart.id, cart.customer_id, work.actor.id, cart.currency, total, lines)


def tell_placed(work: Work, order: Order) -> None:
    """An order was placed."""
    summary = order.summary
    shipping = summary.shipping
    tell(
        work,
        events.OrderPlaced(
            order_id=order.id,
            cart_id=order.cart_id,
            customer_id=order.customer_id,
            actor_id=work.actor.id,
            reference=order.reference,
            number=order.number,
            status=order.status,
            payment_method=order.payment_method,
            currency=order.currency,
            total=order.total.amount,
            paid=order.paid.amount,
            shipping=Decimal(0) if shipping is None else shipping.price.gross.amount,
            lines=event_lines(summary.lines),
            vouchers=tuple(rule.rule_id for rule in summary.rules),
            attributes=order.attributes,
        ),
    )


def tell_status(work: Work, before: Order, after: Order) -> None:
    """An order has another status; where that cancels it, it says so too."""
    about = after.id, after.cart_id, after.customer_id, work.actor.id
    tell(work, events.OrderStatusChanged(*about, before.status, after.status))
    if after.cancelled and not before.cancelled:
        tell(work, events.OrderCancelled(*about, after.status, event_lines(after.summary.lines)))


def tell_low(work: Work, item: StockItem, level: int) -> None:
    """There is little of an item left."""
    combination = CombinationId(item.combination_id) if item.combination_id else None
    tell(work, events.StockLow(item.product_id, combination, level))


def tell_customer(work: Work, customer_id: CustomerId, action: str, changed: Iterable[str]) -> None:
    """A customer, or an address of theirs, was changed."""
    names = tuple(sorted(changed))
    tell(work, events.CustomerChanged(customer_id, work.actor.id, action, names))


def tell_voucher(work: Work, rule: CartRule) -> None:
    """A cart rule was created."""
    tell(work, events.VoucherCreated(rule.id, work.actor.id, rule.customer_id))


def tell_used(
    work: Work, rule_id: CartRuleId, customer_id: CustomerId | None, order_id: OrderId
) -> None:
    """An order has used a cart rule."""
    tell(work, events.VoucherUsed(rule_id, work.actor.id, customer_id, order_id=order_id))


def tell_restored(work: Work, rule_id: CartRuleId, order: Order) -> None:
    """A cancelled order has given its use of a cart rule back."""
    by = work.actor.id
    tell(work, events.VoucherRestored(rule_id, by, order.customer_id, order_id=order.id))


def tell_removed(work: Work, rule_id: CartRuleId, customer_id: CustomerId) -> None:
    """A voucher over the rest of another one is gone."""
    tell(work, events.VoucherRemoved(rule_id, work.actor.id, customer_id))


def event_lines(lines: Iterable[SummaryLine]) -> tuple[events.EventLine, ...]:
    """A summary's lines as events have them."""
    return tuple([_event_line(line) for line in lines])


def _event_line(line: SummaryLine) -> events.EventLine:
    unit, kind = minor_unit(line.currency), line.kind
    return events.EventLine(
        line.line_id,
        str(kind),
        line.quantity,
        line.net * unit,
        line.gross * unit,
        line.discount_net * unit,
        line.discount_gross * unit,
        line.product_id,
        line.combination_id,
        line.reference,
        str(line.name) if kind is PRODUCT or kind is GIFT else "",
    )
