"""Letters to customers: written in the transaction that causes them, sent by the outbox."""

from __future__ import annotations

from datetime import datetime

from backoffice_orders.model.customer import Customer
from backoffice_orders.model.customer_email import CustomerEmail
from backoffice_orders.model.errors.customers import CustomerNotFound
from backoffice_orders.model.errors.host import RowUnreadable
from backoffice_orders.model.ids import CartId, EmailId, LinkId
from backoffice_orders.model.letter import Letter, LetterKind
from backoffice_orders.model.order import Order
from backoffice_orders.model.settings import ShopSettings
from backoffice_orders.services.desk import Desk, Work
from backoffice_orders.services.emails import put_out
from backoffice_orders.services.kept_customers import kept_customer
from backoffice_orders.services.transfers import transfer_for
from backoffice_orders.services.view import CartView


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
        shop_phone=settings.phone,
        shop_logo=settings.logo,
        shop_accent=settings.accent,
        terms_url=settings.terms_url,
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
        due=order.due,
        overpaid=order.overpaid or None,
        transfer=transfer_for(settings, order),
        shows_prices=order.book.shows_prices,
        shop_phone=settings.phone,
        shop_logo=settings.logo,
        shop_accent=settings.accent,
        terms_url=settings.terms_url,
    )


def reader_of(work: Work, order: Order) -> Customer:
    """Who is written to about a placed order: its customer as they are now.

    Their address may have been corrected since, because nothing had come. Where there is nobody
    any more, as they were.
    """
    try:
        return kept_customer(work, order.customer_id)
    except (CustomerNotFound, RowUnreadable):
        return order.customer


def post(
    desk: Desk,
    work: Work,
    letter: Letter,
    customer: Customer,
    cart_id: CartId,
    link_id: LinkId | None = None,
) -> None:
    """Write an e-mail to a customer: it leaves once this transaction is committed.

    Raises:
        What ``written`` raises.
    """
    put_out(work, *written(desk, work, letter, customer, cart_id, link_id))


def written(
    desk: Desk,
    work: Work,
    letter: Letter,
    customer: Customer,
    cart_id: CartId,
    link_id: LinkId | None = None,
) -> tuple[CustomerEmail, str]:
    """An e-mail to a customer, and all of it as a text; nothing is stored yet.

    Raises:
        FieldMissing, FieldInvalid, EmailInvalid: The shop, or the customer, has no usable e-mail
            address.
    """
    # Python's e-mail package takes a while to import.
    from backoffice_orders.services.mime import email_message, mailbox, to_outbox

    settings = work.settings
    sender = mailbox(desk, "the shop's e-mail address", settings.name, settings.email)
    recipient = mailbox(desk, "email", customer.name, customer.email)
    email_id = EmailId(work.ids.new("mail"))
    message = email_message(email_id, sender, recipient, desk.letters.render(letter), work.now)
    email = CustomerEmail(
        id=email_id,
        cart_id=cart_id,
        kind=letter.kind,
        to=recipient.addr_spec,
        subject=str(message["Subject"]),
        written_at=work.now,
        written_by=work.actor.id,
        link_id=link_id,
    )
    return email, to_outbox(message)
