"""Customers and addresses that are read; those that can be added say so by their methods."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from itertools import islice
from typing import ClassVar

from backoffice_orders.model.address import Address
from backoffice_orders.model.customer import Customer, CustomerGroup
from backoffice_orders.model.customer_filter import CustomerFilter
from backoffice_orders.model.errors.customers import AddressNotFound
from backoffice_orders.model.ids import AddressId, CustomerId, GroupId
from backoffice_orders.model.page import Page, PageAfter, PageRequest, walked
from backoffice_orders.ports.bases.base import Part


class ReadOnlyCustomers(Part, ABC):
    """``Customers`` that are read: write ``get`` and ``search``.

    Write ``listed`` too where a list is to show them all, and ``count`` where a statement counts
    them sooner than that list is read; ``account`` and ``add`` where somebody
    can be created here, and ``save`` where they can be changed. There are no groups.
    """

    part: ClassVar[str] = "customers"

    @abstractmethod
    def get(self, customer_id: CustomerId) -> Customer: ...

    @abstractmethod
    def search(self, text: str, page: PageRequest) -> Page[Customer]: ...

    def listed(self, wanted: CustomerFilter, page: PageAfter) -> Page[Customer]:
        self.unsupported("listed")

    def count(self, wanted: CustomerFilter, at_most: int) -> int:
        every = walked(lambda page: self.listed(wanted, page))
        return sum(1 for _ in islice(every, at_most))

    def account(self, email: str) -> Customer | None:
        self.unsupported("account")

    def add(self, customer: Customer) -> Customer:
        self.unsupported("add")

    def save(self, customer: Customer) -> None:
        self.unsupported("save")

    def groups(self, group_ids: Collection[GroupId]) -> tuple[CustomerGroup, ...]:
        return ()

    def all_groups(self) -> tuple[CustomerGroup, ...]:
        return ()

    def save_group(self, group: CustomerGroup) -> None:
        self.unsupported("save_group")

    def remove_group(self, group_id: GroupId) -> None:
        self.unsupported("remove_group")


class ReadOnlyAddresses(Part, ABC):
    """``Addresses`` that are read: write ``many`` and ``of_customer``.

    Where they can be added and corrected, write ``add`` and ``save``.
    """

    part: ClassVar[str] = "addresses"

    @abstractmethod
    def many(self, address_ids: Collection[AddressId]) -> Mapping[AddressId, Address]: ...

    @abstractmethod
    def of_customer(
        self, customer_id: CustomerId, *, with_deleted: bool = False
    ) -> tuple[Address, ...]: ...

    def get(self, address_id: AddressId) -> Address:
        found = self.many([address_id]).get(address_id)
        if found is None:
            raise AddressNotFound(address_id)
        return found

    def add(self, address: Address) -> Address:
        self.unsupported("add")

    def save(self, address: Address) -> None:
        self.unsupported("save")
