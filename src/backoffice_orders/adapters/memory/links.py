"""Links in memory."""

from __future__ import annotations

from datetime import datetime

from backoffice_orders.adapters.memory.tables import MemoryPort, Table, Tables
from backoffice_orders.adapters.transactions import writes
from backoffice_orders.model.errors.host import IdTaken
from backoffice_orders.model.errors.links import LinkInvalid
from backoffice_orders.model.ids import CartId, LinkId, ShopId
from backoffice_orders.model.link import Link


class MemoryLinks(MemoryPort):
    """The ``Links`` port."""

    def __init__(self, tables: Tables, shop_id: ShopId) -> None:
        super().__init__(tables)
        self._links: Table[Link] = Table(tables, "links", shop_id)

    @writes
    def add(self, link: Link) -> Link:
        if self._links.get(link.id) is not None:
            raise IdTaken("link", link.id)
        self._links.put(link.id, link)
        return link

    def get(self, link_id: LinkId) -> Link:
        link = self._links.get(link_id)
        if link is None:
            raise LinkInvalid
        return link

    def of_cart(self, cart_id: CartId) -> tuple[Link, ...]:
        links = (link for link in self._links.values() if link.cart_id == cart_id)
        return tuple(sorted(links, key=lambda link: (link.created_at, link.id)))

    @writes
    def withdraw(self, link: Link) -> None:
        self._links.put(link.id, link.keeping(self.get(link.id)))

    @writes
    def use(self, link: Link) -> bool:
        stored = self.get(link.id)
        if stored.used_at is not None:
            return False
        self._links.put(link.id, link.keeping(stored))
        return True

    @writes
    def forget(self, before: datetime, limit: int) -> int:
        ended = sorted((link.ends_at, link.id) for link in self._links.values())
        old = [id_ for ends_at, id_ in ended if ends_at < before][: max(limit, 0)]
        for id_ in old:
            self._links.remove(id_)
        return len(old)
