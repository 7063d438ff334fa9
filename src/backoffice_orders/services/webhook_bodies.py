"""What a webhook is sent: an event as JSON; and how its receiver reads it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from attrs import field

from backoffice_orders.model.errors.webhooks import WebhookNotSigned
from backoffice_orders.model.events import Event
from backoffice_orders.model.ids import MessageId, ShopId
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.outbox import OutboxMessage
from backoffice_orders.model.values import frozen
from backoffice_orders.model.webhook_signature import TOLERANCE, require_signed
from backoffice_orders.services.event_documents import event_of

NO_EVENT = Sentence("reason.webhook_no_event", "what it says is no event")


def body_of(message: OutboxMessage, shop_id: ShopId) -> bytes:
    """An event as it is sent: JSON in UTF-8; the same event gives the same bytes."""
    told = {
        "id": message.id,
        "topic": message.topic,
        "shop": shop_id,
        "key": message.key,
        "created": message.created_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "data": dict(message.payload),
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


@frozen
class ReceivedEvent:
    """An event that a webhook was sent.

    ``id`` is the same however often it is sent. Events with one ``key`` come in order. ``data``
    holds plain JSON values; ``created`` (UTC) is when it happened.
    """

    id: str
    topic: str
    shop: str
    key: str
    created: datetime
    data: Mapping[str, Any] = field(hash=False)

    @property
    def event(self) -> Event:
        """The same, typed; see ``event_of``."""
        return event_of(
            OutboxMessage(MessageId(self.id), self.topic, self.key, self.created, self.data)
        )


def received_event(
    secret: str,
    headers: Mapping[str, str],
    body: bytes,
    *,
    now: datetime | None = None,
    tolerance: timedelta = TOLERANCE,
) -> ReceivedEvent:
    """The event in a webhook's request: for receivers in Python, which need no shop for it.

    Args:
        secret: The webhook's, as the shop has shown it once (``whsec_…``).
        headers: The request's.
        body: The request's, byte by byte as it came.
        now: The moment (UTC); the machine's by default.
        tolerance: How long ago it may have been sent.

    Raises:
        WebhookNotSigned: It was not sent by the shop, or long ago: answer 400, and do nothing.
        FieldInvalid: The secret is none.
    """
    require_signed(secret, headers, body, now or datetime.now(UTC), tolerance)
    try:
        told = json.loads(body)
        return ReceivedEvent(
            told["id"],
            told["topic"],
            told["shop"],
            told["key"],
            datetime.fromisoformat(told["created"]),
            told["data"],
        )
    except (KeyError, TypeError, ValueError, RecursionError):
        raise WebhookNotSigned(NO_EVENT()) from None
