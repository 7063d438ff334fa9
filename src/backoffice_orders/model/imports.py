"""Records to import: what stands on one line of a file, before it is anything of the model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from attrs import field
from moneyed import Money

from backoffice_orders.model.cart import Channel
from backoffice_orders.model.fields import (
    CASH_OR_NONE,
    ID_OR_NONE,
    MOMENT,
    NAME_OR_EMPTY,
    QUANTITY,
    Text,
    in_a_tuple,
    written,
)
from backoffice_orders.model.ids import (
    AddressId,
    CarrierId,
    CombinationId,
    CustomerId,
    ProductId,
    TaxGroupId,
)
from backoffice_orders.model.values import frozen


@frozen
class Record:
    """One record. ``fields`` is a mapping, or a message that says why it could not be read."""

    file: str
    line: int
    fields: Any


@frozen
class RecordFile:
    """All records of one kind in one file, in an order that does not change.

    ``records`` that can be read once only are kept in memory: an import may have to begin anew.
    ``cells``: they are rows of a table, whose cells are all texts: ``a|b`` is a list, ``yes`` a
    flag. ``decimal_comma``: its numbers are like 1.234,50.
    """

    kind: str
    name: str
    records: Iterable[Record]
    cells: bool = False
    decimal_comma: bool = False


@frozen
class Imported:
    """How many records of each kind were stored."""

    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """How many in all."""
        return sum(self.counts.values())


@frozen
class LineEntry:
    """So many of a product in a cart; texts by the ids of the product's fields."""

    product_id: ProductId
    quantity: int = field(default=1, validator=QUANTITY)
    combination_id: CombinationId | None = None
    customization: Mapping[str, str] = field(factory=dict)


@frozen
class CartEntry:
    """A cart that was never ordered, as the storefront or an employee left it (UTC)."""

    customer_id: CustomerId
    lines: tuple[LineEntry, ...] = field(converter=in_a_tuple)
    updated_at: datetime = field(validator=MOMENT)
    channel: Channel = Channel.STOREFRONT
    currency: str | None = None
    delivery_address_id: AddressId | None = None
    invoice_address_id: AddressId | None = None


@frozen
class OrderedLine:
    """A line of an order of the past.

    ``unit_price`` is gross, per piece; None takes today's price. What is not in the catalog (any
    more) has a ``name`` and a ``unit_price``, and is taxed by ``tax_group_id``.
    """

    product_id: ProductId | None = field(default=None, validator=ID_OR_NONE)
    quantity: int = field(default=1, validator=QUANTITY)
    combination_id: CombinationId | None = field(default=None, validator=ID_OR_NONE)
    customization: Mapping[str, str] = field(factory=dict)
    unit_price: Money | None = field(default=None, validator=CASH_OR_NONE)
    name: str = field(default="", converter=written, validator=NAME_OR_EMPTY)
    tax_group_id: TaxGroupId | None = field(default=None, validator=ID_OR_NONE)


@frozen
class OrderEntry:
    """An order of the past: history, which takes nothing from today's stock.

    ``placed_at`` is in UTC. Amounts are gross: ``shipping`` is what its delivery cost, ``total``
    what all of it did; what lines and delivery do not make of it was a discount, or charged
    besides. None takes today's prices. ``paid`` is what came in; None is what the status says. With
    a ``reference`` it is loaded once only.
    """

    customer_id: CustomerId
    lines: tuple[OrderedLine, ...] = field(converter=in_a_tuple)
    delivery_address_id: AddressId
    invoice_address_id: AddressId
    payment_method: str
    placed_at: datetime = field(validator=MOMENT)
    status: str | None = None
    carrier_id: CarrierId | None = None
    currency: str | None = None
    reference: str = field(default="", converter=written, validator=Text(64))
    shipping: Money | None = field(default=None, validator=CASH_OR_NONE)
    total: Money | None = field(default=None, validator=CASH_OR_NONE)
    paid: Money | None = field(default=None, validator=CASH_OR_NONE)
