"""Consumers of events: each has its own progress, attempts, pauses and dead messages."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from attrs import evolve

from backoffice_orders.adapters.memory import (
    CollectedMail,
    FixedClock,
    LinkedCheckout,
    MemoryStore,
)
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.errors.host import ConsumerUnknown, MessageNotDead
from backoffice_orders.model.outbox import MAIL, OutboxMessage
from backoffice_orders.services.consumers import Consumer
from backoffice_orders.services.desk import Work
from backoffice_orders.services.events import ConsumerState, Delivered
from backoffice_orders.services.queues import MOST_ATTEMPTS
from backoffice_orders.testing.samples import EMPLOYEE, MUG, SETTINGS, set_up_shop

Seen = list[tuple[str, str]]


def happen(office: BackOffice, *topics: str, key: str = "order-1") -> None:
    """Events of these topics, in one transaction."""

    def emit(work: Work) -> None:
        for topic in topics:
            work.emit(topic, key, {})

    office.desk.write(EMPLOYEE, emit)


class Host:
    """A host's handlers: what each consumer was given, and which of them fail."""

    def __init__(self) -> None:
        self.seen: Seen = []
        self.failing: set[str] = set()

    def __call__(self, name: str) -> Callable[[OutboxMessage], None]:
        def handle(message: OutboxMessage) -> None:
            if name in self.failing:
                raise ConnectionError(f"{name} is down")
            self.seen.append((name, message.topic))

        return handle


@pytest.fixture
def host() -> Host:
    return Host()


def deliver(office: BackOffice, host: Host, *names: str) -> Delivered:
    return office.events.deliver(EMPLOYEE, consumers={name: host(name) for name in names})


def test_what_one_has_got_is_not_sent_again_when_another_fails(
    office: BackOffice, clock: FixedClock, host: Host
) -> None:
    happen(office, "order.placed")
    host.failing = {"crm"}
    assert deliver(office, host, "crm", "warehouse") == Delivered(1, failed=1)
    assert host.seen == [("warehouse", "order.placed")]
    (waiting,) = office.events.pending(EMPLOYEE)
    assert (waiting.consumer, waiting.attempts) == ("crm", 1)
    host.failing = set()
    assert deliver(office, host, "crm", "warehouse").idle  # crm's pause is not over
    clock.advance(timedelta(seconds=15))
    assert deliver(office, host, "crm", "warehouse") == Delivered(1)
    assert host.seen == [("warehouse", "order.placed"), ("crm", "order.placed")]


def test_one_that_is_down_holds_nobody_up(
    office: BackOffice, clock: FixedClock, host: Host
) -> None:
    host.failing = {"crm"}
    for _ in range(3):
        happen(office, "order.placed", "order.status_changed")
        deliver(office, host, "crm", "warehouse")
        clock.advance(timedelta(minutes=10))
    assert [name for name, _ in host.seen] == ["warehouse"] * 6


def test_the_dead_are_each_consumers_own(office: BackOffice, clock: FixedClock, host: Host) -> None:
    happen(office, "order.placed")
    host.failing = {"crm", "warehouse"}
    for _ in range(MOST_ATTEMPTS):
        deliver(office, host, "crm", "warehouse")
        clock.advance(timedelta(hours=7))
    dead = office.events.dead(EMPLOYEE)
    assert {each.consumer: each.last_error for each in dead} == {
        "crm": "ConnectionError: crm is down",
        "warehouse": "ConnectionError: warehouse is down",
    }
    (of_crm,) = office.events.dead(EMPLOYEE, consumer="crm")
    host.failing = set()
    office.events.revive(EMPLOYEE, of_crm.id, consumer="crm")
    assert deliver(office, host, "crm", "warehouse") == Delivered(1)
    assert host.seen == [("crm", "order.placed")]
    with pytest.raises(MessageNotDead):
        office.events.revive(EMPLOYEE, of_crm.id, consumer="crm")
    office.events.revive(EMPLOYEE, of_crm.id)  # for whom it is dead still
    assert deliver(office, host, "crm", "warehouse") == Delivered(1)


def test_each_is_given_the_topics_that_it_names(office: BackOffice, host: Host) -> None:
    happen(office, "order.placed", "cart.sent", "stock.low")
    consumers = {
        "crm": Consumer(host("crm"), ["cart.*"]),
        "warehouse": Consumer(host("warehouse"), ("order.placed", "stock.*")),
    }
    office.events.deliver(EMPLOYEE, consumers=consumers)
    assert host.seen == [
        ("crm", "cart.sent"),
        ("warehouse", "order.placed"),
        ("warehouse", "stock.low"),
    ]


def test_a_new_consumer_is_given_what_happens_from_now_on(office: BackOffice, host: Host) -> None:
    happen(office, "order.placed")
    deliver(office, host, "warehouse")
    deliver(office, host, "warehouse", "crm")
    happen(office, "order.cancelled")
    deliver(office, host, "warehouse", "crm")
    assert [topic for name, topic in host.seen if name == "crm"] == ["order.cancelled"]


def test_or_everything_that_is_kept_if_it_asks_for_the_past(office: BackOffice, host: Host) -> None:
    happen(office, "order.placed", "cart.sent")
    deliver(office, host, "warehouse")
    happen(office, "order.cancelled")
    everything = {"crm": Consumer(host("crm"), ("order.*",), past=True)}
    for _ in range(2):  # the second time, it is no new one
        office.events.deliver(EMPLOYEE, consumers=everything)
    assert [topic for name, topic in host.seen if name == "crm"] == [
        "order.placed",
        "order.cancelled",
    ]


def test_events_are_kept_for_thirty_days(office: BackOffice, clock: FixedClock, host: Host) -> None:
    happen(office, "order.placed")
    deliver(office, host, "warehouse")
    clock.advance(timedelta(days=1))
    happen(office, "order.cancelled")
    deliver(office, host, "warehouse")
    clock.advance(timedelta(days=29, hours=12))
    assert office.housekeeping.run(EMPLOYEE).messages == 1
    office.events.deliver(EMPLOYEE, consumers={"crm": Consumer(host("crm"), past=True)})
    assert [topic for name, topic in host.seen if name == "crm"] == ["order.cancelled"]


def test_the_first_consumer_is_given_all_that_has_waited(office: BackOffice, host: Host) -> None:
    happen(office, "order.placed")
    assert office.events.deliver(EMPLOYEE).idle
    deliver(office, host, "crm", "warehouse")
    assert host.seen == [("crm", "order.placed"), ("warehouse", "order.placed")]


def test_a_consumer_that_nobody_works_for_is_waited_for_until_it_unsubscribes(
    office: BackOffice, host: Host
) -> None:
    deliver(office, host, "crm", "warehouse")
    happen(office, "order.placed")
    deliver(office, host, "warehouse")
    states = {each.name: each for each in office.events.consumers(EMPLOYEE)}
    assert states["crm"] == ConsumerState("crm", ("*",), waiting=1)
    assert states["warehouse"] == ConsumerState("warehouse", ("*",))
    assert states["office"].waiting == 0
    office.events.unsubscribe(EMPLOYEE, "crm")
    assert office.events.pending(EMPLOYEE) == ()
    with pytest.raises(ConsumerUnknown):
        office.events.unsubscribe(EMPLOYEE, "crm")


def test_the_office_brings_its_consumers(clock: FixedClock, host: Host) -> None:
    store = MemoryStore()
    office = BackOffice(store, clock=clock, consumers={"crm": host("crm")})
    happen(office, "order.placed")
    office.events.deliver(EMPLOYEE)
    assert host.seen == [("crm", "order.placed")]
    assert [each.name for each in office.events.consumers(EMPLOYEE)] == ["crm", "office"]


def test_a_consumer_may_be_async(office: BackOffice) -> None:
    seen: list[str] = []

    async def handle(message: OutboxMessage) -> None:
        await asyncio.sleep(0)
        seen.append(message.topic)

    happen(office, "order.placed")
    plain: Seen = []
    consumers = {"async": handle, "plain": lambda message: plain.append(("", message.topic))}
    assert office.events.deliver(EMPLOYEE, consumers=consumers) == Delivered(2)
    assert (seen, plain) == (["order.placed"], [("", "order.placed")])


class _Speechless(Exception):
    def __str__(self) -> str:
        raise RuntimeError("not even that")


@pytest.mark.parametrize(
    ("error", "kept"),
    [
        # A mail server's answer, or a file's name, may hold anything.
        (ConnectionError("550 K\udcf6ln"), "ConnectionError: 550 K?ln"),
        (ConnectionError("550 a\x00b"), "ConnectionError: 550 a?b"),
        (_Speechless(), "_Speechless"),
    ],
)
def test_an_error_that_no_store_keeps_as_it_is_holds_up_nobody(
    office: BackOffice, host: Host, error: Exception, kept: str
) -> None:
    def fails(_message: OutboxMessage) -> None:
        raise error

    happen(office, "order.placed")
    delivered = office.events.deliver(EMPLOYEE, consumers={"crm": fails, "erp": host("erp")})
    assert (delivered.failed, host.seen) == (1, [("erp", "order.placed")])
    waiting = office.desk.read(EMPLOYEE, lambda work: work.outbox.pending())
    assert [each.last_error for each in waiting if each.last_error] == [kept]


def test_a_handler_that_breaks_off_its_own_tasks_has_failed_and_ends_no_worker(
    office: BackOffice, host: Host
) -> None:
    async def broken_off(message: OutboxMessage) -> None:
        waiting = asyncio.ensure_future(asyncio.sleep(60))
        waiting.cancel()
        await waiting

    def plain(message: OutboxMessage) -> None:
        asyncio.run(broken_off(message))

    happen(office, "order.placed")
    consumers = {"async": broken_off, "plain": plain, "well": host("well")}
    done = office.events.deliver(EMPLOYEE, consumers=consumers)
    assert (done.delivered, done.failed) == (1, 2)
    assert host.seen == [("well", "order.placed")]
    for name in ("async", "plain"):
        (waits,) = office.events.pending(EMPLOYEE, consumer=name)
        assert (waits.attempts, waits.last_error) == (1, "Broken: CancelledError")


def test_mail_is_for_who_names_it_and_no_event(clock: FixedClock, host: Host) -> None:
    office = BackOffice(MemoryStore(), clock=clock)
    happen(office, MAIL)
    assert [each.topic for each in deliver(office, host, "crm").left] == [MAIL]
    clock.advance(timedelta(minutes=2))
    mailer = Consumer(host("mailer"), (MAIL,))
    office.events.deliver(EMPLOYEE, consumers={"crm": host("crm"), "mailer": mailer})
    assert host.seen == [("mailer", MAIL)]


def test_mail_that_fails_holds_up_no_event_of_its_cart(clock: FixedClock, host: Host) -> None:
    office = BackOffice(MemoryStore(), clock=clock, mail=CollectedMail())
    happen(office, MAIL, "cart.sent", key="cart-1")  # a letter without content: it cannot be sent
    assert deliver(office, host, "crm") == Delivered(1, failed=1)
    assert host.seen == [("crm", "cart.sent")]


class SlowMail:
    """A host's way to send mail, which is a coroutine."""

    def __init__(self) -> None:
        self.sent: list[object] = []

    async def send(self, message: object) -> None:
        await asyncio.sleep(0)
        self.sent.append(message)


def test_mail_by_a_coroutine_is_awaited(clock: FixedClock) -> None:
    mail: Any = SlowMail()
    office = BackOffice(MemoryStore(), clock=clock, mail=mail, checkout=LinkedCheckout())
    set_up_shop(office)
    office.setup.save(EMPLOYEE, evolve(SETTINGS, email="shop@example.com"))
    made = office.customers.create(EMPLOYEE, first_name="J", last_name="D", email="jo@example.com")
    cart_id = office.carts.start(EMPLOYEE, made.id).cart.id
    office.products.add(EMPLOYEE, cart_id, MUG.id)
    office.finishing.send(EMPLOYEE, cart_id)
    assert mail.sent == []
    office.events.deliver(EMPLOYEE, lambda _: None)
    assert [each["To"] for each in mail.sent] == ["J D <jo@example.com>"]


def test_whoever_is_told_of_rounds_is_no_coroutine(office: BackOffice) -> None:
    async def told_nothing(outcome: object) -> None:
        """What is never awaited would tell nothing."""

    told: Any = told_nothing
    with pytest.raises(TypeError, match="told"):
        office.events.follow(EMPLOYEE, lambda _: None, stop=Event(), told=told)


@pytest.mark.parametrize("name", ["", "CRM", "a b", "office", "-", "x" * 65])
def test_a_name_that_is_none(office: BackOffice, host: Host, name: str) -> None:
    with pytest.raises(FieldInvalid) as refused:
        deliver(office, host, name)
    assert refused.value.field == "consumers"
    assert [each.name for each in office.events.consumers(EMPLOYEE)] == ["office"]


def test_a_topic_that_is_none(host: Host) -> None:
    with pytest.raises(FieldInvalid):
        Consumer(host("crm"), ("Order Placed",))


@pytest.mark.parametrize("topics", ["order.*", None, 5])
def test_topics_that_are_no_list(host: Host, topics: Any) -> None:
    """The letters of ``order.*`` have a ``*`` among them: it would be given everything."""
    with pytest.raises(FieldInvalid) as refused:
        Consumer(host("crm"), topics)
    assert refused.value.field == "topics"


def test_one_handler_or_several_consumers(office: BackOffice, host: Host) -> None:
    with pytest.raises(FieldInvalid):
        office.events.deliver(EMPLOYEE, host("a"), consumers={"b": host("b")})
