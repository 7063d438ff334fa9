"""Customers who answer to the ids of those whom they were merged with."""

from __future__ import annotations

from attrs import evolve

from backoffice_orders.model.address import Address
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.errors.customers import CustomerNotFound
from backoffice_orders.model.errors.host import RowUnreadable
from backoffice_orders.model.ids import AddressId, CustomerId
from backoffice_orders.services.desk import Work


def kept_customer(work: Work, customer_id: CustomerId) -> Customer:
    """The customer with this id, or whom they were merged with; ``CustomerNotFound``."""
    return kept_of(work, work.customers.get(customer_id))


def kept_id(work: Work, customer_id: CustomerId) -> CustomerId:
    """The id of the customer, or of whom they were merged with; of nobody, as it is."""
    try:
        return kept_customer(work, customer_id).id
    except CustomerNotFound:
        return customer_id


def kept_of(work: Work, customer: Customer) -> Customer:
    """The customer, or whom they were merged with, who may have been merged since.

    Where a host has removed that one, the last who is there.
    """
    seen = {customer.id}
    while customer.merged_into is not None and customer.merged_into not in seen:
        seen.add(customer.merged_into)
        try:
            customer = work.customers.get(customer.merged_into)
        except (CustomerNotFound, RowUnreadable):
            break
    return customer


def kept_address(work: Work, address_id: AddressId, customer: Customer) -> AddressId:
    """The customer's address that is meant by an id of theirs, or of whom they were merged with.

    Raises:
        AddressNotFound, AddressOtherCustomer: It is unknown, or another customer's.
    """
    address = work.addresses.get(address_id)
    if kept_id(work, address.customer_id) != customer.id:
        address.require_owner(customer.id)
    if address.customer_id == customer.id:
        return address.id
    theirs = {text_of(each): each.id for each in work.addresses.of_customer(customer.id)}
    return theirs.get(text_of(address), address.id)


def text_of(address: Address) -> Address:
    """An address as it is written, whoever's it is."""
    return evolve(address, id=AddressId("a"), customer_id=CustomerId("c"), deleted=False)
