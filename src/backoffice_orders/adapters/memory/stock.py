"""Stock in memory."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from backoffice_orders.adapters.memory.tables import Table, Tables
from backoffice_orders.model.errors.products import OutOfStock
from backoffice_orders.model.ids import ShopId
from backoffice_orders.model.stock import Reservation, StockDemand, StockItem


class MemoryStock:
    """The ``Stock`` port."""

    def __init__(self, tables: Tables, shop_id: ShopId) -> None:
        self._levels: Table[int] = Table(tables, "stock_levels", shop_id)
        self._taken: Table[tuple[tuple[StockItem, int], ...]] = Table(
            tables, "stock_taken", shop_id
        )
        self._held: Table[tuple[Reservation, ...]] = Table(tables, "stock_held", shop_id)

    def levels(self, items: Collection[StockItem], reference: str = "") -> Mapping[StockItem, int]:
        held = {each.item: each.quantity for each in self._held.get(reference) or ()}
        return {item: (self._levels.get(item) or 0) + held.get(item, 0) for item in items}

    def set_level(self, item: StockItem, level: int) -> None:
        self._levels.put(item, level)

    def take(self, reference: str, demands: Sequence[StockDemand]) -> None:
        if self._taken.get(reference) is None:
            self._lower(demands)
            self._taken.put(reference, tuple((each.item, each.quantity) for each in demands))

    def give_back(self, reference: str) -> None:
        for item, quantity in self._taken.get(reference) or ():
            self._raise(item, quantity)
        self._taken.remove(reference)

    def reserve(self, reference: str, demands: Sequence[StockDemand], until: datetime) -> None:
        before = self._held.get(reference) or ()
        for held in before:
            self._raise(held.item, held.quantity)
        try:
            self._lower(demands)
        except OutOfStock:
            for held in before:
                self._raise(held.item, -held.quantity)
            raise
        self._held.put(
            reference,
            tuple(Reservation(reference, each.item, each.quantity, until) for each in demands),
        )

    def reserved(self, reference: str) -> tuple[Reservation, ...]:
        return tuple(sorted(self._held.get(reference) or (), key=lambda held: held.item))

    def confirm(self, reference: str) -> None:
        held = self._held.get(reference)
        if held:
            self._taken.put(reference, tuple((each.item, each.quantity) for each in held))
            self._held.remove(reference)

    def release(self, reference: str) -> None:
        for held in self._held.get(reference) or ():
            self._raise(held.item, held.quantity)
        self._held.remove(reference)

    def release_lapsed(self, now: datetime) -> tuple[str, ...]:
        lapsed = [
            reference
            for reference, held in self._held.items()
            if any(each.until is not None and each.until <= now for each in held)
        ]
        for reference in lapsed:
            self.release(reference)
        return tuple(lapsed)

    def _lower(self, demands: Sequence[StockDemand]) -> None:
        for each in demands:
            level = self._levels.get(each.item) or 0
            if level < each.quantity and not each.may_go_below_zero:
                raise OutOfStock(
                    each.item.product_id,
                    each.item.combination_id or None,
                    each.item.product_id,
                    each.quantity,
                    max(level, 0),
                )
        for each in demands:
            self._raise(each.item, -each.quantity)

    def _raise(self, item: StockItem, quantity: int) -> None:
        self._levels.put(item, (self._levels.get(item) or 0) + quantity)
