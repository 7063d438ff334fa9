"""Domain events: delivering what the outbox holds, to each consumer by itself."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from threading import Event

from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.errors.host import ConsumerUnknown, MessageNotDead
from backoffice_orders.model.fields import Whole
from backoffice_orders.model.ids import MessageId, OrderId
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.outbox import (
    MAIL,
    OFFICE,
    SETTLE_CHARGE,
    SETTLE_STOCK,
    TAX_TOPICS,
    OutboxMessage,
    QueueLength,
    Subscription,
)
from backoffice_orders.model.reasons import AT_LEAST
from backoffice_orders.model.subjects import SubjectType
from backoffice_orders.model.values import frozen
from backoffice_orders.model.webhook import QUEUE as WEBHOOKS
from backoffice_orders.services import stock_elsewhere
from backoffice_orders.services.charging import settle
from backoffice_orders.services.consumers import MAIN, Consumer, consumers_of, subscribe
from backoffice_orders.services.desk import Work
from backoffice_orders.services.emails import note_not_sent, note_sent
from backoffice_orders.services.handlers import Handler, HandlerCalls, require_awaitable_here
from backoffice_orders.services.queues import Handling, Note, NotHere, QueueRound, logger
from backoffice_orders.services.section import Section
from backoffice_orders.services.tax_reports import deliver_report
from backoffice_orders.services.webhook_delivery import webhook_rounds

A_WEBHOOK = Sentence(
    "reason.consumer_is_webhook", "this is a webhook: remove it, or switch it off, as such"
)
# How many events a transaction gives out to the consumers.
_GIVEN_AT_ONCE = 500


@frozen
class Delivered:
    """What one round of delivering came to, over all consumers.

    Attributes:
        delivered: Messages that were handed over, e-mails included.
        failed: Messages that are tried again after a pause.
        buried: Messages that were given up on; ``Events.dead`` lists them.
        left: What only an office with the right stock, payment provider or mail server plugged
            in can settle, and this one does not have it; it stays in the outbox, unchanged.
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


@frozen
class ConsumerState:
    """A consumer that the outbox knows: what it wants, and how much of it waits or is dead."""

    name: str
    topics: tuple[str, ...]
    waiting: int = 0
    dead: int = 0


class Events(Section):
    """Deliver domain events (``order.placed``, ``stock.low``, …), and see what is waiting."""

    def deliver(
        self,
        actor: Actor,
        handler: Handler | None = None,
        *,
        consumers: Mapping[str, Handler | Consumer] | None = None,
        limit: int = 100,
    ) -> Delivered:
        """Hand what waits to each consumer, and give lapsed reservations back.

        Each consumer is by itself: what one has got is not sent to it again because another one
        failed. A message is delivered at least once: a handler may see one again if it, or the
        process, dies before its end is noted; ``message.id`` tells a repetition. A consumer gets
        messages with one key one after the other. Where its handler raises, the message is tried
        again after a pause that doubles each time; after ``MOST_ATTEMPTS`` it is buried, and
        ``revive`` brings it back. Several workers may run at once: each holds a few messages at
        a time, and holds them for longer while it works.

        A consumer that has not been there before is remembered, and gets from then on what it
        wants, whether it is asked for in a later call or not, until ``unsubscribe``.

        The office's own business is done on the way, before any consumer's: letters to
        customers leave by the host's mail server (one whose recipient or content it refuses is
        buried at once), charges whose answer got lost are asked for, a stock in another system
        is told what it could not be told after a commit. Where no mail server is plugged in, the
        first consumer that names the topic ``mail.send`` (a single handler does) gets letters as
        messages, whole (RFC 5322) in ``payload["message"]``.

        Then webhooks are told (docs/webhooks.md); one that is slow has its share of a round, and
        goes on in the next.

        Events and the dead stay until ``housekeeping.run`` finds them old; what waits stays.

        Args:
            actor: In whose name; needs ``manage_shop``.
            handler: What is done with each message, in less than a minute and a half; a plain
                function, or an async one, which is awaited. It is the consumer ``main``.
            consumers: Handlers by the names of their consumers. Without this and ``handler``,
                the office's own.
            limit: How many messages at most, for each consumer.

        Raises:
            PermissionDenied: Without ``manage_shop``.
            FieldInvalid: A consumer's name or topic is not written as they are, or ``limit`` is
                not at least one.
            TypeError: A handler is nothing that can be called to its end.
        """
        actor.require(Permission.MANAGE_SHOP)
        Whole(1).made("limit", limit)
        chosen = self._consumers(handler, consumers)
        self._give_out(actor, chosen)
        with HandlerCalls() as calls:
            ours = partial(self._handle, actor, _mailer(chosen), calls)
            handlers: dict[str, Handling] = {OFFICE: ours}
            for name, each in chosen.items():
                handlers[name] = partial(calls.call, each.handler)
            rounds = [
                QueueRound(self._desk, actor, name, limit, handle, note_not_sent)
                if name == OFFICE
                else QueueRound(self._desk, actor, name, limit, handle)
                for name, handle in handlers.items()
            ]
            rounds += webhook_rounds(self._desk, actor, limit)
            for each_round in rounds:
                each_round.run()
        # Last: where the stock cannot do it, everything else was delivered.
        lapsed = stock_elsewhere.release_lapsed(self._desk, actor)
        return Delivered(
            sum(each.delivered for each in rounds),
            sum(each.failed for each in rounds),
            sum(each.buried for each in rounds),
            tuple(message.listed() for each in rounds for message in each.left),
            lapsed,
        )

    def follow(
        self,
        actor: Actor,
        handler: Handler | None = None,
        *,
        consumers: Mapping[str, Handler | Consumer] | None = None,
        stop: Event,
        pause: float = 1.0,
        told: Callable[[Delivered | Exception], None] = lambda _: None,
    ) -> None:
        """Deliver until ``stop`` is set; whatever goes wrong in one round, the next is begun.

        Args:
            actor: In whose name; needs ``manage_shop``.
            handler: As of ``deliver``.
            consumers: As of ``deliver``.
            stop: Ends it, once the round under way is over.
            pause: Seconds between two rounds when nothing waits, or after one that failed.
            told: Gets what each round came to, or the error that ended it.

        Raises:
            PermissionDenied: Without ``manage_shop``.
            FieldInvalid, TypeError: As of ``deliver``; and ``pause`` is below zero.
        """
        actor.require(Permission.MANAGE_SHOP)
        if not pause >= 0:  # nor is "not a number"
            raise FieldInvalid("pause", AT_LEAST(low=0))
        self._consumers(handler, consumers)
        go_round([lambda: self.deliver(actor, handler, consumers=consumers)], stop, pause, told)

    def consumers(self, actor: Actor) -> tuple[ConsumerState, ...]:
        """Every consumer that is given events, by name; needs ``manage_shop``.

        The office's own business is that of the consumer ``office``.
        """
        actor.require(Permission.MANAGE_SHOP)

        def look(work: Work) -> tuple[ConsumerState, ...]:
            lengths = work.outbox.lengths()
            all_ = [Subscription(OFFICE, ()), *work.outbox.subscriptions()]
            states = []
            for each in sorted(all_, key=lambda each: each.name):
                length = lengths.get(each.name, QueueLength())
                states.append(ConsumerState(each.name, each.topics, length.waiting, length.dead))
            return tuple(states)

        return self._desk.read(actor, look)

    def unsubscribe(self, actor: Actor, consumer: str) -> None:
        """Give a consumer nothing more, and forget what waits for it.

        Raises:
            PermissionDenied: Without ``manage_shop``.
            ConsumerUnknown: There is none of this name.
            FieldInvalid: It is a webhook, which is removed or switched off as such.
        """
        actor.require(Permission.MANAGE_SHOP)

        if consumer.startswith(WEBHOOKS):
            raise FieldInvalid("consumer", A_WEBHOOK())

        def forget(work: Work) -> None:
            if not work.outbox.unsubscribe(consumer):
                raise ConsumerUnknown(consumer)
            work.record("outbox.unsubscribe", SubjectType.OUTBOX, consumer)

        self._desk.write(actor, forget)

    def pending(self, actor: Actor, *, consumer: str | None = None) -> tuple[OutboxMessage, ...]:
        """Everything that is neither delivered nor buried, oldest first; needs ``manage_shop``.

        An event that was given out stands there once for each consumer that has not got it yet;
        ``consumer`` asks for one of them; ``ConsumerUnknown``. Of an e-mail it is listed to whom it
        goes, and not what it says: ``emails.get`` tells who may read it.
        """
        actor.require(Permission.MANAGE_SHOP)
        return self._desk.read(actor, lambda work: self._of(work, work.outbox.pending(), consumer))

    def dead(self, actor: Actor, *, consumer: str | None = None) -> tuple[OutboxMessage, ...]:
        """Everything that was given up on, oldest first, each with its last error.

        Needs ``manage_shop``; ``consumer`` asks for one consumer's; ``ConsumerUnknown``. E-mails
        are listed as by ``pending``.
        """
        actor.require(Permission.MANAGE_SHOP)
        return self._desk.read(actor, lambda work: self._of(work, work.outbox.dead(), consumer))

    def revive(self, actor: Actor, *message_ids: MessageId, consumer: str | None = None) -> None:
        """Have dead messages delivered after all, each at its place and with all its attempts.

        To every consumer for which it is dead, or to ``consumer`` alone.

        Raises:
            PermissionDenied: Without ``manage_shop``.
            MessageNotDead: One of them is not among the dead; then none comes back.
            ConsumerUnknown: There is no consumer of this name.
        """
        actor.require(Permission.MANAGE_SHOP)

        def bring_back(work: Work) -> None:
            dead = self._of(work, work.outbox.dead(), consumer)
            for message_id in message_ids:
                found = [message for message in dead if message.id == message_id]
                back = [each for each in found if work.outbox.revive(each.consumer, each.id)]
                if not back:
                    raise MessageNotDead(message_id)
                to = [each.consumer for each in back]
                work.record("outbox.revive", SubjectType.OUTBOX, message_id, {}, {"consumers": to})

        self._desk.write(actor, bring_back)

    def _consumers(
        self, handler: Handler | None, consumers: Mapping[str, Handler | Consumer] | None
    ) -> dict[str, Consumer]:
        given = handler is not None or consumers is not None
        chosen = consumers_of(handler, consumers if given else self._desk.consumers)
        for each in chosen.values():
            require_awaitable_here(each.handler)
        return chosen

    def _of(
        self, work: Work, messages: tuple[OutboxMessage, ...], consumer: str | None
    ) -> tuple[OutboxMessage, ...]:
        """All of the messages, as they are listed, or one consumer's; ``ConsumerUnknown``."""
        if consumer is None:
            return tuple(each.listed() for each in messages)
        found = tuple(each.listed() for each in messages if each.consumer == consumer)
        if not found and not self._knows(work, consumer):
            raise ConsumerUnknown(consumer)
        return found

    def _knows(self, work: Work, consumer: str) -> bool:
        """Whether something may wait for it: now, or once the office has delivered."""
        if consumer in (OFFICE, MAIN) or consumer in self._desk.consumers:
            return True
        named = [each.name for each in work.outbox.subscriptions()]
        return consumer in named or consumer in [each.queue for each in work.webhooks.all()]

    def _give_out(self, actor: Actor, chosen: Mapping[str, Consumer]) -> None:
        """Put events into the queues of those who want them."""

        def give_out(work: Work) -> int:
            subscribe(work, chosen)
            return work.outbox.distribute(_GIVEN_AT_ONCE)

        while self._desk.write(actor, give_out) == _GIVEN_AT_ONCE:
            pass

    def _handle(
        self, actor: Actor, mailer: Handler | None, calls: HandlerCalls, message: OutboxMessage
    ) -> Note | None:
        """Do the office's own business; what is noted of it with the delivery."""
        if message.topic == SETTLE_STOCK:
            if self._desk.stock_elsewhere is None:
                raise NotHere
            order_id = OrderId(message.payload["order_id"])
            self._desk.write(actor, lambda work: stock_elsewhere.settle(work, order_id))
        elif message.topic == SETTLE_CHARGE:
            if self._desk.provider(message.payload["payment_method"]) is None:
                raise NotHere
            settle(self._desk, actor, message.payload)
        elif message.topic in TAX_TOPICS and self._desk.services.taxes is not None:
            deliver_report(self._desk.services.taxes, self._desk.calls, message)
        elif message.topic == MAIL and self._desk.mail_port is not None:
            # Python's e-mail package takes a while to import.
            from backoffice_orders.services.mime import from_outbox

            calls.call(self._desk.mail_port.send, from_outbox(message.payload["message"]))
            return partial(note_sent, message)
        elif message.topic == MAIL and mailer is not None:
            calls.call(mailer, message)
            return partial(note_sent, message)
        else:
            raise NotHere
        return None


def go_round(
    rounds: Sequence[Callable[[], Delivered]],
    stop: Event,
    pause: float,
    told: Callable[[Delivered | Exception], None],
) -> None:
    """Deliver for several offices in turn until ``stop`` is set; none waits for one that fails.

    Args:
        rounds: One round of each office.
        stop: Ends it, once the round under way is over.
        pause: Seconds to wait where no office has anything to do, or they fail.
        told: Gets what each round came to, or the error that ended it.

    Raises:
        TypeError: ``told`` is a coroutine function, which would tell nothing.
    """
    if inspect.iscoroutinefunction(told):
        raise TypeError("told is called in a thread: pass a plain function")
    while not stop.is_set():
        busy = False
        for deliver in rounds:
            outcome: Delivered | Exception
            try:
                outcome = deliver()
            except Exception as error:
                # Without the traceback: it could name customers.
                logger.warning("a round of delivering ended by %s", type(error).__name__)
                outcome = error
            told(outcome)
            busy |= not isinstance(outcome, Exception) and not outcome.idle
            if stop.is_set():
                return
        if not busy:
            stop.wait(pause)


def _mailer(consumers: Mapping[str, Consumer]) -> Handler | None:
    return next((each.handler for each in consumers.values() if each.sends_mail), None)
