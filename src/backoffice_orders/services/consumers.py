"""Consumers of events: who gets which topics, and what is called with each of them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from attrs import field

from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.fields import in_a_tuple
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.outbox import MAIL, OFFICE, Subscription
from backoffice_orders.model.topics import TOPICS, TOPICS_ARE, is_topic
from backoffice_orders.model.values import frozen
from backoffice_orders.services.desk import Work
from backoffice_orders.services.handlers import Handler, require_handler

NAME_OF_CONSUMER = Sentence(
    "reason.name_of_consumer",
    "a consumer's name is small letters, digits, '.', '_' and '-', not '{given}'",
)
ONE_WAY = Sentence("reason.one_way", "pass one handler, or consumers by name, not both")

# The consumer that ``deliver`` is given as a single handler.
MAIN = "main"
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")


@frozen
class Consumer:
    """Somebody who is given events, with a progress, attempts and dead messages of their own.

    Attributes:
        handler: What is called with each message; a plain function, or an async one, which is
            awaited.
        topics: The topics it is given: ``order.placed``, ``order.*``, or ``*`` for all events.
            ``mail.send`` is e-mails to send, and no event: only who names it is given it, where
            no mail server is plugged in.
        past: What a consumer begins with that has not been there before. Without ``past`` it is
            given what happens from now on (and what nobody was given yet); with it, all events
            that the log still holds as well, oldest first.

    Raises:
        TypeError: The handler can never be called to its end.
        FieldInvalid: A topic is not written as topics are, or they are no list.
    """

    handler: Handler
    topics: tuple[str, ...] = field(default=("*",), converter=in_a_tuple)
    past: bool = False

    def __attrs_post_init__(self) -> None:
        require_handler(self.handler)
        TOPICS.made("topics", self.topics)
        for topic in self.topics:
            if not is_topic(topic):
                raise FieldInvalid("topics", TOPICS_ARE())

    @property
    def sends_mail(self) -> bool:
        """Whether it asks for e-mails by name."""
        return MAIL in self.topics


def consumers_of(
    handler: Handler | None, consumers: Mapping[str, Handler | Consumer] | None
) -> dict[str, Consumer]:
    """The consumers of a call: a single handler is the one that is called ``main``.

    Raises:
        FieldInvalid: A name is not written as names are, or both were given.
        TypeError: As of ``Consumer``.
    """
    if handler is not None:
        if consumers is not None:
            raise FieldInvalid("consumers", ONE_WAY())
        return {MAIN: Consumer(handler, ("*", MAIL))}
    found = {}
    for name, each in (consumers or {}).items():
        if not _NAME.fullmatch(name) or name == OFFICE:
            raise FieldInvalid("consumers", NAME_OF_CONSUMER(given=name))
        found[name] = each if isinstance(each, Consumer) else Consumer(each)
    return found


def subscribe(work: Work, consumers: Mapping[str, Consumer]) -> None:
    """Have the outbox know these consumers, and what they want."""
    known = {each.name: each for each in work.outbox.subscriptions()}
    for name, consumer in consumers.items():
        wanted = Subscription(name, tuple(each for each in consumer.topics if each != MAIL))
        if known.get(name) != wanted:
            work.outbox.subscribe(wanted, past=consumer.past and name not in known)
