"""After placing: orders, their statuses, payments and notes."""

from __future__ import annotations

from datetime import datetime

from attrs import evolve
from moneyed import Money

from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.audit import AuditEntry
from backoffice_orders.model.cart import Note
from backoffice_orders.model.checks import (
    require_currency,
    require_whole_minor_units,
)
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.errors.finishing import (
    ChargeOpen,
    OrderNotFound,
    PaymentTooLarge,
    RefundTooLarge,
    StatusFinal,
)
from backoffice_orders.model.errors.host import RowUnreadable
from backoffice_orders.model.fields import MESSAGE, NOTE
from backoffice_orders.model.ids import ActorId, CustomerId, OrderId
from backoffice_orders.model.listing import OrderInfo
from backoffice_orders.model.messages import money_text
from backoffice_orders.model.order import Order, StatusChange
from backoffice_orders.model.order_filter import Named, OrderFilter
from backoffice_orders.model.order_number import as_spoken
from backoffice_orders.model.page import (
    LARGEST_PAGE,
    PAGE_SIZE,
    PAST_COUNTED,
    Counted,
    Page,
    PageAfter,
    PageRequest,
)
from backoffice_orders.model.reasons import ABOVE_ZERO
from backoffice_orders.model.subjects import SubjectType
from backoffice_orders.model.text import query_text, query_words
from backoffice_orders.services import stock_elsewhere
from backoffice_orders.services.desk import Work
from backoffice_orders.services.kept_customers import kept_id, kept_of
from backoffice_orders.services.letters import order_letter, post, reader_of
from backoffice_orders.services.links import withdraw_all
from backoffice_orders.services.listing import NAMED
from backoffice_orders.services.order_references import order_called
from backoffice_orders.services.payments import (
    REFERENCE,
    on_record,
    payment,
    tell_money,
)
from backoffice_orders.services.redeeming import give_back_rules
from backoffice_orders.services.section import Section
from backoffice_orders.services.tax_reports import tell_taxes
from backoffice_orders.services.telling import tell_status


class Orders(Section):
    """Look at placed orders, and go on with them."""

    def get(self, actor: Actor, order_id: OrderId) -> Order:
        """One order, or ``OrderNotFound``."""
        actor.require(Permission.READ_ORDER)
        return self._desk.read(actor, lambda work: work.orders.get(order_id))

    def by_reference(self, actor: Actor, reference: str) -> Order:
        """The order with this reference, however it is written, or ``OrderNotFound``."""
        actor.require(Permission.READ_ORDER)
        return self._desk.read(actor, lambda work: order_called(work, reference))

    def search(
        self,
        actor: Actor,
        text: str = "",
        *,
        status: str | None = None,
        placed_by: ActorId | None = None,
        placed_from: datetime | None = None,
        placed_until: datetime | None = None,
        unpaid: bool = False,
        after: str = "",
        size: int = PAGE_SIZE,
    ) -> Page[OrderInfo]:
        """Orders by whatever is said of them, newest first; all for an empty text.

        Args:
            actor: Who asks.
            text: A reference, in capitals or not, or its first letters; or what the customer is
                found by (name, e-mail, phone number; see ``Customers.search``); or first letters
                of a product's name, or its number. Of customers and products the best
                ``NAMED`` are looked at. A whole reference finds its order alone.
            status: The code of the status that orders have now.
            placed_by: The employee (or customer) who has placed them.
            placed_from: The first moment at which they were placed.
            placed_until: The moment before which they were placed.
            unpaid: Only those of which something is due.
            after: ``Page.next`` of the page before; empty for the first page.
            size: How many, 200 at most.

        Raises:
            FieldInvalid: A moment without a time zone, or an ``after`` that was made up.
            PermissionDenied: Without ``read_order``.
        """
        actor.require(Permission.READ_ORDER)
        page = PageAfter(after, size)

        def look(work: Work) -> Page[OrderInfo]:
            every = OrderFilter(
                status=status,
                placed_by=placed_by,
                placed_from=placed_from,
                placed_until=placed_until,
                unpaid=unpaid,
            )
            if not query_words(text):
                return work.orders.search(every, page)
            begun_by = ""
            for reference in as_spoken(query_text(text)):
                whole = _whole(work, every, reference)
                if whole is not None:
                    return Page.until((whole,), "")
                begun = evolve(every, named=Named(reference))
                if not begun_by and work.orders.search(begun, PageAfter(size=1)).items:
                    begun_by = reference
            named = _named(work, begun_by, text)
            return work.orders.search(evolve(every, named=named), page)

        return self._desk.search(actor, look)

    def count(
        self,
        actor: Actor,
        *,
        status: str | None = None,
        placed_by: ActorId | None = None,
        placed_from: datetime | None = None,
        placed_until: datetime | None = None,
        unpaid: bool = False,
    ) -> Counted:
        """How many orders ``search`` lists: up to 10,000, and that there are more.

        What a text finds is not counted: of a large shop's orders that takes longer than to show
        the first of them.

        Args:
            actor: Who asks.
            status: As in ``search``, and so are the others.
            placed_by: The employee (or customer) who has placed them.
            placed_from: The first moment at which they were placed.
            placed_until: The moment before which they were placed.
            unpaid: Only those of which something is due.

        Raises:
            FieldInvalid: A moment without a time zone.
            PermissionDenied: Without ``read_order``.
        """
        actor.require(Permission.READ_ORDER)
        wanted = OrderFilter(
            status=status,
            placed_by=placed_by,
            placed_from=placed_from,
            placed_until=placed_until,
            unpaid=unpaid,
        )
        found = self._desk.search(actor, lambda work: work.orders.count(wanted, PAST_COUNTED))
        return Counted.of(found)

    def of_customer(
        self, actor: Actor, customer_id: CustomerId, *, after: str = "", size: int = PAGE_SIZE
    ) -> Page[OrderInfo]:
        """A customer's orders, newest first; ``after`` and ``size`` as in ``search``."""
        actor.require(Permission.READ_ORDER)
        page = PageAfter(after, size)
        return self._desk.read(
            actor, lambda work: work.orders.of_customer(kept_id(work, customer_id), page)
        )

    def change_status(
        self, actor: Actor, order_id: OrderId, status: str, *, comment: str = ""
    ) -> Order:
        """Take the order to another status.

        A status that means paid records what is still due as paid. One that cancels gives stock
        and vouchers back and withdraws the customer's links; what was paid is owed to them
        (``Order.overpaid``). One that refunds records that all of it went back, by the ways that
        it had come. The same status again changes nothing, but that a new comment is kept.

        Raises:
            OrderNotFound, StatusUnknown: There is no such order or status.
            StatusFinal: The order was cancelled, and the status does not refund it.
            ChargeOpen: The status means paid, and a charge may have paid already.
            PermissionDenied: Without ``change_status``; without ``record_payment``, where the
                status says that money has come in or went back.
        """
        actor.require(Permission.CHANGE_STATUS)
        comment = MESSAGE.taken("comment", comment)

        def change(work: Work) -> Order:
            order = work.orders.get(order_id)
            if order.status == status:
                return _with_comment(work, order, comment)
            wanted = work.settings.status(status)
            if order.cancelled and not wanted.refunds:
                raise StatusFinal(order.status)
            step = StatusChange(wanted.code, work.now, actor.id, comment, wanted.cancels)
            changed = order.with_status(step)
            if wanted.paid and changed.due:
                _require_no_open_charge(order)
                changed = changed.with_payment(payment(work, order.due, order.payment_method))
            if wanted.refunds:
                for method, amount in order.paid_by():
                    changed = changed.with_payment(payment(work, -amount, method))
            if changed.payments != order.payments:
                actor.require(Permission.RECORD_PAYMENT)
            if wanted.cancels and not order.cancelled:
                stock_elsewhere.give_back(work, order.id)
                give_back_rules(work, order)
                withdraw_all(work, order.cart_id)
            tell_status(work, order, changed)
            tell_money(work, order, changed)
            tell_taxes(work, order, changed)
            return _save(work, changed, "order.change_status", order.status, wanted.code)

        return self._desk.write(actor, change)

    def record_payment(
        self,
        actor: Actor,
        order_id: OrderId,
        amount: Money,
        *,
        method: str | None = None,
        reference: str = "",
        overpayment: bool = False,
    ) -> Order:
        """Record money received, in the order's currency; it may be a part of what is due.

        With the reference, method and amount of a payment that is on record, it is the same
        payment: nothing is recorded twice.

        Args:
            actor: Who records it.
            order_id: For which order.
            amount: What has come in, in whole minor units.
            method: The code of one of the shop's payment methods; None is the order's own.
            reference: The bank's or provider's name for the payment.
            overpayment: Record it even if it is more than what is due, or the order was
                cancelled: the shop has the money, and owes it to the customer.

        Raises:
            OrderNotFound, PaymentMethodUnknown, CurrencyMismatch: As they say.
            FieldInvalid: The amount is not above zero, or not in whole minor units.
            PaymentReferenceTaken: Another amount came in under this reference and method.
            PaymentTooLarge: It is more than what is due.
            StatusFinal: The order was cancelled.
            PermissionDenied: Without ``record_payment``.
        """
        actor.require(Permission.RECORD_PAYMENT)
        reference = REFERENCE.taken("reference", reference)

        def record(work: Work) -> Order:
            order = work.orders.get(order_id)
            _require_payable(amount, order)
            code = _method(work, order, method)
            if on_record(order, amount, code, reference):
                return order
            if order.cancelled and not overpayment:
                raise StatusFinal(order.status)
            if amount > order.due and not overpayment:
                raise PaymentTooLarge(amount, order.due)
            changed = order.with_payment(payment(work, amount, code, reference))
            tell_money(work, order, changed)
            due = money_text(order.due), money_text(changed.due)
            return _save(work, changed, "order.record_payment", *due)

        return self._desk.write(actor, record)

    def record_refund(
        self,
        actor: Actor,
        order_id: OrderId,
        amount: Money,
        *,
        method: str | None = None,
        reference: str = "",
    ) -> Order:
        """Record money that went back to the customer; ``Order.paid`` goes down by it.

        What goes back beyond ``Order.overpaid`` is due again, as after a debit that bounced.
        With the reference, method and amount of a refund that is on record, it is the same one.

        Args:
            actor: Who records it.
            order_id: For which order.
            amount: What went back, above zero, in whole minor units of the order's currency.
            method: The code of one of the shop's payment methods; None is the order's own.
            reference: The bank's or provider's name for the refund.

        Raises:
            OrderNotFound, PaymentMethodUnknown, CurrencyMismatch: As they say.
            FieldInvalid: The amount is not above zero, or not in whole minor units.
            PaymentReferenceTaken: Another amount went back under this reference and method.
            RefundTooLarge: It is more than was paid.
            PermissionDenied: Without ``record_payment``.
        """
        actor.require(Permission.RECORD_PAYMENT)
        reference = REFERENCE.taken("reference", reference)

        def record(work: Work) -> Order:
            order = work.orders.get(order_id)
            _require_payable(amount, order)
            code = _method(work, order, method)
            if on_record(order, -amount, code, reference):
                return order
            if amount > order.paid:
                raise RefundTooLarge(amount, order.paid)
            changed = order.with_payment(payment(work, -amount, code, reference))
            tell_money(work, order, changed)
            paid = money_text(order.paid), money_text(changed.paid)
            return _save(work, changed, "order.record_refund", *paid)

        return self._desk.write(actor, record)

    def add_note(self, actor: Actor, order_id: OrderId, text: str) -> Order:
        """Add an internal note; ``OrderNotFound``, ``FieldMissing``, ``FieldTooLong``."""
        actor.require(Permission.EDIT_ORDER)
        text = NOTE.taken("note", text)

        def add(work: Work) -> Order:
            order = work.orders.get(order_id)
            changed = evolve(order, notes=(*order.notes, Note(work.now, actor.id, text)))
            return _save(work, changed, "order.add_note", "", text)

        return self._desk.write(actor, add)

    def send_confirmation(self, actor: Actor, order_id: OrderId) -> Order:
        """E-mail the customer what they have ordered, as it stands now; once more, if need be.

        It goes to the e-mail address that the customer, or whom they were merged with, has now.
        It is written into the outbox, and leaves with the next ``events.deliver``.

        Raises:
            OrderNotFound: There is none with this id.
            StatusFinal: It is cancelled: there is nothing to confirm.
            CustomerIsErased: There is nobody to write to any more.
            FieldMissing, FieldInvalid, EmailInvalid: The shop, or the customer, has no usable
                e-mail address.
            PartMissing: The host has not plugged in letters.
            PermissionDenied: Without ``edit_order``.
        """
        actor.require(Permission.EDIT_ORDER)

        def send(work: Work) -> Order:
            order = work.orders.get(order_id)
            if order.cancelled:
                raise StatusFinal(order.status)
            letter, reader = order_letter(work.settings, order), reader_of(work, order)
            reader.require_not_erased()
            post(self._desk, work, letter, reader, order.cart_id)
            sent = {"to": reader.email}
            work.record("order.send_confirmation", SubjectType.ORDER, order.id, {}, sent)
            return order

        return self._desk.write(actor, send)

    def history(
        self,
        actor: Actor,
        order_id: OrderId,
        *,
        after: str = "",
        size: int = LARGEST_PAGE,
        newest_first: bool = False,
    ) -> Page[AuditEntry]:
        """Who did what to the order, oldest first.

        Args:
            actor: Who asks.
            order_id: Which order.
            after: ``Page.next`` of the page before; empty for the first page.
            size: How many entries, 200 at most.
            newest_first: The latest come first.

        Raises:
            OrderNotFound: There is none with this id.
        """
        actor.require(Permission.READ_ORDER)
        page = PageAfter(after, size)

        def look(work: Work) -> Page[AuditEntry]:
            work.orders.get(order_id)
            return work.history(SubjectType.ORDER, order_id, page, newest_first=newest_first)

        return self._desk.read(actor, look)


def _whole(work: Work, wanted: OrderFilter, reference: str) -> OrderInfo | None:
    """The order that has the whole reference, where the filter lets it through."""
    try:
        order = work.orders.by_reference(reference)
    except (OrderNotFound, RowUnreadable):
        return None
    return OrderInfo.of(order) if wanted.fits(order) else None


def _named(work: Work, reference: str, text: str) -> Named:
    """The orders whose reference begins so, and those of customers and products called so."""
    first = PageRequest(1, NAMED)
    customers, products = work.customers.search(text, first), work.catalog.search(text, first)
    kept = dict.fromkeys(kept_of(work, each).id for each in customers)
    return Named(reference, tuple(kept), [each.id for each in products])


def _require_payable(amount: Money, order: Order) -> None:
    require_currency("amount", amount, order.currency)
    require_whole_minor_units("amount", amount)
    if amount.amount <= 0:
        raise FieldInvalid("amount", ABOVE_ZERO())


def _require_no_open_charge(order: Order) -> None:
    charge = order.open_charge
    if charge is not None:
        raise ChargeOpen(charge.amount, charge.method)


def _method(work: Work, order: Order, method: str | None) -> str:
    """The payment method's code; the order's own holds even if the shop has given it up."""
    return order.payment_method if method is None else work.settings.payment_method(method).code


def _with_comment(work: Work, order: Order, comment: str) -> Order:
    """The order at the status it has, with a comment; pressed twice, with one."""
    last = order.history[-1]
    if comment in ("", last.comment):
        return order
    step = evolve(last, at=work.now, by=work.actor.id, comment=comment)
    return _save(work, order.with_status(step), "order.change_status", last.status, last.status)


def _save(work: Work, order: Order, action: str, before: str, after: str) -> Order:
    saved = work.orders.save(order)
    work.record(action, SubjectType.ORDER, order.id, {"value": before}, {"value": after})
    return saved
