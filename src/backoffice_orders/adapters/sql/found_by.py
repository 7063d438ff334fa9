"""By which terms an entry is found: written with it, and taken away with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from attrs import frozen
from sqlalchemy import Table

from backoffice_orders.adapters.sql.rows import ShopRows
from backoffice_orders.adapters.sql.search import WORD_LETTERS, Wanted, everything, search, terms
from backoffice_orders.model.ids import ShopId
from backoffice_orders.model.page import Page, PageRequest

T = TypeVar("T")


@frozen
class FoundBy:
    """The words that an entry is found by in one table of terms."""

    table: Table
    entry_id: str
    sort_key: str
    words: tuple[str, ...]
    letters: int = WORD_LETTERS

    @property
    def terms(self) -> list[str]:
        """All terms of the entry."""
        return terms(self.words, self.letters)

    def rows(self, shop_id: ShopId) -> list[dict[str, str]]:
        """One row for each term."""
        entry = {
            "shop_id": str(shop_id),
            "sort_key": self.sort_key,
            "entry_id": self.entry_id,
            "words": f" {' '.join(self.words)} ",
        }
        return [{**entry, "term": term} for term in self.terms]


class FoundByTerms(ShopRows):
    """Rows whose entries are searched."""

    def _search(
        self, entries: Table, kind: type[T], wanted: Sequence[Wanted], page: PageRequest
    ) -> Page[T]:
        """A page of the values that match any of what is wanted; all, where that is nothing."""
        self._session.write_waiting()
        with_words = [each for each in wanted if each.words]
        if not with_words:
            found = everything(self._session, entries, self._shop_id, page)
        else:
            found = search(self._session, entries, self._shop_id, with_words, page)
        return self._page(entries, kind, found)

    def _forget(self, entry_id: str, *tables: Table) -> None:
        """Let nothing be found by whatever an entry was found by, which nobody can tell."""
        self._session.write_waiting()
        for table in tables:
            self._remove(table, entry_id=entry_id)

    def _find_by(self, after: Sequence[FoundBy], before: Sequence[FoundBy] = ()) -> None:
        """Let entries be found by these words, instead of those from before."""
        gone = [each for each in before if each not in after]
        if gone:
            self._session.write_waiting()
        for each in gone:
            keys = [
                self._of(term=term, sort_key=each.sort_key, entry_id=each.entry_id)
                for term in each.terms
            ]
            self._remove_all(each.table, keys)
        for each in after:
            if each not in before:
                self._session.write_later(each.table, each.rows(self._shop_id))
