"""Postal addresses. The rules of each country are behind the ``ContactRules`` port."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve, field

from backoffice_orders.model.errors.customers import AddressOtherCustomer
from backoffice_orders.model.fields import (
    ID,
    NAME,
    NAME_OR_EMPTY,
    Text,
    asked,
    asked_in,
    asked_of_person,
    asked_text,
    in_capitals,
    labelled,
    required_in,
    written,
)
from backoffice_orders.model.ids import AddressId, CustomerId
from backoffice_orders.model.letters import normalize
from backoffice_orders.model.values import frozen


@frozen(kw_only=True, field_transformer=labelled)
class AddressDetails:
    """What an address may say besides name and place.

    Both pages, the API, files to import, what is stored, exported and erased, and printed addresses
    have each of these by itself: one is added with one line.
    """

    company: str = asked_text("Company", 255)
    phone: str = asked_text("Phone", 32)
    vat_number: str = asked_text("VAT number", 32)
    alias: str = asked_text("Name of this address", 64, of_customer=False)
    note: str = asked_text("Note", 500, lines=True, of_employee=False, of_customer=False)


ADDRESS_DETAILS = asked_in(AddressDetails)


@frozen(field_transformer=labelled)
class Address(AddressDetails):
    """Where something is sent or billed to.

    ``country`` is an ISO 3166-1 alpha-2 code in capitals; ``state`` the country's own code for
    a state, province or prefecture (``FL``), empty where the country has none; ``street`` one
    or more lines. ``deleted`` addresses stay readable for old orders but cannot be chosen.
    """

    id: AddressId = field(validator=ID)
    customer_id: CustomerId = field(validator=ID)
    first_name: str = field(
        converter=written, validator=NAME, metadata=asked_of_person("First name")
    )
    last_name: str = field(converter=written, validator=NAME, metadata=asked_of_person("Last name"))
    street: str = field(
        converter=written,
        validator=Text(255, required=True, lines=True),
        metadata=asked_of_person("Street"),
    )
    city: str = field(converter=written, validator=NAME_OR_EMPTY, metadata=asked_of_person("City"))
    country: str = field(
        converter=in_capitals, validator=Text(8, required=True), metadata=asked("Country")
    )
    postcode: str = field(
        default="", converter=written, validator=Text(32), metadata=asked_of_person("Postcode")
    )
    state: str = field(
        default="", converter=written, validator=Text(64), metadata=asked_of_person("State")
    )
    deleted: bool = False

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()

    def require_owner(self, customer_id: CustomerId) -> None:
        """Raise ``AddressOtherCustomer`` if it is not this customer's."""
        if self.customer_id != customer_id:
            raise AddressOtherCustomer(self.id, customer_id)


REQUIRED_OF_ADDRESS = required_in(Address)
"""What every address says, whatever its country's form asks for."""


@frozen
class AddressForm:
    """What a country's address form asks for, in the order the country writes it.

    Field names are those of ``Address``. ``states`` are (code, name) pairs, empty where the
    country lists none; ``state_label`` and ``postcode_label`` say what the country calls
    them (``province``, ``zip``).
    """

    country: str
    fields: tuple[str, ...]
    required: frozenset[str]
    states: tuple[tuple[str, str], ...] = ()
    state_label: str = "state"
    postcode_label: str = "postcode"
    postcode_examples: tuple[str, ...] = ()

    @property
    def of_employee(self) -> AddressForm:
        """The form with all that the employee's page asks for."""
        return self._with(name for name, asked in ADDRESS_DETAILS.items() if asked.of_employee)

    @property
    def of_customer(self) -> AddressForm:
        """The form with all that the customer's page asks for."""
        return self._with(name for name, asked in ADDRESS_DETAILS.items() if asked.of_customer)

    def _with(self, details: Iterable[str]) -> AddressForm:
        return evolve(self, fields=tuple(dict.fromkeys((*self.fields, *details))))

    def state_of(self, said: str) -> str:
        """The code of a state that is said by its code or name; empty for none of the country's.

        Where the country lists none, it is what was said.
        """
        if not self.states:
            return said
        asked = normalize(said)
        named = (code for code, name in self.states if asked in (normalize(code), normalize(name)))
        return next(named, "")

    def label_of(self, name: str) -> str:
        """The name of the label that the country has for a field; see ``model.messages.label``."""
        return {"state": self.state_label, "postcode": self.postcode_label}.get(name, name)
