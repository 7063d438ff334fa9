"""Records to import: what stands on one line of a file, before it is anything of the model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from attrs import field, frozen

from backoffice_orders.model.cart import Channel
from backoffice_orders.model.fields import LEVEL, MOMENT, QUANTITY
from backoffice_orders.model.ids import (
    AddressId,
    CarrierId,
    CombinationId,
    CustomerId,
    ProductId,
)


@frozen
class Record:
    """One record. ``fields`` is a mapping, or a text that says why it could not be read."""

    file: str
    line: int
    fields: Any


@frozen
class RecordFile:
    """All records of one kind in one file."""

    kind: str
    name: str
    records: Iterator[Record]


@frozen
class StockCount:
    """So many of a product or combination."""

    product_id: ProductId
    level: int = field(validator=LEVEL)
    combination_id: CombinationId | None = None


@frozen
class LineEntry:
    """So many of a product in a cart or an order; texts by the ids of the product's fields."""

    product_id: ProductId
    quantity: int = field(default=1, validator=QUANTITY)
    combination_id: CombinationId | None = None
    customization: Mapping[str, str] = field(factory=dict)


@frozen
class CartEntry:
    """A cart that was never ordered, as the storefront or an employee left it (UTC)."""

    customer_id: CustomerId
    lines: tuple[LineEntry, ...]
    updated_at: datetime = field(validator=MOMENT)
    channel: Channel = Channel.STOREFRONT
    currency: str | None = None
    delivery_address_id: AddressId | None = None
    invoice_address_id: AddressId | None = None


@frozen
class OrderEntry:
    """An order of the past (UTC); it is priced with the shop as it is set up now."""

    customer_id: CustomerId
    lines: tuple[LineEntry, ...]
    delivery_address_id: AddressId
    invoice_address_id: AddressId
    payment_method: str
    placed_at: datetime = field(validator=MOMENT)
    status: str | None = None
    carrier_id: CarrierId | None = None
    currency: str | None = None
