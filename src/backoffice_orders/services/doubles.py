"""Customers who may be the same as another one: by phone, by name and postcode, by e-mail."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from attrs import evolve, field

from backoffice_orders.model.address import Address
from backoffice_orders.model.caller import CallerQuery
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.email import email_key
from backoffice_orders.model.ids import CustomerId
from backoffice_orders.model.letters import normalize
from backoffice_orders.model.page import PageRequest
from backoffice_orders.model.text import WHOLE_CODE_RANK, normalize_code
from backoffice_orders.model.values import frozen
from backoffice_orders.services.desk import Work
from backoffice_orders.services.kept_customers import kept_of

# So many are named at most: a shop's own number may be everybody's.
_MOST = 5
# So many who are found are looked at: several may be one who was merged, or who is asked about.
_LOOKED_AT = 50
# A number with fewer digits is no phone number that tells one from another.
_PHONE_DIGITS = 6


@frozen
class Told:
    """What is known of somebody, as it was said; what is empty tells nothing."""

    name: str = ""
    emails: tuple[str, ...] = field(default=())
    phones: tuple[str, ...] = field(default=())
    postcodes: tuple[str, ...] = field(default=())

    def and_of(self, customer: Customer, addresses: tuple[Address, ...]) -> Told:
        """With all that is kept of a customer."""
        return evolve(
            self,
            name=self.name or customer.name,
            emails=(*self.emails, customer.email),
            phones=(*self.phones, customer.phone, *(each.phone for each in addresses)),
            postcodes=(*self.postcodes, *(each.postcode for each in addresses)),
        )


def doubles_of(work: Work, told: Told, besides: CustomerId | None) -> tuple[Customer, ...]:
    """Those who may be the same, but for one; who was merged or erased is nobody's double."""
    found: dict[CustomerId, Customer] = {}
    for text, same in _looked_for(told):
        for hit in work.customers.search(text, PageRequest(1, _LOOKED_AT)):
            if len(found) == _MOST:
                return tuple(found.values())
            customer = kept_of(work, hit)
            if customer.id in found or customer.id == besides or customer.erased:
                continue
            if same(customer, work.addresses.of_customer(customer.id)):
                found[customer.id] = customer
    return tuple(found.values())


_Same = Callable[[Customer, tuple[Address, ...]], bool]


def _looked_for(told: Told) -> Iterator[tuple[str, _Same]]:
    """What is searched for, and whether somebody who is found has the whole of it."""
    for email in dict.fromkeys(filter(None, told.emails)):
        yield email, _has_email(email)
    for phone in dict.fromkeys(told.phones):
        if sum(map(str.isdigit, phone)) >= _PHONE_DIGITS:
            yield phone, _has_phone(phone)
    name = normalize(told.name)
    for postcode in filter(None, dict.fromkeys(map(normalize_code, told.postcodes))):
        if name:
            yield f"{told.name} {postcode}", _lives_there(name, postcode)


def _has_email(email: str) -> _Same:
    return lambda customer, _: customer.email_key == email_key(email)


def _has_phone(phone: str) -> _Same:
    query = evolve(CallerQuery.of(phone), words=())
    return lambda customer, addresses: (query.rank(customer, addresses) or 0) >= WHOLE_CODE_RANK


def _lives_there(name: str, postcode: str) -> _Same:
    return lambda customer, addresses: (
        normalize(customer.name) == name
        and any(normalize_code(each.postcode) == postcode for each in addresses)
    )
