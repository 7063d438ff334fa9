"""By which terms an entry is found: written with it, and taken away with it."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, Table

from backoffice_orders.adapters.sql.rows import ShopRows, insert_rows
from backoffice_orders.adapters.sql.schema import Schema
from backoffice_orders.adapters.sql.search import WORD_LETTERS, Wanted, search, terms
from backoffice_orders.adapters.sql.seen import Seen
from backoffice_orders.model.ids import ShopId
from backoffice_orders.model.page import Page, PageRequest

_TOGETHER = 5000


class UnwrittenTerms:
    """Terms of one transaction that are still to be written.

    An import writes a dozen for each of a million entries: together, and in the index's order,
    that takes a fraction of the time. They are written before the transaction searches, takes
    terms away, or commits.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows: dict[Table, list[dict[str, str]]] = {}

    def add(self, table: Table, rows: list[dict[str, str]]) -> None:
        """Write these some time."""
        waiting = self._rows.setdefault(table, [])
        waiting += rows
        if len(waiting) >= _TOGETHER:
            self.write()

    def write(self) -> None:
        """Write everything now."""
        for table, rows in self._rows.items():
            rows.sort(key=lambda row: (row["term"], row["sort_key"]))
            insert_rows(self._connection, table, rows)
        self._rows.clear()


class FoundByTerms(ShopRows):
    """Rows whose entries are searched."""

    def __init__(
        self,
        connection: Connection,
        schema: Schema,
        shop_id: ShopId,
        seen: Seen,
        unwritten: UnwrittenTerms,
    ) -> None:
        super().__init__(connection, schema, shop_id, seen)
        self._unwritten = unwritten

    def _search(self, entries: Table, wanted: list[Wanted], page: PageRequest) -> Page[str]:
        self._unwritten.write()
        return search(self._connection, entries, self._shop_id, wanted, page)

    def _find_by(
        self,
        table: Table,
        entry_id: str,
        sort_key: str,
        words: Collection[str],
        letters: int = WORD_LETTERS,
    ) -> None:
        """Let an entry be found by these words."""
        entry = {
            "shop_id": str(self._shop_id),
            "sort_key": sort_key,
            "entry_id": entry_id,
            "words": f" {' '.join(words)} ",
        }
        self._unwritten.add(table, [{**entry, "term": term} for term in terms(words, letters)])

    def _no_longer_find_by(
        self,
        table: Table,
        entry_id: str,
        sort_key: str,
        words: Collection[str],
        letters: int = WORD_LETTERS,
    ) -> None:
        """Take away what ``_find_by`` wrote for these words."""
        self._unwritten.write()
        rows = [
            self._of(term=term, sort_key=sort_key, entry_id=entry_id)
            for term in terms(words, letters)
        ]
        self._remove_all(table, rows)
