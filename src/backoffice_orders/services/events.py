"""Domain events: delivering what the outbox holds, at least once and in order per key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from attrs import frozen

from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.errors.host import MailFailed
from backoffice_orders.model.ids import OrderId
from backoffice_orders.model.outbox import OutboxMessage
from backoffice_orders.services.charging import FORGOTTEN_AFTER, SETTLE, settle
from backoffice_orders.services.desk import Desk, Work
from backoffice_orders.services.letters import MAIL, from_outbox
from backoffice_orders.services.placing import CONFIRM_STOCK

Handler = Callable[[OutboxMessage], None]
# A worker that is silent for so long is taken for dead, and its messages are given to others.
LEASE = timedelta(minutes=2)
FIRST_RETRY = timedelta(seconds=15)
LONGEST_RETRY = timedelta(hours=6)
# With the pauses doubling, about two days.
MOST_ATTEMPTS = 20
ERROR_LIMIT = 500


@frozen
class Delivered:
    """What one round of delivering came to. ``lapsed`` are the references whose stock lapsed."""

    delivered: int = 0
    failed: int = 0
    buried: int = 0
    lapsed: tuple[str, ...] = ()

    @property
    def idle(self) -> bool:
        """Whether there was nothing to deliver."""
        return not (self.delivered or self.failed or self.buried)


@frozen
class Events:
    """Deliver domain events (``order.placed``, ``stock.low``, …), and see what is waiting."""

    _desk: Desk

    def deliver(self, actor: Actor, handler: Handler, *, limit: int = 100) -> Delivered:
        """Hand waiting messages to ``handler``, and give lapsed reservations back.

        A message is delivered at least once: ``handler`` may see one again if it, or the
        process, dies before its end is noted; ``message.id`` tells a repetition. Messages with
        one key come one after the other. Where ``handler`` raises, the message is tried again
        after a pause that doubles each time; after ``MOST_ATTEMPTS`` it is buried. Several
        workers may run at once. A stock in another system is settled on the way: orders whose
        confirmation a crash has prevented are confirmed. Letters to customers leave here by the
        host's mail server (one that it refuses for good is buried at once), and charges whose
        answer got lost are asked for; ``handler`` sees neither. Where no mail server is plugged
        in, ``handler`` gets letters as messages of the topic ``mail.send``, whole (RFC 5322) in
        ``payload["message"]``.

        Args:
            actor: In whose name; needs ``manage_shop``.
            handler: What is done with each message; it should take less than two minutes for
                all that ``limit`` allows.
            limit: How many messages at most.

        Raises:
            PermissionDenied: Without ``manage_shop``.
        """
        actor.require(Permission.MANAGE_SHOP)
        lapsed = self._desk.write(actor, lambda work: work.stock.release_lapsed(work.now))
        claimed = self._desk.write(
            actor, lambda work: work.outbox.claim(work.now, work.now + LEASE, limit)
        )
        delivered = failed = buried = 0
        for message in claimed:
            try:
                self._handle(actor, message, handler)
            except Exception as error:
                given_up = self._failed(actor, message, error)
                buried += given_up
                failed += not given_up
            else:
                self._forget(actor, message)
                delivered += 1
        return Delivered(delivered, failed, buried, lapsed)

    def _handle(self, actor: Actor, message: OutboxMessage, handler: Handler) -> None:
        if message.topic == CONFIRM_STOCK:
            self._confirm_stock(actor, OrderId(message.payload["order_id"]))
        elif message.topic == MAIL and self._desk.mail_port is not None:
            self._desk.mail_port.send(from_outbox(message.payload["message"]))
        elif message.topic == SETTLE:
            age = self._desk.clock.now() - message.created_at
            settle(self._desk, actor, message.payload, age > FORGOTTEN_AFTER)
        else:
            handler(message)

    def _confirm_stock(self, actor: Actor, order_id: OrderId) -> None:
        """Settle a placed order with a stock in another system, whatever a crash left open."""

        def confirm(work: Work) -> None:
            order = work.orders.get(order_id)
            if work.settings.status(order.status).cancels:
                work.stock.release(order_id)
                return
            work.stock.confirm(order_id)
            # Where the hold has lapsed meanwhile; what was taken is not taken again.
            work.stock.take(order_id, order.demand)

        self._desk.write(actor, confirm)

    def _forget(self, actor: Actor, message: OutboxMessage) -> None:
        self._desk.write(actor, lambda work: work.outbox.delivered(message.id))

    def _failed(self, actor: Actor, message: OutboxMessage, error: Exception) -> bool:
        """Note a failure; whether the message was given up on."""
        reason = f"{type(error).__name__}: {error}"[:ERROR_LIMIT]
        hopeless = isinstance(error, MailFailed) and error.permanent
        if hopeless or message.attempts + 1 >= MOST_ATTEMPTS:
            self._desk.write(actor, lambda work: work.outbox.bury(message.id, reason))
            return True
        pause = min(FIRST_RETRY * 2**message.attempts, LONGEST_RETRY)
        self._desk.write(
            actor, lambda work: work.outbox.failed(message.id, reason, work.now + pause)
        )
        return False

    def pending(self, actor: Actor) -> tuple[OutboxMessage, ...]:
        """Everything that is neither delivered nor buried, oldest first."""
        return self._desk.read(actor, lambda work: work.outbox.pending())

    def dead(self, actor: Actor) -> tuple[OutboxMessage, ...]:
        """Everything that was given up on, oldest first, each with its last error."""
        return self._desk.read(actor, lambda work: work.outbox.dead())
