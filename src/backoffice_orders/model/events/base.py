"""What every event has."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from attrs import field

from backoffice_orders.model.ids import CombinationId, LineId, ProductId
from backoffice_orders.model.values import frozen


@frozen(slots=False)  # made in half the time
class EventLine:
    """A line of a cart or an order.

    ``kind`` is ``product``, ``gift``, or what an employee has added by hand: ``item``, ``fee``.
    These have no product, and no name here, as it may tell of somebody. ``net`` and ``gross``
    are the whole line's before discounts; the discounts stand beside them.
    """

    line_id: LineId
    kind: str
    quantity: int
    net: Decimal
    gross: Decimal
    discount_net: Decimal
    discount_gross: Decimal
    product_id: ProductId | None = None
    combination_id: CombinationId | None = None
    reference: str = ""
    name: str = ""


@frozen
class Event:
    """The base of every event."""

    topic: ClassVar[str] = ""
    version: ClassVar[int] = 1

    @property
    def key(self) -> str:
        """What keeps order: each consumer is given events of one key one after the other."""
        raise NotImplementedError


@frozen
class UnknownEvent(Event):
    """An event that this process does not know, or whose version is newer: as it is stored."""

    stored_topic: str
    stored_version: int
    stored_key: str
    payload: Mapping[str, Any] = field(hash=False)

    @property
    def key(self) -> str:
        """The key that it is stored under."""
        return self.stored_key
