"""Indexes that a host feeds, in memory."""

from __future__ import annotations

from backoffice_orders.adapters.memory.search import best_first
from backoffice_orders.adapters.memory.tables import MemoryPort, Table, Tables
from backoffice_orders.adapters.transactions import writes
from backoffice_orders.model.fields import NAME, storable
from backoffice_orders.model.ids import ShopId
from backoffice_orders.model.indexed import IndexEntry
from backoffice_orders.model.page import Page, PageRequest
from backoffice_orders.model.text import (
    best_rank,
    code_match_rank,
    match_rank,
    normalize_code,
    query_text,
    query_words,
)


class MemorySearchIndex(MemoryPort):
    """The ``SearchIndex`` port."""

    def __init__(self, tables: Tables, shop_id: ShopId) -> None:
        super().__init__(tables)
        self._shop_id = shop_id

    def _entries(self, name: str) -> Table[IndexEntry]:
        NAME.entered("name", name)
        return Table(self._tables, f"search index {name}", self._shop_id)

    @writes
    def put(self, name: str, *entries: IndexEntry) -> None:
        table = self._entries(name)
        for entry in entries:
            table.put(entry.id, entry)

    @writes
    def remove(self, name: str, *ids: str) -> None:
        table = self._entries(name)
        for id_ in ids:
            table.remove(id_)

    def search(self, name: str, text: str, page: PageRequest) -> Page[str]:
        text = storable(text)
        query, code = query_words(text), normalize_code(query_text(text))

        def rank(entry: IndexEntry) -> int | None:
            return best_rank(
                match_rank(query, entry.search_words), code_match_rank(code, entry.search_codes)
            )

        entries = self._entries(name).values()
        return best_first(((rank(each), each.sort_key, each.id, each.id) for each in entries), page)
