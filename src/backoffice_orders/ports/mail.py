"""Sending mail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # it takes a while to import, and only those who send mail need it
    from email.message import EmailMessage


class Mail(Protocol):
    """A way to send a message."""

    def send(self, message: EmailMessage) -> None:
        """Hand the message over for delivery, within a minute and a half.

        Its Message-ID tells a repetition.

        Raises:
            MailFailed: It was not accepted. ``permanent`` is for a recipient or a content that
                was refused for good; whatever else fails can be mended, and is tried again.
        """
        ...
