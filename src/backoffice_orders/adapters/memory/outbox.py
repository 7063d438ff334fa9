"""The outbox in memory.

It keeps documents, not objects: what somebody does to a payload afterwards is not stored.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from enum import Enum

from attrs import evolve

from backoffice_orders.adapters.memory.search import cut_after
from backoffice_orders.adapters.memory.tables import MemoryPort, Table, Tables
from backoffice_orders.adapters.transactions import writes
from backoffice_orders.model.errors.host import IdTaken
from backoffice_orders.model.ids import MessageId, ShopId
from backoffice_orders.model.outbox import EVERYBODY, OutboxMessage, QueueLength, Subscription
from backoffice_orders.model.page import Page, PageAfter
from backoffice_orders.model.values import frozen
from backoffice_orders.serialization import from_json, to_json


class _State(Enum):
    """What becomes of a message."""

    WAITING = "waiting"
    DEAD = "dead"
    LOG = "log"


@frozen
class _Kept:
    """A message in a queue."""

    consumer: str
    id: MessageId
    key: str
    created_at: datetime
    document: str
    # It counts what was ever added.
    number: int
    # For the dead, when they were given up on.
    free_from: datetime | None = None
    state: _State = _State.WAITING

    @classmethod
    def of(cls, message: OutboxMessage, number: int) -> _Kept:
        return cls(
            message.consumer,
            message.id,
            message.key,
            message.created_at,
            to_json(message),
            number,
        )

    @property
    def message(self) -> OutboxMessage:
        return from_json(self.document, OutboxMessage)

    @property
    def waits(self) -> bool:
        return self.state is _State.WAITING

    @property
    def since(self) -> datetime:
        """When it was given up on, or else when it happened."""
        dead = self.state is _State.DEAD
        return self.free_from if dead and self.free_from is not None else self.created_at

    def once_more_failed(self, error: str) -> _Kept:
        message = self.message
        failed = evolve(message, attempts=message.attempts + 1, last_error=error)
        return evolve(self, document=to_json(failed))


class MemoryOutbox(MemoryPort):
    """The ``Outbox`` port."""

    def __init__(self, tables: Tables, shop_id: ShopId) -> None:
        super().__init__(tables)
        # By consumer and id.
        self._kept: Table[_Kept] = Table(tables, "outbox", shop_id)
        self._consumers: Table[Subscription] = Table(tables, "consumers", shop_id)
        self._counts: Table[int] = Table(tables, "outbox_counts", shop_id)

    @writes
    def add(self, *messages: OutboxMessage) -> None:
        new: set[tuple[str, MessageId]] = set()
        for message in messages:
            place = message.consumer, message.id
            if place in new or self._kept.get(place) is not None:
                raise IdTaken("message", message.id)
            new.add(place)
        for message in messages:
            self._put_new(message)

    def _put_new(self, message: OutboxMessage) -> None:
        number = (self._counts.get("added") or 0) + 1
        self._counts.put("added", number)
        self._put(_Kept.of(message, number))

    def _put(self, kept: _Kept) -> None:
        self._kept.put((kept.consumer, kept.id), kept)

    @writes
    def subscribe(self, subscription: Subscription, *, past: bool = False) -> None:
        self._consumers.put(subscription.name, subscription)
        if past:
            for kept in self._in_order(lambda each: each.state is _State.LOG):
                self._give(kept, subscription)

    def _give(self, event: _Kept, subscription: Subscription) -> None:
        message = evolve(event.message, consumer=subscription.name)
        missing = self._kept.get((subscription.name, event.id)) is None
        if subscription.wants(message.topic) and missing:
            self._put_new(message)

    @writes
    def unsubscribe(self, name: str) -> bool:
        known = self._consumers.get(name) is not None
        if known:
            self._consumers.remove(name)
            for kept in self._in_order(lambda each: each.consumer == name):
                self._kept.remove((name, kept.id))
        return known

    def subscriptions(self) -> tuple[Subscription, ...]:
        return tuple(self._consumers.values())

    @writes
    def distribute(self, limit: int) -> int:
        subscriptions = self.subscriptions()
        if not subscriptions:
            return 0
        given = self._undistributed()[: max(limit, 0)]
        for event in given:
            for each in subscriptions:
                self._give(event, each)
            self._put(evolve(event, state=_State.LOG))
        return len(given)

    def _undistributed(self) -> list[_Kept]:
        return self._in_order(lambda each: each.consumer == EVERYBODY and each.waits)

    def _in_order(self, wanted: Callable[[_Kept], bool]) -> list[_Kept]:
        return [kept for kept in self._kept.in_order() if wanted(kept)]

    @writes
    def claim(
        self, consumer: str, now: datetime, lease_until: datetime, limit: int
    ) -> tuple[OutboxMessage, ...]:
        claimed: list[OutboxMessage] = []
        held: set[str] = set()
        for kept in self._in_order(lambda each: each.consumer == consumer and each.waits):
            if kept.key in held:
                continue
            if kept.free_from is not None and kept.free_from > now:
                held.add(kept.key)
            elif len(claimed) < limit:
                claimed.append(kept.message)
                self._put(evolve(kept, free_from=lease_until))
        return tuple(claimed)

    @writes
    def renew(
        self,
        consumer: str,
        message_ids: Sequence[MessageId],
        held_until: datetime,
        lease_until: datetime,
    ) -> frozenset[MessageId]:
        held = frozenset(
            kept.id for kept in self._living(consumer, message_ids) if kept.free_from == held_until
        )
        self.release(consumer, sorted(held), lease_until)
        return held

    @writes
    def release(self, consumer: str, message_ids: Sequence[MessageId], free_from: datetime) -> None:
        for kept in self._living(consumer, message_ids):
            self._put(evolve(kept, free_from=free_from))

    def _living(self, consumer: str, message_ids: Sequence[MessageId]) -> list[_Kept]:
        found = (self._kept.get((consumer, message_id)) for message_id in message_ids)
        return [kept for kept in found if kept is not None and kept.waits]

    @writes
    def delivered(self, consumer: str, message_id: MessageId) -> None:
        kept = self._kept.get((consumer, message_id))
        if kept is not None and kept.state is not _State.LOG:
            self._kept.remove((consumer, message_id))

    @writes
    def failed(self, consumer: str, message_id: MessageId, error: str, retry_at: datetime) -> None:
        for kept in self._living(consumer, [message_id]):
            self._put(evolve(kept.once_more_failed(error), free_from=retry_at))

    @writes
    def bury(self, consumer: str, message_id: MessageId, error: str, at: datetime) -> None:
        for kept in self._living(consumer, [message_id]):
            dead = evolve(kept.once_more_failed(error), state=_State.DEAD, free_from=at)
            self._put(dead)

    @writes
    def revive(self, consumer: str, message_id: MessageId) -> bool:
        kept = self._kept.get((consumer, message_id))
        if kept is None or kept.state is not _State.DEAD:
            return False
        self._put(_Kept.of(evolve(kept.message, attempts=0), kept.number))
        return True

    def pending(self) -> tuple[OutboxMessage, ...]:
        return tuple(kept.message for kept in self._in_order(lambda each: each.waits))

    def dead(self) -> tuple[OutboxMessage, ...]:
        dead = self._in_order(lambda each: each.state is _State.DEAD)
        return tuple(kept.message for kept in dead)

    def lengths(self) -> Mapping[str, QueueLength]:
        found: dict[str, QueueLength] = {}
        for kept in self._in_order(lambda each: each.state is not _State.LOG):
            before = found.get(kept.consumer, QueueLength())
            found[kept.consumer] = QueueLength(
                before.waiting + kept.waits, before.dead + (not kept.waits)
            )
        return found

    def log(self, page: PageAfter) -> Page[OutboxMessage]:
        after = page.number()
        given = reversed(self._in_order(lambda each: each.state is _State.LOG))
        found = [each for each in given if after is None or each.number < after]
        shown = cut_after(found, page, lambda each: str(each.number))
        return Page.until(tuple(kept.message for kept in shown), shown.next)

    def event(self, message_id: MessageId) -> OutboxMessage | None:
        kept = self._kept.get((EVERYBODY, message_id))
        return kept.message if kept is not None and kept.state is _State.LOG else None

    def of_keys(self, keys: Collection[str]) -> tuple[OutboxMessage, ...]:
        return tuple(kept.message for kept in self._in_order(lambda each: each.key in keys))

    @writes
    def rewrite(self, message: OutboxMessage) -> None:
        kept = self._kept.get((message.consumer, message.id))
        if kept is not None:
            self._put(evolve(kept, document=to_json(message)))

    @writes
    def remove(self, message: OutboxMessage) -> None:
        self._kept.remove((message.consumer, message.id))

    @writes
    def forget(self, before: datetime, limit: int) -> int:
        unwanted = [] if self.subscriptions() else self._undistributed()
        log = self._in_order(lambda each: each.state is _State.LOG)
        dead = self._in_order(lambda each: each.state is _State.DEAD)
        first = [kept for queue in (log, unwanted, dead) for kept in queue[: max(limit, 0)]]
        old = [kept for kept in first if kept.since < before]
        for kept in old:
            self._kept.remove((kept.consumer, kept.id))
        return len(old)
