"""E-mails, whatever the mail server does: none is lost, and none is sent twice."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from backoffice_orders.adapters.mail import Security, SmtpMail
from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.outbox import MAIL
from backoffice_orders.ports.mail import Mail
from backoffice_orders.services import queues
from backoffice_orders.services.desk import Work
from backoffice_orders.testing.samples import EMPLOYEE, set_up_shop
from tests.checkout.samples import Shop
from tests.mail.test_smtp import Inbox, free_port, mail_to, server

MESSAGE = "From: shop@example.com\r\nTo: john@example.com\r\nMessage-ID: <{}@x>\r\n\r\nHello\r\n"


def write_mails(office: BackOffice, count: int) -> None:
    def write(work: Work) -> None:
        for number in range(count):
            work.emit(MAIL, f"cart-{number}", {"message": MESSAGE.format(number)})

    office.desk.write(EMPLOYEE, write)


@contextmanager
def workers(store: SqlStore, mail: Mail, count: int) -> Iterator[None]:
    """Several workers that deliver beside the block, until nothing waits."""

    def work() -> None:
        worker = BackOffice(store, mail=mail)
        while worker.events.pending(EMPLOYEE):
            worker.events.deliver(EMPLOYEE, lambda _: None)

    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    yield
    for thread in threads:
        thread.join()


def test_a_slow_server_and_two_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty e-mails of 0.15 seconds each, under leases that end after one second."""
    monkeypatch.setattr(queues, "LEASE", timedelta(seconds=1))
    store, inbox = SqlStore.open(f"sqlite:///{tmp_path / 'shop.db'}"), Inbox(seconds=0.15)
    office = BackOffice(store)
    set_up_shop(office)
    write_mails(office, 20)
    with server(inbox) as controller, workers(store, mail_to(controller.port), 2):
        pass
    sent = sorted(str(each.content) for each in inbox.envelopes)
    assert len(sent) == 20
    assert len(set(sent)) == 20
    office.close()


@pytest.mark.parametrize("trouble", ["no STARTTLS", "MAIL FROM refused", "nobody there"])
def test_what_the_server_could_not_take_for_a_moment_leaves_later(trouble: str) -> None:
    port, inbox = free_port(), Inbox()
    starttls = trouble == "no STARTTLS"
    security = Security.STARTTLS if starttls else Security.NONE
    shop = Shop(sender=SmtpMail("127.0.0.1", port, security))
    shop.sent(shop.cart())
    if trouble == "nobody there":
        done = shop.office.events.deliver(EMPLOYEE, lambda _: None)
    else:
        refusing = Inbox(at_mail="550 not now" if not starttls else "250 OK")
        with server(refusing, port=port):
            done = shop.office.events.deliver(EMPLOYEE, lambda _: None)
    assert (done.failed, done.buried) == (1, 0)
    assert shop.office.events.dead(EMPLOYEE) == ()
    shop.clock.advance(timedelta(seconds=15))
    mended = BackOffice(shop.store, clock=shop.clock, mail=mail_to(port))
    with server(inbox, port=port):
        assert mended.events.deliver(EMPLOYEE, lambda _: None).failed == 0
    assert len(inbox.envelopes) == 1
