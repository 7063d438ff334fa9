"""Placing: a cart becomes an order, once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from attrs import evolve
from moneyed import Money

from backoffice_orders.model.cart import Cart
from backoffice_orders.model.checks import (
    require_currency,
    require_not_negative,
    require_whole_minor_units,
)
from backoffice_orders.model.errors.finishing import (
    IdempotencyKeyReused,
    PaymentTooLarge,
    StatusFinal,
    TotalChanged,
)
from backoffice_orders.model.errors.products import OutOfStock
from backoffice_orders.model.errors.services import ServiceError
from backoffice_orders.model.errors.shipping import CarrierMissing
from backoffice_orders.model.fields import KEY, MESSAGE
from backoffice_orders.model.ids import CartId, OrderId
from backoffice_orders.model.order import Order, Payment, StatusChange
from backoffice_orders.model.pricing.keeping import kept_by_order
from backoffice_orders.model.pricing.price import price_with_gaps
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.settings import OrderStatus, PaymentMethod
from backoffice_orders.model.stock import StockDemand
from backoffice_orders.model.subjects import SubjectType
from backoffice_orders.model.values import frozen
from backoffice_orders.services import stock_elsewhere
from backoffice_orders.services.command import Command
from backoffice_orders.services.desk import Work
from backoffice_orders.services.editing import named, open_cart, save_as_read
from backoffice_orders.services.guarding import ask_guards
from backoffice_orders.services.order_numbers import counted_number, host_number, new_order_id
from backoffice_orders.services.outside_services import NOT_ASKING, Asking
from backoffice_orders.services.payments import REFERENCE, payment
from backoffice_orders.services.price_book import Loaded, load
from backoffice_orders.services.redeeming import use_rules
from backoffice_orders.services.tax_reports import tell_taxes
from backoffice_orders.services.telling import tell_low, tell_placed
from backoffice_orders.services.view import obstacles, view_priced, wanted_by


@frozen
class Placing:
    """What is decided when placing a cart; see ``Finishing.place``.

    ``charged_next``: a provider charges what is due as soon as the order is placed. ``asking`` says
    what becomes of answers of other systems that are missing.
    """

    cart_id: CartId
    payment_method: str
    status: str | None = None
    message: str = ""
    paid: Money | None = None
    payment_reference: str = ""
    expected_total: Money | None = None
    idempotency_key: str = ""
    version: int | None = None
    confirm_by_mail: bool = False
    commands: Sequence[Command] = ()
    shown_total: Money | None = None
    charged_next: bool = False
    asking: Asking = NOT_ASKING


def placed_before(work: Work, placing: Placing) -> Order | None:
    """The order that this very placing has made already, if it has.

    Raises:
        IdempotencyKeyReused: The key was used to place another cart.
    """
    key = placing.idempotency_key
    order = work.orders.by_idempotency_key(key) if key else None
    if order is not None and order.cart_id != placing.cart_id:
        raise IdempotencyKeyReused(key)
    return order


def place(work: Work, placing: Placing) -> Order:
    """Check, price and write everything of one order, in the running transaction.

    Whether this very placing has been done already is only asked once it fails: see
    ``placed_before``.
    """
    cart = open_cart(work, placing.cart_id, placing.version)
    settings = work.settings
    method = settings.payment_method(placing.payment_method)
    chosen = settings.status(placing.status) if placing.status else None
    if chosen is not None and chosen.cancels:
        raise StatusFinal(chosen.code)
    message = MESSAGE.taken("message", placing.message)
    KEY.entered("idempotency_key", placing.idempotency_key)
    reference = REFERENCE.taken("payment_reference", placing.payment_reference)
    placing.asking.use(work, cart.id)
    loaded = load(work, [cart])
    book = loaded.book(cart)
    summary, gaps = price_with_gaps(cart, book)
    wanted = wanted_by(cart, summary, loaded)
    problems = obstacles(cart, summary, gaps, loaded, wanted)
    if all(isinstance(each.error, ServiceError | CarrierMissing) for each in problems):
        placing.asking.require(work, cart, book, summary)
    for problem in problems:
        raise problem.error
    require_total(summary, placing.expected_total)
    status = chosen or settings.first_status(summary.total.gross)

    taken = wanted.demands()
    numbered = host_number(work)
    order_id = new_order_id(work, numbered)
    ordered = save_as_read(work, cart.with_order(order_id, work.now))
    _take_stock(work, cart, order_id, taken, loaded)
    assert loaded.customer is not None
    partial_uses = use_rules(
        work, summary, book, loaded.customer, order_id, offered=cart.quoted is not None
    )
    kept, ordered_for = kept_by_order(cart, book, summary)
    called = numbered or counted_number(work)  # others wait from here on
    order = Order(
        id=order_id,
        reference=called.reference,
        number=called.number,
        placed_at=work.now,
        placed_by=work.actor.id,
        cart=ordered if ordered.quoted is None else evolve(ordered, quoted=None),
        book=kept,
        summary=ordered_for,
        customer=loaded.customer,
        delivery_address=loaded.addresses.get(cart.delivery_address_id)
        if cart.delivery_address_id and summary.needs_shipping
        else None,
        invoice_address=loaded.addresses.get(cart.invoice_address_id)
        if cart.invoice_address_id
        else None,
        payment_method=method.code,
        demand=taken,
        partial_uses=partial_uses,
        history=(StatusChange(status.code, work.now, work.actor.id),),
        payments=first_payments(work, placing.paid, reference, summary, method, status),
        payment_due=payment_due(work, cart, method) if summary.total.gross else None,
        message=message or cart.order_message,
        notes=cart.notes,
        tags=cart.tags,
        attributes=cart.attributes,
        idempotency_key=placing.idempotency_key,
    )
    ask_guards(work, "order.place", lambda: view_priced(cart, loaded, summary, gaps), lambda: order)
    stored = work.orders.add(order)
    _tell(work, stored, taken, loaded)
    tell_taxes(work, None, stored)
    return stored


def require_total(summary: Summary, expected: Money | None) -> None:
    """Raise ``TotalChanged`` unless it costs this, gross; None is content with anything."""
    if expected is None:
        return
    require_currency("expected_total", expected, summary.currency)
    require_whole_minor_units("expected_total", expected)
    if expected != summary.total.gross:
        raise TotalChanged(expected, summary.total.gross)


def _take_stock(
    work: Work, cart: Cart, order_id: OrderId, taken: tuple[StockDemand, ...], loaded: Loaded
) -> None:
    if cart.reserved_until is not None:
        stock_elsewhere.take_over_hold(work, cart.id, taken, cart.reserved_until)
    try:
        stock_elsewhere.take(work, order_id, taken)
    except OutOfStock as error:
        raise named(error, loaded) from error


def first_payments(
    work: Work,
    amount: Money | None,
    reference: str,
    summary: Summary,
    method: PaymentMethod,
    status: OrderStatus,
) -> tuple[Payment, ...]:
    """What is paid of an order from the start: this much, or (None) what its status says."""
    total = summary.total.gross
    if amount is None:
        if not status.paid or status.cancels:
            return ()
        amount = total
    require_currency("paid", amount, summary.currency)
    require_not_negative("paid", amount)
    require_whole_minor_units("paid", amount)
    if amount > total:
        raise PaymentTooLarge(amount, total)
    if not amount.amount:
        return ()
    return (payment(work, amount, method.code, reference),)


def payment_due(work: Work, cart: Cart, method: PaymentMethod) -> date | None:
    """Until when an order that is placed now is to be paid; None for no particular day."""
    days = cart.payment_due_days if cart.payment_due_days is not None else method.due_days
    return work.settings.day(work.now) + timedelta(days=days) if days is not None else None


def _tell(work: Work, order: Order, taken: tuple[StockDemand, ...], loaded: Loaded) -> None:
    facts = {"order_id": order.id, "reference": order.reference, "total": str(order.total.amount)}
    work.record("order.place", SubjectType.ORDER, order.id, {}, facts)
    ordered = {"order_id": order.id}
    work.record(
        "cart.ordered", SubjectType.CART, order.cart_id, {}, ordered, version=order.cart.version
    )
    tell_placed(work, order)
    threshold = loaded.shared.settings.low_stock_threshold
    for each, left in _left_of(work, taken, loaded):
        if left <= threshold < left + each.quantity:
            tell_low(work, each.item, left)


def _left_of(
    work: Work, taken: tuple[StockDemand, ...], loaded: Loaded
) -> list[tuple[StockDemand, int]]:
    """What was taken of each item, and what that has left of it.

    Others may have taken some since the cart was priced. A stock in another system is not asked
    again for that.
    """
    if work.stock_is_elsewhere:
        return [(each, loaded.levels.get(each.item, 0) - each.quantity) for each in taken]
    levels = work.stock.levels([each.item for each in taken])
    return [(each, levels.get(each.item, 0)) for each in taken]
