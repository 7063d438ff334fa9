"""Stock in memory."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from backoffice_orders.adapters.memory.tables import MemoryPort, Table, Tables
from backoffice_orders.adapters.transactions import writes
from backoffice_orders.model.errors.products import OutOfStock
from backoffice_orders.model.ids import ShopId
from backoffice_orders.model.stock import Reservation, StockDemand, StockItem, merged


class MemoryStock(MemoryPort):
    """The ``Stock`` port."""

    def __init__(self, tables: Tables, shop_id: ShopId) -> None:
        super().__init__(tables)
        self._levels: Table[int] = Table(tables, "stock_levels", shop_id)
        self._taken: Table[dict[StockItem, int]] = Table(tables, "stock_taken", shop_id)
        self._held: Table[tuple[Reservation, ...]] = Table(tables, "stock_held", shop_id)

    def levels(self, items: Collection[StockItem], reference: str = "") -> Mapping[StockItem, int]:
        held = {each.item: each.quantity for each in self._held.get(reference) or ()}
        return {item: (self._levels.get(item) or 0) + held.get(item, 0) for item in items}

    @writes
    def set_level(self, item: StockItem, level: int) -> None:
        self._levels.put(item, level)

    @writes
    def receive(self, item: StockItem, pieces: int) -> None:
        self._raise(item, pieces)

    @writes
    def take(self, reference: str, demands: Sequence[StockDemand]) -> None:
        if demands and not self._taken.get(reference):
            self._lower(reference, merged(demands))
            self._held.remove(reference)
            self._taken.put(reference, {each.item: each.quantity for each in merged(demands)})

    @writes
    def give_back(self, reference: str) -> None:
        for item, quantity in (self._taken.get(reference) or {}).items():
            self._raise(item, quantity)
        self._taken.remove(reference)

    @writes
    def reserve(self, reference: str, demands: Sequence[StockDemand], until: datetime) -> None:
        self._lower(reference, merged(demands))
        held = [Reservation(reference, each.item, each.quantity, until) for each in merged(demands)]
        self._held.put(reference, tuple(sorted(held, key=lambda each: each.item)))

    def reserved(self, reference: str) -> tuple[Reservation, ...]:
        return self._held.get(reference) or ()

    @writes
    def confirm(self, reference: str) -> None:
        taken = dict(self._taken.get(reference) or {})
        for held in self.reserved(reference):
            taken[held.item] = taken.get(held.item, 0) + held.quantity
        self._taken.put(reference, taken)
        self._held.remove(reference)

    @writes
    def release(self, reference: str) -> None:
        for held in self.reserved(reference):
            self._raise(held.item, held.quantity)
        self._held.remove(reference)

    @writes
    def release_lapsed(self, now: datetime) -> tuple[str, ...]:
        lapsed = [
            reference
            for reference, held in self._held.items()
            if any(each.until is not None and each.until <= now for each in held)
        ]
        for reference in lapsed:
            self.release(reference)
        return tuple(lapsed)

    def _lower(self, reference: str, demands: Sequence[StockDemand]) -> None:
        """Take the pieces out, with those that the reference holds put back first."""
        levels = self.levels([each.item for each in demands], reference)
        for each in demands:
            left = levels[each.item]
            if left < each.quantity and not each.may_go_below_zero:
                raise OutOfStock(
                    each.item.product_id,
                    each.item.combination_id or None,
                    each.item.product_id,
                    each.quantity,
                    max(left, 0),
                )
        for held in self.reserved(reference):
            self._raise(held.item, held.quantity)
        for each in demands:
            self._raise(each.item, -each.quantity)

    def _raise(self, item: StockItem, quantity: int) -> None:
        self._levels.put(item, (self._levels.get(item) or 0) + quantity)
