"""E-mails to customers: who got what, what has become of it, and the same once more."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from attrs import evolve

from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.customer_email import CustomerEmail, EmailState
from backoffice_orders.model.errors.emails import EmailLinkEnded, EmailNotFound
from backoffice_orders.model.errors.finishing import StatusFinal
from backoffice_orders.model.errors.links import LinkInvalid
from backoffice_orders.model.fields import MESSAGE
from backoffice_orders.model.ids import ActorId, CartId, EmailId, LinkId, OrderId, in_path
from backoffice_orders.model.letter import LetterKind
from backoffice_orders.model.link import Link
from backoffice_orders.model.order import Order
from backoffice_orders.model.outbox import MAIL, OutboxMessage
from backoffice_orders.model.subjects import SubjectType, key_of
from backoffice_orders.model.values import frozen
from backoffice_orders.services.desk import Desk, Work
from backoffice_orders.services.links import address_of, shows_something
from backoffice_orders.services.section import Section

# What an actor needs who reads an e-mail, or sends it again: as for the first time.
_TO_READ = {LetterKind.CART: Permission.READ_CART, LetterKind.ORDER: Permission.READ_ORDER}
_TO_SEND = {LetterKind.CART: Permission.SEND_CART, LetterKind.ORDER: Permission.EDIT_ORDER}


@frozen
class EmailEntry:
    """An e-mail in a list. Moments are in UTC.

    Attributes:
        id: The e-mail.
        kind: What it was about when it was written: a cart to check and pay, or an order.
        to: The address that it went to.
        subject: In the customer's language.
        state: What has become of it.
        written_at: When it was written.
        written_by: By whom it was sent.
        sent_at: When the mail server has taken it.
        failed_at: When it was given up on, or came back.
        error: Why it has not left yet, or never will: what the mail server has said.
        opened_at: When the customer's link in it was first opened; None too for one that has no
            link. Nothing in the e-mail itself tells whether it was read.
        again: Whether it can be sent again: what it links to still opens, and the order that it
            confirms was not cancelled.
    """

    id: EmailId
    kind: LetterKind
    to: str
    subject: str
    state: EmailState
    written_at: datetime
    written_by: ActorId
    sent_at: datetime | None
    failed_at: datetime | None
    error: str
    opened_at: datetime | None
    again: bool


@frozen
class EmailShown:
    """An e-mail as its reader sees it: what it says, in text and in HTML."""

    entry: EmailEntry
    text: str
    html: str


class Emails(Section):
    """Look at e-mails to customers, and send them again."""

    def of_cart(self, actor: Actor, cart_id: CartId) -> tuple[EmailEntry, ...]:
        """All e-mails about a cart, the latest first; ``CartNotFound``."""
        actor.require(Permission.READ_CART)

        def look(work: Work) -> tuple[EmailEntry, ...]:
            return _entries(work, work.carts.get(cart_id).id)

        return self._desk.read(actor, look)

    def of_order(self, actor: Actor, order_id: OrderId) -> tuple[EmailEntry, ...]:
        """All e-mails about an order and its cart, the latest first; ``OrderNotFound``."""
        actor.require(Permission.READ_ORDER)

        def look(work: Work) -> tuple[EmailEntry, ...]:
            return _entries(work, work.orders.get(order_id).cart_id)

        return self._desk.read(actor, look)

    def get(self, actor: Actor, email_id: EmailId) -> EmailShown:
        """One e-mail, as its reader sees it, without their link: whoever has that acts for them.

        Raises:
            EmailNotFound: There is none with this id, or it is not kept any more.
            PermissionDenied: Without ``read_cart``, or ``read_order`` where it is about an order.
        """
        _require_one(actor, _TO_READ)

        def look(work: Work) -> EmailShown:
            # Python's e-mail package takes a while to import.
            from backoffice_orders.services.mime import from_outbox, read_parts

            email = work.emails.get(email_id)
            actor.require(_TO_READ[email.kind])
            text, html = read_parts(from_outbox(without_link(self._desk, work, email)))
            return EmailShown(_entry(work, email), text, html)

        return self._desk.read(actor, look)

    def send_again(self, actor: Actor, email_id: EmailId, *, to: str | None = None) -> EmailEntry:
        """Send the same e-mail once more, to the same address or to another one.

        It leaves with the next ``events.deliver``.

        Args:
            actor: Who sends it.
            email_id: Which e-mail.
            to: The address; None is that which it was sent to. The customer's own stays as it is.

        Raises:
            EmailNotFound: There is none with this id, or it is not kept any more.
            EmailLinkEnded: The link in it does not open any more.
            StatusFinal: The order that it confirms was cancelled.
            EmailInvalid, FieldInvalid: Nobody can be written to at this address.
            PermissionDenied: Without ``send_cart``, or ``edit_order`` where it is about an order.
        """
        _require_one(actor, _TO_SEND)

        def send(work: Work) -> EmailEntry:
            from backoffice_orders.services.mime import again, from_outbox, to_outbox

            email = work.emails.get(email_id)
            actor.require(_TO_SEND[email.kind])
            if not _entry(work, email).again:
                order = _cancelled(work, email.cart_id, email.kind)
                raise EmailLinkEnded(email_id) if order is None else StatusFinal(order.status)
            address = email.to if to is None else self._desk.contacts.email(to)
            new = evolve(
                email,
                id=EmailId(work.ids.new("mail")),
                to=address,
                written_at=work.now,
                written_by=actor.id,
                again_of=email.again_of or email.id,
                sent_at=None,
                failed_at=None,
                error="",
            )
            message = again(self._desk, from_outbox(work.emails.message(email_id)), new)
            put_out(work, new, to_outbox(message))
            work.record("email.send_again", SubjectType.CART, email.cart_id, {}, {"to": address})
            return _entry(work, new)

        return self._desk.write(actor, send)

    def note_bounce(self, actor: Actor, email_id: EmailId, reason: str = "") -> None:
        """An e-mail that has left has come back: for hosts whose mail provider tells them so.

        Nothing of the e-mail is told: whoever notes this need not be allowed to read it.

        Args:
            actor: In whose name; needs ``manage_shop``.
            email_id: Which e-mail: the first part of its Message-ID, before the ``@``.
            reason: What the provider says about it.

        Raises:
            EmailNotFound: There is none with this id, or it is not kept any more.
            PermissionDenied: Without ``manage_shop``.
        """
        actor.require(Permission.MANAGE_SHOP)
        said = MESSAGE.taken("reason", reason)

        def note(work: Work) -> None:
            work.emails.save(evolve(work.emails.get(email_id), failed_at=work.now, error=said))
            work.note_change(email_id)

        self._desk.write(actor, note)


def without_link(desk: Desk, work: Work, email: CustomerEmail) -> str:
    """What an e-mail says, as a message of ASCII alone, without the customer's link in it."""
    from backoffice_orders.services.mime import from_outbox, to_outbox, without_addresses

    written = work.emails.message(email.id)
    if email.link_id is None:
        return written
    # Its id stands in our addresses, whichever key has signed them; in a host's own, perhaps not.
    known_by = [in_path(email.link_id)]
    link = _link(work, email.link_id)
    if link is not None and desk.checkout_port is not None:
        known_by.append(address_of(desk.checkout_port, link))
    message = from_outbox(written)
    without_addresses(message, known_by)
    return to_outbox(message)


def put_out(work: Work, email: CustomerEmail, message: str) -> None:
    """Keep an e-mail, and have it sent once this transaction is committed."""
    work.emails.add(email, message)
    payload = {"to": email.to, "kind": email.kind.value, "message": message, "email": email.id}
    work.emit(MAIL, key_of(SubjectType.CART, email.cart_id), payload)


def note_sent(message: OutboxMessage, work: Work) -> None:
    """The mail server has taken an e-mail."""
    _note(work, message, lambda email: evolve(email, sent_at=work.now, failed_at=None, error=""))


def note_not_sent(work: Work, message: OutboxMessage, reason: str, *, given_up: bool) -> None:
    """It has not: it is tried again, or given up on."""
    failed_at = work.now if given_up else None
    _note(work, message, lambda email: evolve(email, failed_at=failed_at, error=reason))


def _note(
    work: Work, message: OutboxMessage, change: Callable[[CustomerEmail], CustomerEmail]
) -> None:
    """What became of a message; nothing where the e-mail was forgotten meanwhile."""
    if message.topic != MAIL or "email" not in message.payload:
        return
    with suppress(EmailNotFound):
        work.emails.save(change(work.emails.get(EmailId(message.payload["email"]))))


def _require_one(actor: Actor, needed: dict[LetterKind, Permission]) -> None:
    """Raise where the actor may do it with no e-mail: then nobody learns whether there is one."""
    if not any(map(actor.may, needed.values())):
        actor.require(needed[LetterKind.CART])


def _entries(work: Work, cart_id: CartId) -> tuple[EmailEntry, ...]:
    links = {link.id: link for link in work.links.of_cart(cart_id)}
    emails = tuple(reversed(work.emails.of_cart(cart_id)))
    over = {kind for kind in {each.kind for each in emails} if _cancelled(work, cart_id, kind)}
    return tuple(
        _entry_with(work, each, links.get(each.link_id or LinkId("")), over=each.kind in over)
        for each in emails
    )


def _entry(work: Work, email: CustomerEmail) -> EmailEntry:
    link = _link(work, email.link_id) if email.link_id else None
    over = _cancelled(work, email.cart_id, email.kind) is not None
    return _entry_with(work, email, link, over=over)


def _cancelled(work: Work, cart_id: CartId, kind: LetterKind) -> Order | None:
    """The order that e-mails of this kind confirm, where it was cancelled: that is over."""
    order = work.orders.of_cart(cart_id) if kind is LetterKind.ORDER else None
    return order if order is not None and order.cancelled else None


def _entry_with(work: Work, email: CustomerEmail, link: Link | None, *, over: bool) -> EmailEntry:
    opens = email.link_id is None or (link is not None and shows_something(work, link))
    return EmailEntry(
        id=email.id,
        kind=email.kind,
        to=email.to,
        subject=email.subject,
        state=email.state,
        written_at=email.written_at,
        written_by=email.written_by,
        sent_at=email.sent_at,
        failed_at=email.failed_at,
        error=email.error,
        opened_at=link.used_at if link is not None else None,
        again=opens and not over,
    )


def _link(work: Work, link_id: LinkId) -> Link | None:
    try:
        return work.links.get(link_id)
    except LinkInvalid:
        return None  # it has ended so long ago that it is not kept any more
