"""Section 5, Addresses: delivery and invoice, added and edited in place."""

from __future__ import annotations

from attrs import evolve

from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.address import Address, AddressForm
from backoffice_orders.model.address_suggestion import (
    MOST_SUGGESTED,
    AddressQuestion,
    AddressSuggestion,
)
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.fields import COUNTRY, LANGUAGE, Text, in_capitals
from backoffice_orders.model.ids import AddressId, CartId, CustomerId
from backoffice_orders.model.reasons import BETWEEN
from backoffice_orders.model.subjects import SubjectType
from backoffice_orders.model.text import QUERY_LETTERS, query_text
from backoffice_orders.services.address_suggestions import suggestions
from backoffice_orders.services.commands.addresses import (
    AddressEntry,
    ChooseAddresses,
    SaveAddress,
    add_address,
    edit_address,
    usable_address,
)
from backoffice_orders.services.desk import Work
from backoffice_orders.services.differences import differences
from backoffice_orders.services.editing import run_as_seen
from backoffice_orders.services.kept_customers import kept_customer
from backoffice_orders.services.section import Section
from backoffice_orders.services.telling import tell_customer
from backoffice_orders.services.view import CartView

_TYPED = Text(QUERY_LETTERS)
__all__ = ["AddressEntry", "Addresses"]


class Addresses(Section):
    """List, add, edit and choose addresses."""

    def form(self, country: str) -> AddressForm:
        """What the country's form asks for, in its order; ``AddressInvalid`` for no country."""
        return self._desk.contacts.form(country)

    def countries(self, actor: Actor) -> tuple[str, ...]:
        """The codes of the countries the shop delivers to, in their order."""
        actor.require(Permission.READ_CATALOG)

        def look(work: Work) -> tuple[str, ...]:
            return tuple(each.code for each in work.carriers.all_countries() if each.active)

        return self._desk.read(actor, look)

    def suggest(
        self,
        actor: Actor,
        text: str,
        country: str,
        *,
        language: str | None = None,
        limit: int = MOST_SUGGESTED,
    ) -> tuple[AddressSuggestion, ...]:
        """Addresses that may be meant by what was typed so far, the likeliest first.

        They come from the system that the host has plugged in for it. There are none without
        it, of fewer than three letters, and where it does not answer as it should, or not within
        the shop's ``services_timeout_ms``.

        Args:
            actor: Who types.
            text: The first line of the address, as far as it is typed.
            country: Where the address is (ISO 3166-1 alpha-2).
            language: What the reader reads (BCP 47); the shop's language by default.
            limit: How many are wanted at most, one to ten.

        Raises:
            AddressInvalid: There are no addresses in this country.
            FieldMissing, FieldInvalid: There is no such country, language or text, or so many are
                not suggested.
        """
        actor.require(Permission.EDIT_ADDRESS)
        typed = " ".join(query_text(text).split())
        _TYPED.entered("text", typed)
        where = in_capitals(country)
        COUNTRY.entered("country", where)
        if language is not None:
            LANGUAGE.entered("language", language)
        if not 1 <= limit <= MOST_SUGGESTED:
            raise FieldInvalid("limit", BETWEEN(low=1, high=MOST_SUGGESTED))
        form = self.form(where)
        settings = self._desk.read(actor, lambda work: work.settings)
        question = AddressQuestion(typed, where, language or settings.language, limit)
        return suggestions(self._desk, question, form, settings.services_timeout_ms)

    def list(self, actor: Actor, customer_id: CustomerId) -> tuple[Address, ...]:
        """The customer's addresses; ``CustomerNotFound``."""
        actor.require(Permission.READ_CUSTOMER)

        def look(work: Work) -> tuple[Address, ...]:
            return work.addresses.of_customer(kept_customer(work, customer_id).id)

        return self._desk.read(actor, look)

    def add(self, actor: Actor, customer_id: CustomerId, entry: AddressEntry) -> Address:
        """Add an address to a customer, written as its country writes it.

        It may be anywhere: the shop only has to deliver to where an order is delivered.

        Raises:
            CustomerNotFound: There is no such customer.
            CustomerIsErased: They have been erased.
            AddressInvalid: It names every field that is wrong.
            FieldMissing, FieldTooLong, FieldInvalid, PhoneInvalid, VatNumberInvalid: The one
                thing that is wrong, where that says it all.
        """
        actor.require(Permission.EDIT_ADDRESS)
        return self._desk.write(actor, lambda work: add_address(work, customer_id, entry))

    def edit(self, actor: Actor, address_id: AddressId, entry: AddressEntry) -> Address:
        """Correct an address; carts that have chosen it go there.

        Orders that were placed with it keep it as it was.

        Raises:
            AddressNotFound, and what ``add`` raises.
        """
        actor.require(Permission.EDIT_ADDRESS)
        return self._desk.write(actor, lambda work: edit_address(work, address_id, entry))

    def delete(self, actor: Actor, address_id: AddressId) -> None:
        """Take an address out of the customer's list; ``AddressNotFound``."""
        actor.require(Permission.EDIT_ADDRESS)

        def save(work: Work) -> None:
            before = usable_address(work, address_id)
            after = evolve(before, deleted=True)
            work.addresses.save(after)
            work.record(
                "address.delete",
                SubjectType.CUSTOMER,
                before.customer_id,
                *differences(before, after),
            )
            tell_customer(work, before.customer_id, "address.delete", ("addresses",))

        self._desk.write(actor, save)

    def set_default(
        self,
        actor: Actor,
        address_id: AddressId,
        *,
        delivery: bool | None = None,
        invoice: bool | None = None,
    ) -> Customer:
        """Make an address the one that its customer's new carts are delivered or invoiced to.

        Each customer has at most one of both; carts that there are stay as they are.

        Args:
            actor: Who does it.
            address_id: Which address.
            delivery: Whether it is the default for deliveries; None leaves that as it is.
            invoice: The same for invoices.

        Raises:
            AddressNotFound: There is no such address, or it is deleted.
        """
        actor.require(Permission.EDIT_ADDRESS)

        def default(now: AddressId | None, wanted: bool | None) -> AddressId | None:
            if wanted is None:
                return now
            return address_id if wanted else None if now == address_id else now

        def save(work: Work) -> Customer:
            before = work.customers.get(usable_address(work, address_id).customer_id)
            after = evolve(
                before,
                default_delivery_id=default(before.default_delivery_id, delivery),
                default_invoice_id=default(before.default_invoice_id, invoice),
            )
            if after != before:
                work.customers.save(after)
                work.record(
                    "address.default", SubjectType.CUSTOMER, before.id, *differences(before, after)
                )
                tell_customer(work, before.id, "address.default", ("addresses",))
            return after

        return self._desk.write(actor, save)

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
        return run_as_seen(self._desk, actor, cart_id, version, ChooseAddresses(delivery, invoice))

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
        command = SaveAddress(entry, replaces, delivery, invoice)
        return run_as_seen(self._desk, actor, cart_id, version, command)
