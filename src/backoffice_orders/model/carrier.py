"""Carriers, the zones they deliver to, and their prices by weight or by price."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

from attrs import field, frozen
from moneyed import Money

from backoffice_orders.model.checks import frozen_mapping, not_blank, not_negative
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.ids import CarrierId, GroupId, TaxGroupId, ZoneId


class PriceBasis(StrEnum):
    """What a carrier's ranges are about: the goods' gross price, or their weight in kg."""

    PRICE = "price"
    WEIGHT = "weight"


class OutOfRange(StrEnum):
    """What happens beyond the last range: its price is charged, or the carrier is left out.

    Below the first range and between two ranges the carrier is left out in any case: it has
    said no price for such a parcel.
    """

    HIGHEST = "highest"
    DISABLE = "disable"


@frozen
class RangePrice:
    """The price (net, shop's default currency) from ``start`` (included) to ``end`` (not)."""

    zone_id: ZoneId
    start: Decimal = field(validator=not_negative)
    end: Decimal = field(validator=not_negative)
    price: Money = field(validator=not_negative)


@frozen
class Carrier:
    """Somebody who delivers.

    ``group_ids`` empty means every customer. Limits are per order: ``max_weight`` in kg and
    ``max_width``, ``max_height``, ``max_depth`` in cm; None or 0 is no limit. ``position``
    orders the list an employee sees.
    """

    id: CarrierId
    name: str = field(validator=not_blank)
    delay: str = ""
    active: bool = True
    free: bool = False
    basis: PriceBasis = PriceBasis.PRICE
    prices: tuple[RangePrice, ...] = ()
    out_of_range: OutOfRange = OutOfRange.HIGHEST
    zone_ids: tuple[ZoneId, ...] = ()
    tax_group_id: TaxGroupId | None = None
    applies_handling: bool = False
    group_ids: tuple[GroupId, ...] = ()
    max_weight: Decimal | None = field(default=None, validator=not_negative)
    max_width: Decimal | None = field(default=None, validator=not_negative)
    max_height: Decimal | None = field(default=None, validator=not_negative)
    max_depth: Decimal | None = field(default=None, validator=not_negative)
    position: int = 0

    def delivers_to(self, zone_id: ZoneId) -> bool:
        """Whether the zone is one of the carrier's."""
        return zone_id in self.zone_ids or zone_id in [each.zone_id for each in self.prices]


@frozen
class Zone:
    """Countries and states with the same shipping prices."""

    id: ZoneId
    name: str = field(validator=not_blank)


@frozen
class Country:
    """A country the shop sells to. ``states`` gives a state its own zone (code to zone)."""

    code: str
    zone_id: ZoneId
    active: bool = True
    states: Mapping[str, ZoneId] = field(factory=dict, converter=frozen_mapping, hash=False)

    def zone_for(self, state: str) -> ZoneId:
        """The state's zone, or the country's."""
        return self.states.get(state, self.zone_id)


@frozen
class ExchangeRate:
    """How many units of ``currency`` one unit of the shop's default currency buys."""

    currency: str
    rate: Decimal

    def __attrs_post_init__(self) -> None:
        if not self.rate.is_finite() or self.rate <= 0:
            raise FieldInvalid("rate", "it must be above 0")
