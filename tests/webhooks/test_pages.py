"""Webhooks on the employee's page and in the API."""

from __future__ import annotations

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from backoffice_orders.console import console_app
from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.ids import ActorId, WebhookId
from backoffice_orders.model.webhook import Sent, SwitchedOff, Trouble
from backoffice_orders.testing.samples import EMPLOYEE
from tests.console.samples import BASE, SECRET, Page, value

NEW = {"url": "https://crm.example/orders", "topics": "order.*, stock.low", "note": "the CRM"}


@pytest.fixture
def page() -> Page:
    return Page()


def only_webhook(page: Page) -> WebhookId:
    (webhook,) = page.shop.office.webhooks.list(EMPLOYEE)
    return webhook.id


def test_a_webhook_is_added_and_its_secret_shown_once(page: Page) -> None:
    status, text, _ = page.press("/webhooks", page.get("/webhooks"), **NEW)
    assert status == 200
    assert re.search(r'id="webhook-secret"\s+value="whsec_[\w+/]{43}="', text)
    (webhook,) = page.shop.office.webhooks.list(EMPLOYEE)
    assert (webhook.topics, webhook.note) == (("order.*", "stock.low"), "the CRM")
    for path in ("/webhooks", f"/webhook/{webhook.id}"):
        shown = page.get(path)
        assert "https://crm.example/orders" in shown
        assert "whsec_" not in shown


def test_what_was_typed_stays_where_it_is_refused(page: Page) -> None:
    status, text, _ = page.press("/webhooks", page.get("/webhooks"), **NEW | {"url": "crm"})
    assert status == 422
    assert 'value="crm"' in text
    assert 'value="order.*, stock.low"' in text
    assert 'aria-invalid="true"' in text
    assert page.shop.office.webhooks.list(EMPLOYEE) == ()


def test_it_is_changed_switched_off_and_removed(page: Page) -> None:
    page.press("/webhooks", page.get("/webhooks"), **NEW)
    id_ = only_webhook(page)
    here = f"/webhook/{id_}"
    page.press(f"{here}/change", page.get(here), **NEW | {"topics": "*", "active": "1"})
    assert page.shop.office.webhooks.get(EMPLOYEE, id_).topics == ("*",)
    page.press(f"{here}/change", page.get(here), **NEW)
    assert page.shop.office.webhooks.get(EMPLOYEE, id_).switched_off is SwitchedOff.BY_HAND
    _, _, path = page.press(f"{here}/remove", page.get(here))
    assert path == "/webhooks"
    assert page.shop.office.webhooks.list(EMPLOYEE) == ()


def test_the_log_says_what_came_of_it_and_sends_again(page: Page) -> None:
    page.press("/webhooks", page.get("/webhooks"), **NEW | {"topics": "customer.created"})
    here = f"/webhook/{only_webhook(page)}"
    page.shop.webhooks.answer = Sent(503, Trouble.STATUS, "<b>down</b>", 1200)
    page.shop.customer()
    page.shop.office.events.deliver(EMPLOYEE)
    text = page.get(here)
    assert "it has answered 503" in text
    assert "&lt;b&gt;down&lt;/b&gt;" in text
    assert "1,200 ms" in text
    page.shop.webhooks.answer = Sent(200)
    _, text, _ = page.press(f"{here}/replay", text, message=value(text, "message"))
    assert "One event is sent again" in text
    _, text, _ = page.press(f"{here}/test", text)
    assert "The test event has arrived (200)" in text
    assert "it has answered 503" in page.get(f"{here}?failed=1")
    assert "it has answered 200" not in page.get(f"{here}?failed=1")


def test_who_may_not_manage_them_does_not_see_them(page: Page) -> None:
    page.press("/webhooks", page.get("/webhooks"), **NEW)
    id_ = only_webhook(page)
    others = frozenset(each for each in Permission if each is not Permission.MANAGE_WEBHOOKS)
    seller = Page(page.shop, Actor(ActorId("tim"), "Tim", others))
    assert "/webhooks" not in seller.get("/")
    for path in ("/webhooks", f"/webhook/{id_}"):
        assert seller.browser.get(path).status_code == 403


@pytest.fixture
def api(page: Page) -> TestClient:
    app = console_app(page.shop.office, lambda _: EMPLOYEE, secret=SECRET)
    return TestClient(app, base_url=f"{BASE}/api/")


def sent(api: TestClient, method: str, path: str, **body: Any) -> Any:
    answer = api.request(method, path, json=body) if method != "GET" else api.get(path)
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


def test_the_whole_life_of_a_webhook_over_the_api(page: Page, api: TestClient) -> None:
    made = sent(api, "POST", "webhooks", url="https://crm.example/", topics=["customer.*"])
    assert made["secret"].startswith("whsec_")
    here = f"webhooks/{made['webhook']['id']}"
    assert sent(api, "GET", "webhooks")["items"] == [made["webhook"]]
    assert "secret" not in sent(api, "GET", here)
    assert sent(api, "PATCH", here, note="the CRM")["note"] == "the CRM"
    assert sent(api, "POST", f"{here}/tests")["status"] == 204
    page.shop.customer()
    page.shop.deliver()
    log = sent(api, "GET", f"{here}/deliveries")
    assert [each["topic"] for each in log["items"]] == [
        "customer.changed",
        "customer.created",
        "webhook.test",
    ]
    message = log["items"][0]["message_id"]
    assert sent(api, "POST", f"{here}/replays", message_id=message) == {"count": 1}
    other = sent(api, "POST", f"{here}/secret", overlap_hours=1)
    assert other["secret"] != made["secret"]
    assert api.request("DELETE", here).status_code == 200
    assert api.get(here).status_code == 404
    assert api.get(here).json()["code"] == "webhook_not_found"
