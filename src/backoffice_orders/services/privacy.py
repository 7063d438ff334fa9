"""A customer's data: exported as a whole, or erased without touching the orders' figures.

What is about a person, the model's fields say (``model.fields.PERSONAL``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from hashlib import sha256
from typing import Any

from attrs import evolve, fields_dict

from backoffice_orders.model.address import Address
from backoffice_orders.model.cart import Cart
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.events import CustomerErased
from backoffice_orders.model.ids import CartId, CustomerId, OrderId
from backoffice_orders.model.order import Order
from backoffice_orders.model.outbox import MAIL, TAX_TOPICS, UNREADABLE, OutboxMessage
from backoffice_orders.model.page import walked
from backoffice_orders.model.personal import ERASED, erased
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.pricing.price import price
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.pricing.summary_parts import NO_REASON, LineKind
from backoffice_orders.model.subjects import SubjectType, key_of
from backoffice_orders.model.values import frozen
from backoffice_orders.serialization import to_plain
from backoffice_orders.services.cart_files import files_of
from backoffice_orders.services.desk import Desk, Work
from backoffice_orders.services.emails import without_link
from backoffice_orders.services.kept_customers import kept_customer
from backoffice_orders.services.tax_reports import reports_of
from backoffice_orders.services.telling import tell


@frozen
class _Kept:
    """Everything that is kept of a customer."""

    customer: Customer
    merged: tuple[Customer, ...]
    addresses: tuple[Address, ...]
    carts: tuple[Cart, ...]
    orders: tuple[Order, ...]
    vouchers: tuple[CartRule, ...]

    @classmethod
    def of(cls, work: Work, customer_id: CustomerId) -> _Kept:
        """What there is, of those whom they were merged with too; ``CustomerNotFound``."""
        customer = kept_customer(work, customer_id)
        merged = tuple(work.customers.get(each) for each in customer.merged)
        # Other shops that share the customers merge nothing of theirs.
        ids = [customer.id, *(each.id for each in merged)]
        return cls(
            customer,
            merged,
            tuple(
                address
                for each in ids
                for address in work.addresses.of_customer(each, with_deleted=True)
            ),
            tuple(work.carts.many(_carts_of(work, ids)).values()),
            tuple(work.orders.many(_orders_of(work, ids)).values()),
            tuple(rule for each in ids for rule in work.cart_rules.of_customer(each)),
        )

    @property
    def keys(self) -> list[str]:
        """What events about them, and what is told a tax service, are kept under."""
        subjects = (key_of(*subject) for subject in self.subjects)
        return [*subjects, *(reports_of(order.id) for order in self.orders)]

    @property
    def subjects(self) -> list[tuple[SubjectType, str]]:
        """Whom and what the audit trail and events tell of."""
        return [
            *((SubjectType.CUSTOMER, each.id) for each in (self.customer, *self.merged)),
            *((SubjectType.CART, cart.id) for cart in self.carts),
            *((SubjectType.ORDER, order.id) for order in self.orders),
            *((SubjectType.VOUCHER, voucher.id) for voucher in self.vouchers),
        ]

    def messages(self, work: Work) -> Iterator[OutboxMessage]:
        """E-mails and events: those that wait, were given up on, or are in the log."""
        yield from work.outbox.of_keys(self.keys)


def _carts_of(work: Work, ids: Iterable[CustomerId]) -> Iterator[CartId]:
    for each in ids:
        for info in walked(partial(work.carts.of_customer, each)):
            yield info.cart_id


def _orders_of(work: Work, ids: Iterable[CustomerId]) -> Iterator[OrderId]:
    for each in ids:
        for info in walked(partial(work.orders.of_customer, each)):
            yield info.order_id


def export_customer(desk: Desk, work: Work, customer_id: CustomerId) -> dict[str, Any]:
    """All that is kept of a customer, as plain JSON values.

    Of files it has their names, of links that they were given out: nobody acts by it for them.
    """
    kept = _Kept.of(work, customer_id)
    return {
        "customer": to_plain(kept.customer),
        "merged": to_plain(kept.merged),
        "addresses": to_plain(kept.addresses),
        "carts": [to_plain(evolve(cart, quoted=None)) for cart in kept.carts if not cart.ordered],
        "orders": [
            {
                name: to_plain(getattr(order, name))
                for name in fields_dict(Order)
                if name != "book"  # the shop's prices and settings at the time
            }
            for order in kept.orders
        ],
        "vouchers": to_plain(kept.vouchers),
        "links": [
            {
                "cart_id": link.cart_id,
                "created_at": link.created_at.isoformat(),
                "expires_at": link.expires_at.isoformat(),
            }
            for cart in kept.carts
            for link in work.links.of_cart(cart.id)
        ],
        "emails": [
            {**to_plain(email), "message": without_link(desk, work, email)}
            for cart in kept.carts
            for email in work.emails.of_cart(cart.id)
        ],
        "messages": [to_plain(message.listed()) for message in kept.messages(work)],
        "webhooks": [to_plain(attempt) for attempt in work.webhooks.of_keys(kept.keys)],
        "audit": [
            to_plain(entry)
            for subject in kept.subjects
            for entry in walked(partial(work.history, *subject))
        ],
    }


def erase_customer(work: Work, customer_id: CustomerId) -> Customer:
    """Take everything that tells who a customer is out of the store.

    Orders keep their figures, and of their addresses what taxes depend on: country, state and
    postcode. Texts, files and messages go; the audit trail keeps who did what and when.
    """
    kept = _Kept.of(work, customer_id)
    customer = _erased_customer(kept.customer)
    work.customers.save(customer)
    for each in kept.merged:
        work.customers.save(_erased_customer(each))
    for address in kept.addresses:
        work.addresses.save(evolve(erased(address), deleted=True))
    for rule in kept.vouchers:
        work.cart_rules.save(evolve(_erased_rule(rule), enabled=False))
    _erase_messages(work, kept)
    work.webhooks.erase(kept.keys)
    work.requests.forget_answers()
    for cart in kept.carts:
        for file in files_of(work, cart):
            work.files.remove(file)
        work.emails.remove_of_cart(cart.id)
        for link in work.links.of_cart(cart.id):
            work.links.withdraw(evolve(link, seen=None, withdrawn_at=link.withdrawn_at or work.now))
        work.carts.save(_erased_cart(cart))
    for order in kept.orders:
        work.orders.save(_erased_order(order, customer))
    for subject in kept.subjects:
        work.erase_history(*subject)
    for each in (*kept.merged, customer):
        work.record("customer.erase", SubjectType.CUSTOMER, each.id)
        tell(work, CustomerErased(each.id, work.actor.id))
    return customer


def _erased_customer(customer: Customer) -> Customer:
    return evolve(erased(customer), tax_exemption=None, active=False, guest=True)


def _erase_messages(work: Work, kept: _Kept) -> None:
    """Forget e-mails that have not left, and what nobody can read; of others, what was added."""
    for message in list(kept.messages(work)):
        if message.topic in {MAIL, UNREADABLE}:
            work.outbox.remove(message)
        else:
            payload = {**message.payload}
            if payload.get("attributes"):
                payload["attributes"] = {}
            if message.topic in TAX_TOPICS and payload.get("question"):
                payload["question"] = {**payload["question"], "exemption": None}
            work.outbox.rewrite(evolve(message, payload=payload, last_error=""))


def _erased_rule(rule: CartRule) -> CartRule:
    """A customer's own voucher; only its code tells one from another."""
    # Codes that look alike are one code, and ids are not: their digests differ as ids do.
    digest = sha256(rule.id.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    code = f"erased-{digest}" if rule.code else ""
    return evolve(rule, name=ERASED, description="", code=code)


def _erased_cart(cart: Cart) -> Cart:
    quoted = cart.quoted
    if quoted is not None:  # nobody lives where it was to go to any more
        quoted = evolve(_erased_book(quoted, cart.customer_id), delivery=None, invoice=None)
    return evolve(erased(cart), quoted=quoted)


def _erased_book(book: PriceBook, customer_id: CustomerId | None) -> PriceBook:
    rules = tuple(
        _erased_rule(rule) if rule.customer_id == customer_id is not None else rule
        for rule in book.cart_rules
    )
    return evolve(erased(book), cart_rules=rules)


def _erased_order(order: Order, customer: Customer) -> Order:
    cart = _erased_cart(order.cart)
    book = _erased_book(order.book, order.customer.id)
    return evolve(
        erased(order),
        cart=cart,
        book=book,
        summary=_erased_summary(order, cart, book),
        # Where it was the order of somebody who was merged with another one, it still says so.
        customer=evolve(customer, id=order.customer.id, merged=(), merged_into=None),
        delivery_address=_erased_place(order.delivery_address),
        invoice_address=_erased_place(order.invoice_address),
        # What a provider calls its own charge says nothing of the person, and refunds need it.
        payments=tuple(
            payment
            if payment.charge_key or not payment.reference
            else evolve(payment, reference=ERASED)
            for payment in order.payments
        ),
    )


def _erased_place(address: Address | None) -> Address | None:
    """An order's address: taxes depend on country, state and postcode."""
    if address is None:
        return None
    return evolve(erased(address), state=address.state, postcode=address.postcode)


def _erased_summary(order: Order, cart: Cart, book: PriceBook) -> Summary:
    """The order priced again, which says the same without the texts.

    Should it come to other figures, the stored ones stay, and every text goes with them.
    """
    again = price(cart, book)
    if _figures(again) == _figures(order.summary):
        return again
    summary = order.summary
    by_hand = cart.manual_delivery is not None
    lines = tuple(
        evolve(
            line,
            name=ERASED if line.kind not in (LineKind.PRODUCT, LineKind.GIFT) else line.name,
            customization=tuple((label, ERASED) for label, _ in line.customization),
            reasons=(),
        )
        for line in summary.lines
    )
    shipping = summary.shipping
    if shipping is not None and by_hand:
        shipping = evolve(shipping, name=ERASED, reason=NO_REASON)
    options = tuple(
        option if not by_hand else evolve(option, name=ERASED, reason=NO_REASON)
        for option in summary.delivery_options
    )
    rules = tuple(evolve(rule, name=ERASED, code="") for rule in summary.rules)
    discounts = tuple(evolve(each, title=ERASED) for each in summary.manual_discounts)
    return evolve(
        summary,
        lines=lines,
        manual_discounts=discounts,
        shipping=shipping,
        delivery_options=options,
        rules=rules,
        refused_rules=(),
    )


def _figures(summary: Summary) -> Any:
    shipping = summary.shipping
    return (
        [(each.line_id, each.quantity, each.net, each.gross) for each in summary.lines],
        [(each.rule_id, each.net, each.gross, each.parts) for each in summary.rules],
        [(each.discount_id, each.parts) for each in summary.manual_discounts],
        None if shipping is None else (shipping.carrier_id, shipping.net, shipping.gross),
        summary.wrapping_counts,
        summary.total_counts,
        summary.taxes,
    )
