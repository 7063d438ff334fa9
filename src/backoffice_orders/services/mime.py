"""Letters as e-mail messages, and how the outbox keeps them."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.headerregistry import Address as MailAddress
from email.message import EmailMessage
from email.utils import format_datetime

from backoffice_orders.model.errors.base import FieldInvalid, FieldMissing
from backoffice_orders.model.letter import RenderedLetter
from backoffice_orders.model.messages import Sentence
from backoffice_orders.services.desk import Desk, Work

NO_MAILBOX = Sentence("reason.no_mailbox", "'{email}' cannot be written to")

# Plain ASCII on the wire, whatever the letter is written in.
_WIRE = policy.SMTP.clone(cte_type="7bit")


def to_outbox(message: EmailMessage) -> str:
    """The message as a text of ASCII alone."""
    return message.as_bytes(policy=_WIRE).decode("ascii")


def from_outbox(text: str) -> EmailMessage:
    """The message that ``post`` wrote."""
    message = message_from_bytes(text.encode("ascii"), policy=policy.SMTP)
    assert isinstance(message, EmailMessage)
    return message


def email_message(
    sender: MailAddress, recipient: MailAddress, letter: RenderedLetter, work: Work
) -> EmailMessage:
    """A letter as an e-mail message."""
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = sender
    message["To"] = recipient
    message["Subject"] = _one_line(letter.subject)
    message["Date"] = format_datetime(work.now)
    # Written once with the letter: whoever gets it twice can tell by it.
    message["Message-ID"] = f"<{work.ids.new('mail')}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message


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
    except (ValueError, IndexError) as error:
        raise FieldInvalid(field, NO_MAILBOX(email=email)) from error


def _one_line(text: str) -> str:
    """Nothing that could end a header, or turn the reader's eyes around in it."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
