"""Telling webhooks of events: one queue of the outbox each, posted one after the other."""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

from attrs import define

from backoffice_orders.model.actor import Actor
from backoffice_orders.model.errors.webhooks import WebhookNotFound
from backoffice_orders.model.events import WebhookSwitchedOff
from backoffice_orders.model.ids import ShopId, WebhookId
from backoffice_orders.model.outbox import OutboxMessage, Subscription
from backoffice_orders.model.subjects import SubjectType
from backoffice_orders.model.webhook import (
    NOT_SENT,
    PAUSES,
    Attempt,
    Sent,
    SwitchedOff,
    Trouble,
    Webhook,
    understood,
)
from backoffice_orders.model.webhook_signature import signed_headers
from backoffice_orders.ports.webhook_sender import WebhookSender
from backoffice_orders.services.desk import Desk, Work
from backoffice_orders.services.limited_calls import failures
from backoffice_orders.services.queues import Note, NotNow, QueueRound, Undelivered
from backoffice_orders.services.telling import tell
from backoffice_orders.services.webhook_bodies import body_of

logger: logging.Logger = logging.getLogger("backoffice_orders.webhooks")
# How long (in seconds) a round of one webhook may take: the others are not to wait for a slow one.
ROUND_SECONDS = 20.0
# How many events a transaction gives out to the consumers.
_GIVEN_AT_ONCE = 500


def webhook_rounds(desk: Desk, actor: Actor, limit: int) -> list[QueueRound]:
    """A round of each webhook that can be told of something now."""

    def ready(work: Work) -> list[Webhook]:
        return [each for each in work.webhooks.all() if each.active and not each.rests(work.now)]

    return [
        QueueRound(desk, actor, each.queue, limit, _Posting(desk, actor, each.id))
        for each in desk.read(actor, ready)
    ]


def listen(work: Work, webhook: Webhook) -> None:
    """Have a webhook told of what happens from now on."""
    # Where nobody has listened before, everything that is kept would be news: it goes to the log.
    work.outbox.subscribe(Subscription(webhook.queue, ()))
    while work.outbox.distribute(_GIVEN_AT_ONCE) == _GIVEN_AT_ONCE:
        pass
    work.outbox.subscribe(Subscription(webhook.queue, webhook.topics))


def post(
    sender: WebhookSender, webhook: Webhook, message: OutboxMessage, shop_id: ShopId, now: datetime
) -> Sent:
    """Post an event to a webhook once; ``now`` (UTC) is what the receiver compares.

    A sender that fails, or answers nonsense, has not sent it: that is logged, and tried again.
    """
    body = body_of(message, shop_id)
    headers = {
        "content-type": "application/json",
        "user-agent": "backoffice-orders",
        **signed_headers(webhook.secrets(now), message.id, now, body),
    }
    try:
        said: object = sender.post(webhook.url, headers, body)
    except failures() as error:
        # Without what it says: it could hold a secret.
        logger.warning("the sender of webhooks failed: %s", type(error).__name__)
        return NOT_SENT
    return understood(said)


def attempt_of(
    webhook: Webhook, message: OutboxMessage, sent: Sent, now: datetime, number: int = 1
) -> Attempt:
    """What is logged of a post."""
    return Attempt(
        webhook.id,
        message.id,
        message.topic,
        message.key,
        now,
        number,
        sent.milliseconds,
        sent.status,
        sent.trouble,
        sent.answer,
    )


@define
class _Posting:
    """Handles the messages of one webhook's queue."""

    desk: Desk
    actor: Actor
    webhook_id: WebhookId
    ends: float = 0.0

    def __call__(self, message: OutboxMessage) -> Note | None:
        self.ends = self.ends or time.monotonic() + ROUND_SECONDS
        webhook, now = self._now()
        if time.monotonic() > self.ends or not webhook.active or webhook.rests(now):
            raise NotNow
        if not webhook.wants(message.topic):
            return None  # it does not any more
        sent = post(self.desk.webhook_sender, webhook, message, self.desk.scope.shop_id, now)
        attempt = attempt_of(webhook, message, sent, now, message.attempts + 1)
        if attempt.trouble is None:
            return partial(_note_success, attempt)
        pause = PAUSES[message.attempts] if message.attempts < len(PAUSES) else None
        reason = sent.trouble if sent.status is None else f"{sent.trouble} ({sent.status})"
        raise Undelivered(str(reason), pause, partial(_note_failure, attempt, pause))

    def _now(self) -> tuple[Webhook, datetime]:
        """The webhook as it is now; what was claimed is put back where it is gone."""

        def look(work: Work) -> tuple[Webhook, datetime]:
            try:
                return work.webhooks.get(self.webhook_id), work.now
            except WebhookNotFound:
                raise NotNow from None

        return self.desk.read(self.actor, look)


def _note_success(attempt: Attempt, work: Work) -> None:
    with suppress(WebhookNotFound):
        webhook = work.webhooks.get(attempt.webhook_id)
        work.webhooks.log(attempt)
        note_success(work, webhook)


def note_success(work: Work, webhook: Webhook) -> None:
    """What it failed at before is not held against a webhook any more."""
    if webhook.failures:
        work.webhooks.save(webhook.succeeded())


def _note_failure(attempt: Attempt, pause: timedelta | None, work: Work) -> None:
    try:
        webhook = work.webhooks.get(attempt.webhook_id)
    except WebhookNotFound:
        return
    gone = attempt.trouble is Trouble.GONE
    failed = webhook.switched(SwitchedOff.GONE, work.now) if gone else webhook.failed(work.now)
    if not webhook.active:  # meanwhile: that is as it was decided
        failed = webhook
    next_at = work.now + pause if pause is not None and failed.active else None
    work.webhooks.log(attempt.followed(next_at))
    if failed is webhook:
        return
    work.webhooks.save(failed)
    if failed.switched_off is not None:
        _switched_off(work, failed, failed.switched_off)


def _switched_off(work: Work, webhook: Webhook, why: SwitchedOff) -> None:
    """Stop a webhook, and say so: in the audit trail, in the log, and to whoever listens."""
    work.outbox.unsubscribe(webhook.queue)
    work.record(
        "webhooks.switched_off", SubjectType.WEBHOOK, webhook.id, {}, {"switched_off": why.value}
    )
    tell(work, WebhookSwitchedOff(webhook.id, work.actor.id, why.value))
    say = partial(logger.error, "webhook %s was switched off (%s)", webhook.id, why.value)
    work.transaction.on_commit(say)
