"""What a shop sets up once: small lists of documents, one table for all of them."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import Table, select

from backoffice_orders.adapters.sql.documents import read, written
from backoffice_orders.adapters.sql.rows import ShopRows, mine
from backoffice_orders.adapters.sql.statements import one_of, prepared
from backoffice_orders.model.carrier import Carrier, Country, ExchangeRate, Zone
from backoffice_orders.model.errors.host import ShopNotSetUp
from backoffice_orders.model.ids import ShopId
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
)


class ReferenceData(ShopRows):
    """Documents by kind and id."""

    def all(self, kind: str, model: type[T]) -> tuple[T, ...]:
        """All documents of a kind, by id."""
        topic = self._topic(self._schema.reference_data)
        return self._seen.get(topic, kind, lambda: self._parsed(kind, model))

    def _parsed(self, kind: str, model: type[T]) -> tuple[T, ...]:
        kinds = _FOR_PRICING if kind in _FOR_PRICING else (kind,)
        texts = self._seen.get(
            self._topic(self._schema.reference_data), kinds, lambda: self._texts(kinds)
        )
        return tuple(read(text, model) for text in texts.get(kind, ()))

    def _texts(self, kinds: tuple[str, ...]) -> dict[str, list[str]]:
        query = _of_kinds(self._schema.reference_data, self._dialect)
        texts: dict[str, list[str]] = {}
        for kind, document in self._session.rows(query, self._of(kinds=kinds)):
            texts.setdefault(kind, []).append(document)
        return texts

    def save(self, kind: str, id_: str, value: Any) -> None:
        """Store or replace a document."""
        row = {"kind": kind, "id": id_, "document": written(value)}
        self._upsert(self._schema.reference_data, row)


@prepared
def _of_kinds(table: Table, dialect: str) -> Any:
    return (
        select(table.c.kind, table.c.document)
        .where(mine(table), one_of(table.c.kind, "of_kinds", dialect))
        .order_by(table.c.kind, table.c.id)
    )


class SqlShops:
    """The ``Shops`` port."""

    def __init__(self, data: ReferenceData, shop_id: ShopId) -> None:
        self._data = data
        self._shop_id = shop_id

    def settings(self) -> ShopSettings:
        found = self._data.all("settings", ShopSettings)
        if not found:
            raise ShopNotSetUp(self._shop_id)
        return found[0]

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


class SqlTaxRules:
    """The ``TaxRules`` port."""

    def __init__(self, data: ReferenceData) -> None:
        self._data = data

    def groups(self) -> tuple[TaxGroup, ...]:
        return self._data.all("tax_group", TaxGroup)

    def save_group(self, group: TaxGroup) -> None:
        self._data.save("tax_group", group.id, group)


class SqlExchangeRates:
    """The ``ExchangeRates`` port."""

    def __init__(self, data: ReferenceData) -> None:
        self._data = data

    def all(self) -> tuple[ExchangeRate, ...]:
        return self._data.all("exchange_rate", ExchangeRate)

    def save(self, rate: ExchangeRate) -> None:
        self._data.save("exchange_rate", rate.currency, rate)
