"""Orders by their references, as people say and paste them."""

from __future__ import annotations

from contextlib import suppress

from backoffice_orders.model.errors.finishing import OrderNotFound
from backoffice_orders.model.order import Order
from backoffice_orders.model.order_number import as_spoken
from backoffice_orders.services.desk import Work


def order_called(work: Work, reference: str) -> Order:
    """The order with this reference, however it is written, or ``OrderNotFound``."""
    for each in as_spoken(reference):
        with suppress(OrderNotFound):
            return work.orders.by_reference(each)
    raise OrderNotFound(reference)
