"""SMTP against real servers: one that works, and those that refuse, hang, or die."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from attrs import evolve

from backoffice_orders.adapters.mail import Security, SmtpMail
from backoffice_orders.adapters.memory import MemoryStore
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.errors.host import MailFailed
from backoffice_orders.model.outbox import OutboxMessage
from backoffice_orders.ports.mail import Mail
from backoffice_orders.testing.contracts import MailContract
from backoffice_orders.testing.contracts.base import unit
from backoffice_orders.testing.samples import EMPLOYEE
from tests.checkout.samples import Shop


class Inbox:
    """A handler that keeps what it is given, or answers as it is told to."""

    def __init__(
        self,
        at_rcpt: str = "250 OK",
        at_data: str = "250 OK",
        at_mail: str = "250 OK",
        at_quit: str = "221 Bye",
        seconds: float = 0.0,
    ) -> None:
        self.envelopes: list[Envelope] = []
        self._at_rcpt, self._at_data, self._at_mail = at_rcpt, at_data, at_mail
        self._at_quit, self._seconds = at_quit, seconds

    async def handle_MAIL(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: object
    ) -> str:
        envelope.mail_from = address
        return self._at_mail

    async def handle_QUIT(  # noqa: N802
        self, _server: SMTP, _session: Session, _envelope: Envelope
    ) -> str:
        return self._at_quit

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: object
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self._at_rcpt

    async def handle_DATA(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        await asyncio.sleep(self._seconds)
        if self._at_data.startswith("250"):
            self.envelopes.append(envelope)
        return self._at_data


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


@contextmanager
def server(inbox: Inbox, port: int = 0, **options: Any) -> Iterator[Controller]:
    controller = Controller(inbox, hostname="127.0.0.1", port=port or free_port(), **options)
    controller.start()
    try:
        yield controller
    finally:
        controller.stop()


def mail_to(port: int, timeout: float = 5.0) -> SmtpMail:
    return SmtpMail("127.0.0.1", port, Security.NONE, timeout=timeout)


def message() -> EmailMessage:
    message = EmailMessage()
    message["From"] = "shop@example.com"
    message["To"] = "john@example.com"
    message["Subject"] = "Grüße"
    message.set_content("Hello")
    return message


class TestSmtpMail(MailContract):
    @pytest.fixture
    def mail(self) -> Iterator[Mail]:
        with server(Inbox()) as controller:
            yield mail_to(controller.port)


def test_a_letter_arrives_whole() -> None:
    inbox = Inbox()
    with server(inbox) as controller:
        shop = Shop(sender=mail_to(controller.port))
        cart = shop.office.carts.set_language(EMPLOYEE, shop.cart().cart.id, "fr")
        shop.sent(cart)
        shop.deliver()
    (envelope,) = inbox.envelopes
    assert envelope.rcpt_tos == ["john@example.com"]
    assert envelope.mail_from == "orders@shop.example"
    raw = envelope.content
    assert isinstance(raw, bytes)
    assert raw.isascii()
    received = message_from_bytes(raw, policy=policy.default)
    body = received.get_body(("plain",))
    assert body is not None
    assert "Votre commande est prête" in body.get_content()


def test_domains_in_other_letters_reach_a_server_that_knows_only_ascii() -> None:
    inbox = Inbox()
    with server(inbox) as controller:
        shop = Shop(sender=mail_to(controller.port))
        settings = shop.office.setup.settings(EMPLOYEE)
        shop.office.setup.save(EMPLOYEE, evolve(settings, email="shop@m\u00fcller.de"))
        jo = shop.customer("Jo", "jo@m\u00fcller.de")
        with unit(shop.store) as work:  # as a host's own customers may be
            work.customers.save(evolve(jo, email="jo@m\u00fcller.de"))
        shop.sent(shop.cart(jo))
        shop.deliver()
    (envelope,) = inbox.envelopes
    assert envelope.rcpt_tos == ["jo@xn--mller-kva.de"]
    assert envelope.mail_from == "shop@xn--mller-kva.de"
    assert isinstance(envelope.content, bytes)
    headers = envelope.content.splitlines()
    assert b"To: Jo Doe <jo@xn--mller-kva.de>" in headers
    assert b"From: Sample shop <shop@xn--mller-kva.de>" in headers


@pytest.mark.parametrize(
    ("inbox", "permanent"),
    [
        (Inbox(at_rcpt="550 no such user"), True),
        (Inbox(at_rcpt="450 mailbox busy"), False),
        (Inbox(at_data="554 looks like spam"), True),
        (Inbox(at_data="451 try later"), False),
        (Inbox(at_rcpt="501 bad address"), True),
        (Inbox(at_rcpt="530 log in first"), False),
        (Inbox(at_mail="550 we do not send for you"), False),
        (Inbox(at_mail="421 closing"), False),
        (Inbox(at_mail="451 try later"), False),
    ],
)
def test_refusals_are_told_apart(inbox: Inbox, permanent: bool) -> None:
    with server(inbox) as controller, pytest.raises(MailFailed) as caught:
        mail_to(controller.port).send(message())
    assert caught.value.permanent is permanent
    assert caught.value.recipient == "john@example.com"


@contextmanager
def peer(talk: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server that says what it likes to whoever connects."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                talk(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
    thread.join(5)


def hangs(connection: socket.socket) -> None:
    connection.settimeout(5)
    connection.recv(1)


def dies(connection: socket.socket) -> None:
    connection.sendall(b"220 hello\r\n")
    connection.recv(100)
    connection.sendall(b"250 hello\r\n")
    connection.recv(100)


def greets_with_a_refusal(connection: socket.socket) -> None:
    connection.sendall(b"554 no service here\r\n")


def drips(connection: socket.socket) -> None:
    """Never silent for long, and never done."""
    with suppress(OSError):
        connection.sendall(b"220")
        for _ in range(100):
            connection.sendall(b"-")
            time.sleep(0.05)


@pytest.mark.parametrize("talk", [hangs, dies, greets_with_a_refusal])
def test_a_server_that_hangs_or_dies_is_asked_again_later(
    talk: Callable[[socket.socket], None],
) -> None:
    with peer(talk) as port, pytest.raises(MailFailed) as caught:
        mail_to(port, timeout=0.5).send(message())
    assert not caught.value.permanent


def test_nobody_there_is_asked_again_later() -> None:
    with pytest.raises(MailFailed) as caught:
        mail_to(free_port()).send(message())
    assert not caught.value.permanent


def test_a_connection_that_cannot_be_private_is_not_used_and_tried_again() -> None:
    inbox = Inbox()
    with server(inbox) as controller, pytest.raises(MailFailed) as caught:
        SmtpMail("127.0.0.1", controller.port, Security.STARTTLS).send(message())
    assert inbox.envelopes == []
    assert not caught.value.permanent


def test_one_message_has_a_deadline_whatever_the_server_says_meanwhile() -> None:
    began = time.monotonic()
    with peer(drips) as port, pytest.raises(MailFailed) as caught:
        SmtpMail("127.0.0.1", port, Security.NONE, deadline=0.5).send(message())
    assert time.monotonic() - began < 3
    assert not caught.value.permanent


def test_the_answer_to_the_content_is_waited_for() -> None:
    """Who does not wait for it sends what was accepted once more."""
    inbox = Inbox(seconds=1.0)
    with server(inbox) as controller:
        mail_to(controller.port, timeout=0.3).send(message())
    assert len(inbox.envelopes) == 1


def test_the_deadline_ends_the_wait_for_the_answer_too() -> None:
    with server(Inbox(seconds=5.0)) as controller, pytest.raises(MailFailed) as caught:
        SmtpMail("127.0.0.1", controller.port, Security.NONE, deadline=0.5).send(message())
    assert not caught.value.permanent


@pytest.mark.parametrize("leave", ["421 closing", "500 what?"])
def test_an_accepted_message_has_not_failed_however_the_server_takes_leave(leave: str) -> None:
    inbox = Inbox(at_quit=leave)
    with server(inbox) as controller:
        mail_to(controller.port).send(message())
    assert len(inbox.envelopes) == 1


def test_login() -> None:
    def check(_s: SMTP, _session: Session, _e: Envelope, _m: str, data: object) -> AuthResult:
        return AuthResult(success=getattr(data, "password", b"") == b"secret")

    inbox = Inbox()
    options: dict[str, Any] = {"authenticator": check, "auth_require_tls": False}
    with server(inbox, **options) as controller:
        port = controller.port
        SmtpMail("127.0.0.1", port, Security.NONE, "shop", "secret").send(message())
        with pytest.raises(MailFailed) as caught:
            SmtpMail("127.0.0.1", port, Security.NONE, "shop", "wrong").send(message())
    assert len(inbox.envelopes) == 1
    assert not caught.value.permanent  # a password can be mended; the letter waits


def test_a_refused_letter_is_buried_and_listed() -> None:
    with server(Inbox(at_rcpt="550 no such user")) as controller:
        shop = Shop(sender=mail_to(controller.port))
        shop.sent(shop.cart())
        done = shop.office.events.deliver(EMPLOYEE, lambda _: None)
    assert done.buried == 1
    (dead,) = shop.office.events.dead(EMPLOYEE)
    assert "550 no such user" in dead.last_error


def test_letters_go_over_tls() -> None:
    """STARTTLS against a certificate that is trusted, and against one that is not."""
    authority, inbox = trustme.CA(), Inbox()
    theirs, ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("127.0.0.1").configure_cert(theirs)
    authority.configure_trust(ours)
    with server(inbox, tls_context=theirs, require_starttls=True) as controller:
        SmtpMail("127.0.0.1", controller.port, tls=ours).send(message())
        with pytest.raises(MailFailed) as caught:
            SmtpMail("127.0.0.1", controller.port).send(message())
    assert len(inbox.envelopes) == 1
    assert not caught.value.permanent


@pytest.mark.parametrize(
    ("url", "security", "port"),
    [
        ("smtp://shop:p%40ss@mail.example", Security.STARTTLS, 587),
        ("smtps://shop:p%40ss@mail.example:1465", Security.TLS, 1465),
        ("smtp+plain://shop:p%40ss@mail.example", Security.NONE, 25),
    ],
)
def test_a_server_is_named_by_an_address(url: str, security: Security, port: int) -> None:
    mail = SmtpMail.from_url(url)
    assert (mail.host, mail.port, mail.security) == ("mail.example", port, security)
    assert (mail.username, mail.password) == ("shop", "p@ss")
    assert "p@ss" not in repr(mail)


def test_other_addresses_are_refused() -> None:
    for url in ("http://mail.example", "mail.example", "smtp://"):
        with pytest.raises(ValueError, match="smtp://"):
            SmtpMail.from_url(url)


def test_without_a_mail_server_letters_are_the_hosts() -> None:
    store = MemoryStore()
    shop = Shop(store)
    shop.sent(shop.cart())
    got: list[OutboxMessage] = []
    BackOffice(store, clock=shop.clock).events.deliver(EMPLOYEE, got.append)
    letters = [each for each in got if each.topic == "mail.send"]
    assert len(letters) == 1
    assert "To: John Doe <john@example.com>" in letters[0].payload["message"]
