"""Customers and their addresses, as the API gives them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from attrs import fields_dict
from moneyed import Money

from backoffice_orders.console.api.responses.lists import BasisOut
from backoffice_orders.model.address import Address, AddressDetails
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.page import Page
from backoffice_orders.model.values import frozen
from backoffice_orders.services.customer_search import CustomerDetails
from backoffice_orders.services.merging import MergePreview


@frozen
class CustomerOut:
    """A customer. ``created_at`` is in UTC; ``tax_exempt`` is why they pay no tax, or empty."""

    id: str
    first_name: str
    last_name: str
    email: str
    company: str
    phone: str
    vat_number: str
    birthday: date | None
    language: str
    group_ids: tuple[str, ...]
    active: bool
    guest: bool
    tax_exempt: str
    notes: tuple[str, ...]
    tags: tuple[str, ...]
    attributes: Mapping[str, str]
    created_at: datetime
    default_delivery_id: str | None
    default_invoice_id: str | None

    @classmethod
    def of(cls, customer: Customer) -> CustomerOut:
        """From the model."""
        names = (each for each in fields_dict(cls) if each != "tax_exempt")
        exemption = customer.tax_exemption
        return cls(
            tax_exempt="" if exemption is None else exemption.reason,
            **{name: getattr(customer, name) for name in names},
        )


@frozen
class CustomerListOut:
    """A page of customers. ``next`` is what the page after it is asked for by, or empty."""

    items: tuple[CustomerOut, ...]
    next: str

    @classmethod
    def of(cls, page: Page[Customer]) -> CustomerListOut:
        """From the service."""
        return cls(tuple(map(CustomerOut.of, page)), page.next)


@frozen
class MergePreviewOut:
    """What goes over when two customers are made one; ``merged`` is who they will be."""

    keep: CustomerOut
    other: CustomerOut
    merged: CustomerOut
    orders: int
    carts: int
    addresses: int
    vouchers: int
    prices: int

    @classmethod
    def of(cls, preview: MergePreview) -> MergePreviewOut:
        """From the service."""
        keep, other, merged = map(CustomerOut.of, (preview.keep, preview.other, preview.merged))
        counts = ("orders", "carts", "addresses", "vouchers", "prices")
        return cls(keep, other, merged, *(getattr(preview, name) for name in counts))


@frozen
class AddressOut(AddressDetails):
    """An address; but for its id and its whole ``name``, it is what saving it takes."""

    id: str
    name: str
    first_name: str
    last_name: str
    street: str
    postcode: str
    city: str
    state: str
    country: str

    @classmethod
    def of(cls, address: Address) -> AddressOut:
        """From the model."""
        return cls(**{name: getattr(address, name) for name in fields_dict(cls)})

    @classmethod
    def of_any(cls, address: Address | None) -> AddressOut | None:
        """From the model, where there is one."""
        return None if address is None else cls.of(address)


@frozen
class DetailsOut:
    """Everything about one customer that helps on the phone.

    ``carts`` and ``orders`` are the latest; the lists of both go on after ``carts_next`` and
    ``orders_next``. Without ``read_cart`` and ``read_order`` they are empty, and ``order_count``
    is null.
    """

    customer: CustomerOut
    groups: tuple[str, ...]
    addresses: tuple[AddressOut, ...]
    carts: tuple[BasisOut, ...]
    orders: tuple[BasisOut, ...]
    carts_next: str
    orders_next: str
    order_count: int | None
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
