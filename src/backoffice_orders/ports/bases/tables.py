"""Settings, taxes, currencies and carriers that stand in a host's configuration."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from typing import ClassVar

from backoffice_orders.model.carrier import Carrier, Country, ExchangeRate, Zone
from backoffice_orders.model.ids import CarrierId, GroupId, TaxGroupId, ZoneId
from backoffice_orders.model.settings import ShopSettings
from backoffice_orders.model.tax import Place, TaxGroup
from backoffice_orders.ports.bases.base import Part


class FixedSettings(Part, ABC):
    """``Shops`` whose settings are the host's: write ``settings``."""

    part: ClassVar[str] = "settings"

    @abstractmethod
    def settings(self) -> ShopSettings: ...

    def save(self, settings: ShopSettings) -> None:
        self.unsupported("save")


class TaxTable(Part, ABC):
    """``TaxRules`` from a short list: write ``all_groups``."""

    part: ClassVar[str] = "tax rules"

    @abstractmethod
    def all_groups(self) -> tuple[TaxGroup, ...]: ...

    def groups(
        self, group_ids: Collection[TaxGroupId], places: Collection[Place]
    ) -> tuple[TaxGroup, ...]:
        wanted = (group for group in self.all_groups() if group.id in group_ids)
        return tuple(sorted((group.within(places) for group in wanted), key=lambda each: each.id))

    def save_group(self, group: TaxGroup) -> None:
        self.unsupported("save_group")

    def remove_group(self, group_id: TaxGroupId) -> None:
        self.unsupported("remove_group")


class RateTable(Part, ABC):
    """``ExchangeRates`` from a short list: write ``all_rates``."""

    part: ClassVar[str] = "exchange rates"

    @abstractmethod
    def all_rates(self) -> tuple[ExchangeRate, ...]: ...

    def rates(self, currencies: Collection[str]) -> tuple[ExchangeRate, ...]:
        wanted = (rate for rate in self.all_rates() if rate.currency in currencies)
        return tuple(sorted(wanted, key=lambda each: each.currency))

    def save(self, rate: ExchangeRate) -> None:
        self.unsupported("save")

    def remove(self, currency: str) -> None:
        self.unsupported("remove")


class CarrierTable(Part, ABC):
    """``Carriers`` from short lists: write ``all_carriers``, ``all_zones``, ``all_countries``."""

    part: ClassVar[str] = "carriers"

    @abstractmethod
    def all_carriers(self) -> tuple[Carrier, ...]: ...

    @abstractmethod
    def all_zones(self) -> tuple[Zone, ...]: ...

    @abstractmethod
    def all_countries(self) -> tuple[Country, ...]: ...

    def countries(self, places: Collection[Place]) -> tuple[Country, ...]:
        states: dict[str, list[str]] = {}
        for place in places:
            states.setdefault(place.country, []).append(place.state)
        found = (
            each.within(states[each.code]) for each in self.all_countries() if each.code in states
        )
        return tuple(sorted(found, key=lambda each: each.code))

    def delivering(
        self, zone_ids: Collection[ZoneId], group_ids: Collection[GroupId]
    ) -> tuple[Carrier, ...]:
        found = (
            carrier.within(zone_ids)
            for carrier in self.all_carriers()
            if carrier.active
            and carrier.delivers_for(group_ids)
            and any(map(carrier.delivers_to, zone_ids))
        )
        return tuple(sorted(found, key=lambda each: each.id))

    def many(self, carrier_ids: Collection[CarrierId]) -> Mapping[CarrierId, Carrier]:
        return {each.id: each for each in self.all_carriers() if each.id in carrier_ids}

    def any(self) -> bool:
        return bool(self.all_carriers())

    def save(self, carrier: Carrier) -> None:
        self.unsupported("save")

    def save_zone(self, zone: Zone) -> None:
        self.unsupported("save_zone")

    def save_country(self, country: Country) -> None:
        self.unsupported("save_country")

    def remove(self, carrier_id: CarrierId) -> None:
        self.unsupported("remove")

    def remove_zone(self, zone_id: ZoneId) -> None:
        self.unsupported("remove_zone")

    def remove_country(self, code: str) -> None:
        self.unsupported("remove_country")
