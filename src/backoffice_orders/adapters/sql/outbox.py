"""The outbox in SQL: one row for an event, and one for each consumer that has not had it yet."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from attrs import evolve
from sqlalchemy import ColumnElement, delete, exists, func, or_, select, update

from backoffice_orders.adapters.sql.documents import written
from backoffice_orders.adapters.sql.journal import Journal
from backoffice_orders.adapters.sql.readable import readable
from backoffice_orders.adapters.transactions import writes
from backoffice_orders.model.errors.host import IdTaken
from backoffice_orders.model.ids import MessageId
from backoffice_orders.model.outbox import EVERYBODY, OutboxMessage, QueueLength, Subscription
from backoffice_orders.model.page import Page, PageAfter
from backoffice_orders.serialization import from_json

# What becomes of a message.
WAITING, DEAD, LOG = "waiting", "dead", "log"
_COPIED = ("id", "key", "topic", "created_at", "document")


class SqlOutbox(Journal):
    """The ``Outbox`` port."""

    @writes
    def add(self, *messages: OutboxMessage) -> None:
        rows = [
            {
                "consumer": message.consumer,
                "id": message.id,
                "key": message.key,
                "topic": message.topic,
                "state": WAITING,
                "created_at": message.created_at,
                "document": written(message),
            }
            for message in messages
        ]
        if len(rows) == 1:  # as placing does: one statement less
            if not self._append(self._schema.outbox, rows):
                raise IdTaken("message", messages[0].id)
            return
        self._require_new_ids(messages)
        self._append(self._schema.outbox, rows)

    def _require_new_ids(self, messages: Sequence[OutboxMessage]) -> None:
        """Raise ``IdTaken`` for the first message whose place is taken, or given twice."""
        table = self._schema.outbox
        places = [(message.consumer, message.id) for message in messages]
        query = select(table.c.consumer, table.c.id).where(
            self._mine(table), table.c.id.in_([id_ for _, id_ in places])
        )
        taken = {tuple(place) for place in self._session.all(query)}
        for number, place in enumerate(places):
            if place in taken or place in places[:number]:
                raise IdTaken("message", place[1])

    @writes
    def subscribe(self, subscription: Subscription, *, past: bool = False) -> None:
        table = self._schema.outbox
        document = written(subscription)
        row = {"name": subscription.name, "document": document}
        if not self._add_missing(self._schema.consumers, [row]):
            self._rewrite(self._schema.consumers, {"document": document}, name=subscription.name)
        if past:
            self._mark_consumers()
            here = self._mine(table, consumer=EVERYBODY, state=LOG)
            self._give(self._events(here), [subscription])

    def _mark_consumers(self) -> None:
        """Write to every consumer's row, so that of two who give events out one is told to retry.

        Else what the one moves to the log, the other could take for an event still to come.
        """
        consumers = self._schema.consumers
        self._session.execute(
            update(consumers).where(self._mine(consumers)).values(document=consumers.c.document)
        )

    def _events(self, condition: ColumnElement[bool], limit: int | None = None) -> Sequence[Any]:
        table = self._schema.outbox
        columns = (table.c.position, *(table.c[name] for name in _COPIED))
        query = select(*columns).where(condition).order_by(table.c.position).limit(limit)
        return self._session.all(query)

    def _give(self, events: Iterable[Any], subscriptions: Sequence[Subscription]) -> None:
        """Put copies of events into the queues of those who want them, and have them not."""
        rows = [
            {name: getattr(event, name) for name in _COPIED}
            | {"consumer": each.name, "state": WAITING}
            for event in events
            for each in subscriptions
            if each.wants(event.topic)
        ]
        self._append(self._schema.outbox, rows)

    @writes
    def unsubscribe(self, name: str) -> bool:
        consumers = self._schema.consumers
        known = name in {each.name for each in self.subscriptions()}
        if known:
            self._session.execute(delete(consumers).where(self._mine(consumers, name=name)))
            table = self._schema.outbox
            self._session.execute(delete(table).where(self._mine(table, consumer=name)))
        return known

    def subscriptions(self) -> tuple[Subscription, ...]:
        table = self._schema.consumers
        query = select(table.c.document).where(self._mine(table)).order_by(table.c.name)
        return tuple(from_json(document, Subscription) for document in self._session.values(query))

    @writes
    def distribute(self, limit: int) -> int:
        table, consumers = self._schema.outbox, self._schema.consumers
        subscriptions = self.subscriptions()
        if not subscriptions or limit < 1:
            return 0
        here = self._mine(table, consumer=EVERYBODY, state=WAITING)
        events = self._events(here, limit)
        if not events:
            return 0
        locked = self._session.values(
            select(consumers.c.name).where(self._mine(consumers)).with_for_update(skip_locked=True)
        )
        if len(locked) < len(subscriptions):
            return 0
        self._mark_consumers()
        self._give(events, subscriptions)
        positions = [event.position for event in events]
        here = self._mine(table) & table.c.position.in_(positions)
        self._session.execute(update(table).where(here).values(state=LOG))
        return len(events)

    @writes
    def claim(
        self, consumer: str, now: datetime, lease_until: datetime, limit: int
    ) -> tuple[OutboxMessage, ...]:
        if limit < 1:
            return ()
        table = self._schema.outbox
        earlier = table.alias("earlier")
        # Whoever locks the first message of a key has the key: the others' are skipped.
        query = (
            select(table.c.key)
            .where(
                self._mine(table, consumer=consumer, state=WAITING),
                or_(table.c.free_from.is_(None), table.c.free_from <= now),
                ~exists().where(
                    earlier.c.shop_id == table.c.shop_id,
                    earlier.c.consumer == table.c.consumer,
                    earlier.c.state == WAITING,
                    earlier.c.key == table.c.key,
                    earlier.c.position < table.c.position,
                ),
            )
            .order_by(table.c.position)
            .limit(limit)
            .with_for_update(skip_locked=True, of=table)
        )
        keys = self._session.values(query)
        rows = [row for key in keys for row in self._first_of_key(consumer, key, now, limit)]
        claimed = sorted(rows)[:limit]
        if not claimed:
            return ()
        found = dict(readable(table, [(id_, document) for _, id_, document in claimed], _message))
        leased = [position for position, id_, _ in claimed if id_ in found]
        spoilt = [position for position, id_, _ in claimed if id_ not in found]
        for positions, columns in (
            (leased, {"free_from": lease_until}),
            (spoilt, {"state": DEAD, "free_from": now}),
        ):
            if positions:
                here = self._mine(table) & table.c.position.in_(positions)
                self._session.execute(update(table).where(here).values(**columns))
        if not found:  # those behind what cannot be read must not wait for another round
            return self.claim(consumer, now, lease_until, limit)
        return tuple(evolve(message, consumer=consumer) for message in found.values())

    def _first_of_key(
        self, consumer: str, key: str, now: datetime, limit: int
    ) -> list[tuple[int, str, str]]:
        """Positions, ids and documents of a key's messages, up to the first that is not free."""
        table = self._schema.outbox
        query = (
            select(table.c.position, table.c.id, table.c.document, table.c.free_from)
            .where(self._mine(table, consumer=consumer, state=WAITING, key=key))
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
        self,
        consumer: str,
        message_ids: Sequence[MessageId],
        held_until: datetime,
        lease_until: datetime,
    ) -> frozenset[MessageId]:
        table = self._schema.outbox
        held = self._session.values(
            update(table)
            .where(
                self._mine(table, consumer=consumer, state=WAITING, free_from=held_until),
                table.c.id.in_(message_ids),
            )
            .values(free_from=lease_until)
            .returning(table.c.id)
        )
        return frozenset(held)

    @writes
    def release(self, consumer: str, message_ids: Sequence[MessageId], free_from: datetime) -> None:
        table = self._schema.outbox
        here = self._mine(table, consumer=consumer, state=WAITING)
        self._session.execute(
            update(table).where(here, table.c.id.in_(message_ids)).values(free_from=free_from)
        )

    @writes
    def delivered(self, consumer: str, message_id: MessageId) -> None:
        table = self._schema.outbox
        here = self._mine(table, consumer=consumer, id=message_id)
        self._session.execute(delete(table).where(here, table.c.state != LOG))

    @writes
    def failed(self, consumer: str, message_id: MessageId, error: str, retry_at: datetime) -> None:
        self._change(consumer, message_id, error, free_from=retry_at)

    @writes
    def bury(self, consumer: str, message_id: MessageId, error: str, at: datetime) -> None:
        self._change(consumer, message_id, error, state=DEAD, free_from=at)

    def _change(self, consumer: str, message_id: MessageId, error: str, **columns: object) -> None:
        table, wanted = self._schema.outbox, {"consumer": consumer, "id": message_id}
        message = self._document(table, OutboxMessage, **wanted, state=WAITING)
        if message is not None:
            after = evolve(message, attempts=message.attempts + 1, last_error=error)
            self._rewrite(table, {"document": written(after), **columns}, **wanted)

    @writes
    def revive(self, consumer: str, message_id: MessageId) -> bool:
        table, wanted = self._schema.outbox, {"consumer": consumer, "id": message_id}
        message = self._document(table, OutboxMessage, **wanted, state=DEAD)
        if message is None:
            return False
        columns = {"document": written(evolve(message, attempts=0)), "state": WAITING}
        self._rewrite(table, {**columns, "free_from": None}, **wanted)
        return True

    def pending(self) -> tuple[OutboxMessage, ...]:
        table = self._schema.outbox
        return self._messages(self._mine(table, state=WAITING))

    def dead(self) -> tuple[OutboxMessage, ...]:
        table = self._schema.outbox
        return self._messages(self._mine(table, state=DEAD))

    def lengths(self) -> Mapping[str, QueueLength]:
        table = self._schema.outbox
        query = (
            select(table.c.consumer, table.c.state, func.count())
            .where(self._mine(table), table.c.state.in_((WAITING, DEAD)))
            .group_by(table.c.consumer, table.c.state)
        )
        found: dict[str, dict[str, int]] = {}
        for consumer, state, count in self._session.all(query):
            found.setdefault(consumer, {})[state] = count
        return {consumer: QueueLength(**counts) for consumer, counts in found.items()}

    def log(self, page: PageAfter) -> Page[OutboxMessage]:
        table, after = self._schema.outbox, page.number()
        position = table.c.position
        query = select(position, table.c.document, position.label("key"))
        query = query.where(self._mine(table, state=LOG, consumer=EVERYBODY))
        if after is not None:
            query = query.where(position < after)
        query = query.order_by(position.desc())
        return self._page_after(table, query, page, _message, lambda number, _: str(number))

    def event(self, message_id: MessageId) -> OutboxMessage | None:
        keys = {"consumer": EVERYBODY, "id": message_id, "state": LOG}
        return self._document(self._schema.outbox, OutboxMessage, **keys)

    def of_keys(self, keys: Collection[str]) -> tuple[OutboxMessage, ...]:
        table = self._schema.outbox
        return self._messages(self._mine(table) & table.c.key.in_(sorted(keys)))

    def _messages(self, condition: ColumnElement[bool]) -> tuple[OutboxMessage, ...]:
        table = self._schema.outbox
        columns = (table.c.position, table.c.consumer, table.c.id, table.c.key, table.c.document)
        rows = self._session.all(select(*columns).where(condition).order_by(table.c.position))
        documents = [(str(row.position), row.document) for row in rows]
        found = dict(readable(table, documents, _message))
        return tuple(
            evolve(found[str(row.position)], consumer=row.consumer)
            if str(row.position) in found
            else OutboxMessage.unreadable(MessageId(row.id), row.key, row.consumer)
            for row in rows
        )

    @writes
    def rewrite(self, message: OutboxMessage) -> None:
        keys = {"consumer": message.consumer, "id": message.id}
        self._rewrite(self._schema.outbox, {"document": written(message)}, **keys)

    @writes
    def remove(self, message: OutboxMessage) -> None:
        self._remove(self._schema.outbox, consumer=message.consumer, id=message.id)

    @writes
    def forget(self, before: datetime, limit: int) -> int:
        table = self._schema.outbox
        queues = [(self._mine(table, state=LOG), table.c.created_at)]
        # For the dead, ``free_from`` is when they were given up on.
        queues.append((self._mine(table, state=DEAD), table.c.free_from))
        if not self.subscriptions():
            here = self._mine(table, state=WAITING, consumer=EVERYBODY)
            queues.append((here, table.c.created_at))
        old = []
        for queue, moment in queues:
            first = select(table.c.position, moment).where(queue).order_by(table.c.position)
            rows = self._session.all(first.limit(max(limit, 0)))
            old += [position for position, since in rows if since < before]
        self._session.execute(delete(table).where(self._mine(table) & table.c.position.in_(old)))
        return len(old)


def _message(document: str) -> OutboxMessage:
    return from_json(document, OutboxMessage)
