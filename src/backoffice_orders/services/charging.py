"""Charging an order's customer through a payment provider: once, whatever gets lost."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from attrs import evolve

from backoffice_orders.model.actor import Actor
from backoffice_orders.model.errors.payments import PaymentPending, PaymentRefused, ProviderSilent
from backoffice_orders.model.ids import OrderId, PaymentId
from backoffice_orders.model.order import Order, Payment, StatusChange
from backoffice_orders.model.payment import Charge, ChargeResult, ChargeStatus
from backoffice_orders.ports.payments import PaymentProvider
from backoffice_orders.services.desk import Desk, Work
from backoffice_orders.services.letters import order_letter, post

# The outbox topic by which a charge whose answer got lost is asked for again.
SETTLE = "payment.settle"
# A provider that has heard nothing of a charge for so long will not hear of it any more.
FORGOTTEN_AFTER = timedelta(minutes=30)


class NotSettledYet(Exception):
    """The provider cannot say yet what became of the charge: ask again later."""


def key_of(order: Order) -> str:
    """The name of the present attempt; a new one begins only once the last was refused."""
    return f"{order.id}:{order.refused_charges}"


def charge(
    desk: Desk, actor: Actor, order: Order, provider: PaymentProvider, details: Mapping[str, str]
) -> Order:
    """Take what is due of an order; returns it paid.

    Before the provider is asked, a message is left in the outbox: whatever gets lost, the
    outcome is asked for again, and the order ends paid exactly once.

    Raises:
        PaymentRefused: Nothing was taken.
        PaymentPending: It is not known yet.
    """
    key = key_of(order)
    payload = {"order_id": order.id, "key": key, "payment_method": provider.payment_method}
    desk.write(actor, lambda work: work.emit(SETTLE, order.id, payload))
    try:
        result = provider.charge(Charge(key, order.reference, order.due, details))
    except ProviderSilent:
        result = _asked(provider, key) or ChargeResult(ChargeStatus.PENDING)
    return _settled(desk, actor, order.id, provider.payment_method, key, result)


def settle(desk: Desk, actor: Actor, payload: Mapping[str, str], old: bool) -> None:
    """Ask what became of a charge, and write it down; for the outbox.

    Raises:
        NotSettledYet: The provider does not know, or does not answer.
    """
    provider = desk.provider(payload["payment_method"])
    if provider is None:
        raise NotSettledYet(f"nobody charges '{payload['payment_method']}' here")
    result = provider.outcome(payload["key"])
    if result is None and old:
        return
    if result is None or result.status is ChargeStatus.PENDING:
        raise NotSettledYet(payload["key"])
    order_id = OrderId(payload["order_id"])
    try:
        _settled(desk, actor, order_id, provider.payment_method, payload["key"], result)
    except PaymentRefused:
        return


def _asked(provider: PaymentProvider, key: str) -> ChargeResult | None:
    try:
        return provider.outcome(key)
    except ProviderSilent:
        return None


def _settled(
    desk: Desk, actor: Actor, order_id: OrderId, method: str, key: str, result: ChargeResult
) -> Order:
    if result.status is ChargeStatus.PENDING:
        raise PaymentPending
    if result.status is ChargeStatus.REFUSED:
        desk.write(actor, lambda work: _refused(work, order_id, key, result))
        raise PaymentRefused(result.reason)
    return desk.write(actor, lambda work: _paid(desk, work, order_id, method, key, result))


def _refused(work: Work, order_id: OrderId, key: str, result: ChargeResult) -> None:
    order = work.orders.get(order_id)
    if key_of(order) == key and order.due:
        work.orders.save(evolve(order, refused_charges=order.refused_charges + 1))
        work.record("order.payment_refused", order.id, {}, {"reason": result.reason})


def _paid(
    desk: Desk, work: Work, order_id: OrderId, method: str, key: str, result: ChargeResult
) -> Order:
    order = work.orders.get(order_id)
    reference = result.reference or key
    if any(payment.reference == reference for payment in order.payments):
        return order
    payment = Payment(
        PaymentId(work.ids.new("pay")), order.due, method, work.now, reference, work.actor.id
    )
    changed = order.with_payment(payment)
    paid = next((status for status in work.settings.statuses if status.paid), None)
    if paid is not None and not work.settings.status(order.status).cancels:
        changed = changed.with_status(StatusChange(paid.code, work.now, work.actor.id))
    saved = work.orders.save(changed)
    amount = str(payment.amount.amount)
    work.record("order.record_payment", order.id, {}, {"amount": amount, "reference": reference})
    work.emit(
        "order.payment_recorded",
        order.cart_id,
        {"order_id": order.id, "amount": amount, "currency": order.currency},
    )
    if work.settings.email:
        letter = order_letter(work.settings, saved)
        post(desk, work, letter, order.customer, order.cart_id)
    return saved
