"""E-mails to customers: what was written to whom, and what has become of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from attrs import field

from backoffice_orders.model.fields import MOMENT, MOMENT_OR_NONE, PERSONAL
from backoffice_orders.model.ids import ActorId, CartId, EmailId, LinkId
from backoffice_orders.model.letter import LetterKind
from backoffice_orders.model.values import frozen


class EmailState(StrEnum):
    """What has become of an e-mail.

    WAITING: it has not left yet, or is tried again. SENT: the mail server has taken it. FAILED: it
    was given up on, or has come back.
    """

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


@frozen
class CustomerEmail:
    """An e-mail to a customer, about a cart or the order that it has become. Moments are in UTC.

    ``id`` is the first part of its Message-ID. ``link_id`` is the customer's link in it, if
    there is one; ``again_of`` the e-mail that it repeats. ``error`` is why it has not left yet, or
    never will. What it says is kept beside it: see ``ports.Emails``.
    """

    id: EmailId
    cart_id: CartId
    kind: LetterKind
    to: str = field(metadata=PERSONAL)
    subject: str = field(metadata=PERSONAL)
    written_at: datetime = field(validator=MOMENT)
    written_by: ActorId
    link_id: LinkId | None = None
    again_of: EmailId | None = None
    sent_at: datetime | None = field(default=None, validator=MOMENT_OR_NONE)
    failed_at: datetime | None = field(default=None, validator=MOMENT_OR_NONE)
    error: str = field(default="", metadata=PERSONAL)

    @property
    def state(self) -> EmailState:
        """What has become of it."""
        if self.failed_at is not None:
            return EmailState.FAILED
        return EmailState.WAITING if self.sent_at is None else EmailState.SENT
