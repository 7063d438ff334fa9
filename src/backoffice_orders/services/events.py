"""Domain events: delivering what the outbox holds, at least once and in order per key."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from threading import Event

from attrs import define, field, frozen

from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.errors.host import MailFailed, MessageNotDead
from backoffice_orders.model.ids import MessageId, OrderId
from backoffice_orders.model.outbox import OutboxMessage
from backoffice_orders.services import stock_elsewhere
from backoffice_orders.services.arguments import checked
from backoffice_orders.services.charging import SETTLE, settle
from backoffice_orders.services.desk import Desk, Work
from backoffice_orders.services.handlers import Handler, HandlerCalls
from backoffice_orders.services.letters import MAIL, from_outbox

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


@frozen
class Delivered:
    """What one round of delivering came to.

    Attributes:
        delivered: Messages that were handed over, e-mails included; they are forgotten.
        failed: Messages that are tried again after a pause.
        buried: Messages that were given up on; ``Events.dead`` lists them.
        left: What only an office with the right stock or payment provider plugged in can
            settle, and this one does not have it; it stays in the outbox, unchanged.
        lapsed: The references whose reserved stock lapsed.
    """

    delivered: int = 0
    failed: int = 0
    buried: int = 0
    left: tuple[OutboxMessage, ...] = ()
    lapsed: tuple[str, ...] = ()

    @property
    def idle(self) -> bool:
        """Whether there was nothing to deliver."""
        return not (self.delivered or self.failed or self.buried)


@define
class _Round:
    """A round under way: its counts, and the messages that this worker still has to handle."""

    delivered: int = 0
    failed: int = 0
    buried: int = 0
    left: list[OutboxMessage] = field(factory=list)
    claimed: int = 0
    over: bool = False
    waiting: list[OutboxMessage] = field(factory=list)
    leased_at: datetime = datetime.min
    leased_until: datetime = datetime.min

    def take_key(self, key: str) -> list[MessageId]:
        """Do without what waits behind a message of this key; its ids."""
        behind = [message.id for message in self.waiting if message.key == key]
        self.waiting = [message for message in self.waiting if message.key != key]
        return behind


@checked
@frozen
class Events:
    """Deliver domain events (``order.placed``, ``stock.low``, …), and see what is waiting."""

    _desk: Desk

    def deliver(self, actor: Actor, handler: Handler, *, limit: int = 100) -> Delivered:
        """Hand waiting messages to ``handler``, and give lapsed reservations back.

        A message is delivered at least once: ``handler`` may see one again if it, or the
        process, dies before its end is noted; ``message.id`` tells a repetition. Messages with
        one key come one after the other. Where ``handler`` raises, the message is tried again
        after a pause that doubles each time; after ``MOST_ATTEMPTS`` it is buried, and ``revive``
        brings it back. Several workers may run at once: each holds a few messages at a time, and
        holds them for longer while it works. A stock in another system is settled on the way:
        what it could not be told after a commit it is told now. Letters to customers leave
        here by the host's mail server (one whose recipient or content it refuses is buried at
        once), and charges whose answer got lost are asked for; ``handler`` sees neither. Where
        no mail server is plugged in, ``handler`` gets letters as messages of the topic
        ``mail.send``, whole (RFC 5322) in ``payload["message"]``.

        Args:
            actor: In whose name; needs ``manage_shop``.
            handler: What is done with each message, in less than a minute and a half; a plain
                function, or an async one, which is awaited.
            limit: How many messages at most.

        Raises:
            PermissionDenied: Without ``manage_shop``.
            TypeError: ``handler`` is nothing that can be called to its end.
        """
        actor.require(Permission.MANAGE_SHOP)
        now = _Round()
        with HandlerCalls(handler) as call:
            while not now.over and self._claim(actor, now, limit):
                while now.waiting:
                    self._next(actor, now, call)
        # Last: where the stock cannot do it, everything else was delivered.
        lapsed = self._desk.write(actor, lambda work: work.stock.release_lapsed(work.now))
        return Delivered(now.delivered, now.failed, now.buried, tuple(now.left), lapsed)

    def follow(
        self,
        actor: Actor,
        handler: Handler,
        *,
        stop: Event,
        pause: float = 1.0,
        told: Callable[[Delivered | Exception], None] = lambda _: None,
    ) -> None:
        """Deliver until ``stop`` is set; whatever goes wrong in one round, the next is begun.

        Args:
            actor: In whose name; needs ``manage_shop``.
            handler: As of ``deliver``.
            stop: Ends it, once the round under way is over.
            pause: Seconds between two rounds when nothing waits, or after one that failed.
            told: Gets what each round came to, or the error that ended it.

        Raises:
            PermissionDenied: Without ``manage_shop``.
            TypeError: As of ``deliver``.
        """
        actor.require(Permission.MANAGE_SHOP)
        HandlerCalls(handler)
        while not stop.is_set():
            outcome: Delivered | Exception
            try:
                outcome = self.deliver(actor, handler)
            except Exception as error:
                # Without the traceback: it could name customers.
                logger.warning("a round of delivering ended by %s", type(error).__name__)
                outcome = error
            told(outcome)
            if isinstance(outcome, Exception) or outcome.idle:
                stop.wait(pause)

    def pending(self, actor: Actor) -> tuple[OutboxMessage, ...]:
        """Everything that is neither delivered nor buried, oldest first; needs ``manage_shop``."""
        actor.require(Permission.MANAGE_SHOP)
        return self._desk.read(actor, lambda work: work.outbox.pending())

    def dead(self, actor: Actor) -> tuple[OutboxMessage, ...]:
        """Everything that was given up on, oldest first, each with its last error.

        Needs ``manage_shop``.
        """
        actor.require(Permission.MANAGE_SHOP)
        return self._desk.read(actor, lambda work: work.outbox.dead())

    def revive(self, actor: Actor, *message_ids: MessageId) -> None:
        """Have dead messages delivered after all, each at its place and with all its attempts.

        Raises:
            PermissionDenied: Without ``manage_shop``.
            MessageNotDead: One of them is not among the dead; then none comes back.
        """
        actor.require(Permission.MANAGE_SHOP)

        def bring_back(work: Work) -> None:
            for message_id in message_ids:
                if not work.outbox.revive(message_id):
                    raise MessageNotDead(message_id)
                work.record("outbox.revive", message_id)

        self._desk.write(actor, bring_back)

    def _claim(self, actor: Actor, now: _Round, limit: int) -> bool:
        def claim(work: Work) -> tuple[datetime, tuple[OutboxMessage, ...]]:
            most = min(AT_ONCE, limit - now.claimed)
            return work.now, work.outbox.claim(work.now, work.now + LEASE, most)

        now.leased_at, messages = self._desk.write(actor, claim)
        now.leased_until = now.leased_at + LEASE
        now.waiting = list(messages)
        now.claimed += len(messages)
        now.over = now.claimed >= limit
        return bool(messages)

    def _next(self, actor: Actor, now: _Round, call: HandlerCalls) -> None:
        """Handle the next message, if it is still ours."""
        self._keep_lease(actor, now)
        if not now.waiting:
            return
        message = now.waiting.pop(0)
        if self._is_of_another_office(message):
            now.left.append(message)
            self._leave(actor, [message.id, *now.take_key(message.key)])
            return
        try:
            self._handle(actor, message, call)
        except Exception as error:
            self._failed(actor, now, message, error)
        else:
            self._desk.write(actor, lambda work: work.outbox.delivered(message.id))
            now.delivered += 1

    def _keep_lease(self, actor: Actor, now: _Round) -> None:
        """Once some time has passed, hold what waits for longer; forget what others have taken."""
        moment = self._desk.clock.now()
        if moment - now.leased_at < LEASE / 8:
            return
        ids = [message.id for message in now.waiting]
        held = self._desk.write(
            actor, lambda work: work.outbox.renew(ids, now.leased_until, moment + LEASE)
        )
        now.leased_at, now.leased_until = moment, moment + LEASE
        for message in tuple(now.waiting):
            if message.id not in held:
                now.take_key(message.key)

    def _is_of_another_office(self, message: OutboxMessage) -> bool:
        if message.topic == stock_elsewhere.SETTLE_STOCK:
            return self._desk.stock_elsewhere is None
        if message.topic == SETTLE:
            return self._desk.provider(message.payload["payment_method"]) is None
        return False

    def _leave(self, actor: Actor, message_ids: Sequence[MessageId]) -> None:
        self._desk.write(actor, lambda work: work.outbox.release(message_ids, work.now + LEFT_FOR))

    def _handle(self, actor: Actor, message: OutboxMessage, call: HandlerCalls) -> None:
        if message.topic == stock_elsewhere.SETTLE_STOCK:
            order_id = OrderId(message.payload["order_id"])
            self._desk.write(actor, lambda work: stock_elsewhere.settle(work, order_id))
        elif message.topic == MAIL and self._desk.mail_port is not None:
            self._desk.mail_port.send(from_outbox(message.payload["message"]))
        elif message.topic == SETTLE:
            settle(self._desk, actor, message.payload)
        else:
            call(message)

    def _failed(self, actor: Actor, now: _Round, message: OutboxMessage, error: Exception) -> None:
        """Note a failure; what was claimed behind the message is put back."""
        reason = f"{type(error).__name__}: {error}"[:ERROR_LIMIT]
        hopeless = isinstance(error, MailFailed) and error.permanent
        given_up = hopeless or message.attempts + 1 >= MOST_ATTEMPTS
        pause = min(FIRST_RETRY * 2**message.attempts, LONGEST_RETRY)
        behind = now.take_key(message.key)

        def note(work: Work) -> None:
            if given_up:
                work.outbox.bury(message.id, reason)
            else:
                work.outbox.failed(message.id, reason, work.now + pause)
            if behind:
                work.outbox.release(behind, work.now)

        self._desk.write(actor, note)
        if given_up:
            logger.error("message %s (%s) was given up on", message.id, message.topic)
        now.buried += given_up
        now.failed += not given_up
        # What was behind a buried message goes on with the next round.
        now.over |= given_up and bool(behind)
