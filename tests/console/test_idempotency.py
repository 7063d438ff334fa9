"""``Idempotency-Key``: a request that is sent again is done once, and answered as before."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from starlette.testclient import TestClient

from backoffice_orders.adapters.memory import FixedClock
from backoffice_orders.adapters.memory.payments import Behaviour
from backoffice_orders.console import console_app
from backoffice_orders.console.access import SearchLimit
from backoffice_orders.console.api import api_app
from backoffice_orders.console.api.table import TABLE
from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.ids import OrderId
from backoffice_orders.model.keyed_request import KeptAnswer
from backoffice_orders.services.attempts import Answering
from backoffice_orders.services.keyed_requests import KeyedRequests
from backoffice_orders.testing.samples import EMPLOYEE, MUG
from tests.checkout.samples import Shop
from tests.console.samples import BASE, SECRET
from tests.dump import text_of

TEN = {"amount": {"amount": "10.00", "currency": "EUR"}}
DAY = timedelta(days=1)


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def api(shop: Shop) -> TestClient:
    app = console_app(
        shop.office,
        lambda request: Actor.employee(request.headers.get("who", "ann"), "Ann"),
        secret=SECRET,
    )
    return TestClient(app, base_url=f"{BASE}/api")


@pytest.fixture
def order(shop: Shop) -> str:
    """The address of an order of two mugs, delivered: 30.00, and nothing is paid."""
    cart = shop.cart()
    place = shop.office.finishing.place
    return f"/orders/{place(EMPLOYEE, cart.cart.id, payment_method='invoice').id}"


def keyed(key: str = "k1", **others: str) -> dict[str, str]:
    return {"Idempotency-Key": key, **others}


def paid(api: TestClient, order: str) -> str:
    return f"{Decimal(api.get(order).json()['paid']['amount']):.2f}"


def test_a_payment_that_is_sent_twice_is_recorded_once(api: TestClient, order: str) -> None:
    first = api.post(f"{order}/payments", json=TEN, headers=keyed())
    again = api.post(f"{order}/payments", json=TEN, headers=keyed())
    assert (first.status_code, first.headers.get("idempotent-replayed")) == (201, None)
    assert (again.status_code, again.headers["idempotent-replayed"]) == (201, "true")
    assert again.content == first.content
    assert again.headers["content-type"] == first.headers["content-type"]
    assert again.headers["content-language"] == first.headers["content-language"]
    assert paid(api, order) == "10.00"


def test_without_a_key_or_with_another_it_is_done_again(
    shop: Shop, api: TestClient, order: str
) -> None:
    for headers in ({}, {}, keyed("k1"), keyed("k2"), keyed("k1", who="bob")):
        assert api.post(f"{order}/notes", json={"text": "x"}, headers=headers).status_code == 201
    assert len(shop.office.orders.get(EMPLOYEE, OrderId(order.rpartition("/")[2])).notes) == 5


def test_what_counts_of_a_body_is_what_it_says(api: TestClient, order: str) -> None:
    spaced = b'{ "reference": "r1", "amount": {"currency": "EUR",   "amount": "10.00"} }'
    as_json = {"content-type": "application/json"}
    one = api.post(f"{order}/payments", content=spaced, headers=keyed(**as_json))
    two = api.post(f"{order}/payments", json={**TEN, "reference": "r1"}, headers=keyed('"k1"'))
    assert (one.status_code, two.headers["idempotent-replayed"]) == (201, "true")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("payments", {"amount": {"amount": "11.00", "currency": "EUR"}}),
        ("payments", {**TEN, "reference": "r1"}),
        ("refunds", {**TEN, "method": "cash"}),
    ],
)
def test_a_key_is_for_one_request(
    api: TestClient, order: str, path: str, body: dict[str, Any]
) -> None:
    api.post(f"{order}/payments", json=TEN, headers=keyed())
    refused = api.post(f"{order}/{path}", json=body, headers=keyed())
    assert (refused.status_code, refused.json()["code"]) == (422, "key_of_another_request")
    assert paid(api, order) == "10.00"


@pytest.mark.parametrize(
    "key", ["", " ", "a b", "a,\tb", "k" * 256, '"k1', "a\\b", 'a"b', '""', "é"]
)
def test_what_is_no_key_is_refused(api: TestClient, order: str, key: str) -> None:
    headers = type(api.headers)({b"Idempotency-Key": key.encode()})
    refused = api.post(f"{order}/payments", json=TEN, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (400, "idempotency_key_invalid")
    assert paid(api, order) == "0.00"


def test_two_keys_are_refused(api: TestClient, order: str) -> None:
    two = type(api.headers)([("Idempotency-Key", "a"), ("Idempotency-Key", "b")])
    refused = api.post(f"{order}/payments", json=TEN, headers=two)
    assert (refused.status_code, refused.json()["code"]) == (400, "idempotency_key_invalid")


def test_the_longest_key_is_one(api: TestClient, order: str) -> None:
    long = keyed("k" * 255)
    assert api.post(f"{order}/payments", json=TEN, headers=long).status_code == 201


def test_what_was_refused_may_be_tried_again(shop: Shop, api: TestClient) -> None:
    cart = shop.cart()
    line = {"product_id": MUG.id, "quantity": 50, "version": cart.version}
    path = f"/carts/{cart.cart.id}/lines"
    refused = api.post(path, json=line, headers=keyed())
    assert (refused.status_code, refused.json()["code"]) == (409, "out_of_stock")
    shop.office.setup.receive_stock(EMPLOYEE, MUG.id, 100)
    added = api.post(path, json=line, headers=keyed())
    assert (added.status_code, added.headers.get("idempotent-replayed")) == (201, None)
    assert api.post(path, json=line, headers=keyed()).content == added.content


def test_a_request_that_is_being_done_is_not_begun_again(
    shop: Shop, api: TestClient, order: str
) -> None:
    running = began(shop, order)
    refused = api.post(f"{order}/payments", json=TEN, headers=keyed())
    assert (refused.status_code, refused.json()["code"]) == (409, "request_running")
    assert refused.headers["retry-after"] == "1"
    KeyedRequests(shop.office.desk).ended(EMPLOYEE, running, None)
    assert api.post(f"{order}/payments", json=TEN, headers=keyed()).status_code == 201


def began(shop: Shop, order: str) -> Any:
    """Another process has begun the payment of ten, and does not go on."""
    asked = ["orders_record_payment", {"order_id": order.rpartition("/")[2]}, TEN]
    answering = Answering(lambda _: KeptAnswer(201), lambda _: None)
    asked_as = json.dumps(asked, sort_keys=True).encode()
    return KeyedRequests(shop.office.desk).begin(
        Actor.employee("ann", "Ann"), "k1", asked_as, answering
    )


def test_a_key_is_free_again_after_a_day(shop: Shop, api: TestClient, order: str) -> None:
    clock = shop.office.desk.clock
    assert isinstance(clock, FixedClock)
    api.post(f"{order}/payments", json=TEN, headers=keyed())
    clock.advance(DAY - timedelta(seconds=1))
    again = api.post(f"{order}/payments", json=TEN, headers=keyed())
    assert again.headers["idempotent-replayed"] == "true"
    clock.advance(timedelta(seconds=1))
    assert api.post(f"{order}/payments", json=TEN, headers=keyed()).status_code == 201
    assert paid(api, order) == "20.00"


def test_a_link_is_given_once_and_kept_nowhere(shop: Shop, api: TestClient) -> None:
    cart = shop.cart()
    made = api.post(f"/carts/{cart.cart.id}/links", json={"version": cart.version}, headers=keyed())
    assert made.status_code == 201
    assert made.json()["url"].startswith("http")
    again = api.post(
        f"/carts/{cart.cart.id}/links", json={"version": cart.version}, headers=keyed()
    )
    assert (again.status_code, again.json()["code"]) == (409, "answer_not_kept")
    assert len(api.get(f"/carts/{cart.cart.id}/links").json()["items"]) == 1


def test_who_may_not_do_it_any_more_is_not_told_what_came_of_it(shop: Shop, order: str) -> None:
    may = {Permission.EDIT_ORDER}
    app = api_app(shop.office, lambda _: Actor(EMPLOYEE.id, "Ann", frozenset(may)))
    ann, note = TestClient(app, base_url=BASE), {"text": "Called"}
    assert ann.post(f"{order}/notes", json=note, headers=keyed()).status_code == 201
    may.clear()
    before = text_of(shop.office.desk.store)
    for key in ("k1", "k2"):
        refused = ann.post(f"{order}/notes", json=note, headers=keyed(key))
        assert (refused.status_code, refused.json()["code"]) == (403, "permission_denied")
    assert text_of(shop.office.desk.store) == before
    may.add(Permission.EDIT_ORDER)
    again = ann.post(f"{order}/notes", json=note, headers=keyed())
    assert (again.status_code, again.headers["idempotent-replayed"]) == (201, "true")


def test_erasing_a_customer_takes_the_answers_that_told_of_them(
    shop: Shop, api: TestClient
) -> None:
    zoe = {"first_name": "Zoe", "last_name": "Quux", "email": "zoe@example.com"}
    created = api.post("/customers", json=zoe, headers=keyed()).json()
    assert "Quux" in text_of(shop.office.desk.store)
    api.post(f"/customers/{created['id']}/erasure", headers=keyed("k2"))
    assert "Quux" not in text_of(shop.office.desk.store)
    again = api.post("/customers", json=zoe, headers=keyed())
    assert (again.status_code, again.json()["code"]) == (409, "answer_not_kept")


@pytest.mark.parametrize(
    ("behaviour", "first", "then"),
    [
        (Behaviour.REFUSE, "payment_refused", "payment_refused"),
        # What becomes of it is not known yet, so that the answer is none to be kept.
        (Behaviour.SILENT_BEFORE_CHARGING, "payment_pending", "answer_not_kept"),
    ],
)
def test_a_refusal_after_a_change_is_not_tried_again(
    shop: Shop, api: TestClient, order: str, behaviour: Behaviour, first: str, then: str
) -> None:
    shop.cards.behaviour = behaviour
    card = {"payment_method": "card"}
    refused = api.post(f"{order}/charges", json=card, headers=keyed())
    assert (refused.status_code, refused.json()["code"]) == (409, first)
    shop.cards.behaviour = Behaviour.ACCEPT
    again = api.post(f"{order}/charges", json=card, headers=keyed())
    assert (again.status_code, again.json()["code"]) == (409, then)
    assert shop.cards.charged == {}


def test_the_document_has_the_header_at_every_post(api: TestClient) -> None:
    paths = api.get("/openapi.json").json()["paths"]
    for row in TABLE:
        operation = paths[row.path][row.method.lower()]
        takes = any(each["in"] == "header" for each in operation["parameters"])
        assert takes == (row.method in ("POST", "PATCH")), row.name
        if takes:
            assert {"400", "409", "422"} <= operation["responses"].keys()


@pytest.mark.parametrize(
    ("path", "body"),
    [("what-if", {"rule_ids": []}), ("lines/many", {"text": "mug-1", "version": 2})],
)
def test_what_looks_things_up_counts_as_a_search(
    shop: Shop, path: str, body: dict[str, Any]
) -> None:
    cart, ann = shop.cart(), Actor.employee("ann", "Ann")
    limit = SearchLimit(lambda: 0.0)
    api = TestClient(api_app(shop.office, lambda _: ann, limit), base_url=BASE)
    assert api.post(f"/carts/{cart.cart.id}/{path}", json=body).status_code == 201
    while limit.allows(ann.id):
        pass
    refused = api.post(f"/carts/{cart.cart.id}/{path}", json=body)
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_searches")
