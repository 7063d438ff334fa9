"""Webhooks: addresses of other systems that are told of the shop's events, and what came of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from fnmatch import fnmatchcase

from attrs import evolve, field

from backoffice_orders.model.fields import (
    ID,
    MOMENT,
    MOMENT_OR_NONE,
    PERSONAL,
    Text,
    in_a_tuple,
    storable,
    written,
)
from backoffice_orders.model.ids import ActorId, MessageId, WebhookId
from backoffice_orders.model.topics import TOPICS
from backoffice_orders.model.values import frozen
from backoffice_orders.model.webhook_address import URL, led_to

# What the consumer of a webhook begins with; a host's own consumers are not called so.
QUEUE = "webhook:"
# How long (in characters) the beginning of an answer is kept.
ANSWER_LIMIT = 500
# The pauses after the first failed attempt, the second, and so on: those that the Standard
# Webhooks specification proposes. After the last one there is one more attempt.
PAUSES = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
MOST_ATTEMPTS = len(PAUSES) + 1
# A webhook that fails rests between two events, twice as long each time, and no longer than this.
FIRST_REST, LONGEST_REST = timedelta(seconds=5), timedelta(minutes=5)
# One that has failed for so long, and not succeeded once, is switched off.
FAILING_AT_MOST = timedelta(days=5)


class SwitchedOff(StrEnum):
    """Why a webhook is told of nothing.

    ``by_hand``: somebody has switched it off. ``gone``: it has answered 410. ``failing``: nothing
    has reached it for ``FAILING_AT_MOST``.
    """

    BY_HAND = "by_hand"
    GONE = "gone"
    FAILING = "failing"


class Trouble(StrEnum):
    """Why an attempt has failed.

    ``address_refused``: the address leads to a place that nobody outside may be led to (a private
    network, this machine). ``no_such_host``: its name is not known. ``unreachable``: nobody
    answers there. ``not_private``: no trusted TLS. ``timeout``: it took too long.
    ``not_understood``: the answer is no HTTP. ``redirect``: it answers with another address,
    which is not followed. ``gone``: 410. ``status``: any other status outside of 200 to 299.
    """

    ADDRESS_REFUSED = "address_refused"
    NO_SUCH_HOST = "no_such_host"
    UNREACHABLE = "unreachable"
    NOT_PRIVATE = "not_private"
    TIMEOUT = "timeout"
    NOT_UNDERSTOOD = "not_understood"
    REDIRECT = "redirect"
    GONE = "gone"
    STATUS = "status"


@frozen
class Webhook:
    """An address (URL) that is told of events; moments are in UTC.

    ``topics`` are those of ``Subscription``. ``secret`` signs what is sent (``whsec_`` and base64);
    until ``previous_until``, ``previous_secret`` does so too. ``switched_off`` says why it is told
    of nothing, and since when. ``failures`` counts the failed attempts since the last that
    succeeded, the first of which was at ``failing_since``; until ``rests_until`` nothing is sent.
    """

    id: WebhookId = field(validator=ID)
    url: str = field(converter=written, validator=URL)
    secret: str = field(validator=Text(200), repr=False)
    created_by: ActorId = field(validator=ID)
    created_at: datetime = field(validator=MOMENT)
    topics: tuple[str, ...] = field(default=("*",), converter=in_a_tuple, validator=TOPICS)
    note: str = field(default="", converter=written, validator=Text(200))
    version: int = 0
    switched_off: SwitchedOff | None = None
    switched_off_at: datetime | None = field(default=None, validator=MOMENT_OR_NONE)
    previous_secret: str = field(default="", validator=Text(200), repr=False)
    previous_until: datetime | None = field(default=None, validator=MOMENT_OR_NONE)
    failures: int = 0
    failing_since: datetime | None = field(default=None, validator=MOMENT_OR_NONE)
    rests_until: datetime | None = field(default=None, validator=MOMENT_OR_NONE)

    @property
    def active(self) -> bool:
        """Whether it is told of what happens."""
        return self.switched_off is None

    @property
    def queue(self) -> str:
        """The name of its consumer in the outbox."""
        return queue_of(self.id)

    def wants(self, topic: str) -> bool:
        """Whether it is to be told of events of this topic."""
        return any(fnmatchcase(topic, pattern) for pattern in self.topics)

    def does_the_same_as(self, other: Webhook) -> bool:
        """Whether both tell one address of the same events."""
        alike = set(self.topics) == set(other.topics)
        return alike and led_to(self.url) == led_to(other.url)

    def rests(self, now: datetime) -> bool:
        """Whether nothing is sent now, as it has failed a moment ago."""
        return self.rests_until is not None and now < self.rests_until

    def secrets(self, now: datetime) -> tuple[str, ...]:
        """What signs what is sent now, the latest first."""
        still = self.previous_until is not None and now < self.previous_until
        return (self.secret, self.previous_secret) if still else (self.secret,)

    def with_secret(self, secret: str, until: datetime) -> Webhook:
        """With another secret; the one that it has had signs too until then."""
        return evolve(self, secret=secret, previous_secret=self.secret, previous_until=until)

    def switched(self, why: SwitchedOff | None, now: datetime) -> Webhook:
        """Switched off for this reason, or on: then nothing is held against it any more."""
        if why is not None:
            return evolve(self, switched_off=why, switched_off_at=now, rests_until=None)
        return evolve(self.succeeded(), switched_off=None, switched_off_at=None)

    def succeeded(self) -> Webhook:
        """After an attempt that went well."""
        if not self.failures:
            return self
        return evolve(self, failures=0, failing_since=None, rests_until=None)

    def failed(self, now: datetime) -> Webhook:
        """After a failed attempt: it rests for a while, and after days it is switched off."""
        since = self.failing_since or now
        rest = min(FIRST_REST * 2 ** min(self.failures, 16), LONGEST_REST)
        failed = evolve(
            self, failures=self.failures + 1, failing_since=since, rests_until=now + rest
        )
        return failed.switched(SwitchedOff.FAILING, now) if failed.is_lost(now) else failed

    def is_lost(self, now: datetime) -> bool:
        """Whether it has failed for so long that nobody expects it back."""
        return self.failing_since is not None and now - self.failing_since >= FAILING_AT_MOST


def queue_of(webhook_id: WebhookId) -> str:
    """The name of a webhook's consumer in the outbox."""
    return f"{QUEUE}{webhook_id}"


@frozen
class Sent:
    """What came of posting once: as the fields of an ``Attempt`` of these names say."""

    status: int | None = None
    trouble: Trouble | None = None
    answer: str = ""
    milliseconds: int = 0


NOT_SENT = Sent(trouble=Trouble.UNREACHABLE)
"""What came of a post whose sender has failed."""


def trouble_of(status: int) -> Trouble | None:
    """What is wrong with an answer of this status (HTTP's), or None where it went well."""
    if 200 <= status < 300:
        return None
    if 300 <= status < 400:
        return Trouble.REDIRECT
    return Trouble.GONE if status == 410 else Trouble.STATUS


def understood(said: object) -> Sent:
    """What a sender says came of a post, as far as it can be right.

    It may be a host's own. An answer is cut, and what no store keeps of it replaced; without a
    status of HTTP's nobody has answered; and whether it went well, the status says.
    """
    if not isinstance(said, Sent):
        return NOT_SENT
    status = said.status if _is_whole(said.status, 100, 599) else None
    trouble = NOT_SENT.trouble if status is None else trouble_of(status)
    if isinstance(said.trouble, Trouble):
        trouble = said.trouble
    answer = storable(said.answer[:ANSWER_LIMIT]) if isinstance(said.answer, str) else ""
    took = said.milliseconds if _is_whole(said.milliseconds, 0, 10**9) else 0
    return Sent(status, trouble, answer, took)


def _is_whole(value: object, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


@frozen
class Attempt:
    """One attempt to tell a webhook of an event.

    ``number`` counts the attempts of this event, from 1 on. ``status`` is HTTP's, None where there
    was no answer; ``trouble`` is None where it went well. ``answer`` is the beginning of what was
    answered: nobody knows what is in it, so that it goes when a customer is erased whose event it
    was. ``next_at`` (UTC) is when it is tried again; ``given_up``: it is not, by itself.
    """

    webhook_id: WebhookId
    message_id: MessageId
    topic: str
    key: str
    at: datetime = field(validator=MOMENT)
    number: int = 1
    milliseconds: int = 0
    status: int | None = None
    trouble: Trouble | None = None
    answer: str = field(default="", metadata=PERSONAL)
    next_at: datetime | None = field(default=None, validator=MOMENT_OR_NONE)
    given_up: bool = False

    @property
    def succeeded(self) -> bool:
        """Whether it went well."""
        return self.trouble is None

    def followed(self, next_at: datetime | None) -> Attempt:
        """A failed attempt, and when (UTC) the next one is made; None for never."""
        return evolve(self, next_at=next_at, given_up=next_at is None)
