"""Domain events: what has happened in the shop, for other systems to follow.

An event is written in the transaction that causes it, and each consumer is given a copy
(``events.deliver``). It holds ids and figures, and nothing that tells who somebody is, but for the
attributes that a host has put on an order. Amounts are decimals of whole minor units, in
``currency``; quantities count pieces.

A class's ``version`` is stored with each event. A new field with a default changes nothing for
anybody, and leaves the version as it is; where a field goes or means something else, the version
is raised, and whoever knows only the old one is given an ``UnknownEvent`` (``event_of``).

Each is imported with its first use. Type checkers read ``__init__.pyi``.
"""

from backoffice_orders.on_demand import provide

_NAMES = {
    "backoffice_orders.model.events.base": "Event UnknownEvent",
    "backoffice_orders.model.events.carts": "CartChanged CartStarted",
    "backoffice_orders.model.events.cart_ends": "CartClosedEvent CartHandedOver CartSent",
    "backoffice_orders.model.events.customers": (
        "CustomerChanged CustomerCreated CustomerErased CustomersMerged "
        "VoucherChanged VoucherCreated VoucherRemoved VoucherRestored VoucherUsed"
    ),
    "backoffice_orders.model.events.lines": "EventLine",
    "backoffice_orders.model.events.orders": (
        "MoneyEvent OrderCancelled OrderOverpaid OrderPaid OrderPlaced OrderStatusChanged "
        "PaymentRecorded RefundRecorded StockLow"
    ),
    "backoffice_orders.model.events.webhooks": "WebhookSwitchedOff WebhookTested",
    "backoffice_orders.model.events.every": "BY_TOPIC EVENTS",
}

provide(__name__, _NAMES)
