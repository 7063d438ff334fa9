"""The outbox: messages that leave after the transaction that wrote them."""

from datetime import datetime
from typing import Protocol

from backoffice_orders.model.ids import MessageId
from backoffice_orders.model.outbox import OutboxMessage


class Outbox(Protocol):
    """Messages to deliver at least once, in order per key."""

    def add(self, *messages: OutboxMessage) -> None:
        """Store messages, in their order. They can be claimed once they are committed."""
        ...

    def claim(self, now: datetime, lease_until: datetime, limit: int) -> tuple[OutboxMessage, ...]:
        """Up to ``limit`` messages to deliver now, oldest first, one of each key at most.

        A claimed message is not given to anybody else before ``lease_until`` (UTC): a worker
        that dies leaves its messages to others. A message whose key has an earlier message that
        is neither delivered nor dead is not given out.
        """
        ...

    def delivered(self, message_id: MessageId) -> None:
        """Forget the message."""
        ...

    def failed(self, message_id: MessageId, error: str, retry_at: datetime) -> None:
        """Count a failed delivery; it can be claimed again from ``retry_at`` (UTC) on."""
        ...

    def bury(self, message_id: MessageId, error: str) -> None:
        """Give up on the message: it is kept among the dead, and its key goes on."""
        ...

    def pending(self) -> tuple[OutboxMessage, ...]:
        """Everything that is neither delivered nor dead, oldest first."""
        ...

    def dead(self) -> tuple[OutboxMessage, ...]:
        """Everything that was given up on, oldest first."""
        ...
