"""Errors about delivery."""

from datetime import date
from typing import Any, ClassVar

from backoffice_orders.model.errors.base import Conflict
from backoffice_orders.model.messages import Sentence

THE_CHOSEN = Sentence("carrier.chosen", "The chosen carrier")


class CarrierUnavailable(Conflict):
    """The carrier does not deliver this cart to this address.

    ``name`` is empty where nobody knows it any more.
    """

    carrier_id: str
    name: str = ""

    code: ClassVar[str] = "carrier_unavailable"
    sentence: ClassVar[str] = "{carrier} cannot deliver this order: choose another delivery."
    to_customer: ClassVar[str] = "This delivery is not possible any more: choose another one."

    def values(self) -> dict[str, Any]:
        """What people call it."""
        return {"carrier": self.name or THE_CHOSEN()}


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
