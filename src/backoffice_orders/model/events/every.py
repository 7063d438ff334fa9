"""Every event that there is."""

from __future__ import annotations

from collections.abc import Mapping

from backoffice_orders.model.events.base import Event
from backoffice_orders.model.events.cart_ends import CartClosedEvent, CartHandedOver, CartSent
from backoffice_orders.model.events.carts import CartChanged, CartStarted
from backoffice_orders.model.events.customers import (
    CustomerChanged,
    CustomerCreated,
    CustomerErased,
    CustomersMerged,
    VoucherChanged,
    VoucherCreated,
    VoucherRemoved,
    VoucherRestored,
    VoucherUsed,
)
from backoffice_orders.model.events.orders import (
    OrderCancelled,
    OrderOverpaid,
    OrderPaid,
    OrderPlaced,
    OrderStatusChanged,
    PaymentRecorded,
    RefundRecorded,
    StockLow,
)
from backoffice_orders.model.events.webhooks import WebhookSwitchedOff, WebhookTested

# In the order in which docs/events.md lists them.
EVENTS: tuple[type[Event], ...] = (
    CartStarted,
    CartChanged,
    CartSent,
    CartHandedOver,
    CartClosedEvent,
    OrderPlaced,
    OrderStatusChanged,
    OrderCancelled,
    PaymentRecorded,
    RefundRecorded,
    OrderPaid,
    OrderOverpaid,
    CustomerCreated,
    CustomerChanged,
    CustomersMerged,
    CustomerErased,
    VoucherCreated,
    VoucherChanged,
    VoucherUsed,
    VoucherRestored,
    VoucherRemoved,
    StockLow,
    WebhookSwitchedOff,
    WebhookTested,
)
BY_TOPIC: Mapping[str, type[Event]] = {kind.topic: kind for kind in EVENTS}
