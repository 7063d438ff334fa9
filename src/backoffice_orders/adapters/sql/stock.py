"""Stock in SQL: guarded updates, never read-then-write."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Table,
    Text,
    and_,
    bindparam,
    delete,
    exists,
    insert,
    literal_column,
    not_,
    select,
    union_all,
    update,
)
from sqlalchemy.exc import IntegrityError

from backoffice_orders.adapters.sql.constructs import ReadNext
from backoffice_orders.adapters.sql.dialects.base import Dialect
from backoffice_orders.adapters.sql.priced_with import A_LEVEL, HELD, ByKind, by_kind, part
from backoffice_orders.adapters.sql.rows import ShopRows, mine
from backoffice_orders.adapters.sql.schema import Schema
from backoffice_orders.adapters.sql.statements import Values, insert_into, one_of, prepared
from backoffice_orders.adapters.transactions import writes
from backoffice_orders.model.errors.host import StorageBusy
from backoffice_orders.model.errors.products import OutOfStock
from backoffice_orders.model.stock import Reservation, StockDemand, StockItem, merged

Pieces = Sequence[tuple[StockItem, int]]


class _TooFew(Exception):
    """There are too few of some item."""


class SqlStock(ShopRows):
    """The ``Stock`` port."""

    def levels(self, items: Collection[StockItem], reference: str = "") -> Mapping[StockItem, int]:
        known = self._seen.known(self._topic(self._schema.stock_levels))
        # Every item is a pair of its ids, and found by one.
        for_all: dict[tuple[str, str], int] = known.setdefault("", {})
        levels: dict[tuple[str, str], int] = known.setdefault(reference, {})
        missing = [item for item in items if item not in levels]
        if missing:
            whole = known.get(("whole", reference), ())
            ids = sorted({product_id for product_id, _ in missing if product_id not in whole})
            nothing: dict[tuple[str, str], int] = dict.fromkeys(missing, 0)
            levels.update(nothing)
            for_all.update(nothing)
            if ids:
                query = _levels(self._schema, self._dialect)
                rows = self._session.rows(query, self.values(ids, reference))
                self.note(ids, reference, by_kind(rows))
        return {item: levels[item] for item in items}

    def values(self, product_ids: Sequence[str], reference: str) -> Values:
        """The values of ``levels_and_held``."""
        stock = {"of_stock": self._shop_id, "of_reference": reference}
        return {**stock, "of_stocked": product_ids}

    def note(self, asked: Sequence[str], reference: str, rows: ByKind) -> None:
        """Know the levels of whole products from now on, for a reference and for all.

        ``levels_and_held`` has these rows of them.
        """
        known = self._seen.known(self._topic(self._schema.stock_levels))
        for_all, levels = known.setdefault("", {}), known.setdefault(reference, {})
        known.setdefault(("whole", reference), set()).update(asked)
        found = {(row[1], row[3]): row[2] for row in rows[A_LEVEL]}
        for_all.update(found)
        levels.update(found)
        for _, product_id, pieces, combination_id, _ in rows[HELD]:
            if (product_id, combination_id) in found:
                levels[product_id, combination_id] += pieces

    @writes
    def set_level(self, item: StockItem, level: int) -> None:
        self._upsert(
            self._schema.stock_levels,
            {**_key(item), "level": level},
        )

    @writes
    def receive(self, item: StockItem, pieces: int) -> None:
        table = self._schema.stock_levels
        self._changed(table)
        row = {"shop_id": self._shop_id, **_key(item), "level": pieces}
        self._session.change(_add(table, "level", self._dialect), row)

    @writes
    def take(self, reference: str, demands: Sequence[StockDemand]) -> None:
        if not demands:
            return
        wanted = merged(demands)
        if self._is_there(wanted) and self._take_new(reference, wanted):
            return
        taken, held = self._schema.stock_taken, self._schema.stock_held
        query = _has_moved(taken, held)
        ((has_taken, holds),) = self._session.rows(query, self._of(reference=reference))
        if has_taken:
            return
        rows = _moved(reference, wanted)
        self._replace_held(reference, wanted, taken, rows, holds=bool(holds))

    def _is_there(self, demands: Sequence[StockDemand]) -> bool:
        """Whether the transaction sees as many as are asked for."""
        guarded = [each for each in demands if not each.may_go_below_zero]
        levels = self.levels([each.item for each in guarded])
        return all(levels[each.item] >= each.quantity for each in guarded)

    def _take_new(self, reference: str, demands: Sequence[StockDemand]) -> bool:
        """Take what is there, if the reference neither has nor holds anything; whether it did.

        Whoever is faster is found out by the guarded update. The transaction is over then: what
        is not there at its end was there at its beginning.
        """
        taken, held = self._schema.stock_taken, self._schema.stock_held
        items = [(*each.item, each.quantity) for each in demands]
        values = self._of(reference=reference, items=items)
        try:
            if not self._session.change(_take_new(taken, held, self._dialect), values):
                return False
            self._lower(demands)
        except (_TooFew, IntegrityError) as error:
            raise StorageBusy("the stock changed while it was taken") from error
        return True

    @writes
    def give_back(self, reference: str) -> None:
        self._put_back(self._schema.stock_taken, reference)

    @writes
    def reserve(self, reference: str, demands: Sequence[StockDemand], until: datetime) -> None:
        wanted = merged(demands)
        rows = [{**row, "until": until} for row in _moved(reference, wanted)]
        self._replace_held(reference, wanted, self._schema.stock_held, rows, holds=True)

    def reserved(self, reference: str) -> tuple[Reservation, ...]:
        table = self._schema.stock_held
        query = (
            select(table)
            .where(self._mine(table, reference=reference))
            .order_by(table.c.product_id, table.c.combination_id)
        )
        return tuple(
            Reservation(
                reference, StockItem(row.product_id, row.combination_id), row.quantity, row.until
            )
            for row in self._session.all(query)
        )

    @writes
    def confirm(self, reference: str) -> None:
        self._changed(self._schema.stock_levels)
        held = self.reserved(reference)
        self._remove(self._schema.stock_held, reference=reference)
        add = _add(self._schema.stock_taken, "quantity", self._dialect)
        shop = {"shop_id": self._shop_id}
        self._session.change_all(add, [{**shop, **row} for row in _moved(reference, held)])

    @writes
    def release(self, reference: str) -> None:
        self._put_back(self._schema.stock_held, reference)

    @writes
    def release_lapsed(self, now: datetime) -> tuple[str, ...]:
        lapsed = _take_out_lapsed(self._schema.stock_held)
        references, pieces = set[str](), Counter[StockItem]()
        for reference, product_id, combination_id, quantity in self._session.rows(
            lapsed, self._of(now=now)
        ):
            references.add(reference)
            pieces[StockItem(product_id, combination_id)] += quantity
        self._change(list(pieces.items()))
        return tuple(sorted(references))

    def _replace_held(
        self,
        reference: str,
        wanted: Sequence[StockDemand],
        table: Table,
        rows: Sequence[Values],
        *,
        holds: bool,
    ) -> None:
        """Put back what the reference holds, and take these pieces instead; or change nothing."""
        try:
            with self._session.savepoint():
                if holds:
                    self._put_back(self._schema.stock_held, reference)
                self._lower(wanted)
                self._add_all(table, rows)
        except _TooFew:
            raise self._out_of_stock(reference, wanted) from None

    def _put_back(self, table: Table, reference: str) -> None:
        self._changed(self._schema.stock_levels)
        taken = self._session.rows(_take_out(table), self._of(reference=reference))
        self._change([(StockItem(row[0], row[1]), row[2]) for row in taken])

    def _lower(self, demands: Sequence[StockDemand]) -> None:
        guarded = [each for each in demands if not each.may_go_below_zero]
        lowered = self._change([(each.item, -each.quantity) for each in guarded], guarded=True)
        if lowered != len(guarded):
            raise _TooFew
        if len(guarded) < len(demands):
            free = [each for each in demands if each.may_go_below_zero]
            self._count_from_zero(each.item for each in free)
            self._change([(each.item, -each.quantity) for each in free])

    def _change(self, pieces: Pieces, *, guarded: bool = False) -> int:
        """Add to the levels; guarded, none goes below zero. How many were changed.

        They are locked in one order, so that two that sell the same goods wait for each other. What
        they have become is known then: what was seen before may be older than what others left.
        """
        if not pieces:
            return 0
        self._changed(self._schema.stock_levels)
        items = [(*item, quantity) for item, quantity in pieces]
        statement = _add_to_levels(self._schema.stock_levels, guarded, self._dialect)
        changed = self._session.rows(statement, self._of(items=items))
        levels = self._seen.known(self._topic(self._schema.stock_levels)).setdefault("", {})
        levels.update({(product_id, of): level for product_id, of, level in changed})
        return len(changed)

    def _out_of_stock(
        self, reference: str, demands: Sequence[StockDemand]
    ) -> OutOfStock | StorageBusy:
        self._changed(self._schema.stock_levels)  # what was lowered was undone
        levels = self.levels([each.item for each in demands], reference)
        for each in demands:
            left = levels[each.item]
            if left < each.quantity and not each.may_go_below_zero:
                product_id, combination_id = each.item.product_id, each.item.combination_id
                return OutOfStock(
                    product_id, combination_id or None, product_id, each.quantity, max(left, 0)
                )
        return StorageBusy("the stock changed while it was taken")

    def _count_from_zero(self, items: Iterable[StockItem]) -> None:
        self._add_missing(self._schema.stock_levels, ({**_key(item), "level": 0} for item in items))


@prepared
def _levels(schema: Schema, dialect: Dialect) -> Any:
    return union_all(*levels_and_held(schema, dialect))


def levels_and_held(schema: Schema, dialect: Dialect) -> tuple[Select[Any], Select[Any]]:
    """Levels of products and their combinations, and what one reference holds."""
    levels, held = schema.stock_levels, schema.stock_held
    return (
        part(A_LEVEL, levels.c.product_id, levels.c.level, levels.c.combination_id).where(
            mine(levels, shop="stock"), one_of(levels.c.product_id, "of_stocked", dialect)
        ),
        part(HELD, held.c.product_id, held.c.quantity, held.c.combination_id).where(
            mine(held, "reference", shop="stock")
        ),
    )


@prepared
def _has_moved(taken: Table, held: Table) -> Any:
    """Whether a reference has taken anything, and whether it holds anything."""
    return select(*(exists().where(mine(table, "reference")) for table in (taken, held)))


@prepared
def _take_new(taken: Table, held: Table, dialect: Dialect) -> Any:
    """Note what a reference takes that has neither taken nor holds anything."""
    has_moved = [exists().where(mine(table, "reference")) for table in (taken, held)]
    ids: list[Any] = [bindparam(f"of_{name}", type_=Text()) for name in ("shop_id", "reference")]
    items = dialect.listed("of_items", Text(), Text(), BigInteger())
    rows = select(*ids, *items).where(*(not_(each) for each in has_moved))
    return insert(taken).from_select([column.name for column in taken.columns], rows)


@prepared
def _add(table: Table, pieces: str, dialect: Dialect) -> Any:
    """Add to a column of pieces, which is zero where there is no row."""
    insert = insert_into(table, dialect)
    keys = [column.name for column in table.primary_key]
    more = table.c[pieces] + insert.excluded[pieces]
    return insert.on_conflict_do_update(index_elements=keys, set_={pieces: more})


@prepared
def _take_out(table: Table) -> Any:
    return (
        delete(table)
        .where(mine(table, "reference"))
        .returning(table.c.product_id, table.c.combination_id, table.c.quantity)
    )


@prepared
def _take_out_lapsed(held: Table) -> Any:
    """Delete what is held until a moment or earlier, and say what it was."""
    columns = (held.c.reference, held.c.product_id, held.c.combination_id, held.c.quantity)
    lapsed = held.c.until <= bindparam("of_now", type_=held.c.until.type)
    return delete(held).where(mine(held), lapsed).returning(*columns)


@prepared
def _add_to_levels(levels: Table, guarded: bool, dialect: Dialect) -> Any:
    """Add to the levels of items that are there, each named once; what they have become."""
    keys = ("product_id", "combination_id")
    columns = dialect.listed("of_items", Text(), Text(), BigInteger())
    names = (*keys, "pieces")
    wanted = select(*map(ColumnElement.label, columns, names)).subquery("wanted")
    there = levels.alias("there")
    these = and_(
        there.c.shop_id == bindparam("of_shop_id"), *(there.c[key] == wanted.c[key] for key in keys)
    )
    locked = select(*(there.c[key] for key in keys), wanted.c.pieces)
    locked = locked.select_from(ReadNext(wanted, there, these))
    locked = locked.order_by(*(there.c[key] for key in keys)).with_for_update(of=there)
    changed = locked.subquery("changed")
    after = levels.c.level + changed.c.pieces
    change = update(levels).where(mine(levels), *(levels.c[key] == changed.c[key] for key in keys))
    change = change.where(after >= literal_column("0")) if guarded else change
    return change.values(level=after).returning(*(levels.c[key] for key in keys), levels.c.level)


def _key(item: StockItem) -> dict[str, Any]:
    return {"product_id": item.product_id, "combination_id": item.combination_id}


def _moved(
    reference: str, pieces: Sequence[StockDemand] | Sequence[Reservation]
) -> list[dict[str, Any]]:
    """The rows of what a reference has taken, or holds."""
    return [
        {"reference": reference, **_key(each.item), "quantity": each.quantity} for each in pieces
    ]
