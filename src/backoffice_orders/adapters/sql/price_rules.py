"""Catalog price rules by what they are about, and categories by what is above them, in SQL."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, time
from typing import Any, TypeVar

from sqlalchemy import Table, bindparam, select

from backoffice_orders.adapters.sql.dialects.base import Dialect
from backoffice_orders.adapters.sql.documents import written
from backoffice_orders.adapters.sql.reference import SetUpRows
from backoffice_orders.adapters.sql.rows import mine
from backoffice_orders.adapters.sql.schema import ends_at
from backoffice_orders.adapters.sql.statements import one_of, prepared
from backoffice_orders.model.ids import CategoryId, PriceRuleId, ProductId
from backoffice_orders.model.product import CatalogPriceRule, Category

T = TypeVar("T")

# What a rule is about that is about all products.
EVERYTHING = "all"
# So many targets of a shop's rules are read at once.
_FEW = 300


class _SetUp(SetUpRows):
    """Documents in a table of their own, remembered like all that a shop has set up."""

    def _all(self, table: Table, model: type[T]) -> tuple[T, ...]:
        """All documents of the table, by id."""

        def read(names: list[str]) -> dict[str, tuple[T, ...]]:
            rows = self._session.rows(_everything(table), self._of())
            return dict.fromkeys(names, self._values(table, model, rows))

        return self._reference.ask("all", [table.name], read)[table.name]


class PriceRules(_SetUp):
    """Each rule has a row for everything that it is about, with the moment of its end."""

    def about(
        self,
        product_ids: Collection[ProductId],
        category_ids: Collection[CategoryId],
        at: datetime,
    ) -> list[CatalogPriceRule]:
        """The rules about these products and categories, but for some that are over; by id.

        What was asked at some time of a day (UTC) answers for the rest of it, so that nobody asks
        twice: of rules that end today, the caller sorts out which have. Where a shop's rules are
        about few things, all of these are read at once; else those that are asked for.
        """
        day = at.astimezone(UTC).date()
        few = self._reference.ask("targets of price rules", [day], self._if_few).get(day)
        if few is not None and not few:
            return []
        targets = [EVERYTHING, *map(_product, product_ids), *map(_category, category_ids)]
        if few is not None:
            found = [few[target] for target in targets if target in few]
        else:
            asked = [(target, day) for target in targets]
            found = [*self._reference.ask("price rules about", asked, self._about).values()]
        ids = sorted({id_ for about in found for id_ in about})
        rules = self._reference.ask("price rule", ids, self._by_id) if ids else {}
        return [rules[id_] for id_ in ids if id_ in rules]

    def _if_few(self, days: list[date]) -> dict[date, dict[str, list[str]] | None]:
        """The ids of the rules about everything that some are about on a day; None for many."""
        day = days[0]
        rows = self._session.rows(_first(self._schema.price_rule_targets), self._of(at=_begin(day)))
        found: dict[str, list[str]] = {}
        for target, id_ in rows:
            found.setdefault(target, []).append(id_)
        return {day: found if len(rows) <= _FEW else None}

    def _about(self, asked: list[tuple[str, date]]) -> dict[tuple[str, date], list[str]]:
        """The ids of the rules about some targets, of one day."""
        day = asked[0][1]
        values = self._of(
            targets=[target for target, _ in asked],
            at=_begin(day),
        )
        query = _about(self._schema.price_rule_targets, self._dialect)
        found: dict[tuple[str, date], list[str]] = {each: [] for each in asked}
        for target, id_ in self._session.rows(query, values):
            found[target, day].append(id_)
        return found

    def _by_id(self, ids: list[str]) -> dict[str, CatalogPriceRule]:
        table = self._schema.price_rules
        rows = self._session.rows(_some(table, self._dialect), self._of(ids=ids))
        return dict(self._readable(table, CatalogPriceRule, rows))

    def all(self) -> tuple[CatalogPriceRule, ...]:
        """All rules, by id."""
        return self._all(self._schema.price_rules, CatalogPriceRule)

    def save(self, rule: CatalogPriceRule) -> None:
        """Store or replace a rule."""
        schema = self._schema
        self._upsert(schema.price_rules, {"id": rule.id, "document": written(rule)})
        self._remove(schema.price_rule_targets, rule_id=rule.id)
        about = [*map(_product, rule.product_ids), *map(_category, rule.category_ids)]
        until = ends_at(rule.valid_until)
        self._add_all(
            schema.price_rule_targets,
            (
                {"target": target, "ends_at": until, "rule_id": rule.id}
                for target in dict.fromkeys(about or [EVERYTHING])
            ),
        )
        self._reference.now_another_version()

    def remove(self, rule_id: PriceRuleId) -> None:
        """Delete a rule, if there is one."""
        self._remove(self._schema.price_rules, id=rule_id)
        self._remove(self._schema.price_rule_targets, rule_id=rule_id)
        self._reference.now_another_version()


def _begin(day: date) -> datetime:
    """The first moment of a day in UTC."""
    return datetime.combine(day, time(), UTC)


def _product(product_id: ProductId) -> str:
    return f"product {product_id}"


def _category(category_id: CategoryId) -> str:
    return f"category {category_id}"


class Categories(_SetUp):
    """Each category has the one above it as a column."""

    def parents(self, category_ids: Collection[CategoryId]) -> dict[CategoryId, CategoryId]:
        """What is right above each of these categories, and above that, to the top."""
        found: dict[CategoryId, CategoryId] = {}
        wanted = set(category_ids)
        while wanted:
            above = self._reference.ask("category above", wanted, self._above)
            found |= above
            wanted = set(above.values()) - found.keys()
        return found

    def _above(self, ids: list[CategoryId]) -> dict[CategoryId, CategoryId | None]:
        """What is right above some categories, and above that, read at once."""
        query = _upwards(self._schema.categories, self._dialect)
        rows = self._session.rows(query, self._of(ids=ids))
        return {CategoryId(id_): parent for id_, parent in rows}

    def all(self) -> tuple[Category, ...]:
        """All categories, by id."""
        return self._all(self._schema.categories, Category)

    def save(self, category: Category) -> None:
        """Store or replace a category."""
        row = {"id": category.id, "parent_id": category.parent_id, "document": written(category)}
        self._upsert(self._schema.categories, row)
        self._reference.now_another_version()

    def remove(self, category_id: CategoryId) -> None:
        """Delete a category, if there is one."""
        self._remove(self._schema.categories, id=category_id)
        self._reference.now_another_version()


@prepared
def _everything(table: Table) -> Any:
    return select(table.c.id, table.c.document).where(mine(table)).order_by(table.c.id)


@prepared
def _some(table: Table, dialect: Dialect) -> Any:
    ids = one_of(table.c.id, "of_ids", dialect)
    return select(table.c.id, table.c.document).where(mine(table), ids)


@prepared
def _first(targets: Table) -> Any:
    """What rules are about, as far as it is little."""
    found = select(targets.c.target, targets.c.rule_id)
    return found.where(mine(targets), targets.c.ends_at > bindparam("of_at")).limit(_FEW + 1)


@prepared
def _about(targets: Table, dialect: Dialect) -> Any:
    return select(targets.c.target, targets.c.rule_id).where(
        mine(targets),
        one_of(targets.c.target, "of_targets", dialect),
        targets.c.ends_at > bindparam("of_at"),
    )


@prepared
def _upwards(categories: Table, dialect: Dialect) -> Any:
    """Categories and all above them; each is met once, so a circle ends."""
    columns = (categories.c.id, categories.c.parent_id)
    start = select(*columns).where(mine(categories), one_of(categories.c.id, "of_ids", dialect))
    way = start.cte("way", recursive=True)
    above = categories.alias("above")
    way = way.union(
        select(above.c.id, above.c.parent_id)
        .join(way, above.c.id == way.c.parent_id)
        .where(above.c.shop_id == bindparam("of_shop_id"))
    )
    return select(way.c.id, way.c.parent_id)
