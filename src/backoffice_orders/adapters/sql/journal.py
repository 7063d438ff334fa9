"""The audit trail and the outbox in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from attrs import evolve
from sqlalchemy import Table, bindparam, delete, exists, func, or_, select, update

from backoffice_orders.adapters.sql.dialects import Dialect
from backoffice_orders.adapters.sql.documents import written
from backoffice_orders.adapters.sql.readable import readable
from backoffice_orders.adapters.sql.rows import ShopRows, select_ids
from backoffice_orders.adapters.sql.statements import Values, insert_into, prepared
from backoffice_orders.adapters.transactions import writes
from backoffice_orders.model.audit import AuditEntry
from backoffice_orders.model.errors.host import IdTaken
from backoffice_orders.model.ids import MessageId
from backoffice_orders.model.outbox import OutboxMessage
from backoffice_orders.model.page import Page, PageAfter
from backoffice_orders.serialization import from_json


class _Journal(ShopRows):
    """Rows that stand in the order in which they were written."""

    def _append(self, table: Table, rows: Sequence[Values]) -> int:
        """Write rows behind all others, unless a unique key forbids it; how many were written."""
        statement = _append(table, self._dialect)
        shop = {"shop_id": self._shop_id}
        if not self._dialect.numbers_rows:
            shop = {**shop, **self._of()}
        return self._session.change_all(statement, [{**shop, **row} for row in rows])


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


class SqlAudit(_Journal):
    """The ``Audit`` port."""

    @writes
    def record(self, *entries: AuditEntry) -> None:
        rows = [
            {"subject": entry.subject, "at": entry.at, "document": written(entry)}
            for entry in entries
        ]
        self._append(self._schema.audit, rows)

    @writes
    def erase(self, subject: str) -> None:
        table = self._schema.audit
        mine = self._mine(table, subject=subject)
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
        self, subject: str, page: PageAfter, *, newest_first: bool = False
    ) -> Page[AuditEntry]:
        table, after = self._schema.audit, page.number()
        position = table.c.position
        query = select(position, table.c.document, position.label("key"))
        query = query.where(self._mine(table, subject=subject))
        if after is not None:
            query = query.where(position < after if newest_first else position > after)
        query = query.order_by(position.desc() if newest_first else position)
        return self._page_after(table, query, page, _entry, lambda number, _: str(number))

    @writes
    def forget(self, before: datetime, limit: int) -> int:
        table = self._schema.audit
        old = (
            select(table.c.position)
            .where(self._mine(table), table.c.at < before)
            .order_by(table.c.at, table.c.position)
            .limit(max(limit, 0))
        )
        return self._remove_found(table, table.c.position, old)


class SqlOutbox(_Journal):
    """The ``Outbox`` port."""

    @writes
    def add(self, *messages: OutboxMessage) -> None:
        rows = [
            {"id": message.id, "key": message.key, "dead": False, "document": written(message)}
            for message in messages
        ]
        if len(rows) == 1:  # as placing does: one statement less
            if not self._append(self._schema.outbox, rows):
                raise IdTaken("message", messages[0].id)
            return
        self._require_new_ids(messages)
        self._append(self._schema.outbox, rows)

    def _require_new_ids(self, messages: Sequence[OutboxMessage]) -> None:
        """Raise ``IdTaken`` for the first message whose id is there, or given twice."""
        ids = [message.id for message in messages]
        query = select_ids(self._schema.outbox, self._dialect)
        taken = {id_ for (id_,) in self._session.rows(query, self._of(ids=ids))}
        for number, id_ in enumerate(ids):
            if id_ in taken or id_ in ids[:number]:
                raise IdTaken("message", id_)

    @writes
    def claim(self, now: datetime, lease_until: datetime, limit: int) -> tuple[OutboxMessage, ...]:
        if limit < 1:
            return ()
        table = self._schema.outbox
        earlier = table.alias("earlier")
        # Whoever locks the first message of a key has the key: the others' are skipped.
        query = (
            select(table.c.key)
            .where(
                self._mine(table, dead=False),
                or_(table.c.free_from.is_(None), table.c.free_from <= now),
                ~exists().where(
                    earlier.c.shop_id == table.c.shop_id,
                    earlier.c.dead.is_(False),
                    earlier.c.key == table.c.key,
                    earlier.c.position < table.c.position,
                ),
            )
            .order_by(table.c.position)
            .limit(limit)
            .with_for_update(skip_locked=True, of=table)
        )
        keys = self._session.values(query)
        rows = [row for key in keys for row in self._first_of_key(key, now, limit)]
        claimed = sorted(rows)[:limit]
        if not claimed:
            return ()
        found = dict(readable(table, [(id_, document) for _, id_, document in claimed], _message))
        leased = [position for position, id_, _ in claimed if id_ in found]
        spoilt = [position for position, id_, _ in claimed if id_ not in found]
        for positions, columns in ((leased, {"free_from": lease_until}), (spoilt, {"dead": True})):
            if positions:
                here = self._mine(table), table.c.position.in_(positions)
                self._session.execute(update(table).where(*here).values(**columns))
        # Those behind what cannot be read must not wait for another round.
        return tuple(found.values()) or self.claim(now, lease_until, limit)

    def _first_of_key(self, key: str, now: datetime, limit: int) -> list[tuple[int, str, str]]:
        """Positions, ids and documents of a key's messages, up to the first that is not free."""
        table = self._schema.outbox
        query = (
            select(table.c.position, table.c.id, table.c.document, table.c.free_from)
            .where(self._mine(table, dead=False, key=key))
            .order_by(table.c.position)
            .limit(limit)
        )
        found: list[tuple[int, str, str]] = []
        for position, id_, document, free_from in self._session.all(query):
            if free_from is not None and free_from > now:
                break
            found.append((position, id_, document))
        return found

    @writes
    def renew(
        self, message_ids: Sequence[MessageId], held_until: datetime, lease_until: datetime
    ) -> frozenset[MessageId]:
        table = self._schema.outbox
        held = self._session.values(
            update(table)
            .where(self._mine(table, dead=False, free_from=held_until), table.c.id.in_(message_ids))
            .values(free_from=lease_until)
            .returning(table.c.id)
        )
        return frozenset(held)

    @writes
    def release(self, message_ids: Sequence[MessageId], free_from: datetime) -> None:
        table = self._schema.outbox
        self._session.execute(
            update(table)
            .where(self._mine(table, dead=False), table.c.id.in_(message_ids))
            .values(free_from=free_from)
        )

    @writes
    def delivered(self, message_id: MessageId) -> None:
        table = self._schema.outbox
        self._remove(table, id=message_id)

    @writes
    def failed(self, message_id: MessageId, error: str, retry_at: datetime) -> None:
        self._change(message_id, error, free_from=retry_at)

    @writes
    def bury(self, message_id: MessageId, error: str) -> None:
        self._change(message_id, error, dead=True)

    def _change(self, message_id: MessageId, error: str, **columns: object) -> None:
        table, wanted = self._schema.outbox, {"id": message_id, "dead": False}
        message = self._document(table, OutboxMessage, **wanted)
        if message is not None:
            after = evolve(message, attempts=message.attempts + 1, last_error=error)
            self._rewrite(table, {"document": written(after), **columns}, **wanted)

    @writes
    def rewrite(self, message: OutboxMessage) -> None:
        self._rewrite(self._schema.outbox, {"document": written(message)}, id=message.id)

    @writes
    def revive(self, message_id: MessageId) -> bool:
        table = self._schema.outbox
        message = self._document(table, OutboxMessage, id=message_id, dead=True)
        if message is None:
            return False
        columns = {"document": written(evolve(message, attempts=0)), "dead": False}
        self._rewrite(table, {**columns, "free_from": None}, id=message_id)
        return True

    def pending(self) -> tuple[OutboxMessage, ...]:
        return self._all(dead=False)

    def dead(self) -> tuple[OutboxMessage, ...]:
        return self._all(dead=True)

    def _all(self, *, dead: bool) -> tuple[OutboxMessage, ...]:
        table = self._schema.outbox
        columns = select(table.c.id, table.c.key, table.c.document)
        rows = self._session.all(
            columns.where(self._mine(table, dead=dead)).order_by(table.c.position)
        )
        found = dict(readable(table, [(id_, document) for id_, _, document in rows], _message))
        return tuple(
            found[id_] if id_ in found else OutboxMessage.unreadable(MessageId(id_), key)
            for id_, key, _ in rows
        )


def _entry(document: str) -> AuditEntry:
    return from_json(document, AuditEntry)


def _message(document: str) -> OutboxMessage:
    return from_json(document, OutboxMessage)
