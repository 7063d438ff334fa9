"""What a letter to a customer says; how it looks is up to the ``Letters`` port."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from attrs import field
from moneyed import Money

from backoffice_orders.model.address import Address
from backoffice_orders.model.bank import Transfer
from backoffice_orders.model.customer import PriceDisplay
from backoffice_orders.model.fields import storable
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.values import frozen


class LetterKind(StrEnum):
    """Why the shop writes: a cart to check and pay, or an order that was placed."""

    CART = "cart"
    ORDER = "order"


@frozen
class Letter:
    """A letter about a cart or an order. ``url`` is the customer's link, empty without one.

    ``note`` is the shop's word to the customer. ``valid_until`` (UTC) is when the link ends;
    ``placed_at`` (UTC), ``reference``, ``payment_method`` and ``payment_due`` (a day in the
    shop's time zone) are an order's; ``due`` is what is left to pay of it, gross (zero: it is
    paid), ``overpaid`` what the shop owes the customer, if anything, ``transfer`` what the customer
    is to transfer.
    ``shows_prices``: whether this customer is shown gross or net prices. ``shop_phone``,
    ``shop_logo``, ``shop_accent`` and ``terms_url`` are as the shop's settings have them.
    """

    kind: LetterKind
    language: str
    time_zone: str
    shop_name: str
    customer_name: str
    summary: Summary
    delivery_address: Address | None = None
    invoice_address: Address | None = None
    url: str = ""
    note: str = ""
    valid_until: datetime | None = None
    reference: str = ""
    placed_at: datetime | None = None
    payment_method: str = ""
    payment_due: date | None = None
    due: Money | None = None
    overpaid: Money | None = None
    transfer: Transfer | None = None
    shows_prices: PriceDisplay = PriceDisplay.TAX_INCLUDED
    shop_phone: str = ""
    shop_logo: str = ""
    shop_accent: str = ""
    terms_url: str = ""


@frozen
class RenderedLetter:
    """A letter ready to send: the subject in one line, and the same in text and in HTML.

    What no message can hold of it, such as half a letter in a product's name, is a question mark.
    """

    subject: str = field(converter=storable)
    text: str = field(converter=storable)
    html: str = field(converter=storable)
