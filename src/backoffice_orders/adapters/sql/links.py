"""Links in SQL."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from backoffice_orders.adapters.sql.documents import written
from backoffice_orders.adapters.sql.rows import ShopRows
from backoffice_orders.adapters.transactions import writes
from backoffice_orders.model.errors.host import IdTaken
from backoffice_orders.model.errors.links import LinkInvalid
from backoffice_orders.model.ids import CartId, LinkId
from backoffice_orders.model.link import Link


class SqlLinks(ShopRows):
    """The ``Links`` port."""

    @writes
    def add(self, link: Link) -> Link:
        if not self._insert_new(self._schema.links, {"id": link.id, **_columns(link)}):
            raise IdTaken("link", link.id)
        self._belongs_to(self._schema.carts, link.cart_id)
        return link

    def get(self, link_id: LinkId) -> Link:
        link = self._document(self._schema.links, Link, id=link_id)
        if link is None:
            raise LinkInvalid
        return link

    def of_cart(self, cart_id: CartId) -> tuple[Link, ...]:
        table = self._schema.links
        query = (
            select(table.c.id, table.c.document)
            .where(self._mine(table, cart_id=cart_id))
            .order_by(table.c.created_at, table.c.id)
        )
        return self._values(table, Link, self._session.all(query))

    @writes
    def withdraw(self, link: Link) -> None:
        after = link.keeping(self.get(link.id))
        self._rewrite(self._schema.links, _columns(after), id=link.id)

    @writes
    def use(self, link: Link) -> bool:
        after = link.keeping(self.get(link.id))
        return bool(self._rewrite(self._schema.links, _columns(after), id=link.id, used=False))

    @writes
    def forget(self, before: datetime, limit: int) -> int:
        table = self._schema.links
        return self._remove_old(table, table.c.id, table.c.ends_at, before, limit)


def _columns(link: Link) -> dict[str, Any]:
    return {
        "cart_id": link.cart_id,
        "created_at": link.created_at,
        "ends_at": link.ends_at,
        "used": link.used_at is not None,
        "purpose": link.purpose.value,
        "document": written(link),
    }
