"""Telling webhooks: each by itself, again after pauses, until it is given up or switched off."""

from __future__ import annotations

import json
import logging
from asyncio import CancelledError
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from backoffice_orders.adapters.memory import CollectedWebhooks
from backoffice_orders.adapters.webhooks import HttpSender
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.events import CustomerCreated
from backoffice_orders.model.ids import WebhookId
from backoffice_orders.model.outbox import OutboxMessage
from backoffice_orders.model.webhook import (
    MOST_ATTEMPTS,
    PAUSES,
    Attempt,
    Sent,
    SwitchedOff,
    Trouble,
)
from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.services.webhook_bodies import received_event
from backoffice_orders.testing.samples import EMPLOYEE, SETTINGS
from tests.checkout.samples import Shop
from tests.webhooks.receiver import Receiver

URL = "https://crm.example/orders"
DOWN = Sent(503, Trouble.STATUS, "later", 12)


@pytest.fixture
def shop(store: Store) -> Shop:
    shop = Shop(store)
    deliver(shop)
    return shop


def hook(shop: Shop, topics: tuple[str, ...] = ("customer.*",), url: str = URL) -> WebhookId:
    return shop.office.webhooks.add(EMPLOYEE, url, topics).webhook.id


def deliver(shop: Shop) -> None:
    """Without any other consumer."""
    while not shop.office.events.deliver(EMPLOYEE).idle:
        pass


def told(shop: Shop) -> list[tuple[str, str]]:
    """Whom each event was posted to, since the last time, and which topic it has."""
    posts = [(url, json.loads(body)["topic"]) for url, _, body in shop.webhooks.posts]
    shop.webhooks.posts.clear()
    return posts


def log(shop: Shop, webhook_id: WebhookId, **asked: Any) -> list[Attempt]:
    return list(shop.office.webhooks.deliveries(EMPLOYEE, webhook_id, **asked))


def test_a_webhook_is_told_of_what_it_wants_from_now_on(shop: Shop) -> None:
    shop.customer()
    hook(shop)
    jane = shop.customer("Jane", "jane@example.com")
    shop.office.carts.start(EMPLOYEE, jane.id)
    deliver(shop)
    assert told(shop) == [(URL, "customer.created"), (URL, "customer.changed")]
    deliver(shop)
    assert told(shop) == []


def test_the_very_first_webhook_is_not_told_of_the_past(store: Store) -> None:
    shop = Shop(store)  # nobody has ever delivered
    shop.customer()
    hook(shop)
    deliver(shop)
    assert told(shop) == []


def test_what_is_posted_is_signed_and_reads_back(shop: Shop) -> None:
    made = shop.office.webhooks.add(EMPLOYEE, URL, ["customer.created"])
    john = shop.customer()
    deliver(shop)
    ((_, headers, body),) = shop.webhooks.posts
    event = received_event(made.secret, headers, body, now=shop.clock.now())
    assert event.event == CustomerCreated(john.id, EMPLOYEE.id, guest=False)
    assert (event.shop, event.id) == ("main", headers["webhook-id"])
    assert event.created == shop.clock.now()


def test_one_that_is_down_holds_up_nobody_else(shop: Shop) -> None:
    here, there = hook(shop), hook(shop, url="https://wms.example/")
    shop.webhooks.answer = DOWN
    shop.customer()
    deliver(shop)
    # Each is tried once: it rests then, and so does what stands behind the event.
    both = [(url, "customer.created") for url in (URL, "https://wms.example/")]
    assert sorted(told(shop)) == both
    shop.office.webhooks.remove(EMPLOYEE, there)
    shop.webhooks.answer = Sent(200)
    shop.clock.advance(timedelta(seconds=5))
    deliver(shop)
    assert told(shop) == [(URL, "customer.created"), (URL, "customer.changed")]
    assert shop.office.webhooks.get(EMPLOYEE, here).failing_since is None


def test_events_of_one_key_come_in_order(shop: Shop) -> None:
    hook(shop, ("*",))
    view = shop.cart()
    for quantity in (3, 4, 5):
        line = view.cart.lines[0].id
        view = shop.office.products.set_quantity(EMPLOYEE, view.cart.id, line, quantity)
    deliver(shop)
    bodies = [json.loads(body) for _, _, body in shop.webhooks.posts]
    versions = [each["data"]["cart_version"] for each in bodies if each["topic"] == "cart.changed"]
    assert versions == sorted(versions)
    assert len(versions) == 4


def attempts_until_given_up(shop: Shop, webhook_id: WebhookId) -> list[datetime]:
    """Moments at which the first event was posted, where each is waited for."""
    moments = []
    for _ in range(MOST_ATTEMPTS):
        deliver(shop)
        latest = log(shop, webhook_id)[0]
        moments.append(latest.at)
        if latest.next_at is None:
            break
        # It succeeds with something else meanwhile, so that it is not switched off.
        shop.clock.moment = latest.next_at
        alive(shop, webhook_id)
    return moments


def alive(shop: Shop, webhook_id: WebhookId) -> None:
    before, shop.webhooks.answer = shop.webhooks.answer, Sent(200)
    shop.office.webhooks.test(EMPLOYEE, webhook_id)
    shop.webhooks.answer = before


def test_it_is_tried_again_after_the_stated_pauses_and_then_given_up(shop: Shop) -> None:
    id_ = hook(shop, ("customer.created",))
    shop.webhooks.answer = DOWN
    shop.customer()
    moments = attempts_until_given_up(shop, id_)
    pauses = [after - before for before, after in pairwise(moments)]
    assert pauses == [
        timedelta(seconds=5),
        timedelta(minutes=5),
        timedelta(minutes=30),
        timedelta(hours=2),
        timedelta(hours=5),
        timedelta(hours=10),
        timedelta(hours=14),
        timedelta(hours=20),
        timedelta(hours=24),
    ]
    failed = [each for each in log(shop, id_, failed=True) if each.topic == "customer.created"]
    assert [each.number for each in failed] == [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]
    assert [each.given_up for each in failed] == [True] + [False] * 9
    info = shop.office.webhooks.get(EMPLOYEE, id_)
    assert (info.active, info.waiting, info.given_up) == (True, 0, 1)
    (dead,) = shop.office.events.dead(EMPLOYEE)
    assert dead.last_error == "status (503)"


def test_what_was_given_up_is_sent_again_by_hand(shop: Shop) -> None:
    id_ = hook(shop, ("customer.created",))
    shop.webhooks.answer = DOWN
    shop.customer()
    attempts_until_given_up(shop, id_)
    shop.webhooks.answer = Sent(200)
    (failed, *_) = log(shop, id_, failed=True)
    told(shop)
    assert shop.office.webhooks.replay(EMPLOYEE, id_, failed.message_id) == 1
    shop.clock.advance(timedelta(minutes=5))
    deliver(shop)
    assert told(shop) == [(URL, "customer.created")]
    assert shop.office.webhooks.get(EMPLOYEE, id_).given_up == 0


def test_one_that_is_gone_is_switched_off_at_once(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    id_, _ = hook(shop), hook(shop, ("webhook.*",), "https://admin.example/")
    shop.webhooks.answer = Sent(410, Trouble.GONE)
    shop.customer()
    with caplog.at_level(logging.ERROR, "backoffice_orders.webhooks"):
        shop.office.events.deliver(EMPLOYEE)
    assert caplog.messages == [f"webhook {id_} was switched off (gone)"]
    info = shop.office.webhooks.get(EMPLOYEE, id_)
    assert (info.switched_off, info.switched_off_at) == (SwitchedOff.GONE, shop.clock.now())
    assert info.waiting == 0
    shop.webhooks.answer = Sent(200)
    told(shop)
    deliver(shop)
    assert told(shop) == [("https://admin.example/", "webhook.switched_off")]


def test_one_that_fails_for_days_is_switched_off(shop: Shop) -> None:
    id_ = hook(shop, ("*",))
    shop.webhooks.answer = DOWN
    began = shop.clock.now()
    while shop.office.webhooks.get(EMPLOYEE, id_).active:
        shop.customer("Jane", f"{shop.clock.now():%d%H}@example.com")
        deliver(shop)
        shop.clock.advance(timedelta(hours=8))
        assert shop.clock.now() - began < timedelta(days=6), "it is told for ever"
    info = shop.office.webhooks.get(EMPLOYEE, id_)
    assert info.switched_off is SwitchedOff.FAILING
    assert info.switched_off_at == began + timedelta(days=5)
    last, *_ = log(shop, id_)
    assert (last.given_up, last.next_at) == (True, None)
    told(shop)
    deliver(shop)
    assert told(shop) == []


def test_what_was_missed_is_replayed_by_its_time(shop: Shop) -> None:
    id_ = hook(shop)
    shop.office.webhooks.change(EMPLOYEE, id_, active=False)
    moments = []
    for name in ("Ann", "Ben", "Cem"):
        moments.append(shop.clock.now())
        shop.customer(name, f"{name}@example.com")
        shop.clock.advance(timedelta(days=1))
    # Somebody else listens, so that the events are given out.
    hook(shop, ("none",), "https://other.example/")
    deliver(shop)
    assert told(shop) == []
    shop.office.webhooks.change(EMPLOYEE, id_, active=True)
    replay = shop.office.webhooks.replay
    assert replay(EMPLOYEE, id_, since=moments[1], until=moments[2]) == 2
    deliver(shop)
    assert told(shop) == [(URL, "customer.created"), (URL, "customer.changed")]
    assert replay(EMPLOYEE, id_) == 6
    assert replay(EMPLOYEE, id_) == 6
    deliver(shop)
    assert len(told(shop)) == 6, "what waits already is sent once"


def test_a_slow_one_has_its_share_of_a_round(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backoffice_orders.services.webhook_delivery.ROUND_SECONDS", -1.0)
    hook(shop)
    shop.customer()
    shop.office.events.deliver(EMPLOYEE)
    assert told(shop) == []
    monkeypatch.undo()
    deliver(shop)
    assert len(told(shop)) == 2


class Meanwhile(CollectedWebhooks):
    """Somebody does something with the webhook while it is posted to."""

    def __init__(self, act: Callable[[], object], answer: Sent) -> None:
        super().__init__()
        self.act, self.answer = act, answer

    def post(self, url: str, headers: Any, body: bytes) -> Sent:
        act, self.act = self.act, lambda: None
        act()
        return super().post(url, headers, body)


@pytest.mark.parametrize("answer", [Sent(200), DOWN, Sent(410, Trouble.GONE)])
@pytest.mark.parametrize("what", ["remove", "switch off", "rename"])
def test_what_is_decided_meanwhile_stays(store: Store, answer: Sent, what: str) -> None:
    shop = Shop(store)
    id_ = hook(shop)

    def act() -> None:
        if what == "remove":
            shop.office.webhooks.remove(EMPLOYEE, id_)
        else:
            changes: dict[str, Any] = {"active": False} if what == "switch off" else {"note": "new"}
            shop.office.webhooks.change(EMPLOYEE, id_, **changes)

    sender = Meanwhile(act, answer)
    office = BackOffice(store, clock=shop.clock, ids=shop.office.desk.ids, webhook_sender=sender)
    shop.customer()
    office.events.deliver(EMPLOYEE)
    found = {each.id: each for each in shop.office.webhooks.list(EMPLOYEE)}
    if what == "remove":
        assert found == {}
    elif what == "switch off":
        assert found[id_].switched_off is SwitchedOff.BY_HAND
        assert len(sender.posts) == 1
    else:
        assert found[id_].note == "new"


def test_events_of_a_topic_that_is_not_wanted_any_more_are_not_sent(shop: Shop) -> None:
    id_ = hook(shop)
    shop.webhooks.answer = DOWN
    shop.customer()
    deliver(shop)
    shop.webhooks.answer = Sent(200)
    told(shop)
    shop.office.webhooks.change(EMPLOYEE, id_, topics=["order.*"])
    shop.clock.advance(timedelta(hours=1))
    deliver(shop)
    assert told(shop) == []
    assert shop.office.webhooks.get(EMPLOYEE, id_).waiting == 0


def test_a_webhook_is_no_consumer_to_unsubscribe(shop: Shop) -> None:
    id_ = hook(shop)
    (name,) = [
        each.name for each in shop.office.events.consumers(EMPLOYEE) if each.name != "office"
    ]
    assert name == f"webhook:{id_}"
    with pytest.raises(FieldInvalid, match="webhook"):
        shop.office.events.unsubscribe(EMPLOYEE, name)
    with pytest.raises(FieldInvalid):
        shop.office.events.deliver(EMPLOYEE, consumers={name: _nothing})


def _nothing(message: OutboxMessage) -> None:
    pass


class Own:
    """A host's own sender, which does as it likes."""

    def __init__(self, does: Callable[[], Any]) -> None:
        self.does = does

    def require_address(self, url: str) -> None:
        pass

    def post(self, url: str, headers: Any, body: bytes) -> Any:
        return self.does()


def _fails() -> Sent:
    raise RuntimeError("whsec_secret")


def _breaks_off() -> Sent:
    raise CancelledError


@pytest.mark.parametrize(
    ("does", "logged"),
    [
        pytest.param(_fails, Sent(trouble=Trouble.UNREACHABLE), id="it raises"),
        pytest.param(_breaks_off, Sent(trouble=Trouble.UNREACHABLE), id="it breaks itself off"),
        pytest.param(lambda: None, Sent(trouble=Trouble.UNREACHABLE), id="it says nothing"),
        pytest.param(lambda: Sent(), Sent(trouble=Trouble.UNREACHABLE), id="no status"),
        pytest.param(lambda: Sent(10**30), Sent(trouble=Trouble.UNREACHABLE), id="no such status"),
        pytest.param(lambda: Sent(500), Sent(500, Trouble.STATUS), id="a status that says no"),
        pytest.param(
            lambda: Sent(500, None, "K\udcf6ln\x00", 10**40),
            Sent(500, Trouble.STATUS, "K?ln?"),
            id="an answer that nobody can keep",
        ),
        pytest.param(
            lambda: Sent(500, None, "x" * 9999, 5),
            Sent(500, Trouble.STATUS, "x" * 500, 5),
            id="a long answer",
        ),
        pytest.param(
            lambda: Sent(500, None, b"no", 1.5),  # type: ignore[arg-type]
            Sent(500, Trouble.STATUS),
            id="other types",
        ),
    ],
)
def test_what_an_own_sender_does_wrong_is_a_failed_attempt(
    store: Store, does: Callable[[], Any], logged: Sent, caplog: pytest.LogCaptureFixture
) -> None:
    office = BackOffice(store, webhook_sender=Own(does))
    office.setup.save(EMPLOYEE, SETTINGS)
    id_ = office.webhooks.add(EMPLOYEE, URL, ["cart.*"]).webhook.id
    tested = office.webhooks.test(EMPLOYEE, id_)
    office.carts.start(EMPLOYEE)
    office.events.deliver(EMPLOYEE)
    for attempt in (tested, *office.webhooks.deliveries(EMPLOYEE, id_, failed=True)):
        said = Sent(attempt.status, attempt.trouble, attempt.answer, attempt.milliseconds)
        assert said == logged, attempt.topic
    found = office.webhooks.get(EMPLOYEE, id_)
    assert (found.waiting, found.failing_since is not None) == (1, True), "it is tried again"
    assert "whsec" not in caplog.text


def test_over_a_real_line_it_fails_rests_and_comes_back(store: Store) -> None:
    shop = Shop(store)
    here = HttpSender(loopback=True, seconds=1)
    office = BackOffice(store, clock=shop.clock, ids=shop.office.desk.ids, webhook_sender=here)
    with Receiver().listening() as receiver:
        made = office.webhooks.add(EMPLOYEE, receiver.url, ["customer.created"])
        shop.customer()
        receiver.status = 500
        office.events.deliver(EMPLOYEE)
    shop.clock.advance(timedelta(seconds=5))
    office.events.deliver(EMPLOYEE)  # nobody is there
    receiver.status = 200
    with receiver.listening():
        shop.clock.advance(timedelta(minutes=5))
        assert office.events.deliver(EMPLOYEE).delivered == 1
    first, second = receiver.received
    assert first[1] == second[1], "the same event is the same body"
    assert first[0]["webhook-id"] == second[0]["webhook-id"]
    event = received_event(made.secret, *second, now=shop.clock.now())
    assert isinstance(event.event, CustomerCreated)
    found = log(shop, made.webhook.id)
    assert [(each.number, each.status, each.trouble) for each in found] == [
        (3, 200, None),
        (2, None, Trouble.UNREACHABLE),
        (1, 500, Trouble.STATUS),
    ]


def test_pauses_and_attempts_are_as_the_specification_proposes() -> None:
    assert sum(PAUSES, timedelta()) == timedelta(hours=75, minutes=35, seconds=5)
