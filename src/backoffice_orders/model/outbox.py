"""Messages to the world outside, kept until everybody who wants them has them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from typing import Any

from attrs import evolve, field

from backoffice_orders.model.fields import MOMENT
from backoffice_orders.model.ids import MessageId
from backoffice_orders.model.values import frozen

# The topic of messages that the store cannot read: listed as dead, delivered to nobody.
UNREADABLE = "unreadable"
# The queue of the office's own business, which no consumer is given: e-mails to send, charges
# whose answer got lost, stocks in other systems that have to follow an order, and what a tax
# service is told about orders.
OFFICE = "office"
MAIL, SETTLE_CHARGE, SETTLE_STOCK = "mail.send", "payment.settle", "stock.confirm"
TAXES_COMMITTED = "order.taxes_committed"
TAXES_ADJUSTED = "order.taxes_adjusted"
TAXES_VOIDED = "order.taxes_voided"
TAX_TOPICS = frozenset({TAXES_COMMITTED, TAXES_ADJUSTED, TAXES_VOIDED})
OFFICE_TOPICS = frozenset({MAIL, SETTLE_CHARGE, SETTLE_STOCK, *TAX_TOPICS})
# Events that no consumer has been given yet, and the log of those that were given out.
EVERYBODY = ""


@frozen
class OutboxMessage:
    """A domain event or a mail to send, written in the transaction that caused it.

    ``topic`` names it (``order.placed``), ``key`` is what keeps order: messages with the same
    key (a cart's or product's id) reach each consumer one after the other. ``payload`` holds
    plain JSON values. ``consumer`` is whose queue it stands in: each consumer has a copy of an
    event, under the event's id; an event for everybody (``""``) has not been given out yet.
    ``attempts`` counts the failed deliveries, ``last_error`` tells the latest.
    """

    id: MessageId
    topic: str
    key: str
    created_at: datetime = field(validator=MOMENT)
    payload: Mapping[str, Any] = field(factory=dict, hash=False)
    attempts: int = 0
    last_error: str = ""
    consumer: str = EVERYBODY

    def listed(self) -> OutboxMessage:
        """As lists show it: without what an e-mail says, and the link to the customer's cart."""
        if self.topic != MAIL:
            return self
        told = {name: value for name, value in self.payload.items() if name != "message"}
        return evolve(self, payload=told)

    @classmethod
    def unreadable(cls, id: MessageId, key: str, consumer: str = EVERYBODY) -> OutboxMessage:
        """What stands in lists for a message that the store cannot read; nobody knows its age."""
        begin = datetime(1970, 1, 1, tzinfo=UTC)
        reason = "its row cannot be read"
        return cls(id, UNREADABLE, key, begin, last_error=reason, consumer=consumer)


@frozen
class Subscription:
    """A consumer of events: its name, and the topics that it is given.

    A topic may have a ``*`` for any letters: ``order.*``, or ``*`` for all events.
    """

    name: str
    topics: tuple[str, ...] = ("*",)

    def wants(self, topic: str) -> bool:
        """Whether events of this topic are for it."""
        return any(fnmatchcase(topic, pattern) for pattern in self.topics)


@frozen
class QueueLength:
    """How many messages of a consumer wait, and how many were given up on."""

    waiting: int = 0
    dead: int = 0
