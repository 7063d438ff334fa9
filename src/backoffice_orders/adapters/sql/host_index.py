"""Indexes that a host feeds, in SQL."""

from __future__ import annotations

from backoffice_orders.adapters.sql.search_index import FoundBy, SearchedRows, SearchIndex
from backoffice_orders.adapters.sql.search_plan import CODE_LETTERS, Wanted
from backoffice_orders.adapters.sql.session import Session
from backoffice_orders.adapters.transactions import writes
from backoffice_orders.model.fields import NAME
from backoffice_orders.model.ids import ShopId
from backoffice_orders.model.indexed import IndexEntry
from backoffice_orders.model.page import Page, PageRequest
from backoffice_orders.model.text import WHOLE_CODE_RANK, normalize_code, query_text, query_words


class SqlSearchIndex(SearchedRows):
    """The ``SearchIndex`` port."""

    def __init__(self, session: Session, shop_id: ShopId) -> None:
        super().__init__(session, shop_id)
        self._made: dict[str, tuple[SearchIndex, SearchIndex]] = {}

    def _indexes(self, name: str) -> tuple[SearchIndex, SearchIndex]:
        """The words and the numbers of an index."""
        NAME.entered("name", name)
        if name not in self._made:
            words = SearchIndex(self._session, self._shop_id, _words(name))
            numbers = SearchIndex(self._session, self._shop_id, _numbers(name), CODE_LETTERS)
            self._made[name] = words, numbers
        return self._made[name]

    @writes
    def put(self, name: str, *entries: IndexEntry) -> None:
        words, numbers = self._indexes(name)
        words.put(*(FoundBy(each.id, each.sort_key, each.search_words) for each in entries))
        for each in entries:
            if each.search_codes:
                numbers.put(FoundBy(each.id, each.sort_key, each.search_codes))
            else:
                numbers.remove(each.id)

    @writes
    def remove(self, name: str, *ids: str) -> None:
        for index in self._indexes(name):
            index.remove(*ids)

    def search(self, name: str, text: str, page: PageRequest) -> Page[str]:
        self._indexes(name)
        query, code = query_words(text), normalize_code(query_text(text))
        wanted = (
            Wanted(_words(name), query),
            Wanted(
                _numbers(name), (code,) if query and code else (), CODE_LETTERS, WHOLE_CODE_RANK
            ),
        )
        return self._search_ids(wanted, page)


def _words(name: str) -> str:
    return f"words of {name}"


def _numbers(name: str) -> str:
    return f"numbers of {name}"
