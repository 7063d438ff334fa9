"""Doubles of what is not storage: clock, ids, mail, webhooks and checkout."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

from backoffice_orders.model.link import Link
from backoffice_orders.model.webhook import Sent


class FixedClock:
    """A ``Clock`` that stands still until it is told to go on."""

    def __init__(self, moment: datetime = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)) -> None:
        self.moment: datetime = moment

    def now(self) -> datetime:
        return self.moment

    def advance(self, time: timedelta) -> None:
        """Let some time pass."""
        self.moment += time


class SequentialIds:
    """An ``Ids`` port whose ids can be foretold: ``cart_000001``."""

    def __init__(self) -> None:
        self._count = 0

    def new(self, kind: str) -> str:
        self._count += 1
        return f"{kind}_{self._count:06}"

    def voucher_code(self) -> str:
        self._count += 1
        return f"CODE{self._count:06}"


class CollectedMail:
    """A ``Mail`` port that keeps what it is given; a repeated Message-ID is kept once."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []

    def send(self, message: EmailMessage) -> None:
        message_id = message["Message-ID"]
        if message_id is None or all(each["Message-ID"] != message_id for each in self.messages):
            self.messages.append(message)


class CollectedWebhooks:
    """A ``WebhookSender`` port that keeps what it is given, and answers what it is told to.

    Attributes:
        posts: Addresses, headers and bodies.
        answer: What comes of each post.
    """

    def __init__(self) -> None:
        self.posts: list[tuple[str, Mapping[str, str], bytes]] = []
        self.answer: Sent = Sent(204)

    def require_address(self, url: str) -> None:
        pass  # nothing is sent anywhere

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Sent:
        self.posts.append((url, headers, body))
        return self.answer


class LinkedCheckout:
    """A ``Checkout`` port that names the link in an address below ``base``: for tests only."""

    def __init__(self, base: str = "https://shop.example/checkout") -> None:
        self.base: str = base.rstrip("/")

    def address(self, link: Link) -> str:
        return f"{self.base}/{link.id}"
