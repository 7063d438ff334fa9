"""Carriers, the zones they deliver to, and their prices by weight or by price."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from enum import StrEnum

from attrs import evolve, field
from moneyed import Money

from backoffice_orders.model.delivery_days import DeliveryDays
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.fields import (
    CASH,
    COUNTRY,
    ID,
    ID_OR_NONE,
    IDS,
    LARGEST_COUNT,
    NAME,
    NAME_OR_EMPTY,
    NUMBER,
    NUMBER_OR_NONE,
    Number,
    Text,
    Texts,
    Values,
    Whole,
    exact,
    exact_or_none,
    in_a_tuple,
    written,
)
from backoffice_orders.model.frozen import frozen_mapping
from backoffice_orders.model.ids import CarrierId, GroupId, TaxGroupId, ZoneId
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.money import is_currency
from backoffice_orders.model.reasons import ABOVE_ZERO
from backoffice_orders.model.values import frozen

EMPTY_RANGE = Sentence("reason.empty_range", "it must be above start, or the range holds nothing")
RATE_TOO_LARGE = Sentence(
    "reason.rate_too_large", "one unit cannot be worth more than {most} of another currency"
)

# With it, the largest price times the largest quantity is still computed to the unit.
_LARGEST_RATE = Decimal(10_000_000)


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

    zone_id: ZoneId = field(validator=ID)
    start: Decimal = field(converter=exact, validator=NUMBER)
    end: Decimal = field(converter=exact, validator=NUMBER)
    price: Money = field(validator=CASH)

    def __attrs_post_init__(self) -> None:
        if self.end <= self.start:
            raise FieldInvalid("end", EMPTY_RANGE())


@frozen
class Carrier:
    """Somebody who delivers.

    ``group_ids`` empty means every customer. Limits are per order: ``max_weight`` in kg and
    ``max_width``, ``max_height``, ``max_depth`` in cm; None or 0 is no limit. ``position``
    orders the list an employee sees. ``days`` says when it delivers, None for one that does not
    say; ``delay`` tells people so in words of the shop.
    """

    id: CarrierId = field(validator=ID)
    name: str = field(converter=written, validator=NAME)
    delay: str = field(default="", converter=written, validator=NAME_OR_EMPTY)
    active: bool = True
    free: bool = False
    basis: PriceBasis = PriceBasis.PRICE
    prices: tuple[RangePrice, ...] = field(
        default=(), converter=in_a_tuple, validator=Values(RangePrice, 10_000)
    )
    out_of_range: OutOfRange = OutOfRange.HIGHEST
    zone_ids: tuple[ZoneId, ...] = field(default=(), converter=in_a_tuple, validator=IDS)
    tax_group_id: TaxGroupId | None = field(default=None, validator=ID_OR_NONE)
    applies_handling: bool = False
    group_ids: tuple[GroupId, ...] = field(default=(), converter=in_a_tuple, validator=IDS)
    max_weight: Decimal | None = field(
        default=None, converter=exact_or_none, validator=NUMBER_OR_NONE
    )
    max_width: Decimal | None = field(
        default=None, converter=exact_or_none, validator=NUMBER_OR_NONE
    )
    max_height: Decimal | None = field(
        default=None, converter=exact_or_none, validator=NUMBER_OR_NONE
    )
    max_depth: Decimal | None = field(
        default=None, converter=exact_or_none, validator=NUMBER_OR_NONE
    )
    position: int = field(default=0, validator=Whole(-LARGEST_COUNT))
    days: DeliveryDays | None = None

    @property
    def currencies(self) -> frozenset[str]:
        """The currencies (ISO 4217) of its prices."""
        return frozenset([each.price.currency.code for each in self.prices])

    def delivers_to(self, zone_id: ZoneId) -> bool:
        """Whether the zone is one of the carrier's."""
        return zone_id in self.zone_ids or zone_id in [each.zone_id for each in self.prices]

    def delivers_for(self, group_ids: Collection[GroupId]) -> bool:
        """Whether it delivers for a customer who is in these groups."""
        return not self.group_ids or not set(self.group_ids).isdisjoint(group_ids)

    def within(self, zone_ids: Collection[ZoneId]) -> Carrier:
        """The same carrier with what it says of these zones alone."""
        return evolve(
            self,
            zone_ids=tuple(each for each in self.zone_ids if each in zone_ids),
            prices=tuple(each for each in self.prices if each.zone_id in zone_ids),
        )

    def delivering_on(self, days: DeliveryDays | None) -> Carrier:
        """The same carrier with these days."""
        return self if days == self.days else evolve(self, days=days)


@frozen
class Zone:
    """Countries and states with the same shipping prices."""

    id: ZoneId = field(validator=ID)
    name: str = field(converter=written, validator=NAME)


@frozen
class Country:
    """A country the shop sells to. ``states`` gives a state its own zone (code to zone)."""

    code: str = field(validator=COUNTRY)
    zone_id: ZoneId = field(validator=ID)
    active: bool = True
    states: Mapping[str, ZoneId] = field(
        factory=dict,
        converter=frozen_mapping,
        validator=Texts(500, Text(64, required=True), NAME),
        hash=False,
    )

    def zone_for(self, state: str) -> ZoneId:
        """The state's zone, or the country's."""
        return self.states.get(state, self.zone_id)

    def within(self, states: Collection[str]) -> Country:
        """The same country with the zones of these states alone."""
        kept = {state: zone for state, zone in self.states.items() if state in states}
        return self if len(kept) == len(self.states) else evolve(self, states=kept)


@frozen
class ExchangeRate:
    """How many units of ``currency`` one unit of the shop's default currency buys."""

    currency: str = field(validator=is_currency)
    rate: Decimal = field(converter=exact, validator=Number(negative=True))

    def __attrs_post_init__(self) -> None:
        if self.rate <= 0:
            raise FieldInvalid("rate", ABOVE_ZERO())
        if not 1 / _LARGEST_RATE <= self.rate <= _LARGEST_RATE:
            raise FieldInvalid("rate", RATE_TOO_LARGE(most=_LARGEST_RATE))
