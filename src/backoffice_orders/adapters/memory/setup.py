"""What a shop sets up once, in memory: settings, carriers, taxes and currencies."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from backoffice_orders.adapters.memory.tables import MemoryPort, Table, Tables
from backoffice_orders.adapters.transactions import writes
from backoffice_orders.model.carrier import Carrier, Country, ExchangeRate, Zone
from backoffice_orders.model.errors.host import ShopNotSetUp
from backoffice_orders.model.ids import CarrierId, GroupId, ShopId, TaxGroupId, ZoneId
from backoffice_orders.model.settings import ShopSettings
from backoffice_orders.model.tax import Place, TaxGroup


class MemoryShops(MemoryPort):
    """The ``Shops`` port."""

    def __init__(self, tables: Tables, shop_id: ShopId) -> None:
        super().__init__(tables)
        self._settings: Table[ShopSettings] = Table(tables, "settings", shop_id)
        self._shop_id = shop_id

    def settings(self) -> ShopSettings:
        settings = self._settings.get("settings")
        if settings is None:
            raise ShopNotSetUp(self._shop_id)
        return settings

    @writes
    def save(self, settings: ShopSettings) -> None:
        self._settings.put("settings", settings)


class MemoryCarriers(MemoryPort):
    """The ``Carriers`` port."""

    def __init__(self, tables: Tables, shop_id: ShopId) -> None:
        super().__init__(tables)
        self._carriers: Table[Carrier] = Table(tables, "carriers", shop_id)
        self._zones: Table[Zone] = Table(tables, "zones", shop_id)
        self._countries: Table[Country] = Table(tables, "countries", shop_id)

    def countries(self, places: Collection[Place]) -> tuple[Country, ...]:
        found = self._countries.some({place.country for place in places})
        return tuple(
            country.within([each.state for each in places if each.country == country.code])
            for country in found
        )

    def delivering(
        self, zone_ids: Collection[ZoneId], group_ids: Collection[GroupId]
    ) -> tuple[Carrier, ...]:
        return tuple(
            carrier.within(zone_ids)
            for carrier in self._carriers.values()
            if carrier.active
            and carrier.delivers_for(group_ids)
            and any(map(carrier.delivers_to, zone_ids))
        )

    def many(self, carrier_ids: Collection[CarrierId]) -> Mapping[CarrierId, Carrier]:
        return {carrier.id: carrier for carrier in self._carriers.some(carrier_ids)}

    def any(self) -> bool:
        return bool(self._carriers.values())

    def all_carriers(self) -> tuple[Carrier, ...]:
        return tuple(self._carriers.values())

    def all_zones(self) -> tuple[Zone, ...]:
        return tuple(self._zones.values())

    def all_countries(self) -> tuple[Country, ...]:
        return tuple(self._countries.values())

    @writes
    def save(self, carrier: Carrier) -> None:
        self._carriers.put(carrier.id, carrier)

    @writes
    def save_zone(self, zone: Zone) -> None:
        self._zones.put(zone.id, zone)

    @writes
    def save_country(self, country: Country) -> None:
        self._countries.put(country.code, country)

    @writes
    def remove(self, carrier_id: CarrierId) -> None:
        self._carriers.remove(carrier_id)

    @writes
    def remove_zone(self, zone_id: ZoneId) -> None:
        self._zones.remove(zone_id)

    @writes
    def remove_country(self, code: str) -> None:
        self._countries.remove(code)


class MemoryTaxRules(MemoryPort):
    """The ``TaxRules`` port."""

    def __init__(self, tables: Tables, shop_id: ShopId) -> None:
        super().__init__(tables)
        self._groups: Table[TaxGroup] = Table(tables, "tax_groups", shop_id)

    def groups(
        self, group_ids: Collection[TaxGroupId], places: Collection[Place]
    ) -> tuple[TaxGroup, ...]:
        return tuple(group.within(places) for group in self._groups.some(group_ids))

    def all_groups(self) -> tuple[TaxGroup, ...]:
        return tuple(self._groups.values())

    @writes
    def save_group(self, group: TaxGroup) -> None:
        self._groups.put(group.id, group)

    @writes
    def remove_group(self, group_id: TaxGroupId) -> None:
        self._groups.remove(group_id)


class MemoryExchangeRates(MemoryPort):
    """The ``ExchangeRates`` port."""

    def __init__(self, tables: Tables, shop_id: ShopId) -> None:
        super().__init__(tables)
        self._rates: Table[ExchangeRate] = Table(tables, "exchange_rates", shop_id)

    def rates(self, currencies: Collection[str]) -> tuple[ExchangeRate, ...]:
        return tuple(self._rates.some(currencies))

    def all_rates(self) -> tuple[ExchangeRate, ...]:
        return tuple(self._rates.values())

    @writes
    def save(self, rate: ExchangeRate) -> None:
        self._rates.put(rate.currency, rate)

    @writes
    def remove(self, currency: str) -> None:
        self._rates.remove(currency)
