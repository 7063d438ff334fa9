"""What a shop sets up once: small lists of documents, one table for all of them.

They change seldom and are needed always: a process remembers them, and a transaction asks only
whether they are still the same (see ``VERSION``).
"""

from __future__ import annotations

import secrets
from typing import Any, TypeVar

from sqlalchemy import Table, Text, cast, select

from backoffice_orders.adapters.sql.dialects import Dialect
from backoffice_orders.adapters.sql.documents import written
from backoffice_orders.adapters.sql.rows import ShopRows, mine
from backoffice_orders.adapters.sql.session import Session
from backoffice_orders.adapters.sql.statements import one_of, prepared
from backoffice_orders.adapters.transactions import writes
from backoffice_orders.model.carrier import Carrier, Country, ExchangeRate, Zone
from backoffice_orders.model.errors.host import RowUnreadable, ShopNotSetUp
from backoffice_orders.model.ids import CarrierId, ShopId, TaxGroupId, ZoneId
from backoffice_orders.model.settings import ShopSettings
from backoffice_orders.model.tax import TaxGroup

T = TypeVar("T")


# What every price depends on: small lists, read together. The others are read one by one.
_FOR_PRICING = (
    "settings",
    "customer_group",
    "tax_group",
    "carrier",
    "country",
    "exchange_rate",
    "price_rule",
    "category",
)
# The counter that gets a new random number with every change of a shop's documents. Whatever is
# remembered under such a number can be used wherever the number is found.
VERSION = "reference_version"


def note_version(session: Session, shop_id: ShopId, version: str | None) -> None:
    """Let the transaction know the version that it has read along with something else."""
    session.seen.known((session.schema.reference_data, shop_id))["version"] = version


class _Documents:
    """What is known of a shop's documents, of one version."""

    def __init__(self) -> None:
        self.texts: dict[str, list[tuple[str, str]]] = {}
        self.values: dict[str, tuple[Any, ...]] = {}


class ReferenceData(ShopRows):
    """Documents by kind and id."""

    def all(self, kind: str, model: type[T]) -> tuple[T, ...]:
        """All documents of a kind, by id."""
        known = self._known()
        values = known.values.get(kind)
        if values is None:
            if kind not in known.texts:
                self._read(known.texts, _FOR_PRICING if kind in _FOR_PRICING else (kind,))
            table, texts = self._schema.reference_data, known.texts[kind]
            values = known.values[kind] = self._values(table, model, texts)
        return values

    def only(self, kind: str, model: type[T]) -> T | None:
        """The only document of a kind, or ``RowUnreadable``."""
        found = self.all(kind, model)
        if not found and self._known().texts[kind]:
            raise RowUnreadable(self._schema.reference_data.name, kind)
        return found[0] if found else None

    def _known(self) -> _Documents:
        seen = self._seen.known(self._topic(self._schema.reference_data))
        if "documents" not in seen:
            if "version" not in seen:
                version = _version(self._schema.counters)
                seen["version"] = self._session.value(version, self._of(name=VERSION))
            version = seen["version"]
            key = (_Documents, self._shop_id, version)
            cache = self._session.cache
            seen["documents"] = cache.get(key, _Documents) if version else _Documents()
        documents: _Documents = seen["documents"]
        return documents

    def _read(self, texts: dict[str, list[tuple[str, str]]], kinds: tuple[str, ...]) -> None:
        query = _of_kinds(self._schema.reference_data, self._dialect)
        found: dict[str, list[tuple[str, str]]] = {kind: [] for kind in kinds}
        for kind, id_, document in self._session.rows(query, self._of(kinds=kinds)):
            found[kind].append((f"{kind} {id_}", document))
        texts.update(found)

    @writes
    def save(self, kind: str, id_: str, value: Any) -> None:
        """Store or replace a document."""
        row = {"kind": kind, "id": id_, "document": written(value)}
        self._upsert(self._schema.reference_data, row)
        self._now_another_version()

    @writes
    def remove(self, kind: str, id_: str) -> None:
        """Delete a document, if there is one."""
        self._changed(self._schema.reference_data)
        self._remove(self._schema.reference_data, kind=kind, id=id_)
        self._now_another_version()

    def _now_another_version(self) -> None:
        self._upsert(self._schema.counters, {"name": VERSION, "value": secrets.randbits(62)})


@prepared
def _version(counters: Table) -> Any:
    return select(cast(counters.c.value, Text)).where(mine(counters, "name"))


@prepared
def _of_kinds(table: Table, dialect: Dialect) -> Any:
    return (
        select(table.c.kind, table.c.id, table.c.document)
        .where(mine(table), one_of(table.c.kind, "of_kinds", dialect))
        .order_by(table.c.kind, table.c.id)
    )


class SqlShops:
    """The ``Shops`` port."""

    def __init__(self, data: ReferenceData, shop_id: ShopId) -> None:
        self._data = data
        self._shop_id = shop_id

    def settings(self) -> ShopSettings:
        settings = self._data.only("settings", ShopSettings)
        if settings is None:
            raise ShopNotSetUp(self._shop_id)
        return settings

    def save(self, settings: ShopSettings) -> None:
        self._data.save("settings", "settings", settings)


class SqlCarriers:
    """The ``Carriers`` port."""

    def __init__(self, data: ReferenceData) -> None:
        self._data = data

    def all(self) -> tuple[Carrier, ...]:
        return self._data.all("carrier", Carrier)

    def zones(self) -> tuple[Zone, ...]:
        return self._data.all("zone", Zone)

    def countries(self) -> tuple[Country, ...]:
        return self._data.all("country", Country)

    def save(self, carrier: Carrier) -> None:
        self._data.save("carrier", carrier.id, carrier)

    def save_zone(self, zone: Zone) -> None:
        self._data.save("zone", zone.id, zone)

    def save_country(self, country: Country) -> None:
        self._data.save("country", country.code, country)

    def remove(self, carrier_id: CarrierId) -> None:
        self._data.remove("carrier", carrier_id)

    def remove_zone(self, zone_id: ZoneId) -> None:
        self._data.remove("zone", zone_id)

    def remove_country(self, code: str) -> None:
        self._data.remove("country", code)


class SqlTaxRules:
    """The ``TaxRules`` port."""

    def __init__(self, data: ReferenceData) -> None:
        self._data = data

    def groups(self) -> tuple[TaxGroup, ...]:
        return self._data.all("tax_group", TaxGroup)

    def save_group(self, group: TaxGroup) -> None:
        self._data.save("tax_group", group.id, group)

    def remove_group(self, group_id: TaxGroupId) -> None:
        self._data.remove("tax_group", group_id)


class SqlExchangeRates:
    """The ``ExchangeRates`` port."""

    def __init__(self, data: ReferenceData) -> None:
        self._data = data

    def all(self) -> tuple[ExchangeRate, ...]:
        return self._data.all("exchange_rate", ExchangeRate)

    def save(self, rate: ExchangeRate) -> None:
        self._data.save("exchange_rate", rate.currency, rate)

    def remove(self, currency: str) -> None:
        self._data.remove("exchange_rate", currency)
