"""Domain events: what has happened in the shop, for other systems to follow.

An event is written in the transaction that causes it, and each consumer is given a copy
(``events.deliver``). It holds ids and figures, and nothing that tells who somebody is, but for the
attributes that a host has put on an order. Amounts are decimals of whole minor units, in
``currency``; quantities count pieces.

A class's ``version`` is stored with each event. A new field with a default changes nothing for
anybody, and leaves the version as it is; where a field goes or means something else, the version
is raised, and whoever knows only the old one is given an ``UnknownEvent`` (``event_of``).
"""

from __future__ import annotations

from collections.abc import Mapping

from backoffice_orders.model.events.base import Event, EventLine, UnknownEvent
from backoffice_orders.model.events.carts import (
    CartChanged,
    CartClosedEvent,
    CartHandedOver,
    CartSent,
    CartStarted,
)
from backoffice_orders.model.events.customers import (
    CustomerChanged,
    CustomerCreated,
    CustomerErased,
    VoucherChanged,
    VoucherCreated,
    VoucherRemoved,
    VoucherRestored,
    VoucherUsed,
)
from backoffice_orders.model.events.orders import (
    MoneyEvent,
    OrderCancelled,
    OrderOverpaid,
    OrderPaid,
    OrderPlaced,
    OrderStatusChanged,
    PaymentRecorded,
    RefundRecorded,
    StockLow,
)

# Every event that there is, in the order in which docs/events.md lists them.
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
    CustomerErased,
    VoucherCreated,
    VoucherChanged,
    VoucherUsed,
    VoucherRestored,
    VoucherRemoved,
    StockLow,
)
BY_TOPIC: Mapping[str, type[Event]] = {kind.topic: kind for kind in EVENTS}

__all__ = [
    "BY_TOPIC",
    "EVENTS",
    "CartChanged",
    "CartClosedEvent",
    "CartHandedOver",
    "CartSent",
    "CartStarted",
    "CustomerChanged",
    "CustomerCreated",
    "CustomerErased",
    "Event",
    "EventLine",
    "MoneyEvent",
    "OrderCancelled",
    "OrderOverpaid",
    "OrderPaid",
    "OrderPlaced",
    "OrderStatusChanged",
    "PaymentRecorded",
    "RefundRecorded",
    "StockLow",
    "UnknownEvent",
    "VoucherChanged",
    "VoucherCreated",
    "VoucherRemoved",
    "VoucherRestored",
    "VoucherUsed",
]
