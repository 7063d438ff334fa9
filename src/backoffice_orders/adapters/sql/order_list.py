"""The statement of a list of orders, for each sort of filter built once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    bindparam,
    func,
    literal_column,
    select,
    union,
    union_all,
)

from backoffice_orders.adapters.sql.rows import mine
from backoffice_orders.adapters.sql.schema import Schema
from backoffice_orders.adapters.sql.search_plan import past
from backoffice_orders.adapters.sql.statements import prepared
from backoffice_orders.model.order_filter import OrderFilter
from backoffice_orders.model.values import frozen

_PERIOD = {"placed_from", "placed_until"}
_ASKED = ("customer_id", "status", "placed_by", "placed_from", "placed_until", "unpaid")


@frozen
class Sort:
    """What a filter asks for, without the values: one statement serves all of a sort.

    ``asked`` are names of ``OrderFilter``. ``named`` is None for whatever an order is called, or
    whether a reference is looked for, and among how many customers and products. ``by_moment``
    reads the orders of a period by their moments, as it is long ago: by their numbers, all that
    were placed since would be read first.
    """

    asked: tuple[str, ...]
    named: tuple[bool, int, int] | None
    after: bool
    by_moment: bool = False

    @property
    def of_a_period(self) -> bool:
        """Whether a first page of orders is asked for by when they were placed, and no more."""
        until = "placed_until" in self.asked and not set(self.asked) - _PERIOD
        return until and self.named is None and not self.after


def sort_of(wanted: OrderFilter, after: int | None) -> Sort:
    """Which statement a filter needs; ``after`` is the number that the page before ended with."""
    asked = tuple(name for name in _ASKED if getattr(wanted, name) not in (None, False))
    named, sort = wanted.named, None
    if named is not None:
        sort = bool(named.reference_key), len(named.customer_ids), len(named.product_ids)
    return Sort(asked, sort, after is not None)


def values_of(wanted: OrderFilter, after: int | None) -> dict[str, Any]:
    """What that statement is asked with, besides the shop and ``enough``: how many rows."""
    values: dict[str, Any] = {} if after is None else {"after": after}
    for name in _ASKED[:-1]:
        if getattr(wanted, name) is not None:
            values[name] = getattr(wanted, name)
    named = wanted.named
    if named is not None:
        if named.reference_key:
            values["begun"] = named.reference_key
            values["begun_past"] = past(named.reference_key)
        values |= {f"customer_{n}": each for n, each in enumerate(named.customer_ids)}
        values |= {f"product_{n}": each for n, each in enumerate(named.product_ids)}
    return values


@prepared
def newest(schema: Schema, sort: Sort) -> Any:
    """The (id, summary, number) of ``enough`` orders of a sort, the newest first."""
    orders = schema.orders
    rows = select(orders.c.id, orders.c.summary, orders.c.number)
    if sort.by_moment:
        # Not by the index of numbers, which SQLite would take.
        number = orders.c.number + literal_column("0")
        first = select(orders.c.number).where(*_asked(schema, sort)).order_by(number.desc())
        rows = rows.where(mine(orders), orders.c.number.in_(first.limit(bindparam("enough"))))
        return rows.order_by(orders.c.number.desc())
    if sort.named is None:
        return _first(rows.where(*_asked(schema, sort)), sort, orders.c.number)
    ids = union_all(*_named(schema, sort))
    rows = rows.where(mine(orders), orders.c.id.in_(ids))
    return rows.order_by(orders.c.number.desc()).limit(bindparam("enough"))


@prepared
def counted(schema: Schema, sort: Sort) -> Any:
    """How many orders of a sort there are, ``enough`` where there are as many or more."""
    if sort.named is None:
        # In no order: whichever index leaves the fewest to be looked at may be read.
        found: Any = select(literal_column("1").label("one")).where(*_asked(schema, sort))
    else:
        # Once each, whatever of it is meant.
        found = select(union(*_named(schema, sort)).subquery().c.id)
    return select(func.count()).select_from(found.limit(bindparam("enough")).subquery())


@prepared
def last_placed(orders: Table) -> Any:
    """Whether the last order was placed before ``placed_until``."""
    before = (orders.c.placed_at < bindparam("placed_until")).label("before")
    return select(before).where(mine(orders)).order_by(orders.c.number.desc()).limit(1)


def _asked(schema: Schema, sort: Sort) -> list[ColumnElement[bool]]:
    columns = schema.orders.c
    conditions: dict[str, ColumnElement[bool]] = {
        "customer_id": columns.customer_id == bindparam("customer_id"),
        "status": columns.status == bindparam("status"),
        "placed_by": columns.placed_by == bindparam("placed_by"),
        "placed_from": columns.placed_at >= bindparam("placed_from"),
        "placed_until": columns.placed_at < bindparam("placed_until"),
        "unpaid": columns.unpaid,
    }
    return [mine(schema.orders), *(conditions[name] for name in sort.asked)]


def _named(schema: Schema, sort: Sort) -> Iterator[Select[Any]]:
    """For all that a text may mean the newest ids, as many as a page can show of them.

    Each comes from an index of its own, which is in order: no list is read to its end.
    """
    assert sort.named is not None
    reference, customers, products = sort.named
    orders, bought = schema.orders, schema.order_products
    ids = select(orders.c.id).where(*_asked(schema, sort))

    def first(query: Select[Any], number: ColumnElement[int]) -> Select[Any]:
        return select(_first(query, sort, number).subquery().c.id)

    if reference:
        begun = (
            orders.c.reference >= bindparam("begun"),
            orders.c.reference < bindparam("begun_past"),
        )
        yield first(ids.where(*begun), orders.c.number)
    for number in range(customers):
        of_one = orders.c.customer_id == bindparam(f"customer_{number}")
        yield first(ids.where(of_one), orders.c.number)
    for number in range(products):
        query = select(bought.c.order_id.label("id"))
        if sort.asked:
            query = ids.where(bought.c.order_id == orders.c.id)
        of_one = bought.c.product_id == bindparam(f"product_{number}")
        yield first(query.where(mine(bought), of_one), bought.c.number)


def _first(query: Select[Any], sort: Sort, number: ColumnElement[int]) -> Select[Any]:
    if sort.after:
        query = query.where(number < bindparam("after"))
    return query.order_by(number.desc()).limit(bindparam("enough"))
