"""By which terms an entry is found: written with it, and taken away with it."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Table

from backoffice_orders.adapters.sql.rows import ShopRows
from backoffice_orders.adapters.sql.search import WORD_LETTERS, terms


class FoundByTerms(ShopRows):
    """Rows whose entries are searched."""

    def _find_by(
        self,
        table: Table,
        entry_id: str,
        sort_key: str,
        words: Collection[str],
        letters: int = WORD_LETTERS,
    ) -> None:
        """Let an entry be found by these words."""
        all_words = f" {' '.join(words)} "
        self._add_all(
            table,
            (
                {"term": term, "sort_key": sort_key, "entry_id": entry_id, "words": all_words}
                for term in terms(words, letters)
            ),
        )

    def _no_longer_find_by(
        self,
        table: Table,
        entry_id: str,
        sort_key: str,
        words: Collection[str],
        letters: int = WORD_LETTERS,
    ) -> None:
        """Take away what ``_find_by`` wrote for these words."""
        rows = [
            self._of(term=term, sort_key=sort_key, entry_id=entry_id)
            for term in terms(words, letters)
        ]
        self._remove_all(table, rows)
