"""The audit trail in SQL, and what journals have in common."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from attrs import evolve
from sqlalchemy import Table, bindparam, delete, func, select, update

from backoffice_orders.adapters.sql.dialects.base import Dialect
from backoffice_orders.adapters.sql.documents import written
from backoffice_orders.adapters.sql.readable import readable
from backoffice_orders.adapters.sql.rows import ShopRows
from backoffice_orders.adapters.sql.statements import Values, insert_into, prepared
from backoffice_orders.adapters.transactions import writes
from backoffice_orders.model.audit import AuditEntry
from backoffice_orders.model.page import Page, PageAfter
from backoffice_orders.model.subjects import SubjectType
from backoffice_orders.serialization import from_json


class Journal(ShopRows):
    """Rows that stand in the order in which they were written."""

    def _append(self, table: Table, rows: Sequence[Values]) -> int:
        """Write rows behind all others, unless a unique key forbids it; how many were written."""
        return self._session.change_all(_append(table, self._dialect), self._rows(rows))

    def _append_later(self, table: Table, rows: Sequence[Values]) -> None:
        """``_append`` when the transaction ends, or is read from."""
        self._session.change_later(_append(table, self._dialect), self._rows(rows))

    def _rows(self, rows: Sequence[Values]) -> list[Values]:
        shop = {"shop_id": self._shop_id}
        if not self._dialect.numbers_rows:
            shop = {**shop, **self._of()}
        return [{**shop, **row} for row in rows]


@prepared
def _append(table: Table, dialect: Dialect) -> Any:
    append = insert_into(table, dialect)
    if not dialect.numbers_rows:
        # With one writer at a time, whoever looks is the last.
        last = select(func.coalesce(func.max(table.c.position), 0)).where(
            table.c.shop_id == bindparam("of_shop_id")
        )
        append = append.values(position=last.scalar_subquery() + 1)
    return append.on_conflict_do_nothing().inline()


class SqlAudit(Journal):
    """The ``Audit`` port."""

    @writes
    def record(self, *entries: AuditEntry) -> None:
        rows = [
            {
                "subject_type": entry.subject_type.value,
                "subject": entry.subject,
                "at": entry.at,
                "document": written(entry),
            }
            for entry in entries
        ]
        self._append_later(self._schema.audit, rows)

    @writes
    def erase(self, subject_type: SubjectType, subject: str) -> None:
        self._session.write_waiting()
        table = self._schema.audit
        mine = self._mine(table, subject_type=subject_type, subject=subject)
        query = select(table.c.position, table.c.document).where(mine)
        rows = {str(position): document for position, document in self._session.all(query)}
        found = dict(readable(table, rows.items(), _entry))
        for position in rows:
            here = self._mine(table, position=int(position))
            if position in found:
                erased = written(evolve(found[position], before={}, after={}))
                self._session.execute(update(table).where(here).values(document=erased))
            else:  # nobody can tell what it holds
                self._session.execute(delete(table).where(here))

    def of_subject(
        self,
        subject_type: SubjectType,
        subject: str,
        page: PageAfter,
        *,
        newest_first: bool = False,
    ) -> Page[AuditEntry]:
        self._session.write_waiting()
        table, after = self._schema.audit, page.number()
        position = table.c.position
        query = select(position, table.c.document, position.label("key"))
        query = query.where(self._mine(table, subject_type=subject_type, subject=subject))
        if after is not None:
            query = query.where(position < after if newest_first else position > after)
        query = query.order_by(position.desc() if newest_first else position)
        return self._page_after(table, query, page, _entry, lambda number, _: str(number))

    @writes
    def forget(self, before: datetime, limit: int) -> int:
        self._session.write_waiting()
        table = self._schema.audit
        return self._remove_old(table, table.c.position, table.c.at, before, limit)


def _entry(document: str) -> AuditEntry:
    return from_json(document, AuditEntry)
