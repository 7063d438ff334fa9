"""Errors about delivery."""

from datetime import date
from typing import ClassVar

from backoffice_orders.model.errors.base import Conflict


class CarrierUnavailable(Conflict):
    """The carrier does not deliver this cart to this address."""

    carrier_id: str

    code: ClassVar[str] = "carrier_unavailable"
    sentence: ClassVar[str] = "'{carrier_id}' cannot deliver this order: choose another delivery."
    to_customer: ClassVar[str] = "This delivery is not possible any more: choose another one."


class DeliveryDayUnavailable(Conflict):
    """The chosen delivery does not arrive on this day, or lets nobody choose a day."""

    day: date

    code: ClassVar[str] = "delivery_day_unavailable"
    sentence: ClassVar[str] = (
        "This delivery cannot arrive on {day}: choose another day, or let it arrive as soon as "
        "possible."
    )


class CarrierMissing(Conflict):
    """No carrier delivers this cart to this address."""

    code: ClassVar[str] = "carrier_missing"
    sentence: ClassVar[str] = (
        "No carrier delivers this order to this address: change the address or the products, "
        "or set a delivery by hand."
    )
    to_customer: ClassVar[str] = "We cannot deliver this order to this address: choose another one."
