"""What services of other systems are asked about a cart: for taxes, delivery rates and prices.

A question holds what its service needs, and nothing about a person but what decides a tax. Two
questions with the same ``fingerprint`` ask the same: an answer to one is an answer to the other.
"""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from typing import Any

import attrs
from attrs import field
from moneyed import Money

from backoffice_orders.model.customer import TaxExemption
from backoffice_orders.model.fields import MOMENT
from backoffice_orders.model.ids import (
    CombinationId,
    CustomerId,
    GroupId,
    LineId,
    ProductId,
    TaxGroupId,
)
from backoffice_orders.model.service import Service
from backoffice_orders.model.tax import Place
from backoffice_orders.model.values import frozen


class TaxedKind(StrEnum):
    """What an amount is charged for."""

    PRODUCT = "product"
    ITEM = "item"
    FEE = "fee"
    GIFT = "gift"
    SHIPPING = "shipping"
    WRAPPING = "wrapping"


@frozen
class LineToPrice:
    """So many pieces of a product. ``reference`` is the shop's own number of it."""

    line_id: LineId
    product_id: ProductId
    quantity: int
    combination_id: CombinationId | None = None
    reference: str = ""


@frozen
class PriceQuestion:
    """What does one piece cost on each of these lines, for this customer?

    ``currency`` is the one that the answer has to be in; ``moment`` is in UTC, and ``place``
    where the goods go to.
    """

    currency: str
    moment: datetime = field(validator=MOMENT)
    place: Place
    lines: tuple[LineToPrice, ...]
    customer_id: CustomerId | None = None
    group_ids: tuple[GroupId, ...] = ()

    @property
    def service(self) -> Service:
        """Whom it is for."""
        return Service.PRICES

    @property
    def fingerprint(self) -> str:
        """Equal for questions that ask the same, whenever they are asked."""
        return fingerprint(self)


@frozen
class LineToSend:
    """Goods of a parcel. ``weight`` (kg) is the whole line's, the sizes (cm) are one piece's."""

    line_id: LineId
    quantity: int
    weight: Decimal = Decimal(0)
    product_id: ProductId | None = None
    combination_id: CombinationId | None = None
    width: Decimal = Decimal(0)
    height: Decimal = Decimal(0)
    depth: Decimal = Decimal(0)


@frozen
class DeliveryQuestion:
    """Who delivers these goods from one place to the other, and for how much?

    ``value`` is what the goods cost, net and before discounts, in ``currency``; ``weight`` (kg)
    is the sum of the lines'. ``moment`` is in UTC.
    """

    currency: str
    moment: datetime = field(validator=MOMENT)
    origin: Place
    destination: Place
    weight: Decimal
    value: Money
    lines: tuple[LineToSend, ...]
    customer_id: CustomerId | None = None
    group_ids: tuple[GroupId, ...] = ()

    @property
    def service(self) -> Service:
        """Whom it is for."""
        return Service.DELIVERY_RATES

    @property
    def fingerprint(self) -> str:
        """Equal for questions that ask the same, whenever they are asked."""
        return fingerprint(self)


@frozen
class AmountToTax:
    """What is to be paid for one line, for the delivery, or for the gift wrapping.

    ``amount`` is in whole minor units, after discounts: net, or gross where ``tax_included``
    (a price that was agreed with its tax). It can be zero, as a gift's is: its rates are asked
    for, to show what the gift is worth.
    """

    line_id: LineId
    kind: TaxedKind
    amount: Money
    quantity: int = 1
    tax_included: bool = False
    tax_group_id: TaxGroupId | None = None
    product_id: ProductId | None = None
    combination_id: CombinationId | None = None
    reference: str = ""


@frozen
class TaxQuestion:
    """Which taxes are charged on these amounts?

    ``destination`` is where the goods go to, ``invoice`` where the invoice goes to, ``origin``
    where the shop is. ``exemption`` is why the customer pays none: whether it holds, the service
    decides. ``moment`` is in UTC.
    """

    currency: str
    moment: datetime = field(validator=MOMENT)
    origin: Place
    destination: Place
    invoice: Place
    lines: tuple[AmountToTax, ...]
    customer_id: CustomerId | None = None
    group_ids: tuple[GroupId, ...] = ()
    exemption: TaxExemption | None = None

    @property
    def service(self) -> Service:
        """Whom it is for."""
        return Service.TAXES

    @property
    def fingerprint(self) -> str:
        """Equal for questions that ask the same, whenever they are asked."""
        return fingerprint(self)


Question = PriceQuestion | DeliveryQuestion | TaxQuestion


def fingerprint(question: Question) -> str:
    """A short text that is the same for the same question, in every process and at any moment."""
    text = json.dumps([question.service, _plain(question)], separators=(",", ":"))
    return sha256(text.encode()).hexdigest()[:32]


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Money):
        return [_plain(value.amount), value.currency.code]
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"  # 1.0 kg weighs as much as 1 kg
    if attrs.has(type(value)):
        names = (each.name for each in attrs.fields(type(value)))
        return [_plain(getattr(value, name)) for name in names if name != "moment"]
    return value
