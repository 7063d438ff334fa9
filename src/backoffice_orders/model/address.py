"""Postal addresses. The rules of each country are behind the ``ContactRules`` port."""

from __future__ import annotations

from attrs import field

from backoffice_orders.model.errors.customers import AddressOtherCustomer
from backoffice_orders.model.fields import (
    ID,
    NAME,
    NAME_OR_EMPTY,
    PERSONAL,
    Text,
    in_capitals,
    written,
)
from backoffice_orders.model.ids import AddressId, CustomerId
from backoffice_orders.model.values import frozen


@frozen
class Address:
    """Where something is sent or billed to.

    ``country`` is an ISO 3166-1 alpha-2 code in capitals; ``state`` the country's own code for
    a state, province or prefecture (``FL``), empty where the country has none; ``street`` one
    or more lines. ``deleted`` addresses stay readable for old orders but cannot be chosen.
    """

    id: AddressId = field(validator=ID)
    customer_id: CustomerId = field(validator=ID)
    first_name: str = field(converter=written, validator=NAME, metadata=PERSONAL)
    last_name: str = field(converter=written, validator=NAME, metadata=PERSONAL)
    street: str = field(
        converter=written, validator=Text(255, required=True, lines=True), metadata=PERSONAL
    )
    city: str = field(converter=written, validator=NAME_OR_EMPTY, metadata=PERSONAL)
    country: str = field(converter=in_capitals, validator=Text(8, required=True))
    postcode: str = field(default="", converter=written, validator=Text(32), metadata=PERSONAL)
    state: str = field(default="", converter=written, validator=Text(64), metadata=PERSONAL)
    company: str = field(default="", converter=written, validator=NAME_OR_EMPTY, metadata=PERSONAL)
    phone: str = field(default="", converter=written, validator=Text(32), metadata=PERSONAL)
    vat_number: str = field(default="", converter=written, validator=Text(32), metadata=PERSONAL)
    alias: str = field(default="", converter=written, validator=Text(64), metadata=PERSONAL)
    note: str = field(
        default="", converter=written, validator=Text(500, lines=True), metadata=PERSONAL
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

    def label_of(self, name: str) -> str:
        """What the country calls a field: a key of ``model.errors.fields.LABELS``."""
        return {"state": self.state_label, "postcode": self.postcode_label}.get(name, name)
