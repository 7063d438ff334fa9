"""What every answer of every app keeps to: headers, limits, redirects, and no 500 for bad input."""

from __future__ import annotations

import sys
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from backoffice_orders.checkout import checkout_app
from backoffice_orders.console import console_app
from backoffice_orders.console.access import SEARCHES_AT_ONCE, SearchLimit
from backoffice_orders.console.api import api_app
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.testing.samples import EMPLOYEE, PLAQUE
from backoffice_orders.web.limits import Limit, network_of
from tests.checkout.samples import BASE, Shop
from tests.console.samples import SECRET, Page, value
from tests.forms import Forms

# The packages give their functions the modules' names.
checkout_module = sys.modules["backoffice_orders.checkout.pages"]
console_module = sys.modules["backoffice_orders.console.app"]
HEADERS = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
}
APPS: dict[str, Callable[[Shop], Starlette]] = {
    "console": lambda shop: console_app(shop.office, lambda _: EMPLOYEE, secret=SECRET),
    "checkout": lambda shop: checkout_app(shop.office, shop.links),
    "api": lambda shop: api_app(shop.office, lambda _: EMPLOYEE),
}


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture(params=list(APPS))
def app(request: pytest.FixtureRequest, shop: Shop) -> Starlette:
    return APPS[request.param](shop)


def browser_of(app: Starlette) -> TestClient:
    return TestClient(app, base_url=BASE, raise_server_exceptions=False)


def require_headers(answer: Any) -> None:
    for name, wanted in HEADERS.items():
        assert answer.headers.get(name) == wanted, (answer.status_code, name)
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_headers_on_every_answer(app: Starlette) -> None:
    browser = browser_of(app)
    for method in ("GET", "POST", "PUT", "DELETE", "OPTIONS", "HEAD"):
        for path in ("/", "/nothing", "/cart/none", "/customers", "/openapi.json", "/carts/none"):
            require_headers(browser.request(method, path))


def test_headers_on_what_nobody_has_foreseen(app: Starlette) -> None:
    def broken(_request: Any) -> Any:
        raise RuntimeError("a secret: John")

    app.router.routes.insert(0, Route("/broken", broken))
    answer = browser_of(app).get("/broken")
    assert (answer.status_code, "John" in answer.text) == (500, False)
    require_headers(answer)


def test_bodies_are_limited(app: Starlette) -> None:
    browser = browser_of(app)
    headers = {"content-type": "application/json"}
    for path in ("/start", "/carts", "/cart/none/place"):
        answer = browser.post(path, content=b"x" * 13_000_000, headers=headers)
        assert answer.status_code == 413
        require_headers(answer)

    def endless() -> Any:
        for _ in range(1300):
            yield b"x" * 10_000

    answer = browser.post("/carts", content=endless(), headers=headers)
    assert answer.status_code in {404, 405, 413}
    require_headers(answer)


@pytest.mark.parametrize(
    "path", ["/cart/x/", "/customers/", "/start/", "/api", "//", "//evil.example/cart/x/"]
)
def test_no_redirect_leads_to_where_host_says(app: Starlette, path: str) -> None:
    browser = browser_of(app)
    answer = browser.get(f"{BASE}{path}", headers={"host": "evil.example"}, follow_redirects=False)
    location = answer.headers.get("location", "/")
    assert location.startswith("/")
    assert not location.startswith("//")


def test_slashes_are_mended_by_paths_alone(shop: Shop) -> None:
    cart = shop.cart().cart.id
    host = Starlette(routes=[Mount("/admin/new", APPS["console"](shop))])
    browser = TestClient(host, base_url=BASE)
    headers = {"host": "evil.example"}
    answer = browser.get(f"/admin/new/cart/{cart}/?new=1", headers=headers, follow_redirects=False)
    assert answer.headers["location"] == f"/admin/new/cart/{cart}?new=1"


@pytest.fixture
def no_time_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is, nothing is earned by waiting."""

    def limit(at_once: float, per_second: float) -> Limit:
        return Limit(at_once, per_second, lambda: 0.0)

    monkeypatch.setattr(checkout_module, "Limit", limit)
    monkeypatch.setattr(console_module, "SearchLimit", lambda: SearchLimit(lambda: 0.0))


@pytest.mark.usefixtures("no_time_passes")
def test_searches_are_limited_wherever_they_are_made(shop: Shop) -> None:
    page = Page(shop)
    cart = shop.cart().cart.id
    ways: list[Callable[[], Any]] = [
        lambda: page.browser.get("/?customers=jo"),
        lambda: page.browser.get(f"/cart/{cart}?customers=jo"),
        lambda: page.browser.get(f"/cart/{cart}?products=mug"),
        lambda: page.browser.get(f"/cart/{cart}?vouchers=x"),
        lambda: page.browser.get("/search/customers?q=jo"),
        lambda: page.browser.get("/api/customers?q=jo"),
        lambda: page.browser.get("/api/customer-doubles?name=jo"),
        lambda: page.browser.post(
            f"/cart/{cart}/create-voucher",
            data={"token": token, "version": "2", "gift.product_id": "x", "name": "x"},
        ),
        lambda: page.browser.post(
            "/voucher/x",
            data={"token": token, "gift.product_id": "x"},
        ),
    ]
    token = value(page.get("/"), "token")
    for way in ways:
        assert way().status_code != 429
    for _ in range(SEARCHES_AT_ONCE):
        page.browser.get("/search/customers?q=jo")
    for way in ways:
        assert way().status_code == 429
    assert page.browser.get(f"/cart/{cart}").status_code == 200  # it is no search


@pytest.mark.usefixtures("no_time_passes")
def test_codes_cannot_be_guessed(shop: Shop) -> None:
    shop.office.vouchers.create(
        EMPLOYEE, name="Half", actions=[Percentage(PLAQUE.weight * 50)], code="C00042"
    )
    link, browser = shop.sent(shop.cart()), shop.browser()
    statuses = []
    for number in range(60):
        form = Forms(browser.get(shop.path(link)))
        form.fill(code=f"C{number:05}")
        statuses.append(form.press(browser, "Use it" if number % 2 else "Order").status_code)
    assert statuses.count(404) == 10
    assert statuses[-1] == 429
    assert shop.office.carts.view(EMPLOYEE, link.cart_id).cart.rule_ids == ()
    form = Forms(browser.get(shop.path(link)))
    form.fill(message="Ring twice", payment_method="invoice")
    form.press(browser, "Order and pay")
    assert len(shop.office.orders.search(EMPLOYEE).items) == 1


@pytest.mark.usefixtures("no_time_passes")
def test_an_address_with_many_links_cannot_guess_more(shop: Shop) -> None:
    browser = shop.browser()
    statuses = []
    for number in range(6):
        customer = shop.customer(email=f"john{number}@example.com")
        link = shop.sent(shop.cart(customer))
        for _ in range(8):
            form = Forms(browser.get(shop.path(link)))
            form.fill(code="NONE")
            statuses.append(form.press(browser, "Use it").status_code)
    assert statuses.count(404) == 30


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8:0:1::1", "2001:db8::1:ffff:ffff:ffff:ffff", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("fe80::1%eth0", "fe80::2%eth0", True),
        ("", "", True),
        ("/run/shop.sock", "", False),
    ],
)
def test_who_has_a_whole_network_counts_as_one(one: str, other: str, same: bool) -> None:
    limit = Limit(1, 0.0)
    assert limit.allows(network_of(one))
    assert limit.allows(network_of(other)) is not same


@pytest.mark.usefixtures("no_time_passes")
def test_another_address_of_ones_own_network_guesses_no_more(shop: Shop) -> None:
    app, statuses = checkout_app(shop.office, shop.links), []
    for number in range(5):
        link = shop.sent(shop.cart(shop.customer(email=f"john{number}@example.com")))
        for turn in range(8):
            client = (f"2001:db8::{number}:{turn}", 1)
            browser = TestClient(app, client=client, base_url=BASE)
            form = Forms(browser.get(shop.path(link)))
            form.fill(code="NONE")
            statuses.append(form.press(browser, "Use it").status_code)
    assert (statuses.count(404), statuses.count(429)) == (30, 10)


def test_a_limit_forgets_who_has_waited_and_stays_small() -> None:
    now = [0.0]
    limit = Limit(2, 1.0, lambda: now[0])
    assert [limit.allows("a") for _ in range(3)] == [True, True, False]
    now[0] = 1.0
    assert [limit.allows("a") for _ in range(2)] == [True, False]
    for number in range(30_000):
        limit.allows(f"name {number}")
    assert len(limit._allowances) <= 10_000


# Bad input of every kind, to every button of both pages.
_BAD = [
    "",
    " ",
    "0",
    "-1",
    "1e9",
    "1.5",
    "999999999",
    "9" * 40,
    "٣",
    "NaN",
    "Infinity",
    "none",
    "null",
    "[]",
    '[["x"]]',
    '{"a": 1}',
    "[" * 2000,
    "\u202e",
    "\x00",
    "\x00x",
    "\ufffd",
    "😀" * 300,
    "x" * 3000,
    "<script>",
    "' OR 1=1 --",
    "../..",
    "EUR",
    "XXX",
    "yes",
    "percentage",
    "amount",
    "gift",
    "free_shipping",
    "fee",
]


@pytest.fixture
def on_store(store: Store) -> Page:
    return Page(Shop(store))


@pytest.mark.parametrize("seed", range(4))
def test_no_button_fails_on_bad_input(
    on_store: Page, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SearchLimit, "require", lambda *_: None)
    chance = Random(seed)
    view = on_store.shop.cart()
    link = on_store.shop.sent(view)
    console = browser_of(console_app(on_store.shop.office, lambda _: EMPLOYEE, secret=SECRET))
    checkout = browser_of(checkout_app(on_store.shop.office, on_store.shop.links))
    pages = (
        (console, "/?customers=john"),
        (console, f"/cart/{view.cart.id}?products=mug&customers=jo&new=1"),
        (checkout, on_store.shop.path(link) + "?new=1"),
    )
    for browser, path in pages:
        for number in range(len(Forms(browser.get(path)).controls)):
            form = Forms(browser.get(path))
            if number >= len(form.controls):
                break  # the cart has become an order, or its link has been withdrawn
            button = form.controls[number]
            if button.tag != "button" or button.owner not in form.forms:
                continue
            kept = ("token",) if chance.random() < 0.5 else ("token", "version")
            for each in form.controls:
                name = each.attributes.get("name")
                if name and name not in kept and chance.random() < 0.4:
                    each.value, each.checked = chance.choice(_BAD), True
            answer = form.press_control(browser, button)
            assert answer.status_code < 500, (path, button.text, answer.text[:300])


@pytest.mark.parametrize(
    "kind",
    [
        "multipart/form-data; boundary=x; charset=undefined",
        "multipart/form-data; boundary=x; charset=utf-16",
        "multipart/form-data; boundary=x; charset=rot13",
        "multipart/form-data; boundary=x; charset=unicode_escape",
        "multipart/form-data; boundary=x; charset=\x01",
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "application/x-www-form-urlencoded; charset=undefined",
        "application/x-www-form-urlencoded; charset=idna",
        "text/plain",
    ],
)
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--x\r\n",
        b'--x\r\nContent-Disposition: form-data; name="token"\r\n\r\n\\ud800\xff\x00\r\n--x--\r\n',
        b"--x\r\nnonsense\r\n\r\n\r\n--x--\r\n",
        b'--x\r\nContent-Disposition: form-data; name="a"; filename="\xff\x00"\r\n\r\nx\r\n--x--',
        b"token=%ff%00&version=%ed%a0%80",
        b"&&&===%%%",
    ],
)
def test_forms_in_odd_encodings(shop: Shop, kind: str, body: bytes) -> None:
    view = shop.cart()
    console = browser_of(APPS["console"](shop))
    answers = [
        console.post(path, content=body, headers={"content-type": kind})
        for path in ("/start", "/customers", f"/cart/{view.cart.id}/add-custom")
    ]
    path = shop.path(shop.sent(view))
    for button in ("quantity", "place", "address-form"):
        checkout = browser_of(APPS["checkout"](shop))
        answers.append(
            checkout.post(f"{path}/{button}", content=body, headers={"content-type": kind})
        )
    for answer in answers:
        assert answer.status_code < 500, answer.text[:300]
        require_headers(answer)


@pytest.mark.parametrize(
    "path",
    [
        "/cart/%00",
        "/order/%00",
        "/cart/%00/letter",
        "/cart/%00/file/%00",
        "/cart/x%00y",
        "/cart/%ff%fe",
        "/cart/%ed%a0%80",
        "/cart/" + "x" * 5000,
        "/?customers=%00",
        "/search/customers?q=%00",
        "/search/%00",
        "/search/products?q=x&cart=%00",
        "/?said=%00",
        "/api/carts/%00",
        "/api/customers?q=%00",
        "/api/customers?q=x&page=%00",
        "/api/orders/%ff",
        "/customer/%00/orders",
        "/customer/%ff/carts?after=%00",
        "/api/orders?after=%00",
    ],
)
def test_addresses_that_can_be_nobodys(on_store: Page, path: str) -> None:
    app = console_app(on_store.shop.office, lambda _: EMPLOYEE, secret=SECRET)
    answer = browser_of(app).get(path)
    assert answer.status_code < 500, answer.text[:300]
    if path.startswith(("/cart", "/order")):
        assert answer.status_code == 404


def test_something_of_no_kind_is_not_added(shop: Shop) -> None:
    page, cart = Page(shop), shop.cart().cart.id
    status, text, _ = page.press(
        f"/cart/{cart}/add-custom",
        page.get(f"/cart/{cart}"),
        name="Engraving",
        price="5.00",
        currency="EUR",
        quantity="1",
        kind="miracle",
    )
    assert (status, 'data-code="field_invalid"' in text) == (422, True)
