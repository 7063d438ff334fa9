"""Carriers, zones and the countries the shop sells to."""

from typing import Protocol

from backoffice_orders.model.carrier import Carrier, Country, Zone
from backoffice_orders.model.ids import CarrierId, ZoneId


class Carriers(Protocol):
    """Who delivers, and where to."""

    def all(self) -> tuple[Carrier, ...]:
        """All carriers, inactive ones included, by id."""
        ...

    def zones(self) -> tuple[Zone, ...]:
        """All zones, by id."""
        ...

    def countries(self) -> tuple[Country, ...]:
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
