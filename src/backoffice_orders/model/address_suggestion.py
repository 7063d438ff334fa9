"""Addresses that are suggested while somebody types one: what is asked, and what is answered."""

from __future__ import annotations

from attrs import field, fields

from backoffice_orders.model.address import Address
from backoffice_orders.model.fields import Text, in_capitals, written
from backoffice_orders.model.values import frozen

MOST_SUGGESTED = 10
"""So many addresses are suggested at most: more, nobody reads while typing."""

# A suggestion's parts keep to what an address takes.
_OF_ADDRESS = fields(Address)


@frozen
class AddressQuestion:
    """What is asked while an address is typed.

    Attributes:
        text: What stands in the first line so far, in one line, at least three letters.
        country: Where the address is (ISO 3166-1 alpha-2, in capitals).
        language: What the reader reads (BCP 47: ``fr``, ``de-AT``).
        limit: How many suggestions are wanted at most, one to ten.
    """

    text: str
    country: str
    language: str
    limit: int = MOST_SUGGESTED


@frozen
class AddressSuggestion:
    """An address that may be meant.

    What it does not say of the place is empty: nothing of another place stays in the form.

    Attributes:
        line: The whole of it in one line, for people to choose by.
        street: Street and number as the country writes them, perhaps with a further line.
        country: Its country (ISO 3166-1 alpha-2); only those of the question's are shown.
        postcode: Its postcode, as the country writes it.
        city: Its town.
        state: Its state, province or prefecture, by code or name; empty where the country's
            addresses have none.
    """

    line: str = field(converter=written, validator=Text(500, required=True))
    street: str = field(converter=written, validator=_OF_ADDRESS.street.validator)
    country: str = field(converter=in_capitals, validator=_OF_ADDRESS.country.validator)
    postcode: str = field(default="", converter=written, validator=_OF_ADDRESS.postcode.validator)
    city: str = field(default="", converter=written, validator=_OF_ADDRESS.city.validator)
    state: str = field(default="", converter=written, validator=_OF_ADDRESS.state.validator)
