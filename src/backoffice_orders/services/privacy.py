"""A customer's data: exported as a whole, or erased without touching the orders' figures."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from backoffice_orders.model.address import Address
from backoffice_orders.model.cart import Cart, CartLine
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.customization import Customization
from backoffice_orders.model.ids import CustomerId
from backoffice_orders.model.order import Order
from backoffice_orders.model.outbox import UNREADABLE
from backoffice_orders.serialization import to_plain
from backoffice_orders.services.desk import Work
from backoffice_orders.services.letters import MAIL

ERASED = "(erased)"


def export_customer(work: Work, customer_id: CustomerId) -> dict[str, Any]:
    """All that is kept of a customer, as plain JSON values."""
    customer = work.customers.get(customer_id)
    orders = work.orders.of_customer(customer_id)
    carts = work.carts.open_of_customer(customer_id)
    subjects = [customer_id, *(cart.id for cart in carts)]
    subjects += [subject for order in orders for subject in (order.id, order.cart_id)]
    return {
        "customer": to_plain(customer),
        "addresses": to_plain(work.addresses.of_customer(customer_id)),
        "carts": to_plain(carts),
        "orders": [
            {
                name: to_plain(getattr(order, name))
                for name in (
                    "id",
                    "reference",
                    "placed_at",
                    "cart",
                    "summary",
                    "customer",
                    "delivery_address",
                    "invoice_address",
                    "payment_method",
                    "history",
                    "payments",
                    "message",
                )
            }
            for order in orders
        ],
        "audit": [to_plain(entry) for subject in subjects for entry in work.history(subject)],
    }


def erase_customer(work: Work, customer_id: CustomerId) -> Customer:
    """Take everything that tells who a customer is out of the store.

    Orders keep their figures, and of their addresses what taxes depend on: country, state and
    postcode. Texts, files and messages go; the audit trail keeps who did what and when.
    """
    erased = _erased_customer(work.customers.get(customer_id))
    work.customers.save(erased)
    for address in work.addresses.of_customer(customer_id):
        work.addresses.save(evolve(_erased_address(address), deleted=True))
    for cart in work.carts.open_of_customer(customer_id):
        _erase_cart(work, cart)
    _erase_letters(work, customer_id)
    for order in work.orders.of_customer(customer_id):
        _erase_cart(work, work.carts.get(order.cart_id))
        work.orders.save(_erased_order(order, erased))
        work.erase_history(order.id)
    work.erase_history(customer_id)
    work.record("customer.erase", customer_id)
    return erased


def _erase_letters(work: Work, customer_id: CustomerId) -> None:
    """Forget the letters that have not left, or were given up on: they hold names and addresses."""
    carts = {cart.id for cart in work.carts.open_of_customer(customer_id)}
    carts |= {order.cart_id for order in work.orders.of_customer(customer_id)}
    for message in (*work.outbox.pending(), *work.outbox.dead()):
        if message.topic in {MAIL, UNREADABLE} and message.key in carts:
            work.outbox.delivered(message.id)


def _erase_cart(work: Work, cart: Cart) -> None:
    for line in cart.lines:
        for value in line.customization.values:
            if value.file is not None:
                work.files.remove(value.file)
    for link in work.links.of_cart(cart.id):
        work.links.withdraw(evolve(link, seen=None, withdrawn_at=link.withdrawn_at or work.now))
    work.carts.save(_erased_cart(cart))
    work.erase_history(cart.id)


def _erased_customer(customer: Customer) -> Customer:
    return Customer(
        id=customer.id,
        first_name=ERASED,
        last_name=ERASED,
        email=ERASED,
        created_at=customer.created_at,
        language=customer.language,
        group_ids=customer.group_ids,
        active=False,
        guest=True,
    )


def _erased_address(address: Address) -> Address:
    return Address(
        id=address.id,
        customer_id=address.customer_id,
        first_name=ERASED,
        last_name=ERASED,
        street=ERASED,
        city=ERASED,
        country=address.country,
        postcode=address.postcode,
        state=address.state,
        deleted=address.deleted,
    )


def _erased_customization(line: CartLine) -> Customization:
    return Customization(
        tuple(evolve(value, text=ERASED, file=None) for value in line.customization.values)
    )


def _erased_cart(cart: Cart) -> Cart:
    return evolve(
        cart,
        lines=tuple(
            evolve(line, customization=_erased_customization(line), attributes={})
            for line in cart.lines
        ),
        tax_exemption=(
            None if cart.tax_exemption is None else evolve(cart.tax_exemption, reference=ERASED)
        ),
        gift_message="",
        order_message="",
        customer_note="",
        notes=(),
        tags=(),
        attributes={},
        purchase_order_number="",
    )


def _erased_order(order: Order, customer: Customer) -> Order:
    summary = order.summary
    lines = tuple(
        evolve(line, customization=tuple((label, ERASED) for label, _ in line.customization))
        for line in summary.lines
    )
    delivery, invoice = order.delivery_address, order.invoice_address
    exemption = order.book.tax_exemption
    return evolve(
        order,
        cart=_erased_cart(order.cart),
        book=(
            order.book
            if exemption is None
            else evolve(order.book, tax_exemption=evolve(exemption, reference=ERASED))
        ),
        summary=evolve(summary, lines=lines),
        customer=customer,
        delivery_address=_erased_address(delivery) if delivery is not None else None,
        invoice_address=_erased_address(invoice) if invoice is not None else None,
        history=tuple(evolve(step, comment="") for step in order.history),
        message="",
        notes=(),
        tags=(),
        attributes={},
    )
