"""Customers and the groups they belong to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from attrs import evolve, field, frozen

from backoffice_orders.model.checks import (
    frozen_mapping,
    not_blank,
    percentage,
    stripped,
    timestamp,
)
from backoffice_orders.model.email import email_key, readable_email
from backoffice_orders.model.errors.customers import CustomerInactive
from backoffice_orders.model.ids import CustomerId, GroupId
from backoffice_orders.model.text import normalize, words


class PriceDisplay(StrEnum):
    """Whether a customer group is shown gross or net prices."""

    TAX_INCLUDED = "tax_included"
    TAX_EXCLUDED = "tax_excluded"


@frozen
class CustomerGroup:
    """A group of customers, with a reduction (percent off the catalog's unit prices)."""

    id: GroupId
    name: str = field(validator=not_blank)
    reduction_percent: Decimal = field(default=Decimal(0), validator=percentage)
    shows_prices: PriceDisplay = PriceDisplay.TAX_INCLUDED


@frozen
class TaxExemption:
    """Why no tax is charged: a reason, and the paper that proves it (a VAT id, a letter)."""

    reason: str = field(converter=stripped, validator=not_blank)
    reference: str = field(default="", converter=stripped)


@frozen
class Customer:
    """Somebody the shop sells to.

    A guest has no account: their e-mail address may occur more than once. ``email`` is as any
    mail server takes it, its domain in ASCII (``jo@xn--mller-kva.de``). ``created_at`` is
    in UTC. ``attributes`` are the host's own and travel along unread.
    """

    id: CustomerId
    first_name: str = field(converter=stripped, validator=not_blank)
    last_name: str = field(converter=stripped, validator=not_blank)
    email: str = field(converter=stripped, validator=not_blank)
    created_at: datetime = field(validator=timestamp)
    company: str = field(default="", converter=stripped)
    phone: str = field(default="", converter=stripped)
    vat_number: str = field(default="", converter=stripped)
    birthday: date | None = None
    language: str = "en"
    group_ids: tuple[GroupId, ...] = ()
    active: bool = True
    guest: bool = False
    tax_exemption: TaxExemption | None = None
    notes: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    attributes: Mapping[str, str] = field(factory=dict, converter=frozen_mapping, hash=False)

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"

    @property
    def search_words(self) -> tuple[str, ...]:
        """What the customer is found by."""
        return words(
            self.first_name, self.last_name, self.company, self.email, readable_email(self.email)
        )

    @property
    def email_key(self) -> str:
        """The e-mail address as accounts are compared by; see ``model.email.email_key``."""
        return email_key(self.email)

    @property
    def sort_key(self) -> str:
        """Lists of customers are in this order: last name, first name, without accents."""
        return f"{normalize(self.last_name)}\x1f{normalize(self.first_name)}"

    def require_active(self) -> None:
        """Raise ``CustomerInactive`` if the account is switched off."""
        if not self.active:
            raise CustomerInactive(self.id, self.name)

    def with_note(self, note: str) -> Customer:
        """The customer with one more internal note."""
        return evolve(self, notes=(*self.notes, note.strip()))
