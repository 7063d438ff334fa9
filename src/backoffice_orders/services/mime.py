"""Letters as e-mail messages, and how the outbox keeps them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.headerregistry import Address as MailAddress
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from html import escape

from backoffice_orders.model.customer_email import CustomerEmail
from backoffice_orders.model.errors.base import FieldInvalid, FieldMissing
from backoffice_orders.model.ids import EmailId
from backoffice_orders.model.letter import RenderedLetter
from backoffice_orders.model.messages import Sentence
from backoffice_orders.services.desk import Desk

NO_MAILBOX = Sentence("reason.no_mailbox", "'{email}' cannot be written to")

_MAILBOXES = ("From", "To")
# Plain ASCII on the wire, whatever the letter is written in.
_WIRE = policy.SMTP.clone(cte_type="7bit")


def to_outbox(message: EmailMessage) -> str:
    """The message as a text of ASCII alone."""
    return message.as_bytes(policy=_WIRE).decode("ascii")


def from_outbox(text: str) -> EmailMessage:
    """The message that ``post`` wrote."""
    message = message_from_bytes(text.encode("ascii"), policy=policy.SMTP)
    assert isinstance(message, EmailMessage)
    for name, written in message.raw_items():
        if name in _MAILBOXES:
            # What only looks like an encoded word cannot be read as one.
            with suppress(ValueError, LookupError, MessageError):
                message.replace_header(name, _as_written(str(written)))
    return message


def _as_written(header: str) -> MailAddress:
    """A mailbox with its name in one piece.

    A name of many letters is written as several encoded words, and Python's own parser leaves a
    blank between them, in the middle of a word.
    """
    name, address = parseaddr(" ".join(header.split()))
    return MailAddress(str(make_header(decode_header(name))), addr_spec=address)


def email_message(
    email_id: EmailId,
    sender: MailAddress,
    recipient: MailAddress,
    letter: RenderedLetter,
    written_at: datetime,
) -> EmailMessage:
    """A letter as an e-mail message."""
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = sender
    message["To"] = recipient
    message["Subject"] = _one_line(letter.subject)
    message["Date"] = format_datetime(written_at)
    # Written once with the letter: whoever gets it twice can tell by it.
    message["Message-ID"] = f"<{email_id}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message


def again(desk: Desk, message: EmailMessage, email: CustomerEmail) -> EmailMessage:
    """The same message as another e-mail: with its id, its moment, and whom it goes to.

    Raises:
        FieldInvalid, EmailInvalid: Nobody can be written to at the address.
    """
    (was,), (sender,) = message["To"].addresses, message["From"].addresses
    # Where it goes to somebody else, the customer's name is not theirs.
    name = was.display_name if was.addr_spec == email.to else ""
    for header, value in {
        "To": mailbox(desk, "email", name, email.to),
        "Date": format_datetime(email.written_at),
        "Message-ID": f"<{email.id}@{sender.domain}>",
    }.items():
        del message[header]
        message[header] = value
    return message


def read_parts(message: EmailMessage) -> tuple[str, str]:
    """What a message says, as text and as HTML."""
    parts = (message.get_body([kind]) for kind in ("plain", "html"))
    text, html = (str(part.get_content()) if part is not None else "" for part in parts)
    return text, html


def without_addresses(message: EmailMessage, known_by: Iterable[str]) -> None:
    """Take addresses (URLs) out of what a message says; where they led, ``#`` is left.

    Args:
        message: It is changed.
        known_by: Each is a part of such an address, or the whole.
    """
    parts = {written for each in known_by for written in (each, escape(each))}
    named = "|".join(map(re.escape, sorted(parts, key=len, reverse=True)))
    address = re.compile(rf"(?:https?://[^\s\"'<>]*)?(?:{named})[^\s\"'<>]*")
    for part in message.walk():
        if part.get_content_maintype() == "text":
            assert isinstance(part, EmailMessage)
            said = address.sub("#", part.get_content())
            part.set_content(said, subtype=part.get_content_subtype())


def mailbox(desk: Desk, field: str, name: str, email: str) -> MailAddress:
    """A name and an e-mail address, as a message has them.

    Raises:
        FieldMissing, FieldInvalid, EmailInvalid: It is missing (``field`` says whose), or unusable.
    """
    if not email:
        raise FieldMissing(field)
    if not email.isascii():  # of a customer, or settings, that the host has stored itself
        email = desk.contacts.email(email)
    try:
        return MailAddress(display_name=_one_line(name), addr_spec=email)
    except (ValueError, IndexError, MessageError) as error:
        raise FieldInvalid(field, NO_MAILBOX(email=email)) from error


def _one_line(text: str) -> str:
    """Nothing that could end a header, or turn the reader's eyes around in it.

    Nor what is read as an encoded word (RFC 2047), whose letters could do both.
    """
    text = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(text.replace("=?", "= ?").split())
