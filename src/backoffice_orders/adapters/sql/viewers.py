"""Who has carts open, in SQL."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from backoffice_orders.adapters.sql.rows import ShopRows
from backoffice_orders.adapters.transactions import writes
from backoffice_orders.model.ids import ActorId, CartId, ViewerId
from backoffice_orders.model.viewer import Viewer


class SqlViewers(ShopRows):
    """The ``Viewers`` port."""

    @writes
    def keep(self, viewer: Viewer) -> None:
        columns = {
            "id": viewer.id,
            "cart_id": viewer.cart_id,
            "actor_id": viewer.actor_id,
            "name": viewer.name,
            "until": viewer.until,
        }
        self._upsert(self._schema.viewers, columns)

    def of_carts(self, cart_ids: Iterable[CartId]) -> tuple[Viewer, ...]:
        table = self._schema.viewers
        columns = (table.c.id, table.c.cart_id, table.c.actor_id, table.c.name, table.c.until)
        query = select(*columns).where(self._mine(table), table.c.cart_id.in_(set(cart_ids)))
        return tuple(
            Viewer(ViewerId(id_), CartId(cart_id), ActorId(actor_id), name, until)
            for id_, cart_id, actor_id, name, until in self._session.all(query.order_by(table.c.id))
        )

    @writes
    def forget(self, before: datetime, limit: int) -> int:
        table = self._schema.viewers
        return self._remove_old(table, table.c.id, table.c.until, before, limit)
