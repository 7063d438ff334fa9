"""Sending mail."""

from email.message import EmailMessage
from typing import Protocol


class Mail(Protocol):
    """A way to send a message."""

    def send(self, message: EmailMessage) -> None:
        """Hand the message over for delivery. Its Message-ID tells a repetition.

        Raises:
            MailFailed: It was not accepted.
        """
        ...
