"""What happens to orders, their money, and the stock they are taken from."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import ClassVar

from attrs import field

from backoffice_orders.model.events.base import Event
from backoffice_orders.model.events.lines import EventLine
from backoffice_orders.model.fields import PERSONAL
from backoffice_orders.model.frozen import frozen_mapping
from backoffice_orders.model.ids import (
    ActorId,
    CartId,
    CartRuleId,
    CombinationId,
    CustomerId,
    OrderId,
    ProductId,
)
from backoffice_orders.model.subjects import SubjectType, key_of
from backoffice_orders.model.values import frozen


@frozen
class OrderEvent(Event):
    """The base of what happens to an order. Its key is the cart: one story, one order."""

    order_id: OrderId
    cart_id: CartId
    customer_id: CustomerId
    actor_id: ActorId

    @property
    def key(self) -> str:
        """The cart that it was."""
        return key_of(SubjectType.CART, self.cart_id)


@frozen
class OrderPlaced(OrderEvent):
    """An order was placed.

    ``total`` is what the customer pays, ``shipping`` the delivery before discounts, both gross;
    ``paid`` is what has been paid already, which no other event tells.
    ``attributes`` are a host's own, and leave with the customer's data.
    """

    topic: ClassVar[str] = "order.placed"

    reference: str
    number: int
    status: str
    payment_method: str
    currency: str
    total: Decimal
    paid: Decimal
    shipping: Decimal
    lines: tuple[EventLine, ...]
    vouchers: tuple[CartRuleId, ...] = ()
    attributes: Mapping[str, str] = field(
        factory=dict, converter=frozen_mapping, hash=False, metadata=PERSONAL
    )


@frozen
class OrderStatusChanged(OrderEvent):
    """An order went from one status to another, by their codes."""

    topic: ClassVar[str] = "order.status_changed"

    before: str
    after: str


@frozen
class OrderCancelled(OrderEvent):
    """An order has reached a status that cancels: its goods and vouchers were given back."""

    topic: ClassVar[str] = "order.cancelled"

    status: str
    lines: tuple[EventLine, ...]


@frozen
class MoneyEvent(OrderEvent):
    """The base of what happens to an order's money; ``amount`` is above zero."""

    amount: Decimal
    currency: str
    method: str = ""


@frozen
class PaymentRecorded(MoneyEvent):
    """Money came in."""

    topic: ClassVar[str] = "order.payment_recorded"


@frozen
class RefundRecorded(MoneyEvent):
    """Money went back to the customer."""

    topic: ClassVar[str] = "order.refund_recorded"


@frozen
class OrderPaid(OrderEvent):
    """Nothing of an order is due any more; ``paid`` is what was paid in all."""

    topic: ClassVar[str] = "order.paid"

    paid: Decimal
    currency: str


@frozen
class OrderOverpaid(MoneyEvent):
    """More was paid than there is to pay: ``amount`` is what the shop owes the customer now."""

    topic: ClassVar[str] = "order.overpaid"


@frozen
class StockLow(Event):
    """By an order, the stock of an item has come down to the shop's threshold, or below it."""

    topic: ClassVar[str] = "stock.low"

    product_id: ProductId
    combination_id: CombinationId | None
    level: int

    @property
    def key(self) -> str:
        """The product."""
        return key_of(SubjectType.PRODUCT, self.product_id)
