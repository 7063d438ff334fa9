"""Which services of other systems a shop can ask; what they are asked: ``questions``."""

from __future__ import annotations

from enum import StrEnum

from backoffice_orders.model.ids import LineId

# What is taxed beside a cart's lines.
SHIPPING = LineId("shipping")
WRAPPING = LineId("wrapping")


class Service(StrEnum):
    """What another system can be asked for, in the order in which the answers build on each other.

    A price decides what a parcel is worth, and both decide what is taxed.
    """

    PRICES = "prices"
    DELIVERY_RATES = "delivery_rates"
    TAXES = "taxes"
