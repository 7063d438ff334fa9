"""Customers and their addresses, as the API gives them."""

from __future__ import annotations

from attrs import fields_dict
from moneyed import Money

from backoffice_orders.console.api.responses.lists import BasisOut
from backoffice_orders.model.address import Address, AddressDetails
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.values import frozen
from backoffice_orders.services.customers import CustomerDetails


@frozen
class CustomerOut:
    """A customer."""

    id: str
    first_name: str
    last_name: str
    email: str
    company: str
    phone: str
    active: bool
    guest: bool

    @classmethod
    def of(cls, customer: Customer) -> CustomerOut:
        """From the model."""
        names = ("id", "first_name", "last_name", "email", "company", "phone", "active", "guest")
        return cls(*(getattr(customer, name) for name in names))


@frozen
class AddressOut(AddressDetails):
    """An address."""

    id: str
    name: str
    street: str
    postcode: str
    city: str
    state: str
    country: str

    @classmethod
    def of(cls, address: Address) -> AddressOut:
        """From the model."""
        return cls(**{name: getattr(address, name) for name in fields_dict(cls)})


@frozen
class DetailsOut:
    """Everything about one customer that helps on the phone.

    ``carts`` and ``orders`` are the latest; the lists of both go on after ``carts_next`` and
    ``orders_next``.
    """

    customer: CustomerOut
    groups: tuple[str, ...]
    addresses: tuple[AddressOut, ...]
    carts: tuple[BasisOut, ...]
    orders: tuple[BasisOut, ...]
    carts_next: str
    orders_next: str
    order_count: int
    spent: tuple[Money, ...]

    @classmethod
    def of(cls, details: CustomerDetails) -> DetailsOut:
        """From the service."""
        return cls(
            CustomerOut.of(details.customer),
            tuple(group.name for group in details.groups),
            tuple(AddressOut.of(each) for each in details.addresses),
            tuple(map(BasisOut.of_cart, details.carts)),
            tuple(map(BasisOut.of_order, details.orders)),
            details.carts.next,
            details.orders.next,
            details.order_count,
            details.spent,
        )
