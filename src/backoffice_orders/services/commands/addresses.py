"""Where a cart is delivered to, and where its invoice goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import attrs
from attrs import NOTHING, asdict, evolve, fields

from backoffice_orders.model.actor import Permission
from backoffice_orders.model.address import Address, AddressDetails
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
from backoffice_orders.model.fields import left_open
from backoffice_orders.model.ids import AddressId, CustomerId
from backoffice_orders.model.subjects import SubjectType
from backoffice_orders.model.values import frozen
from backoffice_orders.serialization import to_plain
from backoffice_orders.services.command import Command
from backoffice_orders.services.desk import Work
from backoffice_orders.services.differences import differences
from backoffice_orders.services.kept_customers import kept_customer
from backoffice_orders.services.telling import tell_customer

if TYPE_CHECKING:
    from backoffice_orders.ports.contacts import ContactRules


@frozen(field_transformer=left_open)
class AddressEntry(AddressDetails):
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

    def given(self) -> dict[str, Any]:
        """The fields that were asked for, by their names."""
        return asdict(self, filter=lambda _, value: value is not None)


NEEDED_OF_ADDRESS = tuple(each.name for each in fields(AddressEntry) if each.default is NOTHING)
"""What an address cannot be made without, however little was said."""
_EMPTY: dict[str, Any] = dict.fromkeys(NEEDED_OF_ADDRESS, "")


@frozen
class ChooseAddresses(Command):
    """Choose the delivery and invoice addresses of a cart; None leaves one as it is."""

    action: ClassVar[str] = "addresses.choose"

    delivery: AddressId | None = None
    invoice: AddressId | None = None

    def apply(self, work: Work, cart: Cart) -> Cart:
        """With these addresses."""
        if cart.customer_id is None:
            raise CustomerMissing
        for address_id in (self.delivery, self.invoice):
            if address_id is not None:
                usable_address(work, address_id).require_owner(cart.customer_id)
        return evolve(
            cart,
            delivery_address_id=self.delivery or cart.delivery_address_id,
            invoice_address_id=self.invoice or cart.invoice_address_id,
        )


@frozen
class SaveAddress(Command):
    """Add an address to the cart's customer, or correct one; ``Addresses.save_and_choose``."""

    action: ClassVar[str] = "addresses.choose"
    permissions: ClassVar[tuple[Permission, ...]] = (
        Permission.EDIT_ADDRESS,
        Permission.EDIT_CART,
    )

    entry: AddressEntry
    replaces: AddressId | None = None
    delivery: bool | None = None
    invoice: bool | None = None

    def apply(self, work: Work, cart: Cart) -> Cart:
        """With the address where it is to be used."""
        if cart.customer_id is None:
            raise CustomerMissing
        if self.replaces is None:
            address = add_address(work, cart.customer_id, self.entry)
        else:
            usable_address(work, self.replaces).require_owner(cart.customer_id)
            address = edit_address(work, self.replaces, self.entry)

        def chosen(use: bool | None) -> AddressId | None:
            return address.id if (self.replaces is None if use is None else use) else None

        return ChooseAddresses(chosen(self.delivery), chosen(self.invoice)).apply(work, cart)


def add_address(work: Work, customer_id: CustomerId, entry: AddressEntry) -> Address:
    """Add an address to a customer; raises as ``Addresses.add``."""
    customer = kept_customer(work, customer_id)
    customer.require_not_erased()
    customer_id = customer.id
    new = AddressId(work.ids.new("addr"))
    entered = Address(id=new, customer_id=customer_id, **(_EMPTY | entry.given()))
    address = work.addresses.add(checked_address(work.contacts, entered))
    work.record("address.add", SubjectType.CUSTOMER, customer_id, {}, to_plain(address))
    tell_customer(work, customer_id, "address.add", ("addresses",))
    return address


def edit_address(work: Work, address_id: AddressId, entry: AddressEntry) -> Address:
    """Correct an address; raises as ``Addresses.edit``."""
    before = usable_address(work, address_id)
    after = checked_address(work.contacts, evolve(before, **entry.given()))
    if after == before:
        return before
    work.addresses.save(after)
    work.record(
        "address.edit", SubjectType.CUSTOMER, before.customer_id, *differences(before, after)
    )
    tell_customer(work, before.customer_id, "address.edit", ("addresses",))
    return after


def usable_address(work: Work, address_id: AddressId) -> Address:
    """The address; ``AddressNotFound`` for a deleted one too."""
    address = work.addresses.get(address_id)
    if address.deleted:
        raise AddressNotFound(address_id)
    return address


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
