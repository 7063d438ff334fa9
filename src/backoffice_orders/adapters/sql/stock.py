"""Stock in SQL: guarded updates, never read-then-write."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Table, case, delete, func, select, tuple_, update

from backoffice_orders.adapters.sql.rows import ShopRows, in_batches
from backoffice_orders.model.errors.host import StorageBusy
from backoffice_orders.model.errors.products import OutOfStock
from backoffice_orders.model.stock import Reservation, StockDemand, StockItem

Pieces = Sequence[tuple[StockItem, int]]


class _TooFew(Exception):
    """There are too few of some item."""


class SqlStock(ShopRows):
    """The ``Stock`` port."""

    def levels(self, items: Collection[StockItem], reference: str = "") -> Mapping[StockItem, int]:
        known = self._seen.known(self._topic(self._schema.stock_levels))
        for batch in in_batches(sorted(i for i in set(items) if (reference, i) not in known)):
            known.update({(reference, item): 0 for item in batch})
            for product_id, combination_id, level in self._connection.execute(
                self._levels(batch, reference)
            ):
                known[reference, StockItem(product_id, combination_id)] = level
        return {item: known[reference, item] for item in items}

    def _levels(self, items: Sequence[StockItem], reference: str) -> Select[Any]:
        table, held = self._schema.stock_levels, self._schema.stock_held
        level: Any = table.c.level
        source: Any = table
        if reference:
            same = (
                (held.c.shop_id == table.c.shop_id)
                & (held.c.reference == reference)
                & (held.c.product_id == table.c.product_id)
                & (held.c.combination_id == table.c.combination_id)
            )
            source = table.outerjoin(held, same)
            level = level + func.coalesce(held.c.quantity, 0)
        return (
            select(table.c.product_id, table.c.combination_id, level)
            .select_from(source)
            .where(self._mine(table), self._among(table, items))
        )

    def set_level(self, item: StockItem, level: int) -> None:
        self._upsert(
            self._schema.stock_levels,
            {**_key(item), "level": level},
        )

    def take(self, reference: str, demands: Sequence[StockDemand]) -> None:
        if not demands:
            return
        rows = [{"reference": reference, **_piece(each)} for each in demands]
        with self._all_or_nothing(demands):
            if self._insert_new(self._schema.stock_taken, rows):
                self._lower(demands)

    def give_back(self, reference: str) -> None:
        self._put_back(self._schema.stock_taken, reference)

    def reserve(self, reference: str, demands: Sequence[StockDemand], until: datetime) -> None:
        self._changed(self._schema.stock_levels)
        with self._all_or_nothing(demands):
            self.release(reference)
            self._lower(demands)
            self._add_all(
                self._schema.stock_held,
                ({"reference": reference, "until": until, **_piece(each)} for each in demands),
            )

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
            for row in self._connection.execute(query)
        )

    def confirm(self, reference: str) -> None:
        self._changed(self._schema.stock_levels)
        held = self.reserved(reference)
        table = self._schema.stock_held
        self._connection.execute(delete(table).where(self._mine(table, reference=reference)))
        self._add_all(
            self._schema.stock_taken,
            ({"reference": reference, **_piece(each)} for each in held),
        )

    def release(self, reference: str) -> None:
        self._put_back(self._schema.stock_held, reference)

    def release_lapsed(self, now: datetime) -> tuple[str, ...]:
        table = self._schema.stock_held
        query = (
            select(table.c.reference)
            .where(self._mine(table), table.c.until <= now)
            .distinct()
            .order_by(table.c.reference)
        )
        references = tuple(self._connection.execute(query).scalars())
        for reference in references:
            self.release(reference)
        return references

    def _put_back(self, table: Table, reference: str) -> None:
        self._changed(self._schema.stock_levels)
        taken = self._connection.execute(
            delete(table)
            .where(self._mine(table, reference=reference))
            .returning(table.c.product_id, table.c.combination_id, table.c.quantity)
        ).all()
        self._change([(StockItem(row[0], row[1]), row[2]) for row in taken])

    def _lower(self, demands: Sequence[StockDemand]) -> None:
        guarded = [each for each in demands if not each.may_go_below_zero]
        free = [each for each in demands if each.may_go_below_zero]
        lowered = self._change([(each.item, -each.quantity) for each in guarded], guarded=True)
        if lowered != len(guarded):
            raise _TooFew
        self._count_from_zero(each.item for each in free)
        self._change([(each.item, -each.quantity) for each in free])

    def _change(self, pieces: Pieces, *, guarded: bool = False) -> int:
        """Add to the levels, in one statement per batch; guarded, none goes below zero."""
        self._changed(self._schema.stock_levels)
        table = self._schema.stock_levels
        changed = 0
        for batch in in_batches(sorted(pieces)):
            by_item = [
                (
                    (table.c.product_id == item.product_id)
                    & (table.c.combination_id == item.combination_id),
                    quantity,
                )
                for item, quantity in batch
            ]
            after = table.c.level + case(*by_item)
            statement = update(table).where(
                self._mine(table), self._among(table, [item for item, _ in batch])
            )
            if guarded:
                statement = statement.where(after >= 0)
            changed += self._connection.execute(statement.values(level=after)).rowcount
        return changed

    @contextmanager
    def _all_or_nothing(self, demands: Sequence[StockDemand]) -> Iterator[None]:
        """Undo the block when there are too few of something, and raise ``OutOfStock``."""
        try:
            with self._connection.begin_nested():
                yield
        except _TooFew:
            raise self._out_of_stock(demands) from None

    def _out_of_stock(self, demands: Sequence[StockDemand]) -> OutOfStock | StorageBusy:
        self._changed(self._schema.stock_levels)  # what was lowered was undone
        levels = self.levels([each.item for each in demands])
        for each in demands:
            left = levels[each.item]
            if left < each.quantity and not each.may_go_below_zero:
                product_id, combination_id = each.item.product_id, each.item.combination_id
                return OutOfStock(
                    product_id, combination_id or None, product_id, each.quantity, max(left, 0)
                )
        return StorageBusy("the stock changed while it was taken")

    def _count_from_zero(self, items: Iterable[StockItem]) -> None:
        rows = [{**_key(item), "level": 0} for item in items]
        if rows:
            self._insert_new(self._schema.stock_levels, rows)

    def _among(self, table: Table, items: Sequence[StockItem]) -> Any:
        keys = [(item.product_id, item.combination_id) for item in items]
        return tuple_(table.c.product_id, table.c.combination_id).in_(keys)


def _key(item: StockItem) -> dict[str, Any]:
    return {"product_id": item.product_id, "combination_id": item.combination_id}


def _piece(pieces: StockDemand | Reservation) -> dict[str, Any]:
    return {**_key(pieces.item), "quantity": pieces.quantity}
