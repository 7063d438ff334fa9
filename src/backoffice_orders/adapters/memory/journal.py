"""The audit trail and the outbox in memory."""

from __future__ import annotations

from datetime import datetime

from attrs import evolve, frozen

from backoffice_orders.adapters.memory.tables import Table, Tables
from backoffice_orders.model.audit import AuditEntry
from backoffice_orders.model.ids import MessageId, ShopId
from backoffice_orders.model.outbox import OutboxMessage


class MemoryAudit:
    """The ``Audit`` port."""

    def __init__(self, tables: Tables, shop_id: ShopId) -> None:
        self._entries: Table[AuditEntry] = Table(tables, "audit", shop_id)

    def record(self, *entries: AuditEntry) -> None:
        for entry in entries:
            self._entries.put(entry.id, entry)

    def erase(self, subject: str) -> None:
        for entry in self.of_subject(subject):
            self._entries.put(entry.id, evolve(entry, before={}, after={}))

    def of_subject(self, subject: str) -> tuple[AuditEntry, ...]:
        return tuple(entry for entry in self._entries.values() if entry.subject == subject)


@frozen
class _Kept:
    message: OutboxMessage
    free_from: datetime | None = None
    dead: bool = False


class MemoryOutbox:
    """The ``Outbox`` port."""

    def __init__(self, tables: Tables, shop_id: ShopId) -> None:
        self._kept: Table[_Kept] = Table(tables, "outbox", shop_id)

    def add(self, *messages: OutboxMessage) -> None:
        for message in messages:
            self._kept.put(message.id, _Kept(message))

    def claim(self, now: datetime, lease_until: datetime, limit: int) -> tuple[OutboxMessage, ...]:
        claimed: list[OutboxMessage] = []
        seen: set[str] = set()
        for kept in self._kept.values():
            key = kept.message.key
            if kept.dead or key in seen:
                continue
            seen.add(key)
            if len(claimed) < limit and (kept.free_from is None or kept.free_from <= now):
                claimed.append(kept.message)
                self._kept.put(kept.message.id, evolve(kept, free_from=lease_until))
        return tuple(claimed)

    def delivered(self, message_id: MessageId) -> None:
        self._kept.remove(message_id)

    def failed(self, message_id: MessageId, error: str, retry_at: datetime) -> None:
        kept = self._kept.get(message_id)
        if kept is not None:
            self._kept.put(message_id, _Kept(_once_more_failed(kept.message, error), retry_at))

    def bury(self, message_id: MessageId, error: str) -> None:
        kept = self._kept.get(message_id)
        if kept is not None:
            message = _once_more_failed(kept.message, error)
            self._kept.put(message_id, _Kept(message, dead=True))

    def pending(self) -> tuple[OutboxMessage, ...]:
        return tuple(kept.message for kept in self._kept.values() if not kept.dead)

    def dead(self) -> tuple[OutboxMessage, ...]:
        return tuple(kept.message for kept in self._kept.values() if kept.dead)


def _once_more_failed(message: OutboxMessage, error: str) -> OutboxMessage:
    return evolve(message, attempts=message.attempts + 1, last_error=error)
