"""Customers who answer to the ids of those whom they were merged with."""

from __future__ import annotations

from backoffice_orders.model.customer import Customer
from backoffice_orders.model.errors.customers import CustomerNotFound
from backoffice_orders.model.ids import CustomerId
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
    """The customer, or whom they were merged with, who may have been merged since."""
    seen = {customer.id}
    while customer.merged_into is not None and customer.merged_into not in seen:
        seen.add(customer.merged_into)
        customer = work.customers.get(customer.merged_into)
    return customer
