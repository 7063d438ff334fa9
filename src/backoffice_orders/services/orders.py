"""After placing: orders, their statuses, payments and notes."""

from __future__ import annotations

from attrs import evolve, frozen
from moneyed import Money

from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.audit import AuditEntry
from backoffice_orders.model.cart import MESSAGE_LIMIT, Note
from backoffice_orders.model.checks import limited_text, require_currency, require_text
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.errors.finishing import PaymentTooLarge, StatusFinal
from backoffice_orders.model.ids import OrderId, PaymentId
from backoffice_orders.model.money import money_text
from backoffice_orders.model.order import Order, Payment, StatusChange
from backoffice_orders.model.page import Page, PageRequest
from backoffice_orders.services.desk import Desk, Work
from backoffice_orders.services.listing import OrderInfo, order_info


@frozen
class Orders:
    """Look at placed orders, and go on with them."""

    _desk: Desk

    def get(self, actor: Actor, order_id: OrderId) -> Order:
        """One order, or ``OrderNotFound``."""
        return self._desk.read(actor, lambda work: work.orders.get(order_id))

    def by_reference(self, actor: Actor, reference: str) -> Order:
        """The order with this reference, or ``OrderNotFound``."""
        return self._desk.read(actor, lambda work: work.orders.by_reference(reference))

    def search(
        self, actor: Actor, text: str = "", *, page: int = 1, size: int = 20
    ) -> Page[OrderInfo]:
        """Orders whose reference begins with the text, newest first; all for an empty text."""
        request = PageRequest(page, size)

        def look(work: Work) -> Page[OrderInfo]:
            found = work.orders.search(text, request)
            infos = tuple(order_info(order) for order in found.items)
            return Page(infos, found.number, found.more)

        return self._desk.read(actor, look)

    def change_status(
        self, actor: Actor, order_id: OrderId, status: str, *, comment: str = ""
    ) -> Order:
        """Take the order to another status. One that cancels gives stock and vouchers back.

        A status that means paid records what is still due as paid. The same status again
        changes nothing.

        Raises:
            OrderNotFound, StatusUnknown: There is no such order or status.
            StatusFinal: The order was cancelled and cannot change any more.
            PermissionDenied: Without ``change_status``.
        """
        actor.require(Permission.CHANGE_STATUS)
        comment = limited_text("comment", comment, MESSAGE_LIMIT)

        def change(work: Work) -> Order:
            order = work.orders.get(order_id)
            current, wanted = work.settings.status(order.status), work.settings.status(status)
            if current == wanted:
                return order
            if current.cancels:
                raise StatusFinal(current.code)
            changed = order.with_status(StatusChange(status, work.now, actor.id, comment))
            if wanted.paid and order.due.amount > 0:
                changed = changed.with_payment(_payment(work, order.due, order.payment_method, ""))
            if wanted.cancels:
                work.stock.give_back(order.id)
                work.cart_rules.give_back(order.id)
            work.emit(
                "order.status_changed",
                order.cart_id,
                {"order_id": order.id, "before": current.code, "after": status},
            )
            return _save(work, changed, "order.change_status", current.code, status)

        return self._desk.write(actor, change)

    def record_payment(
        self,
        actor: Actor,
        order_id: OrderId,
        amount: Money,
        *,
        method: str | None = None,
        reference: str = "",
    ) -> Order:
        """Record money received, in the order's currency; it may be a part of what is due.

        A payment with the reference of one that is there already is the same payment: nothing
        is recorded twice.

        Raises:
            OrderNotFound, PaymentMethodUnknown, CurrencyMismatch: As they say.
            FieldInvalid: The amount is not above zero.
            PaymentTooLarge: It is more than what is due.
            StatusFinal: The order was cancelled.
            PermissionDenied: Without ``record_payment``.
        """
        actor.require(Permission.RECORD_PAYMENT)
        reference = limited_text("reference", reference, 255)

        def record(work: Work) -> Order:
            order = work.orders.get(order_id)
            require_currency("amount", amount, order.currency)
            if not amount.amount.is_finite() or amount.amount <= 0:
                raise FieldInvalid("amount", "it must be above zero")
            if reference and any(each.reference == reference for each in order.payments):
                return order
            if work.settings.status(order.status).cancels:
                raise StatusFinal(order.status)
            if amount > order.due:
                raise PaymentTooLarge(money_text(amount), money_text(order.due))
            code = work.settings.payment_method(method or order.payment_method).code
            changed = order.with_payment(_payment(work, amount, code, reference))
            work.emit(
                "order.payment_recorded",
                order.cart_id,
                {"order_id": order.id, "amount": str(amount.amount), "currency": order.currency},
            )
            due = money_text(order.due), money_text(changed.due)
            return _save(work, changed, "order.record_payment", *due)

        return self._desk.write(actor, record)

    def add_note(self, actor: Actor, order_id: OrderId, text: str) -> Order:
        """Add an internal note; ``OrderNotFound``, ``FieldMissing``, ``FieldTooLong``."""
        text = require_text("note", text, MESSAGE_LIMIT)

        def add(work: Work) -> Order:
            order = work.orders.get(order_id)
            changed = evolve(order, notes=(*order.notes, Note(work.now, actor.id, text)))
            return _save(work, changed, "order.add_note", "", text)

        return self._desk.write(actor, add)

    def history(self, actor: Actor, order_id: OrderId) -> tuple[AuditEntry, ...]:
        """Who did what to the order, oldest first; ``OrderNotFound``."""

        def look(work: Work) -> tuple[AuditEntry, ...]:
            work.orders.get(order_id)
            return work.history(order_id)

        return self._desk.read(actor, look)


def _payment(work: Work, amount: Money, method: str, reference: str) -> Payment:
    payment_id = PaymentId(work.ids.new("pay"))
    return Payment(payment_id, amount, method, work.now, reference, work.actor.id)


def _save(work: Work, order: Order, action: str, before: str, after: str) -> Order:
    saved = work.orders.save(order)
    work.record(action, order.id, {"value": before}, {"value": after})
    return saved
