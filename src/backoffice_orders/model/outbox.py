"""Messages to the world outside, kept until they have been delivered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from attrs import field, frozen

from backoffice_orders.model.fields import MOMENT
from backoffice_orders.model.ids import MessageId


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
