"""Who has carts open, in memory."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from backoffice_orders.adapters.memory.tables import MemoryPort, Table, Tables
from backoffice_orders.adapters.transactions import writes
from backoffice_orders.model.ids import CartId, ShopId
from backoffice_orders.model.viewer import Viewer


class MemoryViewers(MemoryPort):
    """The ``Viewers`` port."""

    def __init__(self, tables: Tables, shop_id: ShopId) -> None:
        super().__init__(tables)
        self._viewers: Table[Viewer] = Table(tables, "viewers", shop_id)

    @writes
    def keep(self, viewer: Viewer) -> None:
        self._viewers.put(viewer.id, viewer)

    def of_carts(self, cart_ids: Iterable[CartId]) -> tuple[Viewer, ...]:
        wanted = set(cart_ids)
        return tuple(each for each in self._viewers.values() if each.cart_id in wanted)

    @writes
    def forget(self, before: datetime, limit: int) -> int:
        ended = sorted((each.until, each.id) for each in self._viewers.values())
        old = [id_ for until, id_ in ended if until < before][: max(limit, 0)]
        for id_ in old:
            self._viewers.remove(id_)
        return len(old)
