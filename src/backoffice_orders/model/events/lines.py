"""Lines of carts and orders as events have them."""

from __future__ import annotations

from decimal import Decimal

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
