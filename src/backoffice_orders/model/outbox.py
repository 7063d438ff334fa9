"""Messages to the world outside, kept until they have been delivered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from attrs import field, frozen

from backoffice_orders.model.fields import MOMENT
from backoffice_orders.model.ids import MessageId

# The topic of messages that the store cannot read: listed as dead, delivered to nobody.
UNREADABLE = "unreadable"


@frozen
class OutboxMessage:
    """A domain event or a mail to send, written in the transaction that caused it.

    ``topic`` names it (``order.placed``), ``key`` is what keeps order: messages with the same
    key (a cart's or product's id) are delivered one after the other. ``payload`` holds plain
    JSON values. ``attempts`` counts the failed deliveries, ``last_error`` tells the latest.
    """

    id: MessageId
    topic: str
    key: str
    created_at: datetime = field(validator=MOMENT)
    payload: Mapping[str, Any] = field(factory=dict, hash=False)
    attempts: int = 0
    last_error: str = ""

    @classmethod
    def unreadable(cls, id: MessageId, key: str) -> OutboxMessage:
        """What stands in lists for a message that the store cannot read; nobody knows its age."""
        begin = datetime(1970, 1, 1, tzinfo=UTC)
        return cls(id, UNREADABLE, key, begin, last_error="its row cannot be read")
