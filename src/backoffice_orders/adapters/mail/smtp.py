"""Mail by SMTP."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from attrs import field, frozen

from backoffice_orders.model.errors.host import MailFailed


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
        timeout: Seconds that the server may be silent.
        tls: Certificates to trust; the machine's by default.
    """

    host: str
    port: int = 587
    security: Security = Security.STARTTLS
    username: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 20.0
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
            raise _failed(recipient, code, text) from error
        except smtplib.SMTPResponseException as error:
            raise _failed(recipient, error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPNotSupportedError as error:
            raise MailFailed(recipient, str(error), permanent=True) from error
        except (smtplib.SMTPException, OSError) as error:
            # The server hangs, dies or cannot be reached: another time it may answer.
            raise MailFailed(recipient, str(error) or type(error).__name__, False) from error

    def _send(self, message: EmailMessage) -> None:
        context = self.tls or ssl.create_default_context()
        if self.security is Security.TLS:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=self.timeout, context=context
            )
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=self.timeout)
        with server:
            if self.security is Security.STARTTLS:
                server.starttls(context=context)
            if self.username:
                server.login(self.username, self.password)
            server.send_message(message)


def _failed(recipient: str, code: int, text: bytes | str) -> MailFailed:
    """Codes from 500 on are final (RFC 5321, 4.2.1); a login that fails can be mended."""
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return MailFailed(recipient, f"{code} {said}", permanent=500 <= code < 600 and code != 535)
