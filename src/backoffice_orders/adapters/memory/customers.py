"""Customers and addresses in memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from backoffice_orders.adapters.memory.search import best_first, counted, cut_after
from backoffice_orders.adapters.memory.tables import MemoryPort, Table, Tables
from backoffice_orders.adapters.transactions import writes
from backoffice_orders.model.address import Address
from backoffice_orders.model.caller import CallerQuery
from backoffice_orders.model.customer import Customer, CustomerGroup
from backoffice_orders.model.customer_filter import CustomerFilter
from backoffice_orders.model.email import email_key
from backoffice_orders.model.errors.customers import AddressNotFound, CustomerNotFound, EmailTaken
from backoffice_orders.model.errors.host import IdTaken
from backoffice_orders.model.ids import AddressId, CustomerId, GroupId, ShopId
from backoffice_orders.model.page import Page, PageAfter, PageRequest, moment_and_id


class MemoryCustomers(MemoryPort):
    """The ``Customers`` port."""

    def __init__(self, tables: Tables, shop_id: ShopId) -> None:
        super().__init__(tables)
        self._customers: Table[Customer] = Table(tables, "customers", shop_id)
        self._accounts: Table[CustomerId] = Table(tables, "accounts", shop_id)
        self._groups: Table[CustomerGroup] = Table(tables, "customer_groups", shop_id)
        self._addresses: Table[Address] = Table(tables, "addresses", shop_id)

    def get(self, customer_id: CustomerId) -> Customer:
        customer = self._customers.get(customer_id)
        if customer is None:
            raise CustomerNotFound(customer_id)
        return customer

    def account(self, email: str) -> Customer | None:
        customer_id = self._accounts.get(email_key(email))
        return None if customer_id is None else self.get(customer_id)

    def search(self, text: str, page: PageRequest) -> Page[Customer]:
        query = CallerQuery.of(text)
        addresses: dict[CustomerId, list[Address]] = defaultdict(list)
        for address in self._addresses.values():
            addresses[address.customer_id].append(address)
        return best_first(
            (
                (query.rank(each, addresses.get(each.id, ())), each.sort_key, each.id, each)
                for each in self._customers.values()
            ),
            page,
        )

    def listed(self, wanted: CustomerFilter, page: PageAfter) -> Page[Customer]:
        after = page.moment_and_id()
        # By id already, and sorting keeps that order among those of one moment.
        found = sorted(
            filter(wanted.fits, self._customers.values()),
            key=lambda each: each.created_at,
            reverse=True,
        )
        if after is not None:
            moment, id_ = after
            found = [
                each
                for each in found
                if each.created_at < moment or (each.created_at == moment and each.id > id_)
            ]
        return cut_after(
            found[: page.size + 1], page, lambda each: moment_and_id(each.created_at, each.id)
        )

    def count(self, wanted: CustomerFilter, at_most: int) -> int:
        return counted(wanted.fits, self._customers.values(), at_most)

    @writes
    def add(self, customer: Customer) -> Customer:
        if self._customers.get(customer.id) is not None:
            raise IdTaken("customer", customer.id)
        self._claim_email(customer)
        self._customers.put(customer.id, customer)
        return customer

    @writes
    def save(self, customer: Customer) -> None:
        before = self.get(customer.id)
        self._claim_email(customer)
        if not before.guest and (customer.guest or before.email_key != customer.email_key):
            self._accounts.remove(before.email_key)
        self._customers.put(customer.id, customer)

    def _claim_email(self, customer: Customer) -> None:
        if customer.guest:
            return
        owner = self._accounts.get(customer.email_key)
        if owner is not None and owner != customer.id:
            raise EmailTaken(customer.email, owner)
        self._accounts.put(customer.email_key, customer.id)

    def groups(self, group_ids: Collection[GroupId]) -> tuple[CustomerGroup, ...]:
        return tuple(self._groups.some(group_ids))

    def all_groups(self) -> tuple[CustomerGroup, ...]:
        return tuple(self._groups.values())

    @writes
    def save_group(self, group: CustomerGroup) -> None:
        self._groups.put(group.id, group)

    @writes
    def remove_group(self, group_id: GroupId) -> None:
        self._groups.remove(group_id)


class MemoryAddresses(MemoryPort):
    """The ``Addresses`` port."""

    def __init__(self, tables: Tables, shop_id: ShopId) -> None:
        super().__init__(tables)
        self._addresses: Table[Address] = Table(tables, "addresses", shop_id)

    def get(self, address_id: AddressId) -> Address:
        address = self._addresses.get(address_id)
        if address is None:
            raise AddressNotFound(address_id)
        return address

    def many(self, address_ids: Collection[AddressId]) -> Mapping[AddressId, Address]:
        found = {address_id: self._addresses.get(address_id) for address_id in address_ids}
        return {address_id: address for address_id, address in found.items() if address}

    def of_customer(
        self, customer_id: CustomerId, *, with_deleted: bool = False
    ) -> tuple[Address, ...]:
        return tuple(
            address
            for address in self._addresses.values()
            if address.customer_id == customer_id and (with_deleted or not address.deleted)
        )

    @writes
    def add(self, address: Address) -> Address:
        if self._addresses.get(address.id) is not None:
            raise IdTaken("address", address.id)
        self._addresses.put(address.id, address)
        return address

    @writes
    def save(self, address: Address) -> None:
        self.get(address.id).require_owner(address.customer_id)
        self._addresses.put(address.id, address)
