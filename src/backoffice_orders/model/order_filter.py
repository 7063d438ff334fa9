"""Which orders a list shows."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property

from attrs import field

from backoffice_orders.model.fields import IDS, MOMENT_OR_NONE, Text, in_a_tuple
from backoffice_orders.model.ids import ActorId, CustomerId, ProductId
from backoffice_orders.model.order import Order
from backoffice_orders.model.order_number import reference_key
from backoffice_orders.model.text import query_text
from backoffice_orders.model.values import frozen

_CODE_OR_NONE = Text(64, none=True)


@frozen
class Named:
    """Orders that a text may mean: any one of these is enough.

    ``reference`` is the beginning of the order's own, without regard to case; an empty one is no
    order's. ``product_ids`` are in the order, gifts and what packs hold not counted.
    """

    reference: str = ""
    customer_ids: tuple[CustomerId, ...] = field(default=(), converter=in_a_tuple, validator=IDS)
    product_ids: tuple[ProductId, ...] = field(default=(), converter=in_a_tuple, validator=IDS)

    @cached_property
    def reference_key(self) -> str:
        """The beginning as references are compared."""
        return reference_key(query_text(self.reference))

    @property
    def nothing(self) -> bool:
        """Whether no order can be meant."""
        return not (self.reference_key or self.customer_ids or self.product_ids)

    def fits(self, order: Order) -> bool:
        """Whether the order is meant."""
        wanted = self.reference_key
        return (
            bool(wanted and reference_key(order.reference).startswith(wanted))
            or order.customer_id in self.customer_ids
            or any(line.product_id in self.product_ids for line in order.cart.lines)
        )


@frozen
class OrderFilter:
    """Orders of which all of this holds; what is None or False asks nothing.

    Moments are in UTC, ``placed_until`` is not included. ``unpaid`` orders are those of which
    something is due: not those that were cancelled.
    """

    named: Named | None = None
    customer_id: CustomerId | None = None
    status: str | None = field(default=None, validator=_CODE_OR_NONE)
    placed_by: ActorId | None = None
    placed_from: datetime | None = field(default=None, validator=MOMENT_OR_NONE)
    placed_until: datetime | None = field(default=None, validator=MOMENT_OR_NONE)
    unpaid: bool = False

    def fits(self, order: Order) -> bool:
        """Whether a list with this filter shows the order."""
        return (
            (self.named is None or self.named.fits(order))
            and self.customer_id in (None, order.customer_id)
            and self.status in (None, order.status)
            and self.placed_by in (None, order.placed_by)
            and (self.placed_from is None or order.placed_at >= self.placed_from)
            and (self.placed_until is None or order.placed_at < self.placed_until)
            and not (self.unpaid and not order.due)
        )


EVERY_ORDER = OrderFilter()
