"""Which addresses a cart begins with, without asking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backoffice_orders.model.customer import Customer
from backoffice_orders.model.ids import AddressId
from backoffice_orders.model.page import PageAfter
from backoffice_orders.services.desk import Work

if TYPE_CHECKING:
    from backoffice_orders.model.order import Order


def usual_addresses(work: Work, customer: Customer) -> tuple[AddressId | None, AddressId | None]:
    """The delivery and the invoice address to choose without asking.

    The customer's default ones, or the only one there is; else those of the customer's latest
    order. All as far as they are still there.
    """
    addresses = work.addresses.of_customer(customer.id)
    if len(addresses) <= 1:
        only = addresses[0].id if addresses else None
        return only, only
    there = {each.id for each in addresses}

    def one(*wanted: AddressId | None) -> AddressId | None:
        return next((each for each in wanted if each in there), None)

    delivery, invoice = one(customer.default_delivery_id), one(customer.default_invoice_id)
    if delivery is not None and invoice is not None:
        return delivery, invoice
    latest = work.orders.of_customer(customer.id, PageAfter(size=1)).items
    if not latest:
        return delivery, invoice
    ordered = addresses_of(work, work.orders.get(latest[0].order_id))
    return one(delivery, ordered[0]), one(invoice, ordered[1])


def addresses_of(work: Work, order: Order) -> tuple[AddressId | None, AddressId | None]:
    """The delivery and the invoice address of an order, as they are called now.

    Merging customers gives addresses other ids: its cart goes along, and the order stays.
    """
    cart = work.carts.many([order.cart_id]).get(order.cart_id, order.cart)
    return cart.delivery_address_id, cart.invoice_address_id
