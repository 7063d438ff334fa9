"""The audit trail and the outbox in memory."""

from __future__ import annotations

from collections.abc import Sequence
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
        held: set[str] = set()
        for kept in self._kept.in_order():
            key = kept.message.key
            if kept.dead or key in held:
                continue
            if kept.free_from is not None and kept.free_from > now:
                held.add(key)
            elif len(claimed) < limit:
                claimed.append(kept.message)
                self._kept.put(kept.message.id, evolve(kept, free_from=lease_until))
        return tuple(claimed)

    def renew(
        self, message_ids: Sequence[MessageId], held_until: datetime, lease_until: datetime
    ) -> frozenset[MessageId]:
        held = frozenset(
            kept.message.id for kept in self._living(message_ids) if kept.free_from == held_until
        )
        self.release(sorted(held), lease_until)
        return held

    def release(self, message_ids: Sequence[MessageId], free_from: datetime) -> None:
        for kept in self._living(message_ids):
            self._kept.put(kept.message.id, evolve(kept, free_from=free_from))

    def _living(self, message_ids: Sequence[MessageId]) -> list[_Kept]:
        found = (self._kept.get(message_id) for message_id in message_ids)
        return [kept for kept in found if kept is not None and not kept.dead]

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

    def revive(self, message_id: MessageId) -> bool:
        kept = self._kept.get(message_id)
        if kept is None or not kept.dead:
            return False
        self._kept.put(message_id, _Kept(evolve(kept.message, attempts=0)))
        return True

    def pending(self) -> tuple[OutboxMessage, ...]:
        return tuple(kept.message for kept in self._kept.in_order() if not kept.dead)

    def dead(self) -> tuple[OutboxMessage, ...]:
        return tuple(kept.message for kept in self._kept.in_order() if kept.dead)


def _once_more_failed(message: OutboxMessage, error: str) -> OutboxMessage:
    return evolve(message, attempts=message.attempts + 1, last_error=error)
