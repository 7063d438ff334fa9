"""Charging a customer through a payment provider."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum

from attrs import field
from moneyed import Money

from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.fields import in_a_tuple, storable
from backoffice_orders.model.frozen import frozen_mapping
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.reasons import LISTED_ONE
from backoffice_orders.model.values import frozen

AN_ADDRESS = Sentence("reason.web_address", "it must be an address that begins with https://")
# What a browser may be sent to; without encryption only on the machine itself.
# In a header it stands as RFC 3986 writes it: in ASCII.
_ADDRESS = re.compile(
    r"https://[!-.0-~]+(/[!-~]*)?|http://(localhost|127\.0\.0\.1)(:[0-9]+)?(/[!-~]*)?"
)


class ChargeStatus(StrEnum):
    """What has become of a charge."""

    PAID = "paid"
    REFUSED = "refused"
    PENDING = "pending"


@frozen
class Charge:
    """Money to be taken from the customer, once.

    Attributes:
        key: Names this very attempt: a provider that is asked again with the same key must not
            charge again. Two shops' keys are never alike, whatever their orders' ids are.
        order_reference: What customer and shop call the order.
        amount: Gross, in whole minor units.
        token: What the provider's field has made of what was entered; empty where the provider
            has a page. It is in no document, no log and no ``repr``.
        return_to: Where the customer is sent from the provider's page; empty where nobody
            returns.
    """

    key: str
    order_reference: str
    amount: Money
    token: str = field(default="", repr=False)
    return_to: str = field(default="", repr=False)


def _status(value: ChargeStatus) -> ChargeStatus:
    """What has become of a charge: never by what it is not, as "declined" is not refused."""
    try:
        return ChargeStatus(value)
    except ValueError:
        raise FieldInvalid("status", LISTED_ONE()) from None


def _said(value: str) -> str:
    """What a provider says, as every store can keep it; a number is its digits."""
    return storable(str(value)) if value is not None else ""


@frozen
class ChargeResult:
    """The provider's answer.

    ``reference`` is its name for the payment. ``page``: where the customer has to go to pay, while
    it is pending; asked again with the same key, a provider says the same page, or another one
    that pays the same once. It is not stored.

    Raises:
        FieldInvalid: ``status`` is none, or ``page`` no address that a browser may be sent to.
    """

    status: ChargeStatus = field(converter=_status)
    reference: str = field(default="", converter=_said)
    reason: str = field(default="", converter=_said)
    page: str = field(default="", repr=False)

    def __attrs_post_init__(self) -> None:
        page = self.page
        if not isinstance(page, str) or (page and not _ADDRESS.fullmatch(page)):
            raise FieldInvalid("page", AN_ADDRESS())


@frozen
class PaymentField:
    """A provider's field on our page.

    The page shows an empty ``<div data-payment-field>`` with ``data`` as its ``data-`` attributes,
    and loads ``scripts``. They put a field of the provider's (a frame from its own site) into it,
    and write the token into the hidden input ``payment_token`` before the form is sent.

    Attributes:
        scripts: Addresses of scripts: the provider's, then one of the host's that ties it to the
            form.
        data: Names and values for the script, such as the shop's public key.
    """

    scripts: Sequence[str] = field(converter=in_a_tuple)
    data: Mapping[str, str] = field(factory=dict, converter=frozen_mapping, hash=False)
