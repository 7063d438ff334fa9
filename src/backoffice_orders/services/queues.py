"""Working off one queue of the outbox: at least once, in order per key, a few at a time."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from attrs import define, field

from backoffice_orders.model.actor import Actor
from backoffice_orders.model.errors.host import MailFailed
from backoffice_orders.model.fields import storable
from backoffice_orders.model.ids import MessageId
from backoffice_orders.model.outbox import OutboxMessage
from backoffice_orders.services.desk import Desk, Work
from backoffice_orders.services.limited_calls import Broken

logger: logging.Logger = logging.getLogger("backoffice_orders.events")
# A worker that is silent for so long is taken for dead, and its messages are given to others.
LEASE = timedelta(minutes=2)
# So few that workers share what waits.
AT_ONCE = 10
# How long a message rests that this office cannot settle: another office's worker may take it.
LEFT_FOR = timedelta(minutes=1)
FIRST_RETRY = timedelta(seconds=15)
LONGEST_RETRY = timedelta(hours=6)
# With the pauses doubling, about two days.
MOST_ATTEMPTS = 20
ERROR_LIMIT = 500


# What is written together with the end of an attempt.
Note = Callable[[Work], None]
Handling = Callable[[OutboxMessage], Note | None]


class NotHere(Exception):
    """Only an office with other parts plugged in can handle this message."""


class NotYet(Exception):
    """It is too early: the message is tried again, however often, and never given up on."""


class NotNow(Exception):
    """Nothing of this queue can be handled for the time being: what was claimed is put back."""


class Undelivered(Exception):
    """An attempt has failed, and the rest of the queue would fail too: the round is over.

    ``pause`` is until it is tried again, None where it is given up.
    """

    def __init__(self, reason: str, pause: timedelta | None, note: Note) -> None:
        super().__init__(reason)
        self.reason: str = reason
        self.pause: timedelta | None = pause
        self.note: Note = note


class NotSent(Protocol):
    """What is done besides when a message could not be handled."""

    def __call__(self, work: Work, message: OutboxMessage, reason: str, *, given_up: bool) -> None:
        """It is tried again, or was given up on."""
        ...


def _told(error: Exception) -> str:
    """What an error says, as every store keeps it; it may quote what a mail server has sent."""
    kind = type(error).__name__
    try:
        said = f"{kind}: {error}"
    except Exception:  # one that cannot even say what it is
        said = kind
    return storable(said)[:ERROR_LIMIT]


def _nothing_besides(*_: object, **__: object) -> None:
    """Only the queue is told."""


@define
class QueueRound:
    """A round of one consumer's queue: its counts, and what this worker still has to handle.

    ``handle`` raises ``NotHere`` for what is to be left in the outbox, as it is. What it returns,
    if anything, is written together with the delivery; what ``not_sent`` writes, together with a
    failure.
    """

    desk: Desk
    actor: Actor
    consumer: str
    limit: int
    handle: Handling
    not_sent: NotSent = _nothing_besides
    delivered: int = 0
    failed: int = 0
    buried: int = 0
    left: list[OutboxMessage] = field(factory=list)
    _claimed: int = 0
    _over: bool = False
    _waiting: list[OutboxMessage] = field(factory=list)
    _leased_at: datetime = datetime.min
    _leased_until: datetime = datetime.min

    def run(self) -> None:
        """Handle up to ``limit`` messages, or until nothing waits any more."""
        while not self._over and self._claim():
            while self._waiting:
                self._next()

    def _claim(self) -> bool:
        def claim(work: Work) -> tuple[datetime, tuple[OutboxMessage, ...]]:
            most = min(AT_ONCE, self.limit - self._claimed)
            return work.now, work.outbox.claim(self.consumer, work.now, work.now + LEASE, most)

        self._leased_at, messages = self.desk.write(self.actor, claim)
        self._leased_until = self._leased_at + LEASE
        self._waiting = list(messages)
        self._claimed += len(messages)
        self._over = self._claimed >= self.limit
        return bool(messages)

    def _next(self) -> None:
        """Handle the next message, if it is still ours."""
        self._keep_lease()
        if not self._waiting:
            return
        message = self._waiting.pop(0)
        try:
            note = self._handled(message)
        except NotNow:
            self._put_back(message.id)
        except Undelivered as failed:
            self._note_undelivered(message, failed)
        except NotHere:
            self.left.append(message)
            self._leave([message.id, *self._take_key(message.key)])
        except Exception as error:
            self._note_failure(message, error)
        else:
            self._note_delivery(message, note)
            self.delivered += 1

    def _handled(self, message: OutboxMessage) -> Note | None:
        from asyncio import CancelledError  # whoever delivers has imported it

        try:
            return self.handle(message)
        except CancelledError as error:
            # A handler has broken off its own tasks; nobody has asked the worker to end.
            raise Broken(type(error).__name__) from error

    def _note_delivery(self, message: OutboxMessage, note: Note | None) -> None:
        def write(work: Work) -> None:
            work.outbox.delivered(self.consumer, message.id)
            if note is not None:
                note(work)

        self._write(write)

    def _put_back(self, *ids: MessageId) -> None:
        """End the round: what was claimed and not handled is free again at once."""
        self._over = True
        free = [*ids, *(message.id for message in self._waiting)]
        self._waiting = []
        if free:
            self._write(lambda work: work.outbox.release(self.consumer, free, work.now))

    def _note_undelivered(self, message: OutboxMessage, failed: Undelivered) -> None:
        self._write_failure(message, failed.reason, failed.pause, failed.note)
        self._put_back()

    def _take_key(self, key: str) -> list[MessageId]:
        """Do without what waits behind a message of this key; its ids."""
        behind = [message.id for message in self._waiting if message.key == key]
        self._waiting = [message for message in self._waiting if message.key != key]
        return behind

    def _keep_lease(self) -> None:
        """Once some time has passed, hold what waits for longer; forget what others have taken."""
        moment = self.desk.clock.now()
        if moment - self._leased_at < LEASE / 8:
            return
        ids, until = [message.id for message in self._waiting], self._leased_until
        held = self.desk.write(
            self.actor,
            lambda work: work.outbox.renew(self.consumer, ids, until, moment + LEASE),
        )
        self._leased_at, self._leased_until = moment, moment + LEASE
        for message in tuple(self._waiting):
            if message.id not in held:
                self._take_key(message.key)

    def _leave(self, ids: list[MessageId]) -> None:
        self._write(lambda work: work.outbox.release(self.consumer, ids, work.now + LEFT_FOR))

    def _note_failure(self, message: OutboxMessage, error: Exception) -> None:
        """Note a failure; what was claimed behind the message is put back."""
        reason = _told(error)
        hopeless = isinstance(error, MailFailed) and error.permanent
        often = message.attempts + 1 >= MOST_ATTEMPTS and not isinstance(error, NotYet)
        given_up = hopeless or often
        # With more attempts the doubled pause is longer than any moment is away.
        doubled = FIRST_RETRY * 2 ** min(message.attempts, MOST_ATTEMPTS)
        pause = None if given_up else min(doubled, LONGEST_RETRY)
        behind = self._take_key(message.key)

        def note(work: Work) -> None:
            self.not_sent(work, message, reason, given_up=given_up)
            if behind:
                work.outbox.release(self.consumer, behind, work.now)

        self._write_failure(message, reason, pause, note)
        if given_up:
            logger.error(
                "message %s (%s) for %s was given up on", message.id, message.topic, self.consumer
            )
        # What was behind a buried message goes on with the next round.
        self._over |= given_up and bool(behind)

    def _write_failure(
        self, message: OutboxMessage, reason: str, pause: timedelta | None, note: Note
    ) -> None:
        """Have a message tried again after a pause, or give it up without one."""

        def write(work: Work) -> None:
            if pause is None:
                work.outbox.bury(self.consumer, message.id, reason, work.now)
            else:
                work.outbox.failed(self.consumer, message.id, reason, work.now + pause)
            note(work)

        self._write(write)
        self.buried += pause is None
        self.failed += pause is not None

    def _write(self, change: Callable[[Work], None]) -> None:
        self.desk.write(self.actor, change)
