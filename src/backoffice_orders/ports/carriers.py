"""Carriers, zones and the countries the shop sells to."""

from collections.abc import Collection, Mapping
from typing import Protocol

from backoffice_orders.model.carrier import Carrier, Country, Zone
from backoffice_orders.model.ids import CarrierId, GroupId, ZoneId
from backoffice_orders.model.tax import Place


class Carriers(Protocol):
    """Who delivers, and where to.

    What a cart is priced with is asked for by its place. The lists of everything, ``all_…``, are
    for those who set up the shop.
    """

    def countries(self, places: Collection[Place]) -> tuple[Country, ...]:
        """The countries of these places, inactive ones included, by code.

        Each with the zones of the places' states alone. A country that the shop does not have is
        left out.
        """
        ...

    def delivering(
        self, zone_ids: Collection[ZoneId], group_ids: Collection[GroupId]
    ) -> tuple[Carrier, ...]:
        """The active carriers that deliver to one of these zones (``Carrier.delivers_to``), by id.

        Those for everybody, and those for one of the customer's groups (``group_ids``:
        ``Carrier.delivers_for``). Each with these of its zones, and their prices, alone
        (``Carrier.within``).
        """
        ...

    def many(self, carrier_ids: Collection[CarrierId]) -> Mapping[CarrierId, Carrier]:
        """Those of the carriers that exist, inactive ones included, by id, with all prices."""
        ...

    def any(self) -> bool:
        """Whether the shop has a carrier, active or not, wherever it delivers to."""
        ...

    def all_carriers(self) -> tuple[Carrier, ...]:
        """All carriers with all of their prices, inactive ones included, by id."""
        ...

    def all_zones(self) -> tuple[Zone, ...]:
        """All zones, by id."""
        ...

    def all_countries(self) -> tuple[Country, ...]:
        """All countries, inactive ones included, by code."""
        ...

    def save(self, carrier: Carrier) -> None:
        """Store or replace a carrier."""
        ...

    def save_zone(self, zone: Zone) -> None:
        """Store or replace a zone."""
        ...

    def save_country(self, country: Country) -> None:
        """Store or replace a country."""
        ...

    def remove(self, carrier_id: CarrierId) -> None:
        """Take a carrier away; nothing where there is none."""
        ...

    def remove_zone(self, zone_id: ZoneId) -> None:
        """Take a zone away; nothing where there is none."""
        ...

    def remove_country(self, code: str) -> None:
        """Take a country away; nothing where there is none."""
        ...
