"""Webhooks: which addresses are told of which events, what came of it, and once more."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, TypeVar

from attrs import evolve, field

from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.entering import require_entered
from backoffice_orders.model.errors.host import IdTaken
from backoffice_orders.model.errors.webhooks import (
    EventNotKept,
    TooManyEvents,
    TooManyWebhooks,
    WebhookOff,
    WebhookThere,
)
from backoffice_orders.model.events import WebhookTested
from backoffice_orders.model.fields import Whole
from backoffice_orders.model.ids import ActorId, MessageId, WebhookId
from backoffice_orders.model.outbox import OutboxMessage, QueueLength, Subscription
from backoffice_orders.model.page import Page, PageAfter, walked
from backoffice_orders.model.subjects import SubjectType
from backoffice_orders.model.values import frozen
from backoffice_orders.model.webhook import Attempt, SwitchedOff, Webhook
from backoffice_orders.model.webhook_signature import SECRET_BYTES, secret_of
from backoffice_orders.services.desk import Work
from backoffice_orders.services.event_documents import document_of
from backoffice_orders.services.section import Section
from backoffice_orders.services.webhook_delivery import attempt_of, listen, note_success, post

T = TypeVar("T")
MOST_WEBHOOKS = 50
# So many events are sent again at once.
MOST_REPLAYED = 1000
# Events are written by many at once: one may stand in the log before an earlier one.
_AT_ODDS = timedelta(hours=1)
_OVERLAP = Whole(0, 168)


@frozen
class WebhookInfo:
    """A webhook, without its secret; moments are in UTC.

    ``switched_off`` says why it is told of nothing: ``by_hand``, ``gone`` (it answered 410),
    ``failing`` (nothing has reached it for days); None where it is told. ``failing_since`` is the
    first of the attempts that have failed since the last that went well. ``waiting`` events are
    still to be sent, ``given_up`` are not tried any more by themselves. ``two_secrets_until``:
    until then it is signed with the former secret too.
    """

    id: WebhookId
    url: str
    topics: tuple[str, ...]
    note: str
    created_by: ActorId
    created_at: datetime
    switched_off: SwitchedOff | None
    switched_off_at: datetime | None
    failing_since: datetime | None
    two_secrets_until: datetime | None
    waiting: int
    given_up: int

    @property
    def active(self) -> bool:
        """Whether it is told of what happens."""
        return self.switched_off is None


@frozen
class WebhookSecret:
    """A webhook with its secret (``whsec_…``), which is shown this once and never again."""

    webhook: WebhookInfo
    secret: str = field(repr=False)


class Webhooks(Section):
    """Addresses of other systems that are told of events; all of it needs ``manage_webhooks``."""

    def add(
        self,
        actor: Actor,
        url: str,
        topics: Sequence[str] = ("*",),
        note: str = "",
        *,
        active: bool = True,
    ) -> WebhookSecret:
        """Have an address told of what happens from now on.

        Args:
            actor: Who acts.
            url: Where events are posted: ``https://``, nobody's private network.
            topics: Which events: ``order.placed``, ``order.*``, or ``*`` for all.
            note: What it is for, in the shop's own words.
            active: Whether it is told at once.

        Raises:
            FieldMissing, FieldTooLong, FieldInvalid: The address, the topics or the note.
            WebhookThere: The address is told of these events already, or would be once that
                webhook is switched on.
            TooManyWebhooks: There are fifty.
        """
        actor.require(Permission.MANAGE_WEBHOOKS)
        secret = _new_secret()

        def add(work: Work) -> Webhook:
            id_ = WebhookId(work.ids.new("webhook"))
            new = Webhook(id_, url, secret, actor.id, work.now, tuple(topics), note)
            require_entered(new)
            _require_another(work, new)
            if len(work.webhooks.all()) >= MOST_WEBHOOKS:
                raise TooManyWebhooks(MOST_WEBHOOKS)
            if not active:
                new = new.switched(SwitchedOff.BY_HAND, work.now)
            stored = work.webhooks.add(new)
            if active:
                listen(work, stored)
            work.record("webhooks.add", SubjectType.WEBHOOK, stored.id, {}, _told(stored))
            return stored

        self._require_address(url)
        return WebhookSecret(_info(self._desk.write(actor, add)), secret)

    def list(self, actor: Actor) -> tuple[WebhookInfo, ...]:
        """All webhooks, the first one first."""

        def look(work: Work) -> tuple[WebhookInfo, ...]:
            lengths = work.outbox.lengths()
            found = sorted(work.webhooks.all(), key=lambda each: (each.created_at, each.id))
            return tuple(_info(each, lengths.get(each.queue)) for each in found)

        return self._read(actor, look)

    def get(self, actor: Actor, webhook_id: WebhookId) -> WebhookInfo:
        """One webhook, or ``WebhookNotFound``."""

        def look(work: Work) -> WebhookInfo:
            webhook = work.webhooks.get(webhook_id)
            return _info(webhook, work.outbox.lengths().get(webhook.queue))

        return self._read(actor, look)

    def change(
        self,
        actor: Actor,
        webhook_id: WebhookId,
        *,
        url: str | None = None,
        topics: Sequence[str] | None = None,
        note: str | None = None,
        active: bool | None = None,
    ) -> WebhookInfo:
        """Change what is given of a webhook; None leaves it as it is.

        Switched off, it is told of nothing, and what waits for it is forgotten; switched on, it is
        told of what happens from then on. ``replay`` sends what it has missed.

        Raises:
            WebhookNotFound: There is none.
            FieldMissing, FieldTooLong, FieldInvalid: What is given.
            WebhookThere: Another webhook tells the address of these events.
        """
        wanted = None if topics is None else tuple(topics)
        given: dict[str, Any] = {"url": url, "topics": wanted, "note": note}
        changes = {name: value for name, value in given.items() if value is not None}

        def change(work: Work) -> WebhookInfo:
            before = work.webhooks.get(webhook_id)
            after = evolve(before, **changes)
            require_entered(after, before)
            if (after.url, after.topics) != (before.url, before.topics):
                _require_another(work, after)
            if active is not None and active is not before.active:
                after = after.switched(None if active else SwitchedOff.BY_HAND, work.now)
            if after == before:
                return _info(before, work.outbox.lengths().get(before.queue))
            stored = work.webhooks.save(after)
            if after.active and not before.active:
                listen(work, after)
            elif after.active:
                work.outbox.subscribe(Subscription(after.queue, after.topics))
            else:
                work.outbox.unsubscribe(after.queue)
            work.record(
                "webhooks.change", SubjectType.WEBHOOK, webhook_id, _told(before), _told(after)
            )
            return _info(stored, work.outbox.lengths().get(stored.queue))

        actor.require(Permission.MANAGE_WEBHOOKS)
        if url is not None:
            self._require_address(url)
        return self._desk.write(actor, change)

    def remove(self, actor: Actor, webhook_id: WebhookId) -> None:
        """Forget a webhook, with its log and what waits for it; ``WebhookNotFound``."""

        def remove(work: Work) -> None:
            webhook = work.webhooks.get(webhook_id)
            work.webhooks.remove(webhook_id)
            work.outbox.unsubscribe(webhook.queue)
            work.record("webhooks.remove", SubjectType.WEBHOOK, webhook_id, _told(webhook), {})

        self._write(actor, remove)

    def rotate_secret(
        self, actor: Actor, webhook_id: WebhookId, *, overlap_hours: int = 24
    ) -> WebhookSecret:
        """Give a webhook another secret; for a while it is signed with the former one as well.

        Args:
            actor: Who acts.
            webhook_id: Which webhook.
            overlap_hours: For how long; 0 where somebody else knows the former one.

        Raises:
            WebhookNotFound: There is none.
            FieldInvalid: ``overlap_hours`` is no number from 0 to 168 (a week).
        """
        _OVERLAP.made("overlap_hours", overlap_hours)
        secret = _new_secret()

        def rotate(work: Work) -> WebhookInfo:
            webhook = work.webhooks.get(webhook_id)
            until = work.now + timedelta(hours=overlap_hours)
            stored = work.webhooks.save(webhook.with_secret(secret, until))
            work.record("webhooks.rotate_secret", SubjectType.WEBHOOK, webhook_id)
            return _info(stored, work.outbox.lengths().get(stored.queue))

        return WebhookSecret(self._write(actor, rotate), secret)

    def deliveries(
        self,
        actor: Actor,
        webhook_id: WebhookId,
        *,
        failed: bool = False,
        after: str = "",
    ) -> Page[Attempt]:
        """A page of the log: every attempt to tell the webhook of an event, the latest first.

        Args:
            actor: Who asks.
            webhook_id: Which webhook.
            failed: Only those that failed.
            after: ``next`` of the page before.

        Raises:
            WebhookNotFound: There is none.
            FieldInvalid: ``after`` is not where a page has ended.
        """

        def look(work: Work) -> Page[Attempt]:
            work.webhooks.get(webhook_id)
            return work.webhooks.attempts(webhook_id, PageAfter(after), failed=failed)

        return self._read(actor, look)

    def replay(
        self,
        actor: Actor,
        webhook_id: WebhookId,
        message_id: MessageId | None = None,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> int:
        """Send events once more, or such as were missed; how many they are.

        They are sent by the next ``events.deliver``, under the ids that they have. What waits
        already is not sent twice; what was given up on begins anew.

        Args:
            actor: Who acts.
            webhook_id: Which webhook.
            message_id: One event, of those that are kept; without it, all that the webhook wants.
            since: From this moment (UTC) on.
            until: Before this moment (UTC).

        Raises:
            WebhookNotFound, WebhookOff: There is no such webhook, or it is switched off.
            EventNotKept: The event is not kept any more, or none that the webhook wants.
            TooManyEvents: There are more than a thousand.
        """

        def replay(work: Work) -> int:
            webhook = work.webhooks.get(webhook_id)
            if not webhook.active:
                raise WebhookOff(webhook_id)
            if message_id is None:
                events = _of_time(work, webhook, since, until)
            else:
                events = [_the_event(work, webhook, message_id)]
            for each in events:
                _send_again(work, webhook, each)
            told = {"message_id": message_id, "count": len(events)}
            work.record("webhooks.replay", SubjectType.WEBHOOK, webhook_id, {}, told)
            return len(events)

        return self._write(actor, replay)

    def test(self, actor: Actor, webhook_id: WebhookId) -> Attempt:
        """Post a test event (``webhook.test``) at once, and tell what came of it.

        It is logged like any other. A failure is not held against the webhook.

        Raises:
            WebhookNotFound: There is none.
        """

        def prepare(work: Work) -> tuple[Webhook, OutboxMessage]:
            webhook = work.webhooks.get(webhook_id)
            event = WebhookTested(webhook_id, actor.id)
            id_ = MessageId(work.ids.new("msg"))
            message = OutboxMessage(id_, event.topic, event.key, work.now, document_of(event))
            return webhook, message

        webhook, message = self._read(actor, prepare)
        now, sender = message.created_at, self._desk.webhook_sender
        sent = post(sender, webhook, message, self._desk.scope.shop_id, now)
        attempt = attempt_of(webhook, message, sent, now)
        attempt = attempt if attempt.succeeded else attempt.followed(None)

        def note(work: Work) -> None:
            stored = work.webhooks.get(webhook_id)
            work.webhooks.log(attempt)
            work.note_change(webhook_id)
            if attempt.succeeded:
                note_success(work, stored)

        self._write(actor, note)
        return attempt

    def _require_address(self, url: str) -> None:
        """Refuse an address that nothing is sent to; what is no address, the model refuses."""
        if url.lower().startswith(("https://", "http://")):
            with suppress(ValueError):
                self._desk.webhook_sender.require_address(url)

    def _read(self, actor: Actor, look: Callable[[Work], T]) -> T:
        actor.require(Permission.MANAGE_WEBHOOKS)
        return self._desk.read(actor, look)

    def _write(self, actor: Actor, change: Callable[[Work], T]) -> T:
        actor.require(Permission.MANAGE_WEBHOOKS)
        return self._desk.write(actor, change)


def _require_another(work: Work, webhook: Webhook) -> None:
    """Raise ``WebhookThere`` if what it does is done by another one."""
    for each in work.webhooks.all():
        if each.id != webhook.id and each.does_the_same_as(webhook):
            raise WebhookThere(each.id, each.url)


def _new_secret() -> str:
    return secret_of(secrets.token_bytes(SECRET_BYTES))


def _told(webhook: Webhook) -> dict[str, object]:
    """What the audit trail says of a webhook: nothing of its secret."""
    return {
        "url": webhook.url,
        "topics": list(webhook.topics),
        "note": webhook.note,
        "active": webhook.active,
    }


def _info(webhook: Webhook, length: QueueLength | None = None) -> WebhookInfo:
    length = length or QueueLength()
    return WebhookInfo(
        webhook.id,
        webhook.url,
        webhook.topics,
        webhook.note,
        webhook.created_by,
        webhook.created_at,
        webhook.switched_off,
        webhook.switched_off_at,
        webhook.failing_since,
        webhook.previous_until,
        length.waiting,
        length.dead,
    )


def _of_time(
    work: Work, webhook: Webhook, since: datetime | None, until: datetime | None
) -> list[OutboxMessage]:
    """The events in the log that a webhook wants, of some time, oldest first."""
    found: list[OutboxMessage] = []
    for event in walked(work.outbox.log):
        if since is not None and event.created_at < since - _AT_ODDS:
            break
        early = since is not None and event.created_at < since
        late = until is not None and event.created_at >= until
        if early or late or not webhook.wants(event.topic):
            continue
        found.append(event)
        if len(found) > MOST_REPLAYED:
            raise TooManyEvents(MOST_REPLAYED)
    return found[::-1]


def _the_event(work: Work, webhook: Webhook, message_id: MessageId) -> OutboxMessage:
    """One event, out of the log."""
    event = work.outbox.event(message_id)
    if event is None or not webhook.wants(event.topic):
        raise EventNotKept(message_id)
    return event


def _send_again(work: Work, webhook: Webhook, event: OutboxMessage) -> None:
    try:
        work.outbox.add(evolve(event, consumer=webhook.queue, attempts=0, last_error=""))
    except IdTaken:  # it waits, or was given up on
        work.outbox.revive(webhook.queue, event.id)
