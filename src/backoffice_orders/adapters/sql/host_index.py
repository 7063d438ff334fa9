"""Indexes that a host feeds, in SQL."""

from __future__ import annotations

from backoffice_orders.adapters.sql.search_index import FoundBy, SearchedRows, SearchIndex
from backoffice_orders.adapters.sql.search_plan import wanted_of
from backoffice_orders.adapters.sql.session import Session
from backoffice_orders.adapters.transactions import writes
from backoffice_orders.model.fields import NAME, is_storable, storable
from backoffice_orders.model.ids import ShopId
from backoffice_orders.model.indexed import IndexEntry
from backoffice_orders.model.page import Page, PageRequest


class SqlSearchIndex(SearchedRows):
    """The ``SearchIndex`` port."""

    def __init__(self, session: Session, shop_id: ShopId) -> None:
        super().__init__(session, shop_id)
        self._made: dict[str, SearchIndex] = {}

    def _index(self, name: str) -> SearchIndex:
        if name not in self._made:
            self._made[name] = SearchIndex(self._session, self._shop_id, _kind(name))
        return self._made[name]

    @writes
    def put(self, name: str, *entries: IndexEntry) -> None:
        self._index(name).put(
            *(
                FoundBy(each.id, each.sort_key, each.search_words, each.search_codes)
                for each in entries
            )
        )

    @writes
    def remove(self, name: str, *ids: str) -> None:
        self._index(name).remove(*filter(is_storable, ids))

    def search(self, name: str, text: str, page: PageRequest) -> Page[str]:
        return self._search_ids(wanted_of(_kind(name), storable(text)), page)


def _kind(name: str) -> str:
    """What the rows of an index are called; raises ``FieldInvalid`` for what is no name."""
    NAME.entered("name", name)
    return f"index {name}"
