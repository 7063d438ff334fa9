"""A placed order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from moneyed import Money

from backoffice_orders.console.api.responses.customers import AddressOut, CustomerOut
from backoffice_orders.console.api.responses.sums import (
    CartLineOut,
    DiscountOut,
    RuleOut,
    SumsOut,
)
from backoffice_orders.model.cart import Note
from backoffice_orders.model.order import Order
from backoffice_orders.model.values import frozen


@frozen
class OrderOut:
    """A placed order, with all that its cart said. ``overpaid`` is what the shop owes the customer.

    ``carrier_id`` is who delivers it, null for nobody of the shop's. ``payment_due`` is a day in
    the shop's time zone; ``message`` is the one to the shop that came with the order.
    """

    id: str
    reference: str
    cart_id: str
    status: str
    payment_method: str
    placed_at: datetime
    placed_by: str
    customer: CustomerOut
    currency: str
    language: str
    lines: tuple[CartLineOut, ...]
    discounts: tuple[DiscountOut, ...]
    rules: tuple[RuleOut, ...]
    delivery_address: AddressOut | None
    invoice_address: AddressOut | None
    carrier_id: str | None
    delivery_day: date | None
    message: str
    customer_note: str
    gift_message: str
    gift_wrapping: bool
    recycled: bool
    purchase_order_number: str
    payment_due: date | None
    tags: tuple[str, ...]
    attributes: Mapping[str, str]
    notes: tuple[Note, ...]
    sums: SumsOut
    paid: Money
    due: Money
    overpaid: Money

    @classmethod
    def of(cls, order: Order) -> OrderOut:
        """From the model."""
        cart, summary = order.cart, order.summary
        return cls(
            id=order.id,
            reference=order.reference,
            cart_id=order.cart_id,
            status=order.status,
            payment_method=order.payment_method,
            placed_at=order.placed_at,
            placed_by=order.placed_by,
            customer=CustomerOut.of(order.customer),
            currency=order.currency,
            language=cart.language,
            lines=CartLineOut.each_of(summary, cart, {}),
            discounts=tuple(map(DiscountOut.of, summary.manual_discounts)),
            rules=tuple(map(RuleOut.of, summary.rules)),
            delivery_address=AddressOut.of_any(order.delivery_address),
            invoice_address=AddressOut.of_any(order.invoice_address),
            carrier_id=summary.shipping.carrier_id if summary.shipping else None,
            delivery_day=cart.delivery_day,
            message=order.message,
            customer_note=cart.customer_note,
            gift_message=cart.gift_message,
            gift_wrapping=cart.gift_wrapping,
            recycled=cart.recycled_packaging,
            purchase_order_number=cart.purchase_order_number,
            payment_due=order.payment_due,
            tags=order.tags,
            attributes=order.attributes,
            notes=order.notes,
            sums=SumsOut.of(summary),
            paid=order.paid,
            due=order.due,
            overpaid=order.overpaid,
        )
