"""Money of an order: what came in and what went back, each on record once, and said."""

from __future__ import annotations

from typing import Any

from moneyed import Money

from backoffice_orders.model.card_numbers import require_no_card
from backoffice_orders.model.errors.finishing import PaymentReferenceTaken
from backoffice_orders.model.events import (
    MoneyEvent,
    OrderOverpaid,
    OrderPaid,
    PaymentRecorded,
    RefundRecorded,
)
from backoffice_orders.model.fields import Text
from backoffice_orders.model.ids import PaymentId
from backoffice_orders.model.money import minor_unit
from backoffice_orders.model.order import Order, Payment
from backoffice_orders.services.desk import Work
from backoffice_orders.services.telling import tell


class _Reference(Text):
    """The bank's or provider's name for a payment: of a card, no number."""

    def entered(self, name: str, value: Any) -> None:
        """As any text; and raise ``CardNumberRefused`` for the number of a card."""
        require_no_card(name, value)
        super().entered(name, value)


REFERENCE = _Reference(255)


def payment(
    work: Work, amount: Money, method: str, reference: str = "", charge_key: str = ""
) -> Payment:
    """A payment of this moment; money that goes back is below zero."""
    payment_id = PaymentId(work.ids.new("pay"))
    code = amount.currency.code
    whole = Money(amount.amount.quantize(minor_unit(code)), code)  # as all amounts: 5.00, not 5
    return Payment(payment_id, whole, method, work.now, reference, work.actor.id, charge_key)


def on_record(order: Order, amount: Money, method: str, reference: str) -> bool:
    """Whether this very payment is on record: same reference, method and amount.

    Raises:
        PaymentReferenceTaken: Another amount is, under the same reference and method.
    """
    incoming = amount.amount > 0
    same = [
        each.amount
        for each in order.payments
        if reference
        and (each.reference, each.method) == (reference, method)
        and (each.amount.amount > 0) == incoming
    ]
    if same and amount not in same:
        raise PaymentReferenceTaken(reference, abs(same[0]))
    return bool(same)


def tell_money(work: Work, before: Order, after: Order) -> None:
    """Say which money came in or went back, and that nothing is due any more, or too much paid."""
    for each in after.payments[len(before.payments) :]:
        incoming = each.amount.amount > 0
        kind = PaymentRecorded if incoming else RefundRecorded
        tell(work, _money(kind, work, after, abs(each.amount), each.method))
    if before.due and not after.due and not after.cancelled:
        about = after.id, after.cart_id, after.customer_id, work.actor.id
        tell(work, OrderPaid(*about, after.paid.amount, after.currency))
    if after.overpaid > before.overpaid:
        tell(work, _money(OrderOverpaid, work, after, after.overpaid))


def _money(
    kind: type[MoneyEvent], work: Work, order: Order, amount: Money, method: str = ""
) -> MoneyEvent:
    return kind(
        order_id=order.id,
        cart_id=order.cart_id,
        customer_id=order.customer_id,
        actor_id=work.actor.id,
        amount=amount.amount,
        currency=order.currency,
        method=method,
    )
