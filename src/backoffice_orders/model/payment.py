"""Charging a customer through a payment provider."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from attrs import field
from moneyed import Money

from backoffice_orders.model.frozen import frozen_mapping
from backoffice_orders.model.values import frozen


class ChargeStatus(StrEnum):
    """What has become of a charge."""

    PAID = "paid"
    REFUSED = "refused"
    PENDING = "pending"


@frozen
class Charge:
    """Money to be taken from the customer, once.

    ``key`` names this very attempt: a provider that is asked again with the same key must not
    charge again. ``details`` are what the customer entered for this provider (a card's token).
    """

    key: str
    order_reference: str
    amount: Money
    details: Mapping[str, str] = field(factory=dict, converter=frozen_mapping, repr=False)


@frozen
class ChargeResult:
    """The provider's answer. ``reference`` is its name for the payment."""

    status: ChargeStatus
    reference: str = ""
    reason: str = ""
