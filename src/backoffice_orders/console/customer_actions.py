"""What the buttons of a customer's page do, where they do more than one use case says."""

from __future__ import annotations

from backoffice_orders.back_office import BackOffice
from backoffice_orders.console.customer_form import changes_in
from backoffice_orders.console.form import Form
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.ids import AddressId, CustomerId
from backoffice_orders.model.values import frozen
from backoffice_orders.services.addresses import AddressEntry
from backoffice_orders.services.commands.addresses import NEEDED_OF_ADDRESS
from backoffice_orders.web.page_fields import OF_ADDRESS


@frozen
class CustomerActions:
    """The buttons; each takes the customer's id."""

    office: BackOffice

    def edit(self, actor: Actor, customer: CustomerId, form: Form) -> object:
        """Correct what is kept of the customer: the fields that were changed, and no others."""
        changes = changes_in(form)
        if not changes:
            return self.office.customers.get(actor, customer)
        return self.office.customers.edit(actor, customer, **changes)

    def address(self, actor: Actor, customer: CustomerId, form: Form) -> object:
        """Add an address to the customer, or correct one of theirs."""
        needed = {name: form.text(name) for name in NEEDED_OF_ADDRESS}
        asked = {name: form.text(name) for name in OF_ADDRESS if name in form.data}
        entry, edited = AddressEntry(**{**needed, **asked}), form.text("address")
        if edited:
            self._require_owner(actor, customer, AddressId(edited))
            return self.office.addresses.edit(actor, AddressId(edited), entry)
        return self.office.addresses.add(actor, customer, entry)

    def delete_address(self, actor: Actor, customer: CustomerId, form: Form) -> None:
        """Take an address out of the customer's list."""
        self._require_owner(actor, customer, AddressId(form.text("address")))
        self.office.addresses.delete(actor, AddressId(form.text("address")))

    def default_address(self, actor: Actor, customer: CustomerId, form: Form) -> object:
        """Make an address the customer's default one, for what the button says."""
        address = AddressId(form.text("address"))
        self._require_owner(actor, customer, address)
        return self.office.addresses.set_default(
            actor,
            address,
            delivery=True if form.text("for") == "delivery" else None,
            invoice=True if form.text("for") == "invoice" else None,
        )

    def _require_owner(self, actor: Actor, customer: CustomerId, address: AddressId) -> None:
        """Raise ``AddressOtherCustomer`` for an address that the page of this customer has not."""
        owner = self.office.customers.get(actor, customer).id
        self.office.desk.read(actor, lambda work: work.addresses.get(address).require_owner(owner))
