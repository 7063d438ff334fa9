"""Customers and the groups they belong to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256

from attrs import evolve, field
from moneyed import Money

from backoffice_orders.model.email import email_key
from backoffice_orders.model.errors.customers import CustomerInactive, CustomerIsErased
from backoffice_orders.model.fields import (
    ATTRIBUTES,
    DAY_OR_NONE,
    ID,
    ID_OR_NONE,
    IDS,
    LANGUAGE,
    MOMENT,
    NAME,
    NAME_OR_EMPTY,
    NOTE,
    PERCENT,
    PERSONAL,
    REASON,
    TAGS,
    Each,
    Text,
    asked,
    asked_of_person,
    exact,
    in_a_tuple,
    in_utc,
    labelled,
    language_tag,
    written,
    written_each,
)
from backoffice_orders.model.frozen import frozen_mapping
from backoffice_orders.model.ids import AddressId, CustomerId, GroupId
from backoffice_orders.model.letters import normalize
from backoffice_orders.model.money import TaxedMoney
from backoffice_orders.model.personal import ERASED
from backoffice_orders.model.values import frozen

EMAIL = Text(254, required=True)  # RFC 5321: what a server takes
PHONE = Text(32)


class PriceDisplay(StrEnum):
    """Whether a customer group is shown gross or net prices."""

    TAX_INCLUDED = "tax_included"
    TAX_EXCLUDED = "tax_excluded"

    def of(self, amount: TaxedMoney) -> Money:
        """Of an amount, what such a customer is shown: its gross, or its net."""
        return amount.net if self is PriceDisplay.TAX_EXCLUDED else amount.gross


@frozen
class CustomerGroup:
    """A group of customers, with a reduction (percent off the catalog's unit prices).

    ``shows_prices``: whether pages and letters show the prices of lines, vouchers and delivery
    gross or net. The total that is to be paid is gross for everybody.
    """

    id: GroupId = field(validator=ID)
    name: str = field(converter=written, validator=NAME)
    reduction_percent: Decimal = field(default=Decimal(0), converter=exact, validator=PERCENT)
    shows_prices: PriceDisplay = PriceDisplay.TAX_INCLUDED


@frozen
class TaxExemption:
    """Why no tax is charged: a reason, and the paper that proves it (a VAT id, a letter)."""

    reason: str = field(converter=written, validator=REASON, metadata=PERSONAL)
    reference: str = field(
        default="", converter=written, validator=NAME_OR_EMPTY, metadata=PERSONAL
    )


@frozen(field_transformer=labelled)
class Customer:
    """Somebody the shop sells to.

    A guest has no account: their e-mail address may occur more than once. ``email`` is as any
    mail server takes it, its domain in ASCII (``jo@xn--mller-kva.de``). ``created_at`` is in
    UTC, also where a host's row does not say so. ``attributes`` are the host's own and travel
    along unread. ``merged_into`` is who has everything of a customer who was found to be the
    same, and ``merged`` are those whom this one was merged with, all of them. The default
    addresses are chosen with the customer; one that is gone counts as none.
    """

    id: CustomerId = field(validator=ID)
    first_name: str = field(
        converter=written, validator=NAME, metadata=asked_of_person("First name")
    )
    last_name: str = field(converter=written, validator=NAME, metadata=asked_of_person("Last name"))
    email: str = field(converter=written, validator=EMAIL, metadata=asked_of_person("E-mail"))
    created_at: datetime = field(converter=in_utc, validator=MOMENT)
    company: str = field(
        default="", converter=written, validator=NAME_OR_EMPTY, metadata=asked_of_person("Company")
    )
    phone: str = field(
        default="", converter=written, validator=PHONE, metadata=asked_of_person("Phone")
    )
    vat_number: str = field(
        default="", converter=written, validator=Text(32), metadata=asked_of_person("VAT number")
    )
    birthday: date | None = field(
        default=None, validator=DAY_OR_NONE, metadata=asked_of_person("Date of birth")
    )
    language: str = field(
        default="en", converter=language_tag, validator=LANGUAGE, metadata=asked("Language")
    )
    group_ids: tuple[GroupId, ...] = field(default=(), converter=in_a_tuple, validator=IDS)
    active: bool = True
    guest: bool = False
    tax_exemption: TaxExemption | None = field(default=None, metadata=PERSONAL)
    notes: tuple[str, ...] = field(
        default=(), converter=written_each, validator=Each(NOTE, 1000), metadata=PERSONAL
    )
    tags: tuple[str, ...] = field(
        default=(), converter=written_each, validator=TAGS, metadata=PERSONAL
    )
    attributes: Mapping[str, str] = field(
        factory=dict,
        converter=frozen_mapping,
        validator=ATTRIBUTES,
        hash=False,
        metadata=PERSONAL,
    )
    merged_into: CustomerId | None = field(default=None, validator=ID_OR_NONE)
    merged: tuple[CustomerId, ...] = field(default=(), converter=in_a_tuple, validator=IDS)
    default_delivery_id: AddressId | None = field(default=None, validator=ID_OR_NONE)
    default_invoice_id: AddressId | None = field(default=None, validator=ID_OR_NONE)

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def email_key(self) -> str:
        """The e-mail address as accounts are compared by; see ``model.email.email_key``."""
        return email_key(self.email)

    @property
    def guest_key(self) -> CustomerId:
        """Whom uses of vouchers count for: one e-mail address is one customer.

        All guests of it and the account that has it, whichever came first.
        A digest, so that what is counted still says nothing once the customer is erased.
        """
        return CustomerId(f"guest:{sha256(self.email_key.encode()).hexdigest()}")

    @property
    def sort_key(self) -> str:
        """Lists of customers are in this order: last name, first name, without accents."""
        return f"{normalize(self.last_name)}\x1f{normalize(self.first_name)}"

    @property
    def erased(self) -> bool:
        """Whether all that tells who they were has been taken out."""
        return ERASED in {self.first_name, self.last_name, self.email}

    def require_not_erased(self) -> None:
        """Raise ``CustomerIsErased`` for whom nothing more is kept."""
        if self.erased:
            raise CustomerIsErased(self.id)

    def require_active(self) -> None:
        """Raise ``CustomerIsErased``, or ``CustomerInactive`` if the account is switched off."""
        self.require_not_erased()
        if not self.active:
            raise CustomerInactive(self.id, self.name)

    def with_note(self, note: str) -> Customer:
        """The customer with one more internal note."""
        return evolve(self, notes=(*self.notes, note))
