"""The JSON API: the whole phone call, its errors, and what a fuzzer finds."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from starlette.testclient import TestClient

from backoffice_orders import OrderNumber
from backoffice_orders.back_office import BackOffice
from backoffice_orders.console import console_app
from backoffice_orders.console.api import api_app
from backoffice_orders.console.api.endpoints import endpoints
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.product import SpecificPrice
from backoffice_orders.testing.samples import EMPLOYEE, EXPRESS, MUG
from tests.checkout.samples import Shop
from tests.console.samples import BASE, SECRET


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def api(shop: Shop) -> TestClient:
    app = console_app(shop.office, lambda _: Actor.employee("ann", "Ann"), secret=SECRET)
    return TestClient(app, base_url=f"{BASE}")


def test_the_whole_phone_call(shop: Shop, api: TestClient) -> None:
    new = {"first_name": "Jane", "last_name": "Doe", "email": "jane@example.com"}
    customer = api.post("/api/customers", json=new).json()
    home = {"first_name": "J", "last_name": "D", "street": "1 rue X", "city": "Paris"}
    address = api.post(
        f"/api/customers/{customer['id']}/addresses",
        json={**home, "country": "FR", "postcode": "75001"},
    ).json()
    cart = api.post("/api/carts", json={"customer_id": customer["id"]}).json()
    path = f"/api/carts/{cart['id']}"
    (found,) = api.get("/api/products", params={"q": "mu", "cart_id": cart["id"]}).json()["items"]
    assert found["choices"][0]["price"] == {"amount": "12.00", "currency": "EUR"}
    line = {"product_id": found["id"], "quantity": 2, "version": cart["version"]}
    cart = api.post(f"{path}/lines", json=line).json()
    assert cart["lines"][0]["remaining"] == 8
    assert cart["delivery_address"]["id"] == address["id"]
    carrier = {"carrier_id": EXPRESS.id, "version": cart["version"]}
    cart = api.put(f"{path}/carrier", json=carrier).json()
    assert cart["sums"]["total"] == {"amount": "34.80", "currency": "EUR"}  # 24.00 and 10.80
    order = api.post(
        f"{path}/order",
        json={
            "payment_method": "invoice",
            "idempotency_key": "call-1",
            "version": cart["version"],
            "expected_total": {"amount": "34.80", "currency": "EUR"},
        },
    )
    assert order.status_code == 201
    found = shop.office.orders.search(EMPLOYEE).items[0]
    assert order.json()["reference"] == found.reference
    paid = api.post(
        f"/api/orders/{order.json()['id']}/payments",
        json={"amount": {"amount": "34.80", "currency": "EUR"}},
    ).json()
    assert paid["due"] == {"amount": "0.00", "currency": "EUR"}
    twice = {"amount": {"amount": "34.80", "currency": "EUR"}, "reference": "once more"}
    path = f"/api/orders/{order.json()['id']}"
    refused = api.post(f"{path}/payments", json=twice)
    assert (refused.status_code, refused.json()["code"]) == (409, "payment_too_large")
    owed = api.post(f"{path}/payments", json={**twice, "overpayment": True}).json()
    assert owed["overpaid"] == {"amount": "34.80", "currency": "EUR"}
    back = api.post(f"{path}/refunds", json={**twice, "method": "cash"}).json()
    assert back["overpaid"] == {"amount": "0.00", "currency": "EUR"}


@pytest.mark.parametrize("basis", ["a cart", "an order"])
def test_what_a_basis_had_and_the_cart_has_not_is_named(
    shop: Shop, api: TestClient, basis: str
) -> None:
    old = shop.cart().cart
    path = f"/api/carts/{old.id}/use"
    if basis == "an order":
        order = shop.office.finishing.place(EMPLOYEE, old.id, payment_method="invoice")
        path = f"/api/orders/{order.id}/use"
    shop.office.setup.remove(EMPLOYEE, MUG)
    begun = api.post(path).json()
    assert begun["lines"] == []
    assert [(each["code"], each["sentence"][:13]) for each in begun["notices"]] == [
        ("product_not_found", "2 x Blue mug:")
    ]


@pytest.mark.parametrize(
    "amount",
    ["1e2", "1_0", "+5", " 5", "5 ", "1,5", "1,234.00", ".5", "5.", "\uff15", "NaN", "", 5],
)
def test_an_amount_is_a_plain_decimal_number(shop: Shop, api: TestClient, amount: object) -> None:
    cart = shop.cart()
    order = shop.office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="invoice")
    answer = api.post(
        f"/api/orders/{order.id}/payments",
        json={"amount": {"amount": amount, "currency": "EUR"}},
    )
    assert (answer.status_code, answer.json()["fields"]["field"]) == (422, "amount")
    assert shop.office.orders.get(EMPLOYEE, order.id).payments == ()


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("/api/carts", {"customer_id": 5}, 422, "field_invalid"),
        ("/api/carts", {"nonsense": 1}, 422, "field_invalid"),
        ("/api/carts", [], 422, "field_invalid"),
        ("/api/carts/none/lines", {"product_id": "mug", "version": 1}, 404, "cart_not_found"),
        ("/api/carts/none/lines", {"product_id": "mug"}, 422, "field_invalid"),
        ("/api/nothing", {}, 404, "not_found"),
    ],
)
def test_errors_are_problem_details(
    api: TestClient, path: str, body: Any, status: int, code: str
) -> None:
    answer = api.post(path, json=body)
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (answer.status_code, problem["status"], problem["code"]) == (status, status, code)
    assert problem["type"] == f"urn:backoffice-orders:error:{code}"


@pytest.mark.parametrize("size", [300_000, 13_000_000])  # the API's own limit, and the page's
@pytest.mark.parametrize("in_parts", [False, True])
def test_what_is_too_large_is_a_problem_too(
    shop: Shop, api: TestClient, size: int, in_parts: bool
) -> None:
    alone = TestClient(api_app(shop.office, lambda _: EMPLOYEE), base_url=BASE)
    part = b" " * 100_000
    for browser, path in ((alone, "/carts"), (api, "/api/carts"), (api, "/api/carts/taken-in")):
        content = iter([part] * (size // len(part))) if in_parts else b" " * size
        headers = {"content-type": "application/json"}
        answer = browser.post(path, content=content, headers=headers)
        assert answer.headers["content-type"] == "application/problem+json"
        problem = answer.json()
        assert (answer.status_code, problem["status"]) == (413, 413)
        assert problem["code"] == "body_too_large"
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("length", ["\u00b2", "9" * 5000, "-1", "1e3"])
def test_a_length_that_is_none_is_too_large(api: TestClient, length: str) -> None:
    headers = {b"content-type": b"application/json", b"content-length": length.encode("latin-1")}
    answer = api.post("/api/carts", content=b"{}", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


def test_a_stale_change_is_refused(shop: Shop, api: TestClient) -> None:
    view = shop.cart()
    line = view.cart.lines[0].id
    answer = api.put(
        f"/api/carts/{view.cart.id}/lines/{line}/quantity", json={"quantity": 3, "version": 1}
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "stale_cart")
    assert answer.json()["fields"]["current_version"] == view.version


def test_a_change_goes_through_beside_another_s_where_that_is_asked_for(
    shop: Shop, api: TestClient
) -> None:
    view = shop.cart()
    url, line = f"/api/carts/{view.cart.id}", view.cart.lines[0].id
    before = {"version": view.version, "merging": True}
    messages = {"order_message": "Ring twice", "version": view.version}
    assert api.put(f"{url}/messages", json=messages).status_code == 200

    answer = api.put(f"{url}/lines/{line}/quantity", json={"quantity": 3, **before})
    assert answer.status_code == 200, answer.text
    changed = shop.office.carts.view(EMPLOYEE, view.cart.id).cart
    assert (changed.order_message, changed.lines[0].quantity) == ("Ring twice", 3)
    assert "changed_meanwhile" in {each["code"] for each in answer.json()["notices"]}

    batch = {"commands": [{"do": "set_messages", "order_message": "Ring once"}], **before}
    touching = api.post(f"{url}/batch", json=batch)
    assert (touching.status_code, touching.json()["code"]) == (409, "stale_cart")
    gone = api.delete(f"{url}/lines/{line}?version={view.version}&merging=true")
    assert (gone.status_code, gone.json()["code"]) == (409, "stale_cart")


@pytest.mark.parametrize(
    "body",
    [
        '{"first_name": "Jo", "first_name": "Jane", "last_name": "Doe", "email": "d@example.com"}',
        '{"first_name": "Jo", "last_name": "Doe", "email": "d@example.com", "x": {"a": 1, "a": 2}}',
        "[" * 20_000 + "]" * 20_000,
        "{",
    ],
)
def test_a_body_that_is_not_clear_is_refused(shop: Shop, api: TestClient, body: str) -> None:
    answer = api.post("/api/customers", content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (422, "field_invalid")
    assert answer.json()["fields"]["field"] == "body"
    assert not shop.office.customers.search(EMPLOYEE, "d@example.com").items


@pytest.mark.parametrize(
    ("method", "path", "query", "body", "field"),
    [
        ("POST", "/carts/{cart}/lines", {"quantity": "5"}, {"product_id": "mug"}, "quantity"),
        ("POST", "/carts", {"customer_id": "none"}, {}, "customer_id"),
        ("POST", "/carts/{cart}/copy", {}, {"name": "Jo"}, "name"),
        ("POST", "/carts/{cart}/copy", {}, [1], "body"),
        ("DELETE", "/carts/{cart}/links", {}, {"link_id": "none"}, "link_id"),
    ],
)
def test_what_is_said_where_nobody_reads_it_is_refused(
    shop: Shop, api: TestClient, method: str, path: str, query: Any, body: Any, field: str
) -> None:
    view = shop.cart()
    office = shop.office
    office.finishing.make_link(EMPLOYEE, view.cart.id)
    if path.endswith("lines"):
        body = {**body, "version": view.version}
    path = "/api" + path.format(cart=view.cart.id)
    before = office.carts.count_drafts(EMPLOYEE)
    answer = api.request(method, path, params=query, json=body)
    assert (answer.status_code, answer.json()["fields"]["field"]) == (422, field)
    assert office.carts.count_drafts(EMPLOYEE) == before
    assert office.carts.view(EMPLOYEE, view.cart.id).version == view.version
    assert office.finishing.links(EMPLOYEE, view.cart.id)[0].withdrawn_at is None


@pytest.mark.parametrize("body", [b"", b" ", b"{}"])
def test_what_takes_no_fields_may_be_sent_none(shop: Shop, api: TestClient, body: bytes) -> None:
    cart = shop.cart().cart
    assert api.post(f"/api/carts/{cart.id}/copy", content=body).status_code == 201


def test_a_number_in_a_query_is_refused_as_in_a_body(api: TestClient) -> None:
    for quantity, code in (
        ("-1", "quantity_not_positive"),
        ("0", "quantity_not_positive"),
        ("1000001", "quantity_too_large"),
        ("1.5", "field_invalid"),
    ):
        answer = api.get("/api/products/mug/price", params={"quantity": quantity})
        assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_another_sites_forms_are_not_json(api: TestClient) -> None:
    answer = api.post("/api/carts", content="{}", headers={"content-type": "text/plain"})
    assert answer.status_code == 415
    answer = api.post("/api/carts", json={}, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403


def test_nobody_is_let_in_without_the_hosts_word(shop: Shop) -> None:
    browser = TestClient(console_app(shop.office, lambda _: None, secret=SECRET))
    answer = browser.get("/api/customers?q=jo")
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


@pytest.mark.parametrize("quantity", [1.5, True, "2", None])
def test_a_quantity_is_a_whole_number(shop: Shop, api: TestClient, quantity: Any) -> None:
    view = shop.cart()
    line = {"product_id": "mug", "quantity": quantity, "version": view.cart.version}
    answer = api.post(f"/api/carts/{view.cart.id}/lines", json=line)
    assert (answer.status_code, answer.json()["code"]) == (422, "quantity_invalid")


# They look, or take a cart as it is whatever its version: nothing of it can be overwritten.
WITHOUT_VERSION = {"carts.use_cart", "carts.copy", "vouchers.what_if", "finishing.withdraw_links"}


def test_whatever_changes_a_cart_names_the_version_that_was_seen() -> None:
    changing = [
        each
        for each in endpoints(BackOffice.in_memory())
        if each.row.method != "GET" and each.row.path.startswith("/carts/{cart_id}")
    ]
    without = {each.row.use for each in changing if "version" not in each.fields}
    assert without == WITHOUT_VERSION
    for each in changing:
        if each.row.use not in WITHOUT_VERSION:
            assert each.fields["version"].required, f"{each.row.use} goes without a version"


def test_a_version_that_is_missing_is_named(shop: Shop, api: TestClient) -> None:
    cart = shop.office.carts.start(EMPLOYEE).cart
    answer = api.post(f"/api/carts/{cart.id}/lines", json={"product_id": "mug"})
    assert (answer.status_code, answer.json()["fields"]["field"]) == (422, "version")
    answer = api.delete(f"/api/carts/{cart.id}/lines/line_1")
    assert (answer.status_code, answer.json()["fields"]["field"]) == (422, "version")


def test_orders_are_listed_by_what_they_are_like(shop: Shop, api: TestClient) -> None:
    cart = shop.cart().cart
    order = shop.office.finishing.place(EMPLOYEE, cart.id, payment_method="invoice")

    def found(**asked: str) -> list[str]:
        answer = api.get("/api/orders", params=asked)
        assert answer.status_code == 200, answer.text
        return [each["reference"] for each in answer.json()["items"]]

    at = order.placed_at.isoformat()
    for asked in (
        {"status": order.status},
        {"placed_by": EMPLOYEE.id},
        {"unpaid": "true"},
        {"placed_from": at},
        {"q": "mug", "unpaid": "true"},
    ):
        assert found(**asked) == [order.reference], asked
    for asked in ({"status": "shipped"}, {"placed_by": "nobody"}, {"placed_until": at}):
        assert found(**asked) == [], asked
    wrong = {"placed_from": "yesterday", "placed_until": "2026-01-15T09:00:00", "unpaid": "maybe"}
    for name, value in wrong.items():
        refused = api.get("/api/orders", params={name: value})
        assert (refused.status_code, refused.json()["code"]) == (422, "field_invalid")
        assert refused.json()["fields"]["field"] == name


def test_what_a_cart_and_a_product_cost_at_a_moment(shop: Shop, api: TestClient) -> None:
    """Two mugs at 12.00 and 6.00 of delivery; half the price of mugs from the 1st of March on."""
    begins = datetime(2026, 3, 1, tzinfo=UTC)
    half = SpecificPrice(MUG.id, percent=Decimal(50), valid_from=begins)
    shop.office.setup.set_specific_prices(EMPLOYEE, MUG.id, [half])
    cart_id = shop.cart().cart.id
    cart = f"/carts/{cart_id}"

    def cost(path: str, **asked: str) -> Any:
        answer = api.get(f"/api{path}", params=asked)
        assert answer.status_code == 200, answer.text
        return answer.json()

    assert cost(f"{cart}/price")["sums"]["total"]["amount"] == "30.00"
    then = cost(f"{cart}/price", moment="2026-03-01T00:00:00Z")
    assert (then["moment"], then["sums"]["total"]["amount"], then["missing"]) == (
        "2026-03-01T00:00:00+00:00",
        "18.00",
        [],
    )
    mugs = cost(
        f"/products/{MUG.id}/price", quantity="3", moment="2026-03-01T00:00:00Z", cart_id=cart_id
    )
    assert (mugs["unit_price"]["amount"], mugs["total_net"]["amount"], mugs["reduced"]) == (
        "6.00",
        "15.00",
        True,
    )
    naive = api.get(f"/api{cart}/price", params={"moment": "2026-03-01T00:00:00"})
    assert (naive.status_code, naive.json()["code"]) == (422, "field_invalid")


def test_a_list_is_added_and_what_is_wrong_is_told(shop: Shop, api: TestClient) -> None:
    cart = shop.office.carts.start(EMPLOYEE)
    path, body = f"/api/carts/{cart.cart.id}", {"text": "MUG-1 2\nnone 1", "version": cart.version}
    done = api.post(f"{path}/lines/many", json=body).json()
    assert (done["added"], done["cart"]["lines"][0]["quantity"]) == (1, 2)
    (wrong,) = done["not_added"]
    assert (wrong["text"], wrong["code"]) == ("none 1", "code_unknown")
    (fact,) = api.get(f"{path}/lines").json()["items"]
    assert (fact["stock"], fact["usual_price"]) == ("8 left", None)


def test_advice_comes_with_its_sum(shop: Shop, api: TestClient) -> None:
    settings = evolve(shop.office.setup.settings(EMPLOYEE), free_shipping_from_amount=Decimal(36))
    shop.office.setup.save(EMPLOYEE, settings)
    cart = shop.cart(shop.customer())
    told = api.get(f"/api/carts/{cart.cart.id}/advice").json()["items"]
    assert told[0]["message"] == "1 more of Blue mug: delivery is free. Only €6.00 more."
    assert told[0]["difference"] == {"amount": "6.00", "currency": "EUR"}


def test_an_order_is_found_by_a_reference_with_slashes(shop: Shop) -> None:
    # As a host's own numbers have them: the order's address is by its id.
    numbers = BackOffice(shop.store, clock=shop.clock, numbers=lambda _: OrderNumber(17, "2026/17"))
    order = numbers.finishing.place(EMPLOYEE, shop.cart().cart.id, payment_method="invoice")
    api = TestClient(api_app(numbers, lambda _: EMPLOYEE), base_url=BASE)
    for written in ("2026/17", "2026%2F17"):
        answer = api.get(f"/orders/by-reference/{written}")
        assert (answer.status_code, answer.json().get("id")) == (200, order.id)
    assert api.get("/orders/by-reference/2026/18").status_code == 404
