"""Section 1, Customer: create, correct, merge and erase; how one is found: ``customer_search``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Unpack

from attrs import evolve

from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.fields import NOTE
from backoffice_orders.model.ids import CustomerId, GroupId
from backoffice_orders.model.subjects import SubjectType
from backoffice_orders.services.commands.customers import (
    CustomerChanges,
    NewCustomer,
    checked_customer,
    checked_exemption,
    require_birthday,
)
from backoffice_orders.services.customer_search import CustomerSearch
from backoffice_orders.services.desk import Work
from backoffice_orders.services.differences import differences
from backoffice_orders.services.kept_customers import kept_customer
from backoffice_orders.services.merging import (
    MergePreview,
    free_email,
    merge_customers,
    merge_preview,
)
from backoffice_orders.services.privacy import erase_customer, export_customer
from backoffice_orders.services.redeeming import count_for_new_email
from backoffice_orders.services.telling import tell_customer


class Customers(CustomerSearch):
    """Find customers, look at them, create and correct them."""

    def create(
        self,
        actor: Actor,
        *,
        first_name: str,
        last_name: str,
        email: str,
        company: str = "",
        phone: str = "",
        vat_number: str = "",
        birthday: date | None = None,
        language: str | None = None,
        group_ids: Sequence[GroupId] = (),
        guest: bool = False,
        note: str = "",
        tags: Sequence[str] = (),
        attributes: Mapping[str, str] | None = None,
    ) -> Customer:
        """Create a customer on the spot; a guest has no account. ``note`` is an internal one.

        Raises:
            FieldMissing, FieldTooLong, FieldInvalid: A name, or another text; a birthday
                in the future, or more than 150 years ago.
            EmailInvalid, PhoneInvalid, VatNumberInvalid: As they say.
            EmailTaken: There is an account with this e-mail address already.
            PermissionDenied: Without ``create_customer``.
        """
        actor.require(Permission.CREATE_CUSTOMER)
        entered = NewCustomer(
            first_name=first_name,
            last_name=last_name,
            email=email,
            company=company,
            phone=phone,
            vat_number=vat_number,
            birthday=birthday,
            language=language,
            group_ids=group_ids,
            guest=guest,
            note=note,
            tags=tags,
            attributes=attributes or {},
        )
        return self._desk.write(actor, entered.create)

    def edit(
        self, actor: Actor, customer_id: CustomerId, **changes: Unpack[CustomerChanges]
    ) -> Customer:
        """Correct what is kept of a customer; orders that were placed keep it as it was.

        Args:
            actor: Who corrects it.
            customer_id: Of whom.
            changes: The fields that change, by name; the others stay as they are.

        Raises:
            CustomerNotFound: There is none with this id.
            CustomerIsErased: They have been erased.
            FieldMissing, FieldTooLong, FieldInvalid: A name, or another text; a birthday
                in the future, or more than 150 years ago.
            EmailInvalid, PhoneInvalid, VatNumberInvalid: As they say.
            EmailTaken: The new e-mail address is another account's.
            PermissionDenied: Without ``edit_customer``.
        """
        unknown = changes.keys() - CustomerChanges.__annotations__.keys()
        if unknown:
            raise TypeError(f"edit() got an unexpected keyword argument {min(unknown)!r}")

        def corrected(work: Work, before: Customer) -> Customer:
            wanted: dict[str, Any] = {**changes}
            after = checked_customer(work.contacts, evolve(before, **wanted), work.settings.country)
            if after.birthday != before.birthday:
                require_birthday(work, after.birthday)
            # What was stored before there were such checks stays as it is, until it is changed.
            kept = {"email", "phone", "vat_number"} - changes.keys()
            return evolve(after, **{name: getattr(before, name) for name in kept})

        return self._change(actor, customer_id, "customer.edit", corrected)

    def make_account(self, actor: Actor, customer_id: CustomerId) -> Customer:
        """Give a guest an account under their e-mail address; who has one keeps it.

        Raises:
            CustomerNotFound: There is none with this id.
            CustomerIsErased: They have been erased.
            EmailTaken: There is an account with this e-mail address already.
            PermissionDenied: Without ``edit_customer``.
        """
        return self._change(
            actor, customer_id, "customer.make_account", lambda _, each: evolve(each, guest=False)
        )

    def set_active(self, actor: Actor, customer_id: CustomerId, active: bool) -> Customer:
        """Switch an account on or off.

        Raises:
            CustomerNotFound: There is none with this id.
            CustomerIsErased: They have been erased.
            PermissionDenied: Without ``edit_customer``.
        """
        return self._change(
            actor, customer_id, "customer.set_active", lambda _, each: evolve(each, active=active)
        )

    def add_note(self, actor: Actor, customer_id: CustomerId, note: str) -> Customer:
        """Add an internal note.

        Raises:
            FieldMissing, FieldTooLong, FieldInvalid: It is no note.
            CustomerNotFound: There is none with this id.
            CustomerIsErased: They have been erased.
            PermissionDenied: Without ``edit_customer``.
        """
        text = NOTE.taken("note", note)
        return self._change(
            actor, customer_id, "customer.add_note", lambda _, each: each.with_note(text)
        )

    def set_tax_exemption(
        self,
        actor: Actor,
        customer_id: CustomerId,
        reason: str | None,
        reference: str = "",
        *,
        vat_id: bool = False,
    ) -> Customer:
        """Exempt a customer from taxes with a reason, or (None) not any more.

        Args:
            actor: Who decides it.
            customer_id: Whom to exempt.
            reason: Why.
            reference: The number of the paper that proves it, kept as it is written.
            vat_id: Whether that number is a VAT id, and has to have its country's form.

        Raises:
            FieldMissing, FieldTooLong, FieldInvalid: An empty reason, or another text.
            CustomerNotFound: There is none with this id.
            CustomerIsErased: They have been erased.
            VatNumberInvalid: The reference is no VAT id and should be, or is one that is mistyped.
            PermissionDenied: Without ``exempt_from_tax`` and ``edit_customer``.
        """
        actor.require(Permission.EXEMPT_FROM_TAX)
        exemption = None
        if reason is not None:
            exemption = checked_exemption(self._desk, reason, reference, vat_id)
        return self._change(
            actor,
            customer_id,
            "customer.set_tax_exemption",
            lambda _, each: evolve(each, tax_exemption=exemption),
        )

    def merge(self, actor: Actor, keep_id: CustomerId, other_id: CustomerId) -> Customer:
        """Make one customer of two who are the same; the kept one answers to both ids.

        Orders, carts with their links, addresses, vouchers of their own and their uses, prices of
        their own, notes and labels go over to the kept one, and details that the kept one has not.
        Groups, tax exemption and e-mail address are the kept one's. What was placed costs what it
        did. The other one is switched off. It cannot be undone; once more it changes nothing.

        Args:
            actor: Who has found it out.
            keep_id: Who stays.
            other_id: Whose everything goes over to them.

        Returns:
            The kept customer.

        Raises:
            CustomerNotFound: There is no such customer.
            FieldInvalid: They are one and the same id.
            CustomerInactive: The kept one is switched off.
            CustomerIsErased: The kept one has been erased.
            PermissionDenied: Without ``merge_customers``.
        """
        actor.require(Permission.MERGE_CUSTOMERS)
        return self._desk.write(actor, lambda work: merge_customers(work, keep_id, other_id))

    def merge_preview(
        self, actor: Actor, keep_id: CustomerId, other_id: CustomerId
    ) -> MergePreview:
        """What ``merge`` would do, without doing it; raises what it raises."""
        actor.require(Permission.MERGE_CUSTOMERS)
        return self._desk.read(actor, lambda work: merge_preview(work, keep_id, other_id))

    def export(self, actor: Actor, customer_id: CustomerId) -> dict[str, Any]:
        """All that is kept of a customer, as plain JSON values.

        Raises:
            CustomerNotFound: There is none with this id.
            PermissionDenied: Without ``erase_customer``.
        """
        actor.require(Permission.ERASE_CUSTOMER)
        return self._desk.read(actor, lambda work: export_customer(self._desk, work, customer_id))

    def erase(self, actor: Actor, customer_id: CustomerId) -> Customer:
        """Take out everything that tells who a customer is. It cannot be undone.

        Orders keep their figures, and of their addresses country, state and postcode, which
        taxes depend on; the audit trail keeps who did what and when.

        Raises:
            CustomerNotFound: There is none with this id.
            PermissionDenied: Without ``erase_customer``.
        """
        actor.require(Permission.ERASE_CUSTOMER)
        return self._desk.write(actor, lambda work: erase_customer(work, customer_id))

    def _change(
        self,
        actor: Actor,
        customer_id: CustomerId,
        action: str,
        change: Callable[[Work, Customer], Customer],
    ) -> Customer:
        actor.require(Permission.EDIT_CUSTOMER)

        def save(work: Work) -> Customer:
            before = kept_customer(work, customer_id)
            before.require_not_erased()
            after = change(work, before)
            if after == before:
                return before
            free_email(work, after)
            work.customers.save(after)
            if after.guest_key != before.guest_key:
                count_for_new_email(work, after)
            old, new = differences(before, after)
            work.record(action, SubjectType.CUSTOMER, before.id, old, new)
            tell_customer(work, before.id, action, {*old, *new})
            return after

        return self._desk.write(actor, save)
