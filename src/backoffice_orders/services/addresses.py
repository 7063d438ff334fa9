"""Section 5, Addresses: delivery and invoice, added and edited in place."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve, frozen

from backoffice_orders.model.actor import Actor
from backoffice_orders.model.address import Address, AddressForm
from backoffice_orders.model.cart import Cart
from backoffice_orders.model.entering import require_entered
from backoffice_orders.model.errors.customers import (
    AddressNotFound,
    CountryUnavailable,
    CustomerMissing,
)
from backoffice_orders.model.ids import AddressId, CartId, CustomerId
from backoffice_orders.serialization import to_plain
from backoffice_orders.services.desk import Desk, Work
from backoffice_orders.services.editing import differences, edit
from backoffice_orders.services.view import CartView


@frozen
class AddressEntry:
    """What an address form sends. Field names and meanings are those of ``Address``."""

    first_name: str
    last_name: str
    street: str
    city: str
    country: str
    postcode: str = ""
    state: str = ""
    company: str = ""
    phone: str = ""
    vat_number: str = ""
    alias: str = ""
    note: str = ""

    def address(self, address_id: AddressId, customer_id: CustomerId) -> Address:
        """The address with these contents, not checked yet."""
        return Address(
            id=address_id,
            customer_id=customer_id,
            first_name=self.first_name,
            last_name=self.last_name,
            street=self.street,
            city=self.city,
            country=self.country,
            postcode=self.postcode,
            state=self.state,
            company=self.company,
            phone=self.phone,
            vat_number=self.vat_number,
            alias=self.alias,
            note=self.note,
        )


@frozen
class Addresses:
    """List, add, edit and choose addresses."""

    _desk: Desk

    def form(self, country: str) -> AddressForm:
        """What the country's form asks for, in its order; ``AddressInvalid`` for no country."""
        return self._desk.contacts.form(country)

    def countries(self, actor: Actor) -> tuple[str, ...]:
        """The codes of the countries the shop sells to, in their order."""

        def look(work: Work) -> tuple[str, ...]:
            return tuple(each.code for each in work.carriers.countries() if each.active)

        return self._desk.read(actor, look)

    def list(self, actor: Actor, customer_id: CustomerId) -> tuple[Address, ...]:
        """The customer's addresses; ``CustomerNotFound``."""

        def look(work: Work) -> tuple[Address, ...]:
            work.customers.get(customer_id)
            return work.addresses.of_customer(customer_id)

        return self._desk.read(actor, look)

    def add(self, actor: Actor, customer_id: CustomerId, entry: AddressEntry) -> Address:
        """Add an address to a customer, written as its country writes it.

        Raises:
            CustomerNotFound: There is no such customer.
            FieldMissing, FieldTooLong, AddressInvalid, PhoneInvalid, VatNumberInvalid: As
                they say.
            CountryUnavailable: The shop does not sell there.
        """

        def add(work: Work) -> Address:
            work.customers.get(customer_id)
            address = self._checked(work, entry, AddressId(work.ids.new("addr")), customer_id)
            work.addresses.add(address)
            work.record("address.add", customer_id, {}, to_plain(address))
            return address

        return self._desk.write(actor, add)

    def edit(self, actor: Actor, address_id: AddressId, entry: AddressEntry) -> Address:
        """Replace an address. Orders that were placed with it keep it as it was.

        Raises:
            AddressNotFound, and what ``add`` raises.
        """

        def save(work: Work) -> Address:
            before = _usable(work, address_id)
            after = self._checked(work, entry, address_id, before.customer_id)
            work.addresses.save(after)
            work.record("address.edit", before.customer_id, *differences(before, after))
            return after

        return self._desk.write(actor, save)

    def delete(self, actor: Actor, address_id: AddressId) -> None:
        """Take an address out of the customer's list; ``AddressNotFound``."""

        def save(work: Work) -> None:
            before = _usable(work, address_id)
            after = evolve(before, deleted=True)
            work.addresses.save(after)
            work.record("address.delete", before.customer_id, *differences(before, after))

        self._desk.write(actor, save)

    def choose(
        self,
        actor: Actor,
        cart_id: CartId,
        *,
        delivery: AddressId | None = None,
        invoice: AddressId | None = None,
        version: int | None = None,
    ) -> CartView:
        """Choose the delivery and invoice addresses of a cart; None leaves one as it is.

        Raises:
            CustomerMissing: The cart has no customer yet.
            AddressNotFound, AddressOtherCustomer: It is not one of the customer's.
        """

        def change(work: Work, cart: Cart) -> Cart:
            if cart.customer_id is None:
                raise CustomerMissing
            for address_id in (delivery, invoice):
                if address_id is not None:
                    _usable(work, address_id).require_owner(cart.customer_id)
            return evolve(
                cart,
                delivery_address_id=delivery or cart.delivery_address_id,
                invoice_address_id=invoice or cart.invoice_address_id,
            )

        return edit(self._desk, actor, cart_id, version, "addresses.choose", change)

    def _checked(
        self, work: Work, entry: AddressEntry, address_id: AddressId, customer_id: CustomerId
    ) -> Address:
        entered = entry.address(address_id, customer_id)
        require_entered(entered)
        address = self._desk.contacts.address(entered)
        countries = work.carriers.countries()
        if countries and not any(
            each.code == address.country and each.active for each in countries
        ):
            raise CountryUnavailable(address.country)
        return address


def _usable(work: Work, address_id: AddressId) -> Address:
    address = work.addresses.get(address_id)
    if address.deleted:
        raise AddressNotFound(address_id)
    return address


def only_address(addresses: Sequence[Address]) -> AddressId | None:
    """The address to choose without asking: the only one there is."""
    return addresses[0].id if len(addresses) == 1 else None
