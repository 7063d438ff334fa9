"""A placed order."""

from __future__ import annotations

from datetime import datetime

from moneyed import Money

from backoffice_orders.console.api.responses.customers import CustomerOut
from backoffice_orders.console.api.responses.sums import (
    DiscountOut,
    LineOut,
    RuleOut,
    SumsOut,
    _lines,
)
from backoffice_orders.model.order import Order
from backoffice_orders.model.values import frozen


@frozen
class OrderOut:
    """A placed order. ``overpaid`` is what the shop owes the customer."""

    id: str
    reference: str
    status: str
    payment_method: str
    placed_at: datetime
    placed_by: str
    customer: CustomerOut
    lines: tuple[LineOut, ...]
    discounts: tuple[DiscountOut, ...]
    rules: tuple[RuleOut, ...]
    sums: SumsOut
    paid: Money
    due: Money
    overpaid: Money

    @classmethod
    def of(cls, order: Order) -> OrderOut:
        """From the model."""
        return cls(
            order.id,
            order.reference,
            order.status,
            order.payment_method,
            order.placed_at,
            order.placed_by,
            CustomerOut.of(order.customer),
            _lines(order.summary, {}),
            tuple(map(DiscountOut.of, order.summary.manual_discounts)),
            tuple(RuleOut(r.rule_id, r.name, r.code, r.amount.gross) for r in order.summary.rules),
            SumsOut.of(order.summary),
            order.paid,
            order.due,
            order.overpaid,
        )
