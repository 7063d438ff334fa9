"""Letters to customers: written in the transaction that causes them, sent by the outbox."""

from __future__ import annotations

from datetime import datetime
from email import message_from_bytes, policy
from email.headerregistry import Address as MailAddress
from email.message import EmailMessage
from email.utils import format_datetime

from backoffice_orders.model.customer import Customer
from backoffice_orders.model.errors.base import FieldInvalid, FieldMissing
from backoffice_orders.model.ids import CartId
from backoffice_orders.model.letter import Letter, LetterKind, RenderedLetter
from backoffice_orders.model.order import Order
from backoffice_orders.model.outbox import MAIL
from backoffice_orders.model.settings import ShopSettings
from backoffice_orders.services.desk import Desk, Work
from backoffice_orders.services.view import CartView

# Plain ASCII on the wire, whatever the letter is written in.
_WIRE = policy.SMTP.clone(cte_type="7bit")


def cart_letter(
    settings: ShopSettings, view: CartView, url: str, note: str, valid_until: datetime | None
) -> Letter:
    """The letter with which a customer gets the prepared order."""
    cart, customer = view.cart, view.customer
    return Letter(
        kind=LetterKind.CART,
        language=cart.language,
        time_zone=settings.time_zone,
        shop_name=settings.name,
        customer_name=customer.name if customer is not None else "",
        summary=view.summary,
        delivery_address=view.delivery_address if view.summary.needs_shipping else None,
        invoice_address=view.invoice_address,
        url=url,
        note=note or cart.customer_note,
        valid_until=valid_until,
        shows_prices=view.shows_prices,
    )


def order_letter(settings: ShopSettings, order: Order) -> Letter:
    """The letter that confirms an order."""
    return Letter(
        kind=LetterKind.ORDER,
        language=order.cart.language,
        time_zone=settings.time_zone,
        shop_name=settings.name,
        customer_name=order.customer.name,
        summary=order.summary,
        delivery_address=order.delivery_address,
        invoice_address=order.invoice_address,
        note=order.cart.customer_note,
        reference=order.reference,
        placed_at=order.placed_at,
        payment_method=settings.payment_method_name(order.payment_method),
        payment_due=order.payment_due,
        paid=not order.due,
        overpaid=order.overpaid or None,
        shows_prices=order.book.shows_prices,
    )


def post(desk: Desk, work: Work, letter: Letter, customer: Customer, key: CartId) -> None:
    """Put a letter to a customer into the outbox: it leaves once this transaction is committed.

    Raises:
        FieldMissing, FieldInvalid, EmailInvalid: The shop, or the customer, has no usable e-mail
            address.
    """
    settings = work.settings
    sender = _address(desk, "the shop's e-mail address", settings.name, settings.email)
    recipient = _address(desk, "email", customer.name, customer.email)
    message = _message(sender, recipient, desk.letters.render(letter), work)
    text = message.as_bytes(policy=_WIRE).decode("ascii")
    work.emit(MAIL, key, {"to": recipient.addr_spec, "kind": letter.kind.value, "message": text})


def from_outbox(text: str) -> EmailMessage:
    """The message that ``post`` wrote."""
    message = message_from_bytes(text.encode("ascii"), policy=policy.SMTP)
    assert isinstance(message, EmailMessage)
    return message


def _message(
    sender: MailAddress, recipient: MailAddress, letter: RenderedLetter, work: Work
) -> EmailMessage:
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


def _address(desk: Desk, field: str, name: str, email: str) -> MailAddress:
    if not email:
        raise FieldMissing(field)
    if not email.isascii():  # of a customer, or settings, that the host has stored itself
        email = desk.contacts.email(email)
    try:
        return MailAddress(display_name=_one_line(name), addr_spec=email)
    except (ValueError, IndexError) as error:
        raise FieldInvalid(field, f"'{email}' cannot be written to") from error


def _one_line(text: str) -> str:
    """Nothing that could end a header, or turn the reader's eyes around in it."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
