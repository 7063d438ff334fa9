"""The audit trail and the outbox in memory.

Both keep documents, not objects: what somebody does to a payload afterwards is not stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from attrs import evolve, frozen

from backoffice_orders.adapters.memory.search import cut_after
from backoffice_orders.adapters.memory.tables import MemoryPort, Table, Tables
from backoffice_orders.adapters.transactions import writes
from backoffice_orders.model.audit import AuditEntry
from backoffice_orders.model.errors.host import IdTaken
from backoffice_orders.model.ids import MessageId, ShopId
from backoffice_orders.model.outbox import OutboxMessage
from backoffice_orders.model.page import Page, PageAfter
from backoffice_orders.serialization import from_json, to_json


class MemoryAudit(MemoryPort):
    """The ``Audit`` port."""

    def __init__(self, tables: Tables, shop_id: ShopId) -> None:
        super().__init__(tables)
        # Subjects and entries.
        self._entries: Table[tuple[str, str]] = Table(tables, "audit", shop_id)

    @writes
    def record(self, *entries: AuditEntry) -> None:
        for entry in entries:
            self._entries.append((entry.subject, to_json(entry)))

    @writes
    def erase(self, subject: str) -> None:
        for number, (of, document) in self._entries.items():
            if of == subject:
                erased = evolve(from_json(document, AuditEntry), before={}, after={})
                self._entries.put(number, (subject, to_json(erased)))

    def of_subject(
        self, subject: str, page: PageAfter, *, newest_first: bool = False
    ) -> Page[AuditEntry]:
        after = page.number()
        found = [(number, text) for number, (of, text) in self._entries.items() if of == subject]
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


@frozen
class _Kept:
    """A message, and what becomes of it."""

    id: MessageId
    key: str
    document: str
    free_from: datetime | None = None
    dead: bool = False

    @property
    def message(self) -> OutboxMessage:
        return from_json(self.document, OutboxMessage)

    def once_more_failed(self, error: str) -> _Kept:
        message = self.message
        failed = evolve(message, attempts=message.attempts + 1, last_error=error)
        return evolve(self, document=to_json(failed))


class MemoryOutbox(MemoryPort):
    """The ``Outbox`` port."""

    def __init__(self, tables: Tables, shop_id: ShopId) -> None:
        super().__init__(tables)
        self._kept: Table[_Kept] = Table(tables, "outbox", shop_id)

    @writes
    def add(self, *messages: OutboxMessage) -> None:
        new: set[MessageId] = set()
        for message in messages:
            if message.id in new or self._kept.get(message.id) is not None:
                raise IdTaken("message", message.id)
            new.add(message.id)
        for message in messages:
            self._kept.put(message.id, _Kept(message.id, message.key, to_json(message)))

    @writes
    def claim(self, now: datetime, lease_until: datetime, limit: int) -> tuple[OutboxMessage, ...]:
        claimed: list[OutboxMessage] = []
        held: set[str] = set()
        for kept in self._kept.in_order():
            if kept.dead or kept.key in held:
                continue
            if kept.free_from is not None and kept.free_from > now:
                held.add(kept.key)
            elif len(claimed) < limit:
                claimed.append(kept.message)
                self._kept.put(kept.id, evolve(kept, free_from=lease_until))
        return tuple(claimed)

    @writes
    def renew(
        self, message_ids: Sequence[MessageId], held_until: datetime, lease_until: datetime
    ) -> frozenset[MessageId]:
        held = frozenset(
            kept.id for kept in self._living(message_ids) if kept.free_from == held_until
        )
        self.release(sorted(held), lease_until)
        return held

    @writes
    def release(self, message_ids: Sequence[MessageId], free_from: datetime) -> None:
        for kept in self._living(message_ids):
            self._kept.put(kept.id, evolve(kept, free_from=free_from))

    def _living(self, message_ids: Sequence[MessageId]) -> list[_Kept]:
        found = (self._kept.get(message_id) for message_id in message_ids)
        return [kept for kept in found if kept is not None and not kept.dead]

    @writes
    def delivered(self, message_id: MessageId) -> None:
        self._kept.remove(message_id)

    @writes
    def failed(self, message_id: MessageId, error: str, retry_at: datetime) -> None:
        kept = self._kept.get(message_id)
        if kept is not None and not kept.dead:
            self._kept.put(message_id, evolve(kept.once_more_failed(error), free_from=retry_at))

    @writes
    def bury(self, message_id: MessageId, error: str) -> None:
        kept = self._kept.get(message_id)
        if kept is not None and not kept.dead:
            self._kept.put(message_id, evolve(kept.once_more_failed(error), dead=True))

    @writes
    def rewrite(self, message: OutboxMessage) -> None:
        kept = self._kept.get(message.id)
        if kept is not None:
            self._kept.put(message.id, evolve(kept, document=to_json(message)))

    @writes
    def revive(self, message_id: MessageId) -> bool:
        kept = self._kept.get(message_id)
        if kept is None or not kept.dead:
            return False
        document = to_json(evolve(kept.message, attempts=0))
        self._kept.put(message_id, _Kept(kept.id, kept.key, document))
        return True

    def pending(self) -> tuple[OutboxMessage, ...]:
        return tuple(kept.message for kept in self._kept.in_order() if not kept.dead)

    def dead(self) -> tuple[OutboxMessage, ...]:
        return tuple(kept.message for kept in self._kept.in_order() if kept.dead)
