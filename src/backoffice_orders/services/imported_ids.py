"""Which customers and addresses the records of an import mean by their ids."""

from __future__ import annotations

from typing import TypeVar, cast

from attrs import evolve

from backoffice_orders.model.address import Address
from backoffice_orders.model.customer import Customer

K = TypeVar("K", bound=str)
Kind = type[Customer] | type[Address]


class ImportedIds:
    """Under which ids the records of an import were stored, by the files' own ids.

    A host's store may give other ids than the files'. Files name each other by their own; an id
    that the store has given meanwhile is none that a file can mean, whoever has it now.
    """

    def __init__(self) -> None:
        self._stored: dict[tuple[Kind, str], str] = {}
        self._given: set[tuple[Kind, str]] = set()

    def stored(self, kind: Kind, own: str, given: str) -> None:
        """Remember that the record with a file's own id was stored under the given one."""
        self._stored[kind, own] = given
        self._given.add((kind, given))

    def given(self, kind: Kind, id_: str) -> bool:
        """Whether the store has given this id to a record of this very import."""
        return (kind, id_) in self._given

    def meant(self, kind: Kind, own: K) -> K | None:
        """The stored id of what a file means; None where the id was only given meanwhile."""
        stored = self._stored.get((kind, own))
        if stored is not None:
            return cast(K, stored)
        return None if self.given(kind, own) else own

    def in_customer(self, customer: Customer) -> Customer:
        """The customer, naming default addresses and merged customers by their stored ids."""
        delivery, invoice = customer.default_delivery_id, customer.default_invoice_id
        into = customer.merged_into
        merged = (self.meant(Customer, each) for each in customer.merged)
        return evolve(
            customer,
            default_delivery_id=delivery and self.meant(Address, delivery),
            default_invoice_id=invoice and self.meant(Address, invoice),
            merged_into=into and self.meant(Customer, into),
            merged=tuple(each for each in merged if each is not None),
        )


def names_others(customer: Customer) -> bool:
    """Whether a customer names addresses or customers, which may come later than they do."""
    addresses = customer.default_delivery_id, customer.default_invoice_id
    return any((*addresses, customer.merged_into, customer.merged))
