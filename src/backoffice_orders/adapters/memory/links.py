"""Links in memory."""

from __future__ import annotations

from backoffice_orders.adapters.memory.tables import Table, Tables
from backoffice_orders.model.errors.links import LinkInvalid
from backoffice_orders.model.ids import CartId, LinkId, ShopId
from backoffice_orders.model.link import Link


class MemoryLinks:
    """The ``Links`` port."""

    def __init__(self, tables: Tables, shop_id: ShopId) -> None:
        self._links: Table[Link] = Table(tables, "links", shop_id)

    def add(self, link: Link) -> None:
        self._links.put(link.id, link)

    def get(self, link_id: LinkId) -> Link:
        link = self._links.get(link_id)
        if link is None:
            raise LinkInvalid
        return link

    def of_cart(self, cart_id: CartId) -> tuple[Link, ...]:
        links = (link for link in self._links.values() if link.cart_id == cart_id)
        return tuple(sorted(links, key=lambda link: (link.created_at, link.id)))

    def withdraw(self, link: Link) -> None:
        self._links.put(link.id, link)

    def use(self, link: Link) -> bool:
        if self.get(link.id).used_at is not None:
            return False
        self._links.put(link.id, link)
        return True
