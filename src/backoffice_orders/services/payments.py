"""Money of an order: what came in and what went back, each on record once, and said."""

from __future__ import annotations

from moneyed import Money

from backoffice_orders.model.errors.finishing import PaymentReferenceTaken
from backoffice_orders.model.fields import Text
from backoffice_orders.model.ids import PaymentId
from backoffice_orders.model.money import money_text
from backoffice_orders.model.order import Order, Payment
from backoffice_orders.services.desk import Work

REFERENCE = Text(255)


def payment(
    work: Work, amount: Money, method: str, reference: str = "", charge_key: str = ""
) -> Payment:
    """A payment of this moment; money that goes back is below zero."""
    payment_id = PaymentId(work.ids.new("pay"))
    return Payment(payment_id, amount, method, work.now, reference, work.actor.id, charge_key)


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
        raise PaymentReferenceTaken(reference, money_text(abs(same[0])))
    return bool(same)


def tell_money(work: Work, before: Order, after: Order) -> None:
    """Say which money came in or went back, and that more is paid than there was to pay."""
    for each in after.payments[len(before.payments) :]:
        incoming = each.amount.amount > 0
        topic = "order.payment_recorded" if incoming else "order.refund_recorded"
        _emit(work, topic, after, each.amount if incoming else -each.amount)
    if after.overpaid > before.overpaid:
        _emit(work, "order.overpaid", after, after.overpaid)


def _emit(work: Work, topic: str, order: Order, amount: Money) -> None:
    facts = {"order_id": order.id, "amount": str(amount.amount), "currency": order.currency}
    work.emit(topic, order.cart_id, facts)
