"""Mail by SMTP."""

from __future__ import annotations

import smtplib
import socket
import ssl
from contextlib import closing, suppress
from email.message import EmailMessage
from enum import StrEnum
from threading import Timer
from typing import Any
from urllib.parse import unquote, urlsplit

from attrs import field

from backoffice_orders.model.errors.host import MailFailed
from backoffice_orders.model.values import frozen


class Security(StrEnum):
    """How the connection is kept private."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


@frozen
class SmtpMail:
    """The ``Mail`` port over an SMTP server.

    Attributes:
        host, port: The server.
        security: ``starttls`` begins in the clear and refuses to go on so; ``tls`` from the
            first byte; ``none`` for a server on the same machine.
        username, password: Nothing logs in where the name is empty.
        timeout: Seconds that the server may be silent, before it has the message.
        deadline: Seconds that sending one message may take in all; less than the time for which
            ``events.deliver`` holds it (two minutes), or another worker may send it too.
        tls: Certificates to trust; the machine's by default.
    """

    host: str
    port: int = 587
    security: Security = Security.STARTTLS
    username: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 20.0
    deadline: float = 90.0
    tls: ssl.SSLContext | None = None

    @classmethod
    def from_url(cls, url: str) -> SmtpMail:
        """From ``smtp://user:password@host:587`` (STARTTLS), ``smtps://`` (TLS), ``smtp+plain://``.

        Raises:
            ValueError: It is none of these.
        """
        parts = urlsplit(url)
        kinds = {
            "smtp": (Security.STARTTLS, 587),
            "smtps": (Security.TLS, 465),
            "smtp+plain": (Security.NONE, 25),
        }
        if parts.scheme not in kinds or not parts.hostname:
            raise ValueError("an SMTP address is like smtp://user:password@host:587")
        security, port = kinds[parts.scheme]
        return cls(
            parts.hostname,
            parts.port or port,
            security,
            unquote(parts.username or ""),
            unquote(parts.password or ""),
        )

    def send(self, message: EmailMessage) -> None:
        recipient = str(message["To"])
        try:
            self._send(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, text = next(iter(error.recipients.values()))
            raise MailFailed(recipient, _said(code, text), permanent=_final(code)) from error
        except smtplib.SMTPDataError as error:
            reason = _said(error.smtp_code, error.smtp_error)
            raise MailFailed(recipient, reason, permanent=_final(error.smtp_code)) from error
        except smtplib.SMTPResponseException as error:
            # The server refuses us, not the message: whoever runs it can mend that.
            reason = _said(error.smtp_code, error.smtp_error)
            raise MailFailed(recipient, reason, permanent=False) from error
        except (smtplib.SMTPException, OSError) as error:
            # The server hangs, dies or cannot be reached: another time it may answer.
            raise MailFailed(recipient, str(error) or type(error).__name__, False) from error

    def _send(self, message: EmailMessage) -> None:
        context = self.tls or ssl.create_default_context()
        server: _Timed
        if self.security is Security.TLS:
            server = _TimedTls(
                self.deadline, self.host, self.port, timeout=self.timeout, context=context
            )
        else:
            server = _Timed(self.deadline, self.host, self.port, timeout=self.timeout)
        with closing(server):
            if self.security is Security.STARTTLS:
                server.starttls(context=context)
            if self.username:
                server.login(self.username, self.password)
            server.send_message(message)
            # It was accepted: how the server takes leave changes nothing.
            with suppress(smtplib.SMTPException, OSError):
                server.quit()


class _Timed(smtplib.SMTP):
    """A conversation that is hung up once it has taken so many seconds, at whatever it is."""

    def __init__(self, seconds: float, *arguments: Any, **options: Any) -> None:
        self._watch = Timer(seconds, self._hang_up)
        self._watch.daemon = True
        self._watch.start()
        try:
            super().__init__(*arguments, **options)
        except BaseException:
            self.close()
            raise

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Send the content, and wait for the answer as long as there is time.

        Whoever does not wait for it sends again what was accepted (RFC 5321, 4.5.3.2.6).
        """
        if self.sock is not None:
            self.sock.settimeout(None)
        return super().data(msg)

    def close(self) -> None:
        """Close the connection."""
        self._watch.cancel()
        super().close()

    def _hang_up(self) -> None:
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)


class _TimedTls(_Timed, smtplib.SMTP_SSL):
    """The same, private from the first byte."""


# Bad sequence of commands, and what a login would mend (RFC 5321, 4.2.3; RFC 4954, 6).
_ABOUT_US = {503, 530, 534, 535, 538}


def _final(code: int) -> bool:
    """Whether an answer about a recipient, or a content, is the last word on it."""
    return 500 <= code < 600 and code not in _ABOUT_US


def _said(code: int, text: bytes | str) -> str:
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {said}"
