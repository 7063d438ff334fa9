"""The outbox: messages that leave after the transaction that wrote them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from backoffice_orders.model.ids import MessageId
from backoffice_orders.model.outbox import OutboxMessage


class Outbox(Protocol):
    """Messages to deliver at least once, in order per key."""

    def add(self, *messages: OutboxMessage) -> None:
        """Store messages after all others, in their order. They can be claimed once committed.

        Raises:
            IdTaken: A message has the id of one that is kept, or of another one of these; none
                of them is stored.
        """
        ...

    def claim(self, now: datetime, lease_until: datetime, limit: int) -> tuple[OutboxMessage, ...]:
        """Up to ``limit`` messages to deliver now, several of one key too; below one, none.

        They come in the order of adding, whatever their moments and ids say.

        A claimed message is not given to anybody else before ``lease_until`` (UTC): a worker
        that dies leaves its messages to others. A message is given out only together with, or
        after, every earlier one of its key: while one of these is leased or waits for its next
        attempt, those behind it wait too. The dead do not hold their key up.
        """
        ...

    def renew(
        self, message_ids: Sequence[MessageId], held_until: datetime, lease_until: datetime
    ) -> frozenset[MessageId]:
        """Hold claimed messages until ``lease_until`` (UTC), and tell which are still held.

        ``held_until`` is the end of the lease that the worker knows. A message whose lease ends
        at another moment was claimed by somebody else meanwhile, or is gone: it is left alone,
        and is not among the answer.
        """
        ...

    def release(self, message_ids: Sequence[MessageId], free_from: datetime) -> None:
        """Give claimed messages back undelivered, without counting an attempt.

        They can be claimed from ``free_from`` (UTC) on. Unknown and dead ones are left alone.
        """
        ...

    def delivered(self, message_id: MessageId) -> None:
        """Forget the message, dead or not; nothing where there is none."""
        ...

    def failed(self, message_id: MessageId, error: str, retry_at: datetime) -> None:
        """Count a failed delivery; it can be claimed again from ``retry_at`` (UTC) on.

        Nothing where there is no such message, or it is dead.
        """
        ...

    def bury(self, message_id: MessageId, error: str) -> None:
        """Count a failed delivery, and give up: it is kept among the dead, and its key goes on.

        Nothing where there is no such message, or it is dead already.
        """
        ...

    def rewrite(self, message: OutboxMessage) -> None:
        """Replace what a message that is here says, at its place; nothing where it is gone."""
        ...

    def revive(self, message_id: MessageId) -> bool:
        """Bring a dead message back: at its place among its key, with no attempts, free at once.

        Whether there was such a dead message; its last error stays to be read.
        """
        ...

    def pending(self) -> tuple[OutboxMessage, ...]:
        """Everything that is neither delivered nor dead, in the order of adding."""
        ...

    def dead(self) -> tuple[OutboxMessage, ...]:
        """Everything that was given up on, in the order of adding."""
        ...
