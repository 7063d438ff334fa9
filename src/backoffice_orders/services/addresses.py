"""Section 5, Addresses: delivery and invoice, added and edited in place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs
from attrs import asdict, evolve, frozen

from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.address import Address, AddressForm
from backoffice_orders.model.cart import Cart
from backoffice_orders.model.entering import mistakes
from backoffice_orders.model.errors.customers import (
    AddressInvalid,
    AddressNotFound,
    CustomerMissing,
    PhoneInvalid,
    VatNumberInvalid,
)
from backoffice_orders.model.errors.fields import FieldProblem
from backoffice_orders.model.ids import AddressId, CartId, CustomerId
from backoffice_orders.ports.contacts import ContactRules
from backoffice_orders.serialization import to_plain
from backoffice_orders.services.arguments import checked
from backoffice_orders.services.desk import Desk, Work
from backoffice_orders.services.differences import differences
from backoffice_orders.services.editing import edit, open_cart
from backoffice_orders.services.view import CartView

# What an address cannot be made without, however little was said.
_EMPTY: dict[str, Any] = dict.fromkeys(("first_name", "last_name", "street", "city", "country"), "")


@frozen
class AddressEntry:
    """What an address form sends. Field names and meanings are those of ``Address``.

    Name and place are given as a whole. Of what stands besides, None is what was not asked for:
    an address that is edited keeps it, a new one has none.
    """

    first_name: str
    last_name: str
    street: str
    city: str
    country: str
    postcode: str = ""
    state: str = ""
    company: str | None = None
    phone: str | None = None
    vat_number: str | None = None
    alias: str | None = None
    note: str | None = None

    def given(self) -> dict[str, Any]:
        """The fields that were asked for, by their names."""
        return asdict(self, filter=lambda _, value: value is not None)


@checked
@frozen
class Addresses:
    """List, add, edit and choose addresses."""

    _desk: Desk

    def form(self, country: str) -> AddressForm:
        """What the country's form asks for, in its order; ``AddressInvalid`` for no country."""
        return self._desk.contacts.form(country)

    def countries(self, actor: Actor) -> tuple[str, ...]:
        """The codes of the countries the shop delivers to, in their order."""
        actor.require(Permission.READ_CATALOG)

        def look(work: Work) -> tuple[str, ...]:
            return tuple(each.code for each in work.carriers.all_countries() if each.active)

        return self._desk.read(actor, look)

    def list(self, actor: Actor, customer_id: CustomerId) -> tuple[Address, ...]:
        """The customer's addresses; ``CustomerNotFound``."""
        actor.require(Permission.READ_CUSTOMER)

        def look(work: Work) -> tuple[Address, ...]:
            work.customers.get(customer_id)
            return work.addresses.of_customer(customer_id)

        return self._desk.read(actor, look)

    def add(self, actor: Actor, customer_id: CustomerId, entry: AddressEntry) -> Address:
        """Add an address to a customer, written as its country writes it.

        It may be anywhere: the shop only has to deliver to where an order is delivered.

        Raises:
            CustomerNotFound: There is no such customer.
            AddressInvalid: It names every field that is wrong.
            FieldMissing, FieldTooLong, FieldInvalid, PhoneInvalid, VatNumberInvalid: The one
                thing that is wrong, where that says it all.
        """
        actor.require(Permission.EDIT_ADDRESS)
        contacts = self._desk.contacts

        def add(work: Work) -> Address:
            work.customers.get(customer_id)
            new = AddressId(work.ids.new("addr"))
            address = checked_address(
                contacts, Address(id=new, customer_id=customer_id, **(_EMPTY | entry.given()))
            )
            address = work.addresses.add(address)
            work.record("address.add", customer_id, {}, to_plain(address))
            return address

        return self._desk.write(actor, add)

    def edit(self, actor: Actor, address_id: AddressId, entry: AddressEntry) -> Address:
        """Correct an address; carts that have chosen it go there.

        Orders that were placed with it keep it as it was.

        Raises:
            AddressNotFound, and what ``add`` raises.
        """
        actor.require(Permission.EDIT_ADDRESS)
        contacts = self._desk.contacts

        def save(work: Work) -> Address:
            before = _usable(work, address_id)
            after = checked_address(contacts, evolve(before, **entry.given()))
            work.addresses.save(after)
            work.record("address.edit", before.customer_id, *differences(before, after))
            return after

        return self._desk.write(actor, save)

    def delete(self, actor: Actor, address_id: AddressId) -> None:
        """Take an address out of the customer's list; ``AddressNotFound``."""
        actor.require(Permission.EDIT_ADDRESS)

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
        actor.require(Permission.EDIT_CART)

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

    def save_and_choose(
        self,
        actor: Actor,
        cart_id: CartId,
        entry: AddressEntry,
        *,
        replaces: AddressId | None = None,
        delivery: bool | None = None,
        invoice: bool | None = None,
        version: int | None = None,
    ) -> CartView:
        """Add an address to the cart's customer, or correct one of theirs; all or nothing.

        Args:
            actor: Who does it.
            cart_id: For which cart.
            entry: What the address says.
            replaces: The address that is corrected; None adds one.
            delivery: Whether the cart is delivered to it; None takes a new address, and leaves
                the choice as it is where one is corrected.
            invoice: The same for the invoice.
            version: The version of the cart the actor has seen.

        Raises:
            CustomerMissing, AddressNotFound, AddressOtherCustomer, and what ``add``, ``edit``
            and ``choose`` raise.
        """
        actor.require(Permission.EDIT_ADDRESS)

        def save(work: Work) -> CartView:
            cart = open_cart(work, cart_id, version)
            if cart.customer_id is None:
                raise CustomerMissing
            parts = Addresses(self._desk.within(work))
            if replaces is None:
                address = parts.add(actor, cart.customer_id, entry)
            else:
                _usable(work, replaces).require_owner(cart.customer_id)
                address = parts.edit(actor, replaces, entry)

            def chosen(use: bool | None) -> AddressId | None:
                return address.id if (replaces is None if use is None else use) else None

            return parts.choose(
                actor, cart_id, delivery=chosen(delivery), invoice=chosen(invoice), version=version
            )

        return self._desk.write(actor, save)


def checked_address(contacts: ContactRules, entered: Address) -> Address:
    """The address that was entered, as its country writes it.

    Raises:
        AddressInvalid: It names every field that is wrong, for the model or for the country.
        FieldMissing, FieldTooLong, FieldInvalid, PhoneInvalid, VatNumberInvalid: The one thing
            that is wrong, where that says it all.
    """
    wrong = mistakes(entered)
    if not wrong:
        return contacts.address(entered)
    problems: dict[str, FieldProblem] = {}
    if "country" not in wrong:
        # The country's rules look at what is right for the model.
        left_out: dict[str, Any] = dict.fromkeys(wrong, "")
        problems = _refused(contacts, evolve(entered, **left_out))
    problems |= {name: FieldProblem.of(name, error) for name, error in wrong.items()}
    if len(problems) == 1:
        raise next(iter(wrong.values()))
    fields = tuple(problems[name] for name in attrs.fields_dict(Address) if name in problems)
    raise AddressInvalid(entered.country, fields)


def _refused(contacts: ContactRules, address: Address) -> dict[str, FieldProblem]:
    """What the country's rules have against an address, by field."""
    try:
        contacts.address(address)
    except AddressInvalid as error:
        return {each.name: each for each in error.fields}
    except PhoneInvalid as error:
        return {"phone": FieldProblem.of("phone", error)}
    except VatNumberInvalid as error:
        return {"vat_number": FieldProblem.of("vat_number", error)}
    return {}


def _usable(work: Work, address_id: AddressId) -> Address:
    address = work.addresses.get(address_id)
    if address.deleted:
        raise AddressNotFound(address_id)
    return address


def only_address(addresses: Sequence[Address]) -> AddressId | None:
    """The address to choose without asking: the only one there is."""
    return addresses[0].id if len(addresses) == 1 else None
