"""Customers and addresses in SQL."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, select
from sqlalchemy.exc import IntegrityError

from backoffice_orders.adapters.sql.documents import written
from backoffice_orders.adapters.sql.reference import SetUpRows
from backoffice_orders.adapters.sql.rows import ShopRows, mine
from backoffice_orders.adapters.sql.search_index import SearchedRows
from backoffice_orders.adapters.sql.session import Session
from backoffice_orders.adapters.sql.statements import prepared
from backoffice_orders.adapters.transactions import writes
from backoffice_orders.model.address import Address
from backoffice_orders.model.customer import Customer, CustomerGroup
from backoffice_orders.model.email import email_key
from backoffice_orders.model.errors.customers import AddressNotFound, CustomerNotFound, EmailTaken
from backoffice_orders.model.errors.host import IdTaken, StorageBusy
from backoffice_orders.model.ids import AddressId, CustomerId, GroupId, ShopId
from backoffice_orders.model.page import Page, PageAfter, PageRequest
from backoffice_orders.on_demand import later

if TYPE_CHECKING:
    from backoffice_orders.adapters.sql.caller_index import CallerIndex
    from backoffice_orders.adapters.sql.customer_list import CustomerList
    from backoffice_orders.model.customer_filter import CustomerFilter

_LIST = "backoffice_orders.adapters.sql.customer_list.CustomerList"


class SqlCustomers(SearchedRows, SetUpRows):
    """The ``Customers`` port."""

    def __init__(self, session: Session, shop_id: ShopId, index: CallerIndex) -> None:
        super().__init__(session, shop_id)
        self._index = index
        self._list: CustomerList = later(_LIST, session, shop_id)

    def get(self, customer_id: CustomerId) -> Customer:
        customer = self._document(self._schema.customers, Customer, id=customer_id)
        if customer is None:
            raise CustomerNotFound(customer_id)
        return customer

    def account(self, email: str) -> Customer | None:
        key = email_key(email)
        return self._document(self._schema.customers, Customer, account_email=key)

    def search(self, text: str, page: PageRequest) -> Page[Customer]:
        return self._search(self._schema.customers, Customer, self._index.wanted(text), page)

    def listed(self, wanted: CustomerFilter, page: PageAfter) -> Page[Customer]:
        return self._list.page(wanted, page)

    def count(self, wanted: CustomerFilter, at_most: int) -> int:
        return self._list.count(wanted, at_most)

    @writes
    def add(self, customer: Customer) -> Customer:
        table = self._schema.customers
        if not self._insert_new(table, {"id": customer.id, **_columns(customer)}):
            self._require_new("customer", table, customer.id)
            self._require_free_email(customer)
            raise StorageBusy("another account with this e-mail address is being written")
        self._index.changed(customer.id)
        self._list.changed(None, customer)
        return customer

    @writes
    def save(self, customer: Customer) -> None:
        table = self._schema.customers
        if self._session.sees_others:  # what was there must be there until it is replaced
            self._belongs_to(table, customer.id)
        before = self.get(customer.id)
        self._require_free_email(customer)
        self._changed(table)
        try:
            changed = self._rewrite(table, _columns(customer), id=customer.id)
        except IntegrityError as error:
            raise StorageBusy("another account's e-mail address is being written") from error
        if not changed:
            raise CustomerNotFound(customer.id)
        self._index.changed(customer.id)
        self._list.changed(before, customer)

    def _require_free_email(self, customer: Customer) -> None:
        if customer.guest:
            return
        table = self._schema.customers
        query, key = _id_of_account(table), self._of(account_email=customer.email_key)
        owner = self._session.value(query, key)
        if owner is not None and owner != customer.id:
            raise EmailTaken(customer.email, owner)

    def groups(self, group_ids: Collection[GroupId]) -> tuple[CustomerGroup, ...]:
        return tuple(self._reference.some("customer_group", CustomerGroup, group_ids).values())

    def all_groups(self) -> tuple[CustomerGroup, ...]:
        return self._reference.all("customer_group", CustomerGroup)

    @writes
    def save_group(self, group: CustomerGroup) -> None:
        self._reference.save("customer_group", group.id, group)

    @writes
    def remove_group(self, group_id: GroupId) -> None:
        self._reference.remove("customer_group", group_id)


@prepared
def _id_of_account(customers: Table) -> Any:
    return select(customers.c.id).where(mine(customers, "account_email"))


def listed_at(customer: Customer) -> datetime | None:
    """When a customer was created; None for one who was merged with another, and is in no list."""
    return None if customer.merged_into is not None else customer.created_at


def _columns(customer: Customer) -> dict[str, Any]:
    return {
        "guest": customer.guest,
        "listed_at": listed_at(customer),
        "account_email": None if customer.guest else customer.email_key,
        "document": written(customer),
    }


class SqlAddresses(ShopRows):
    """The ``Addresses`` port."""

    def __init__(self, session: Session, shop_id: ShopId, index: CallerIndex) -> None:
        super().__init__(session, shop_id)
        self._index = index

    def get(self, address_id: AddressId) -> Address:
        address = self._document(self._schema.addresses, Address, id=address_id)
        if address is None:
            raise AddressNotFound(address_id)
        return address

    def many(self, address_ids: Collection[AddressId]) -> Mapping[AddressId, Address]:
        found = self._documents(self._schema.addresses, Address, address_ids)
        return {AddressId(id_): address for id_, address in found.items()}

    def of_customer(
        self, customer_id: CustomerId, *, with_deleted: bool = False
    ) -> tuple[Address, ...]:
        table = self._schema.addresses
        theirs = {"customer_id": customer_id} | ({} if with_deleted else {"deleted": False})
        columns = select(table.c.id, table.c.document)
        query = columns.where(self._mine(table, **theirs)).order_by(table.c.id)
        return self._values(table, Address, self._session.all(query))

    @writes
    def add(self, address: Address) -> Address:
        if not self._insert_new(self._schema.addresses, _address_columns(address)):
            raise IdTaken("address", address.id)
        self._belongs_to(self._schema.customers, address.customer_id)
        self._index.changed(address.customer_id)
        return address

    @writes
    def save(self, address: Address) -> None:
        self.get(address.id).require_owner(address.customer_id)
        self._upsert(self._schema.addresses, _address_columns(address))
        self._belongs_to(self._schema.customers, address.customer_id)
        self._index.changed(address.customer_id)


def _address_columns(address: Address) -> dict[str, object]:
    return {
        "id": address.id,
        "customer_id": address.customer_id,
        "deleted": address.deleted,
        "document": written(address),
    }
