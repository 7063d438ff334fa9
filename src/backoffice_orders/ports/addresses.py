"""Customers' addresses."""

from collections.abc import Collection, Mapping
from typing import Protocol

from backoffice_orders.model.address import Address
from backoffice_orders.model.ids import AddressId, CustomerId


class Addresses(Protocol):
    """The customers' addresses. They belong to the concern CUSTOMERS."""

    def get(self, address_id: AddressId) -> Address:
        """The address, deleted or not.

        Raises:
            AddressNotFound: There is none with this id.
        """
        ...

    def many(self, address_ids: Collection[AddressId]) -> Mapping[AddressId, Address]:
        """Those of the addresses that exist, by id."""
        ...

    def of_customer(
        self, customer_id: CustomerId, *, with_deleted: bool = False
    ) -> tuple[Address, ...]:
        """The customer's addresses, by id; those that are deleted where they are asked for."""
        ...

    def add(self, address: Address) -> Address:
        """Store a new address; returns what was stored, which may have another id.

        Raises:
            IdTaken: There is an address with this id, deleted or not.
        """
        ...

    def save(self, address: Address) -> None:
        """Replace a stored address; it stays its customer's.

        Raises:
            AddressNotFound: There is none with this id.
            AddressOtherCustomer: The stored one is another customer's; nothing was written.
        """
        ...
