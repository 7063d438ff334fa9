"""All events, for type checkers; see ``__init__.py``."""

from backoffice_orders.model.events.base import (
    Event as Event,
    UnknownEvent as UnknownEvent,
)
from backoffice_orders.model.events.cart_ends import (
    CartClosedEvent as CartClosedEvent,
    CartHandedOver as CartHandedOver,
    CartSent as CartSent,
)
from backoffice_orders.model.events.carts import (
    CartChanged as CartChanged,
    CartStarted as CartStarted,
)
from backoffice_orders.model.events.customers import (
    CustomerChanged as CustomerChanged,
    CustomerCreated as CustomerCreated,
    CustomerErased as CustomerErased,
    CustomersMerged as CustomersMerged,
    VoucherChanged as VoucherChanged,
    VoucherCreated as VoucherCreated,
    VoucherRemoved as VoucherRemoved,
    VoucherRestored as VoucherRestored,
    VoucherUsed as VoucherUsed,
)
from backoffice_orders.model.events.every import (
    BY_TOPIC as BY_TOPIC,
    EVENTS as EVENTS,
)
from backoffice_orders.model.events.lines import EventLine as EventLine
from backoffice_orders.model.events.orders import (
    MoneyEvent as MoneyEvent,
    OrderCancelled as OrderCancelled,
    OrderOverpaid as OrderOverpaid,
    OrderPaid as OrderPaid,
    OrderPlaced as OrderPlaced,
    OrderStatusChanged as OrderStatusChanged,
    PaymentRecorded as PaymentRecorded,
    RefundRecorded as RefundRecorded,
    StockLow as StockLow,
)
from backoffice_orders.model.events.webhooks import (
    WebhookSwitchedOff as WebhookSwitchedOff,
    WebhookTested as WebhookTested,
)
