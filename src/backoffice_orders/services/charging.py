"""Charging an order's customer through a payment provider: once, whatever gets lost."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal

from attrs import evolve
from moneyed import Money

from backoffice_orders.model.actor import Actor
from backoffice_orders.model.card_numbers import require_no_card, without_cards
from backoffice_orders.model.checks import require_currency
from backoffice_orders.model.errors.finishing import DueChanged, PaymentMethodUnknown, StatusFinal
from backoffice_orders.model.errors.payments import (
    PaymentElsewhere,
    PaymentPending,
    PaymentRefused,
    ProviderSilent,
)
from backoffice_orders.model.ids import OrderId
from backoffice_orders.model.order import OpenCharge, Order, StatusChange
from backoffice_orders.model.outbox import SETTLE_CHARGE
from backoffice_orders.model.payment import Charge, ChargeResult, ChargeStatus
from backoffice_orders.model.settings import ShopSettings
from backoffice_orders.model.shop import Concern
from backoffice_orders.model.subjects import SubjectType, key_of
from backoffice_orders.ports.payments import PaymentProvider
from backoffice_orders.services.desk import Desk, Work
from backoffice_orders.services.emails import put_out
from backoffice_orders.services.letters import order_letter, reader_of, written
from backoffice_orders.services.limited_calls import failures
from backoffice_orders.services.payments import REFERENCE, payment, tell_money
from backoffice_orders.services.placing import payment_due
from backoffice_orders.services.queues import NotYet
from backoffice_orders.services.shop_marks import mark_elsewhere
from backoffice_orders.services.telling import tell_status

logger: logging.Logger = logging.getLogger("backoffice_orders.payments")
# A provider that has heard nothing of a charge for so long will not hear of it any more.
FORGOTTEN_AFTER = timedelta(minutes=30)


def charge(
    desk: Desk,
    actor: Actor,
    order: Order,
    provider: PaymentProvider,
    token: str = "",
    return_to: str = "",
    expected: Money | None = None,
) -> Order:
    """Take what is due of an order; returns it paid.

    Before the provider is asked, the charge is written down in the order, and a message left in
    the outbox: whatever gets lost, its outcome is asked for again. While it is open, no other
    one is begun; asked again, it goes under the same key.

    ``token`` is what the provider's field has given, ``return_to`` where its page sends the
    customer back to: neither is stored. ``expected`` is what the page has said is due.

    Raises:
        CardNumberRefused: The token is the number of a card: nothing was stored, nobody asked.
        StatusFinal: The order was cancelled: nothing was taken.
        PaymentMethodUnknown: The shop has no such method, or none any more; a charge that is
            open goes on.
        DueChanged, CurrencyMismatch: Something else is due than what is expected.
        PaymentElsewhere: The customer has to go on at the provider's page.
        PaymentRefused: Nothing was taken.
        PaymentPending: It is not known yet, or not of an earlier charge of another amount or
            payment method.
    """
    require_no_card("payment_token", token)
    method = provider.payment_method
    if order.open_charge is not None and not _goes_on(order, method):
        order = _asked_for(desk, actor, order, order.open_charge)
    order = desk.write(actor, lambda work: _begin(work, order.id, method, expected))
    begun = order.open_charge
    if begun is None or not order.due:
        return order
    wanted = Charge(begun.key, order.reference, begun.amount, token, return_to)
    result = _answer(lambda: provider.charge(wanted)) or _outcome(provider, begun.key)
    result = result or ChargeResult(ChargeStatus.PENDING)
    return _settled(desk, actor, order.id, begun, result)


def pay_otherwise(
    desk: Desk, actor: Actor, order: Order, method: str, expected: Money | None = None
) -> Order:
    """Let an order that was to be charged be paid in a way that nobody charges, later.

    It is confirmed by a letter now: that was left until it is charged. Chosen again, it is the
    order as it is. ``expected`` is what the page has said is due.

    Raises:
        PaymentMethodUnknown: The shop has no such method, a provider takes its money, or the order
            was not to be charged itself: then it has been told how it is paid.
        StatusFinal: The order was cancelled.
        DueChanged, CurrencyMismatch: Something else is due than what is expected.
        PaymentPending: A charge may have gone through.
    """
    order = asked_again(desk, actor, order)

    def choose(work: Work) -> Order:
        before, wanted = work.orders.get(order.id), work.settings.payment_method(method)
        if before.payment_method == wanted.code or (not before.due and not before.cancelled):
            return before
        if wanted.kind.charged or desk.provider(before.payment_method) is None:
            raise PaymentMethodUnknown(method)
        _require_due(before, expected)
        if before.open_charge is not None:
            raise PaymentPending
        due_on = payment_due(work, before.cart, wanted)
        changed = evolve(before, payment_method=wanted.code, payment_due=due_on)
        saved = work.orders.save(changed)
        called = work.settings.payment_method_name
        work.record(
            "order.choose_payment",
            SubjectType.ORDER,
            order.id,
            {"payment_method": called(before.payment_method)},
            {"payment_method": called(saved.payment_method)},
        )
        if work.settings.email:
            _confirm(desk, work, saved)
        return saved

    return desk.write(actor, choose)


def asked_again(desk: Desk, actor: Actor, order: Order) -> Order:
    """The order after its open charge, if there is one, was asked for.

    What is not known yet stays open.
    """
    if order.open_charge is None:
        return order
    try:
        return _asked_for(desk, actor, order, order.open_charge)
    except PaymentPending:
        return order


def news_of(desk: Desk, actor: Actor, order: Order) -> PaymentRefused | PaymentPending | None:
    """The same for whoever returns from a provider's page: why it is not paid, to be told them."""
    if order.open_charge is None:
        return None
    try:
        _heard_of(desk, actor, order, order.open_charge)
    except (PaymentRefused, PaymentPending) as news:
        return news
    return None


def settle(desk: Desk, actor: Actor, payload: Mapping[str, str]) -> None:
    """Ask what became of a charge, and write it down; for the outbox.

    Raises:
        NotYet: The provider does not know, or does not answer.
    """
    method, key = payload["payment_method"], payload["key"]
    provider = desk.provider(method)
    if provider is None:
        raise NotYet(f"nobody charges '{method}' here")
    try:
        result = provider.outcome(key)
    except failures() as error:
        raise NotYet(f"{type(error).__name__}: {error}") from error
    order_id = OrderId(payload["order_id"])
    if result is None and desk.write(actor, lambda work: _forgotten(work, order_id, key)):
        return
    if not isinstance(result, ChargeResult) or result.status is ChargeStatus.PENDING:
        raise NotYet(key)
    amount = Money(Decimal(payload["amount"]), payload["currency"])
    begun = OpenCharge(key, amount, method, desk.clock.now())
    try:
        _settled(desk, actor, order_id, begun, result)
    except PaymentRefused:
        return


def _goes_on(order: Order, method: str) -> bool:
    """Whether what is due now is what the open charge is about."""
    begun = order.open_charge
    return begun is not None and (begun.method, begun.amount) == (method, order.due)


def _begin(work: Work, order_id: OrderId, method: str, expected: Money | None) -> Order:
    """The order with the charge that is open from now on, or as it is if nothing is due."""
    order = work.orders.get(order_id)
    if not order.due and not order.cancelled:
        return order
    _require_due(order, expected)
    if order.open_charge is not None and not _goes_on(order, method):
        raise PaymentPending
    begun = order.open_charge
    if begun is None:
        work.settings.payment_method(method)  # a provider may be there for what is not offered
    number = order.charges if begun is None else order.charges - 1
    # A provider may charge for several shops, whose orders may have the same ids.
    mark = mark_elsewhere(work.transaction.scope, Concern.ORDERS)
    begun = OpenCharge(f"{mark}{order.id}:{number}", order.due, method, work.now)
    payload = {
        "order_id": order.id,
        "key": begun.key,
        "payment_method": method,
        "amount": str(begun.amount.amount),
        "currency": order.currency,
    }
    work.emit(SETTLE_CHARGE, key_of(SubjectType.ORDER, order.id), payload)
    return work.orders.save(evolve(order, open_charge=begun, charges=number + 1))


def _require_due(order: Order, expected: Money | None) -> None:
    """Raise unless the order is to be paid, and this is due of it; None is content with any sum."""
    if order.cancelled:
        raise StatusFinal(order.status)
    if expected is not None:
        require_currency("expected_due", expected, order.currency)
        if order.due != expected:
            raise DueChanged(expected, order.due)


def _asked_for(desk: Desk, actor: Actor, order: Order, begun: OpenCharge) -> Order:
    """The order after its open charge was asked for; raises ``PaymentPending``."""
    try:
        return _heard_of(desk, actor, order, begun)
    except PaymentRefused:
        return desk.read(actor, lambda work: work.orders.get(order.id))


def _heard_of(desk: Desk, actor: Actor, order: Order, begun: OpenCharge) -> Order:
    """The same; ``PaymentRefused`` where nothing was taken."""
    provider = desk.provider(begun.method)
    result = _outcome(provider, begun.key) if provider is not None else None
    return _settled(desk, actor, order.id, begun, result or ChargeResult(ChargeStatus.PENDING))


def _outcome(provider: PaymentProvider, key: str) -> ChargeResult | None:
    return _answer(lambda: provider.outcome(key))


def _answer(ask: Callable[[], object]) -> ChargeResult | None:
    """What a provider answers; None where it says nothing, fails, or answers with something else.

    However it fails, the money may have been taken: that is no refusal, and no payment.
    """
    try:
        said = ask()
    except ProviderSilent:
        return None
    except failures() as error:
        # Without what it says: it could name the customer, or hold a key.
        logger.warning("a payment provider failed: %s", type(error).__name__)
        return None
    if said is None or isinstance(said, ChargeResult):
        return said
    logger.warning("a payment provider answered with a %s", type(said).__name__)
    return None


def _settled(
    desk: Desk, actor: Actor, order_id: OrderId, begun: OpenCharge, result: ChargeResult
) -> Order:
    if result.status is ChargeStatus.PENDING:
        raise PaymentElsewhere(result.page) if result.page else PaymentPending
    if result.status is ChargeStatus.REFUSED:
        desk.write(actor, lambda work: _refused(work, order_id, begun.key, result))
        raise PaymentRefused(without_cards(result.reason))
    return desk.write(actor, lambda work: _paid(desk, work, order_id, begun, result))


def _refused(work: Work, order_id: OrderId, key: str, result: ChargeResult) -> None:
    order = work.orders.get(order_id)
    if order.open_charge is not None and order.open_charge.key == key:
        work.orders.save(evolve(order, open_charge=None))
        work.record(
            "order.payment_refused",
            SubjectType.ORDER,
            order.id,
            {},
            {"reason": without_cards(result.reason)},
        )


def _forgotten(work: Work, order_id: OrderId, key: str) -> bool:
    """Whether a charge that its provider knows nothing of is over: it never arrived."""
    order = work.orders.get(order_id)
    begun = order.open_charge
    if begun is None or begun.key != key:
        return True
    if work.now - begun.asked_at <= FORGOTTEN_AFTER:
        return False
    work.orders.save(evolve(order, open_charge=None))
    return True


def _paid(
    desk: Desk, work: Work, order_id: OrderId, begun: OpenCharge, result: ChargeResult
) -> Order:
    """Record what was charged, whatever has become of the order since."""
    order = work.orders.get(order_id)
    if any(each.charge_key == begun.key for each in order.payments):
        return order
    reference = _as_kept(result.reference) or begun.key
    changed = _with_charge(work, order, begun, reference)
    if order.open_charge is not None and order.open_charge.key == begun.key:
        changed = evolve(changed, open_charge=None)
    saved = work.orders.save(_moved_on(work, changed))
    amount = str(begun.amount.amount)
    work.record(
        "order.record_payment",
        SubjectType.ORDER,
        order.id,
        {},
        {"amount": amount, "reference": reference},
    )
    if saved.status != order.status:
        statuses = {"value": order.status}, {"value": saved.status}
        work.record("order.change_status", SubjectType.ORDER, order.id, *statuses)
        tell_status(work, order, saved)
    tell_money(work, order, saved)
    if work.settings.email and not saved.cancelled:
        _confirm(desk, work, saved)
    return saved


def _as_kept(reference: str) -> str:
    """A provider's name for a payment, as an employee could have typed it: of no card a number."""
    return without_cards(" ".join(reference.split()))[: REFERENCE.limit]


def _confirm(desk: Desk, work: Work, order: Order) -> None:
    """Write to the customer; the money stays on record if that cannot be done."""
    reader = reader_of(work, order)
    if reader.erased:
        return
    try:
        letter = order_letter(work.settings, order)
        email = written(desk, work, letter, reader, order.cart_id)
    except Exception as error:
        # Without the traceback: it could name the customer.
        logger.warning("the letter about a payment failed: %s", type(error).__name__)
        return
    put_out(work, *email)


def _with_charge(work: Work, order: Order, begun: OpenCharge, reference: str) -> Order:
    """With the charge's payment: a new one, or the one that an employee has recorded of it."""
    known = (begun.amount, begun.method, reference)
    payments = list(order.payments)
    for index, each in enumerate(payments):
        if not each.charge_key and (each.amount, each.method, each.reference) == known:
            payments[index] = evolve(each, charge_key=begun.key)
            return evolve(order, payments=tuple(payments))
    return order.with_payment(payment(work, begun.amount, begun.method, reference, begun.key))


def _moved_on(work: Work, order: Order) -> Order:
    """The order in the shop's paid status once nothing is due; never back from a later one."""
    paid = work.settings.paid_status
    if paid is None or order.cancelled or order.due:
        return order
    if _position(work.settings, order.status) >= _position(work.settings, paid.code):
        return order
    return order.with_status(StatusChange(paid.code, work.now, work.actor.id))


def _position(settings: ShopSettings, code: str) -> int:
    """Where a status stands in an order's life; before all others if the shop has given it up."""
    codes = [status.code for status in settings.statuses]
    return codes.index(code) if code in codes else -1
