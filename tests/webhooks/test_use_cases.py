"""Webhooks are set up, changed, tried out and removed; nobody learns a secret again."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.errors.base import BackOfficeError, FieldInvalid, FieldMissing
from backoffice_orders.model.errors.webhooks import (
    EventNotKept,
    TooManyEvents,
    TooManyWebhooks,
    WebhookNotFound,
    WebhookNotSigned,
    WebhookOff,
    WebhookThere,
)
from backoffice_orders.model.ids import MessageId, WebhookId
from backoffice_orders.model.page import PageAfter
from backoffice_orders.model.settings import KeepDays
from backoffice_orders.model.subjects import SubjectType
from backoffice_orders.model.webhook import Sent, SwitchedOff, Trouble
from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.services import webhooks
from backoffice_orders.services.desk import Work
from backoffice_orders.services.housekeeping import Removed
from backoffice_orders.services.webhook_bodies import received_event
from backoffice_orders.testing.samples import EMPLOYEE, SETTINGS
from tests.checkout.samples import Shop
from tests.dump import text_of

URL = "https://crm.example/orders"


@pytest.fixture
def shop(store: Store) -> Shop:
    return Shop(store)


def test_a_webhook_is_set_up_listed_changed_and_removed(shop: Shop) -> None:
    office = shop.office
    made = office.webhooks.add(EMPLOYEE, f" {URL} ", ["order.placed", "stock.*"], "the CRM")
    info = made.webhook
    assert (info.url, info.topics, info.note) == (URL, ("order.placed", "stock.*"), "the CRM")
    assert (info.active, info.created_by, info.created_at) == (
        True,
        EMPLOYEE.id,
        shop.clock.now(),
    )
    assert office.webhooks.get(EMPLOYEE, info.id) == info
    shop.clock.advance(timedelta(hours=1))
    other = office.webhooks.add(EMPLOYEE, URL, active=False).webhook
    assert other.switched_off is SwitchedOff.BY_HAND
    assert office.webhooks.list(EMPLOYEE) == (info, other)
    changed = office.webhooks.change(EMPLOYEE, info.id, url=f"{URL}/2", topics=["*"])
    assert (changed.url, changed.topics, changed.note) == (f"{URL}/2", ("*",), "the CRM")
    assert office.webhooks.change(EMPLOYEE, other.id, active=True).active
    off = office.webhooks.change(EMPLOYEE, info.id, active=False)
    assert (off.switched_off, off.switched_off_at) == (SwitchedOff.BY_HAND, shop.clock.now())
    office.webhooks.remove(EMPLOYEE, info.id)
    assert [each.id for each in office.webhooks.list(EMPLOYEE)] == [other.id]
    trail = office.desk.read(EMPLOYEE, lambda work: work.history(SubjectType.WEBHOOK, info.id))
    assert [each.action for each in trail] == [
        "webhooks.add",
        "webhooks.change",
        "webhooks.change",
        "webhooks.remove",
    ]


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("", FieldMissing),
        ("crm.example", FieldInvalid),
        ("ftp://crm.example/", FieldInvalid),
        ("https://", FieldInvalid),
        ("https:///path", FieldInvalid),
        ("https://ann:secret@crm.example/", FieldInvalid),
        ("https://ann@crm.example/", FieldInvalid),
        ("https://crm.example:99999/", FieldInvalid),
        ("https://crm.example:0/", FieldInvalid),
        ("https://crm.example/a b", FieldInvalid),
        ("https://crm.example\\@evil.example/", FieldInvalid),
        ("https://crm.example/\r\nx-evil: 1", FieldInvalid),
        ("https://müller.example/", FieldInvalid),
        ("https://[::1/", FieldInvalid),
    ],
)
def test_what_is_no_address_is_refused(shop: Shop, url: str, error: type[BackOfficeError]) -> None:
    with pytest.raises(error) as refused:
        shop.office.webhooks.add(EMPLOYEE, url)
    assert refused.value.details()["field"] == "url"
    assert shop.office.webhooks.list(EMPLOYEE) == ()


@pytest.mark.parametrize("topics", [[], ["Order.Placed"], ["order placed"], [""], ["x"] * 51])
def test_what_are_no_topics_is_refused(shop: Shop, topics: list[str]) -> None:
    with pytest.raises(FieldInvalid) as refused:
        shop.office.webhooks.add(EMPLOYEE, URL, topics)
    assert refused.value.field == "topics"


@pytest.mark.parametrize(
    "url", ["https://localhost/", "https://10.0.0.8/", "http://169.254.169.254/latest/meta-data"]
)
def test_a_private_network_is_refused_when_it_is_entered(store: Store, url: str) -> None:
    office = BackOffice(store)  # with the way out that is used where a host brings none
    with pytest.raises(FieldInvalid) as refused:
        office.webhooks.add(EMPLOYEE, url)
    assert refused.value.field == "url"
    shop = Shop(store)
    there = shop.office.webhooks.add(EMPLOYEE, URL).webhook
    with pytest.raises(FieldInvalid):
        office.webhooks.change(EMPLOYEE, there.id, url=url)
    assert office.webhooks.get(EMPLOYEE, there.id).url == URL


def test_there_are_fifty_at_most(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    assert webhooks.MOST_WEBHOOKS == 50
    monkeypatch.setattr(webhooks, "MOST_WEBHOOKS", 2)
    for number in range(2):
        shop.office.webhooks.add(EMPLOYEE, f"{URL}/{number}")
    with pytest.raises(TooManyWebhooks):
        shop.office.webhooks.add(EMPLOYEE, URL)


@pytest.mark.parametrize(
    ("url", "topics"),
    [
        (URL, ["order.*", "stock.low"]),
        (URL, ["stock.low", "order.*", "stock.low"]),
        ("HTTPS://CRM.example:443/orders", ["order.*", "stock.low"]),
    ],
)
def test_an_address_is_told_of_the_same_events_once(
    shop: Shop, url: str, topics: list[str]
) -> None:
    """As somebody who has pressed twice, or a colleague, would have it told twice."""
    hooks = shop.office.webhooks
    there = hooks.add(EMPLOYEE, URL, ["order.*", "stock.low"]).webhook
    for active in (True, False):
        with pytest.raises(WebhookThere) as refused:
            hooks.add(EMPLOYEE, url, topics, active=active)
        assert refused.value.webhook_id == there.id
    other = hooks.add(EMPLOYEE, f"{URL}/2", topics).webhook
    with pytest.raises(WebhookThere):
        hooks.change(EMPLOYEE, other.id, url=url)
    hooks.change(EMPLOYEE, there.id, active=False)
    with pytest.raises(WebhookThere):
        hooks.add(EMPLOYEE, url, topics)
    assert hooks.list(EMPLOYEE) == (hooks.get(EMPLOYEE, there.id), other)


@pytest.mark.parametrize(
    ("url", "topics"),
    [
        (URL, ["order.*"]),
        (f"{URL}?shop=2", ["order.*", "stock.low"]),
        (f"{URL}/", ["order.*", "stock.low"]),
        (URL.upper().replace("HTTPS", "https"), ["order.*", "stock.low"]),
    ],
)
def test_another_address_or_other_events_are_another_webhook(
    shop: Shop, url: str, topics: list[str]
) -> None:
    hooks = shop.office.webhooks
    there = hooks.add(EMPLOYEE, URL, ["order.*", "stock.low"]).webhook
    hooks.add(EMPLOYEE, url, topics)
    assert len(hooks.list(EMPLOYEE)) == 2
    assert hooks.change(EMPLOYEE, there.id, url=URL, note="ours").note == "ours"


def test_of_one_that_is_not_there_everything_says_so(shop: Shop) -> None:
    none, hooks = WebhookId("none"), shop.office.webhooks
    calls: list[Any] = [
        lambda: hooks.get(EMPLOYEE, none),
        lambda: hooks.change(EMPLOYEE, none, note="x"),
        lambda: hooks.remove(EMPLOYEE, none),
        lambda: hooks.rotate_secret(EMPLOYEE, none),
        lambda: hooks.deliveries(EMPLOYEE, none),
        lambda: hooks.replay(EMPLOYEE, none),
        lambda: hooks.test(EMPLOYEE, none),
        lambda: hooks.get(EMPLOYEE, WebhookId("\x00")),
    ]
    for call in calls:
        with pytest.raises(WebhookNotFound):
            call()


def test_a_test_is_posted_at_once_and_logged(shop: Shop) -> None:
    made = shop.office.webhooks.add(EMPLOYEE, URL, ["order.*"])
    shop.webhooks.answer = Sent(500, Trouble.STATUS, "oops", 7)
    failed = shop.office.webhooks.test(EMPLOYEE, made.webhook.id)
    assert (failed.status, failed.answer, failed.milliseconds) == (500, "oops", 7)
    assert shop.office.webhooks.get(EMPLOYEE, made.webhook.id).failing_since is None
    shop.webhooks.answer = Sent(204)
    assert shop.office.webhooks.test(EMPLOYEE, made.webhook.id).succeeded
    _, (_, headers, body) = shop.webhooks.posts
    event = received_event(made.secret, headers, body, now=shop.clock.now())
    assert (event.topic, event.data["webhook_id"]) == ("webhook.test", made.webhook.id)
    found = shop.office.webhooks.deliveries(EMPLOYEE, made.webhook.id)
    assert [each.status for each in found] == [204, 500]


def test_while_a_secret_is_changed_both_are_good(shop: Shop) -> None:
    hooks, made = shop.office.webhooks, shop.office.webhooks.add(EMPLOYEE, URL)
    new = hooks.rotate_secret(EMPLOYEE, made.webhook.id, overlap_hours=2)
    assert new.secret != made.secret
    assert new.webhook.two_secrets_until == shop.clock.now() + timedelta(hours=2)

    def good(secret: str) -> bool:
        hooks.test(EMPLOYEE, made.webhook.id)
        _, headers, body = shop.webhooks.posts[-1]
        try:
            received_event(secret, headers, body, now=shop.clock.now())
        except WebhookNotSigned:
            return False
        return True

    assert (good(made.secret), good(new.secret)) == (True, True)
    shop.clock.advance(timedelta(hours=2))
    assert (good(made.secret), good(new.secret)) == (False, True)
    last = hooks.rotate_secret(EMPLOYEE, made.webhook.id, overlap_hours=0)
    assert (good(new.secret), good(last.secret)) == (False, True)
    with pytest.raises(FieldInvalid):
        hooks.rotate_secret(EMPLOYEE, made.webhook.id, overlap_hours=169)


def test_a_secret_is_shown_once_and_stands_nowhere_else(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    office, shown = shop.office, []
    with caplog.at_level(logging.DEBUG):
        made = office.webhooks.add(EMPLOYEE, URL)
        new = office.webhooks.rotate_secret(EMPLOYEE, made.webhook.id)
        shop.customer()
        shop.webhooks.answer = Sent(410, Trouble.GONE, "go away")
        shop.deliver()
        shown += [repr(made), repr(new), str(office.webhooks.list(EMPLOYEE))]
        shown += [repr(office.webhooks.deliveries(EMPLOYEE, made.webhook.id)), caplog.text]
    stored = office.desk.read(EMPLOYEE, lambda work: work.webhooks.all())
    trail = office.desk.read(
        EMPLOYEE, lambda work: work.history(SubjectType.WEBHOOK, made.webhook.id)
    )
    shown += [repr(stored), repr(trail.items)]
    assert "whsec_" not in "".join(shown)
    # In the store they stand where they sign from, each once, and in no message and no log.
    text = text_of(shop.store)
    for secret in (made.secret, new.secret):
        assert text.count(secret.removeprefix("whsec_")) == 1
    assert {len(made.secret), len(new.secret)} == {len("whsec_") + 44}  # 32 bytes in base64


def test_only_kept_events_that_it_wants_are_sent_again(shop: Shop) -> None:
    hooks = shop.office.webhooks
    id_ = hooks.add(EMPLOYEE, URL, ["customer.created"]).webhook.id
    shop.customer()
    shop.deliver()
    (created,) = hooks.deliveries(EMPLOYEE, id_)
    assert hooks.replay(EMPLOYEE, id_, created.message_id) == 1
    for unknown in (MessageId("none"), _changed(shop)):
        with pytest.raises(EventNotKept):
            hooks.replay(EMPLOYEE, id_, unknown)
    hooks.change(EMPLOYEE, id_, active=False)
    with pytest.raises(WebhookOff):
        hooks.replay(EMPLOYEE, id_, created.message_id)


def _changed(shop: Shop) -> MessageId:
    """An event that the webhook was not told of: John has an address."""

    def find(work: Work) -> MessageId:
        log = work.outbox.log(PageAfter())
        return next(each.id for each in log if each.topic == "customer.changed")

    return shop.office.desk.read(EMPLOYEE, find)


def test_a_thousand_are_sent_again_at_once(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    assert webhooks.MOST_REPLAYED == 1000
    monkeypatch.setattr(webhooks, "MOST_REPLAYED", 2)
    id_ = shop.office.webhooks.add(EMPLOYEE, URL, ["customer.*"]).webhook.id
    shop.customer()
    shop.deliver()
    assert shop.office.webhooks.replay(EMPLOYEE, id_) == 2
    shop.customer("Jane", "jane@example.com")
    shop.deliver()
    with pytest.raises(TooManyEvents):
        shop.office.webhooks.replay(EMPLOYEE, id_)


def test_the_log_comes_in_pages_and_is_kept_for_a_while(shop: Shop) -> None:
    office = shop.office
    id_ = office.webhooks.add(EMPLOYEE, URL).webhook.id
    for _ in range(25):
        office.webhooks.test(EMPLOYEE, id_)
        shop.clock.advance(timedelta(days=1))
    page = office.webhooks.deliveries(EMPLOYEE, id_)
    rest = office.webhooks.deliveries(EMPLOYEE, id_, after=page.next)
    assert (len(page), len(rest), rest.next) == (20, 5, "")
    with pytest.raises(FieldInvalid):
        office.webhooks.deliveries(EMPLOYEE, id_, after="made up")
    kept = KeepDays(drafts=None, links=None, events=None, audit=None, webhooks=20)
    office.setup.save(EMPLOYEE, evolve(SETTINGS, keep=kept))
    assert office.housekeeping.run(EMPLOYEE) == Removed(attempts=5)
    assert len(office.webhooks.deliveries(EMPLOYEE, id_)) == 20
    assert KeepDays().webhooks == 30


def test_a_shop_sees_its_own_alone(store: Store) -> None:
    north, south = (
        BackOffice(store, shop=name, webhook_sender=Shop().webhooks) for name in ("north", "south")
    )
    made = north.webhooks.add(EMPLOYEE, URL)
    assert south.webhooks.list(EMPLOYEE) == ()
    with pytest.raises(WebhookNotFound):
        south.webhooks.rotate_secret(EMPLOYEE, made.webhook.id)


def test_a_payload_is_json_whatever_is_in_it(shop: Shop) -> None:
    shop.office.webhooks.add(EMPLOYEE, URL, ["order.placed"])
    view = shop.cart()
    shop.office.carts.set_attributes(EMPLOYEE, view.cart.id, {"é": "\U0001f381 «»"})
    shop.office.finishing.place(EMPLOYEE, view.cart.id, payment_method="invoice")
    shop.deliver()
    ((_, headers, body),) = shop.webhooks.posts
    assert headers["content-type"] == "application/json"
    told = json.loads(body)
    assert told["data"]["attributes"] == {"é": "\U0001f381 «»"}
    assert (told["data"]["total"], told["data"]["version"]) == ("30.00", 1)
