"""Tax groups and exchange rates in SQL."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from attrs import evolve
from sqlalchemy import Table, select

from backoffice_orders.adapters.sql.dialects.base import Dialect
from backoffice_orders.adapters.sql.documents import written
from backoffice_orders.adapters.sql.readable import set_aside
from backoffice_orders.adapters.sql.reference import SetUpRows
from backoffice_orders.adapters.sql.rows import mine
from backoffice_orders.adapters.sql.statements import one_of, prepared
from backoffice_orders.adapters.transactions import writes
from backoffice_orders.model.carrier import ExchangeRate
from backoffice_orders.model.errors.host import RowUnreadable
from backoffice_orders.model.ids import TaxGroupId
from backoffice_orders.model.tax import Place, TaxGroup, TaxRule

Places = frozenset[Place]


class SqlTaxRules(SetUpRows):
    """The ``TaxRules`` port.

    A group's document has no rules: each is a row of its own, found by country and state. A group
    of which one rule cannot be read is set aside as a whole, or goods would be untaxed.
    """

    def groups(
        self, group_ids: Collection[TaxGroupId], places: Collection[Place]
    ) -> tuple[TaxGroup, ...]:
        there = frozenset(places)
        asked = [(id_, there) for id_ in sorted(set(group_ids))]
        return tuple(self._reference.ask("tax group", asked, self._within).values())

    def _within(
        self, asked: list[tuple[TaxGroupId, Places]]
    ) -> dict[tuple[TaxGroupId, Places], TaxGroup]:
        """Groups with the rules of some places, the same ones for all groups."""
        ids, places = [id_ for id_, _ in asked], asked[0][1]
        groups = self._reference.some("tax_group", TaxGroup, ids)
        values = self._of(
            groups=ids,
            countries=sorted({place.country for place in places}),
            states=sorted({place.state_code for place in places} | {""}),
        )
        rows = [
            (group_id, document)
            for group_id, country, first, last, document in self._session.rows(
                _of_places(self._schema.tax_rules, self._dialect), values
            )
            if any(place.country == country and place.lies_in(first, last) for place in places)
        ]
        found = self._with_rules(groups.values(), rows)
        return {(group.id, places): group.within(places) for group in found}

    def _with_rules(
        self, groups: Iterable[TaxGroup], rows: Iterable[Sequence[str]]
    ) -> list[TaxGroup]:
        """The groups with those rules of theirs that are in these (group, document) rows."""
        table = self._schema.tax_rules
        of_group: dict[str, list[tuple[str, str]]] = {}
        for group_id, document in rows:
            of_group.setdefault(group_id, []).append((group_id, document))
        found = []
        for group in groups:
            documents = of_group.get(group.id, [])
            rules = self._values(table, TaxRule, documents)
            if len(rules) == len(documents):
                found.append(evolve(group, rules=rules) if rules else group)
            else:
                set_aside(RowUnreadable(self._schema.reference_data.name, f"tax_group {group.id}"))
        return found

    def all_groups(self) -> tuple[TaxGroup, ...]:
        def read(_: list[str]) -> dict[str, tuple[TaxGroup, ...]]:
            groups = self._reference.all("tax_group", TaxGroup)
            rows = self._session.rows(_all(self._schema.tax_rules), self._of())
            return {"all": tuple(self._with_rules(groups, rows))}

        return self._reference.ask("all tax groups", ["all"], read)["all"]

    @writes
    def save_group(self, group: TaxGroup) -> None:
        self._reference.save("tax_group", group.id, evolve(group, rules=()))
        table = self._schema.tax_rules
        self._remove(table, group_id=group.id)
        self._add_all(
            table,
            (
                {
                    "group_id": group.id,
                    "country": rule.country,
                    "state": rule.state or "",
                    "position": position,
                    "postcode_from": rule.postcode_from,
                    "postcode_to": rule.postcode_to,
                    "document": written(rule),
                }
                for position, rule in enumerate(group.rules)
            ),
        )

    @writes
    def remove_group(self, group_id: TaxGroupId) -> None:
        self._reference.remove("tax_group", group_id)
        self._remove(self._schema.tax_rules, group_id=group_id)


@prepared
def _of_places(table: Table, dialect: Dialect) -> Any:
    return (
        select(
            table.c.group_id,
            table.c.country,
            table.c.postcode_from,
            table.c.postcode_to,
            table.c.document,
        )
        .where(
            mine(table),
            one_of(table.c.group_id, "of_groups", dialect),
            one_of(table.c.country, "of_countries", dialect),
            one_of(table.c.state, "of_states", dialect),
        )
        .order_by(table.c.group_id, table.c.position)
    )


@prepared
def _all(table: Table) -> Any:
    rules = select(table.c.group_id, table.c.document).where(mine(table))
    return rules.order_by(table.c.group_id, table.c.position)


class SqlExchangeRates(SetUpRows):
    """The ``ExchangeRates`` port."""

    def rates(self, currencies: Collection[str]) -> tuple[ExchangeRate, ...]:
        return tuple(self._reference.some("exchange_rate", ExchangeRate, currencies).values())

    def all_rates(self) -> tuple[ExchangeRate, ...]:
        return self._reference.all("exchange_rate", ExchangeRate)

    @writes
    def save(self, rate: ExchangeRate) -> None:
        self._reference.save("exchange_rate", rate.currency, rate)

    @writes
    def remove(self, currency: str) -> None:
        self._reference.remove("exchange_rate", currency)
