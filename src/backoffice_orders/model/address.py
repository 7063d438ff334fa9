"""Postal addresses. The rules of each country are behind the ``ContactRules`` port."""

from __future__ import annotations

from attrs import field, frozen

from backoffice_orders.model.checks import at_most, not_blank, stripped
from backoffice_orders.model.errors.customers import AddressOtherCustomer
from backoffice_orders.model.ids import AddressId, CustomerId

NAME_LIMIT = 128
LINE_LIMIT = 255


def _country_code(code: str) -> str:
    return code.strip().upper()


@frozen
class Address:
    """Where something is sent or billed to.

    ``country`` is an ISO 3166-1 alpha-2 code in capitals; ``state`` the country's own code for
    a state, province or prefecture (``FL``), empty where the country has none; ``street`` one
    or more lines. ``deleted`` addresses stay readable for old orders but cannot be chosen.
    """

    id: AddressId
    customer_id: CustomerId
    first_name: str = field(converter=stripped, validator=[not_blank, at_most(NAME_LIMIT)])
    last_name: str = field(converter=stripped, validator=[not_blank, at_most(NAME_LIMIT)])
    street: str = field(converter=stripped, validator=[not_blank, at_most(LINE_LIMIT)])
    city: str = field(converter=stripped, validator=at_most(NAME_LIMIT))
    country: str = field(converter=_country_code, validator=not_blank)
    postcode: str = field(default="", converter=stripped, validator=at_most(32))
    state: str = field(default="", converter=stripped, validator=at_most(64))
    company: str = field(default="", converter=stripped, validator=at_most(NAME_LIMIT))
    phone: str = field(default="", converter=stripped, validator=at_most(32))
    vat_number: str = field(default="", converter=stripped, validator=at_most(32))
    alias: str = field(default="", converter=stripped, validator=at_most(64))
    note: str = field(default="", converter=stripped, validator=at_most(500))
    deleted: bool = False

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"

    @property
    def one_line(self) -> str:
        """For lists: name, street, postcode and city, country."""
        place = f"{self.postcode} {self.city}".strip()
        street = ", ".join(self.street.splitlines())
        state = f"{self.state} " if self.state else ""
        return f"{self.name}, {street}, {place}, {state}{self.country}"

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
