"""The outbox: messages that leave after the transaction that wrote them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from backoffice_orders.model.ids import MessageId
from backoffice_orders.model.outbox import OutboxMessage, QueueLength, Subscription
from backoffice_orders.model.page import Page, PageAfter


class Outbox(Protocol):
    """Messages to deliver at least once, in order per consumer and key.

    Each consumer has a queue of its own: what becomes of a message in one of them changes
    nothing in the others. A message is known by its consumer and its id.
    """

    def add(self, *messages: OutboxMessage) -> None:
        """Store messages after all others of their consumers' queues, in their order.

        They can be given out once committed; a message for everybody is an event, which
        ``distribute`` gives to every consumer that wants it.

        Raises:
            IdTaken: A message has the id of one that its queue holds (for events, the log
                too), or of another one of these; none of them is stored.
        """
        ...

    def subscribe(self, subscription: Subscription, *, past: bool = False) -> None:
        """Remember a consumer, or which topics it wants from now on.

        It is given every event that nobody was given yet. With ``past`` it is given those in
        the log as well, oldest first, behind all that its queue holds, whether it had them before
        or not; what its queue holds is not added again.
        """
        ...

    def unsubscribe(self, name: str) -> bool:
        """Forget a consumer with all that its queue holds, the dead too; whether there was one.

        Nothing where there was none: the office's own queue is no consumer's.
        """
        ...

    def subscriptions(self) -> tuple[Subscription, ...]:
        """All consumers, by name."""
        ...

    def distribute(self, limit: int) -> int:
        """Give each consumer a copy of the events that it wants; how many events were given out.

        Up to ``limit`` events, in the order of adding. A copy stands behind all that its queue
        holds. What is given out goes into the log, which ``subscribe`` can give out again. Nothing
        happens where there is no consumer; or while another transaction does it.
        """
        ...

    def claim(
        self, consumer: str, now: datetime, lease_until: datetime, limit: int
    ) -> tuple[OutboxMessage, ...]:
        """Up to ``limit`` messages to deliver now, several of one key too; below one, none.

        They are those that were added first, in that order, whatever their keys, moments and ids
        say.

        A claimed message is not given to anybody else before ``lease_until`` (UTC): a worker
        that dies leaves its messages to others. A message is given out only together with, or
        after, every earlier one of its consumer and key: while one of these is leased or waits
        for its next attempt, those behind it wait too. The dead do not hold their key up.
        """
        ...

    def renew(
        self,
        consumer: str,
        message_ids: Sequence[MessageId],
        held_until: datetime,
        lease_until: datetime,
    ) -> frozenset[MessageId]:
        """Hold claimed messages until ``lease_until`` (UTC), and tell which are still held.

        ``held_until`` is the end of the lease that the worker knows. A message whose lease ends
        at another moment was claimed by somebody else meanwhile, or is gone: it is left alone,
        and is not among the answer.
        """
        ...

    def release(self, consumer: str, message_ids: Sequence[MessageId], free_from: datetime) -> None:
        """Give claimed messages back undelivered, without counting an attempt.

        They can be claimed from ``free_from`` (UTC) on. Unknown and dead ones are left alone.
        """
        ...

    def delivered(self, consumer: str, message_id: MessageId) -> None:
        """Forget the consumer's message, dead or not; nothing where there is none.

        An event that is in the log stays there.
        """
        ...

    def failed(self, consumer: str, message_id: MessageId, error: str, retry_at: datetime) -> None:
        """Count a failed delivery; it can be claimed again from ``retry_at`` (UTC) on.

        Nothing where there is no such message, or it is dead.
        """
        ...

    def bury(self, consumer: str, message_id: MessageId, error: str, at: datetime) -> None:
        """Count a failed delivery, and give up: it is kept among the dead, and its key goes on.

        ``at`` (UTC) is this moment, which ``forget`` goes by, whenever its lease would end. Nothing
        where there is no such message, or it is dead already.
        """
        ...

    def revive(self, consumer: str, message_id: MessageId) -> bool:
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

    def lengths(self) -> Mapping[str, QueueLength]:
        """How long each queue is that is not empty, by its consumer; the log does not count."""
        ...

    def log(self, page: PageAfter) -> Page[OutboxMessage]:
        """A page of the events that were given out, those added last first.

        Raises:
            FieldInvalid: ``page.after`` is not the ``next`` of a page of this list.
        """
        ...

    def event(self, message_id: MessageId) -> OutboxMessage | None:
        """The event with this id that was given out; None where the log has none."""
        ...

    def of_keys(self, keys: Collection[str]) -> tuple[OutboxMessage, ...]:
        """All that is kept under these keys, in every queue and in the log, as it was added."""
        ...

    def rewrite(self, message: OutboxMessage) -> None:
        """Replace what a message that its queue (or the log) holds says, at its place."""
        ...

    def remove(self, message: OutboxMessage) -> None:
        """Forget a message that its queue (or the log) holds."""
        ...

    def forget(self, before: datetime, limit: int) -> int:
        """Forget what is older than this moment (UTC), and nobody waits for; how many they were.

        Those are events of the log, events for which there is no consumer, both by their
        moments, and the dead by the moment at which they were given up on. Of each, those
        ``limit`` are looked at that were added first; of a limit below one, none.
        """
        ...
