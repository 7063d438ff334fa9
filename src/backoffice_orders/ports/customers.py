"""Customers and their groups."""

from collections.abc import Collection
from typing import Protocol

from backoffice_orders.model.customer import Customer, CustomerGroup
from backoffice_orders.model.customer_filter import CustomerFilter
from backoffice_orders.model.ids import CustomerId, GroupId
from backoffice_orders.model.page import Page, PageAfter, PageRequest


class Customers(Protocol):
    """The shop's customers."""

    def get(self, customer_id: CustomerId) -> Customer:
        """The customer, switched off or not.

        Raises:
            CustomerNotFound: There is none with this id.
        """
        ...

    def account(self, email: str) -> Customer | None:
        """The account with this e-mail address (``model.email.email_key``); guests have none.

        An empty address is one like any other: one account has it.
        """
        ...

    def search(self, text: str, page: PageRequest) -> Page[Customer]:
        """Customers whom a text fits, as ``model.caller.CallerQuery.rank`` says.

        Every word of it begins a word of their name, company or e-mail, or a postcode of their
        addresses, in any order; case, accents, and spaces and signs inside of names do not
        matter. Or it is the beginning or the end of a phone number, or the beginning of a VAT
        number, of theirs or of an address of theirs. Best matches first: numbers typed as a
        whole, then those with the most words matched as a whole, then by last name, first name
        (``Customer.sort_key``) and id. Switched-off customers are found too. A text without any
        letter or digit finds everybody, in the same order. Only the first words count: see
        ``model.text.query_words``.
        """
        ...

    def listed(self, wanted: CustomerFilter, page: PageAfter) -> Page[Customer]:
        """Customers whom a filter lets through (``CustomerFilter.fits``), newest first.

        By the moment at which they were created; those of one moment by id, the lowest first.

        Raises:
            FieldInvalid: ``page.after`` is not the ``next`` of a page of this list.
        """
        ...

    def count(self, wanted: CustomerFilter, at_most: int) -> int:
        """How many customers ``listed`` shows, ``at_most`` where there are as many or more.

        Args:
            wanted: Which customers.
            at_most: Above 0. No more than so many need to be read.
        """
        ...

    def add(self, customer: Customer) -> Customer:
        """Store a new customer; returns what was stored, which may have another id.

        Raises:
            IdTaken: There is a customer with this id.
            EmailTaken: There is an account with this e-mail address, and the customer is not
                a guest. Two transactions that race are told apart: one of them gets this.
        """
        ...

    def save(self, customer: Customer) -> None:
        """Replace a stored customer.

        Raises:
            CustomerNotFound: There is none with this id.
            EmailTaken: The new e-mail address is another account's.
        """
        ...

    def groups(self, group_ids: Collection[GroupId]) -> tuple[CustomerGroup, ...]:
        """Those of the customer groups that exist, by id."""
        ...

    def all_groups(self) -> tuple[CustomerGroup, ...]:
        """All customer groups, by id: for those who set up the shop."""
        ...

    def save_group(self, group: CustomerGroup) -> None:
        """Store or replace a group."""
        ...

    def remove_group(self, group_id: GroupId) -> None:
        """Take a group away; nothing where there is none."""
        ...
