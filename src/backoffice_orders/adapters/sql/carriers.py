"""Carriers, zones and countries in SQL."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Table, literal, select

from backoffice_orders.adapters.sql.dialects.base import Dialect
from backoffice_orders.adapters.sql.documents import written
from backoffice_orders.adapters.sql.reference import SetUpRows
from backoffice_orders.adapters.sql.rows import mine
from backoffice_orders.adapters.sql.statements import one_of, prepared
from backoffice_orders.adapters.transactions import writes
from backoffice_orders.model.carrier import Carrier, Country, Zone
from backoffice_orders.model.ids import CarrierId, GroupId, ZoneId
from backoffice_orders.model.tax import Place


class SqlCarriers(SetUpRows):
    """The ``Carriers`` port.

    An active carrier has a row in every zone that it delivers to, with its prices there alone.
    """

    def countries(self, places: Collection[Place]) -> tuple[Country, ...]:
        found = self._reference.some("country", Country, {place.country for place in places})
        return tuple(
            [
                country.within([each.state for each in places if each.country == country.code])
                for country in found.values()
            ]
        )

    def delivering(
        self, zone_ids: Collection[ZoneId], group_ids: Collection[GroupId]
    ) -> tuple[Carrier, ...]:
        by_zone = self._reference.ask("carriers of a zone", zone_ids, self._in_zones)
        found = {
            carrier.id: carrier
            for carriers in by_zone.values()
            for carrier in carriers
            if carrier.delivers_for(group_ids)
        }
        if len(by_zone) > 1:  # in the order in which the carriers themselves say it
            found = {id_: each.within(zone_ids) for id_, each in self.many(found).items()}
        return tuple([found[id_] for id_ in sorted(found)])

    def _in_zones(self, zone_ids: list[ZoneId]) -> dict[ZoneId, tuple[Carrier, ...]]:
        table = self._schema.carrier_zones
        rows = self._session.rows(_in_zones(table, self._dialect), self._of(zones=zone_ids))
        found: dict[ZoneId, list[tuple[str, str]]] = {}
        for zone_id, id_, document in rows:
            found.setdefault(zone_id, []).append((f"{zone_id} {id_}", document))
        return {zone: self._values(table, Carrier, each) for zone, each in found.items()}

    def many(self, carrier_ids: Collection[CarrierId]) -> Mapping[CarrierId, Carrier]:
        found = self._reference.some("carrier", Carrier, carrier_ids)
        return {CarrierId(id_): carrier for id_, carrier in found.items()}

    def any(self) -> bool:
        def read(kinds: list[str]) -> dict[str, bool]:
            one = self._session.value(_one(self._schema.reference_data), self._of(kind=kinds[0]))
            return dict.fromkeys(kinds, one is not None)

        return self._reference.ask("any", ["carrier"], read)["carrier"]

    def all_carriers(self) -> tuple[Carrier, ...]:
        return self._reference.all("carrier", Carrier)

    def all_zones(self) -> tuple[Zone, ...]:
        return self._reference.all("zone", Zone)

    def all_countries(self) -> tuple[Country, ...]:
        return self._reference.all("country", Country)

    @writes
    def save(self, carrier: Carrier) -> None:
        self._reference.save("carrier", carrier.id, carrier)
        table = self._schema.carrier_zones
        self._remove(table, carrier_id=carrier.id)
        zone_ids = dict.fromkeys((*carrier.zone_ids, *(each.zone_id for each in carrier.prices)))
        self._add_all(
            table,
            (
                {
                    "zone_id": zone_id,
                    "carrier_id": carrier.id,
                    "document": written(carrier.within([zone_id])),
                }
                for zone_id in (zone_ids if carrier.active else ())
            ),
        )

    @writes
    def save_zone(self, zone: Zone) -> None:
        self._reference.save("zone", zone.id, zone)

    @writes
    def save_country(self, country: Country) -> None:
        self._reference.save("country", country.code, country)

    @writes
    def remove(self, carrier_id: CarrierId) -> None:
        self._reference.remove("carrier", carrier_id)
        self._remove(self._schema.carrier_zones, carrier_id=carrier_id)

    @writes
    def remove_zone(self, zone_id: ZoneId) -> None:
        self._reference.remove("zone", zone_id)

    @writes
    def remove_country(self, code: str) -> None:
        self._reference.remove("country", code)


@prepared
def _in_zones(table: Table, dialect: Dialect) -> Any:
    zones = one_of(table.c.zone_id, "of_zones", dialect)
    return (
        select(table.c.zone_id, table.c.carrier_id, table.c.document)
        .where(mine(table), zones)
        .order_by(table.c.zone_id, table.c.carrier_id)
    )


@prepared
def _one(table: Table) -> Any:
    return select(literal(1)).where(mine(table, "kind")).limit(1)
