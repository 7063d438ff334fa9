"""The audit trail in memory.

It keeps documents, not objects: what somebody does to an entry's values afterwards is not stored.
"""

from __future__ import annotations

from datetime import datetime

from attrs import evolve

from backoffice_orders.adapters.memory.search import cut_after
from backoffice_orders.adapters.memory.tables import MemoryPort, Table, Tables
from backoffice_orders.adapters.transactions import writes
from backoffice_orders.model.audit import AuditEntry
from backoffice_orders.model.ids import ShopId
from backoffice_orders.model.page import Page, PageAfter
from backoffice_orders.model.subjects import SubjectType, key_of
from backoffice_orders.serialization import from_json, to_json


class MemoryAudit(MemoryPort):
    """The ``Audit`` port."""

    def __init__(self, tables: Tables, shop_id: ShopId) -> None:
        super().__init__(tables)
        # The keys of subjects, and entries.
        self._entries: Table[tuple[str, str]] = Table(tables, "audit", shop_id)

    @writes
    def record(self, *entries: AuditEntry) -> None:
        for entry in entries:
            self._entries.append((key_of(entry.subject_type, entry.subject), to_json(entry)))

    @writes
    def erase(self, subject_type: SubjectType, subject: str) -> None:
        key = key_of(subject_type, subject)
        for number, (of, document) in self._entries.items():
            if of == key:
                erased = evolve(from_json(document, AuditEntry), before={}, after={})
                self._entries.put(number, (key, to_json(erased)))

    def of_subject(
        self,
        subject_type: SubjectType,
        subject: str,
        page: PageAfter,
        *,
        newest_first: bool = False,
    ) -> Page[AuditEntry]:
        after, key = page.number(), key_of(subject_type, subject)
        found = [(number, text) for number, (of, text) in self._entries.items() if of == key]
        if newest_first:
            found.reverse()
        if after is not None:
            found = [row for row in found if (row[0] < after if newest_first else row[0] > after)]
        shown = cut_after(found, page, lambda row: str(row[0]))
        return Page.until(tuple(from_json(text, AuditEntry) for _, text in shown), shown.next)

    @writes
    def forget(self, before: datetime, limit: int) -> int:
        found = [
            (from_json(text, AuditEntry).at, number) for number, (_, text) in self._entries.items()
        ]
        old = sorted(row for row in found if row[0] < before)[: max(limit, 0)]
        for _, number in old:
            self._entries.remove(number)
        return len(old)
