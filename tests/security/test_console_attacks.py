"""What may be tried at the employee's page, and is refused."""

from __future__ import annotations

import re

import pytest
from attrs import evolve
from starlette.testclient import TestClient

from backoffice_orders.console import NO_LOGIN, console_app
from backoffice_orders.console.access import SEARCHES_AT_ONCE, SearchLimit
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.ids import FieldId
from backoffice_orders.model.product import CustomizationField, CustomizationKind
from backoffice_orders.testing.samples import EMPLOYEE, MUG, euros
from tests.console.samples import SECRET, Page, value

HTML = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'>"


@pytest.fixture
def page() -> Page:
    return Page()


def test_nobody_is_let_in_without_the_hosts_word(page: Page) -> None:
    cart = page.shop.cart()
    browser = TestClient(console_app(page.shop.office, lambda _: None, secret=SECRET))
    for path in ("/", f"/cart/{cart.cart.id}", "/search/customers?q=john"):
        answer = browser.get(path)
        assert (answer.status_code, "not_allowed" in answer.text) == (403, True)
        assert "John" not in answer.text
    answer = browser.post("/start", data={"customer": "x"})
    assert answer.status_code == 403


def test_without_a_login_only_this_machine_is_let_in(page: Page) -> None:
    app = console_app(page.shop.office, NO_LOGIN)

    def called(client: str, name: str) -> int:
        browser = TestClient(app, client=(client, 1), base_url=f"http://{name}:8000")
        return int(browser.get("/").status_code)

    here = TestClient(app, client=("127.0.0.1", 1), base_url="http://localhost:8000")
    assert "No login is set up" in here.get("/").text
    assert called("127.0.0.1", "127.0.0.1") == called("::1", "localhost") == 200
    assert called("192.168.1.7", "localhost") == 403
    # Names that were made to lead here.
    assert called("127.0.0.1", "evil.example") == 403
    # Resolvers look up labels of any letters, and the URL has the server's name instead of these.
    for name in ('evil".example', "evil{.example", "evil`.example", "evil_.example", "localhost."):
        answer = here.get("/", headers={"host": name})
        assert answer.status_code == 403, name


@pytest.mark.parametrize(
    "header",
    [
        "Forwarded",
        "X-Forwarded-For",
        "X-Forwarded-Host",
        "X-Forwarded-Proto",
        "X-Forwarded-Server",
        "Via",
        "X-Real-IP",
    ],
)
def test_without_a_login_nobody_is_let_in_by_a_proxy(page: Page, header: str) -> None:
    """Whoever came by a proxy on this machine may have come from anywhere."""
    app = console_app(page.shop.office, NO_LOGIN)
    here = TestClient(app, client=("127.0.0.1", 1), base_url="http://localhost:8000")
    for path in ("/", "/api/customers?q=john", "/search/customers?q=john"):
        answer = here.get(path, headers={header: "127.0.0.1"})
        assert (answer.status_code, "not_allowed" in answer.text) == (403, True)
    answer = here.post("/start", headers={header: "127.0.0.1"})
    assert answer.status_code == 403


def test_no_login_has_to_be_said(page: Page) -> None:
    with pytest.raises(TypeError, match="actor_of"):
        console_app(page.shop.office, **{})


@pytest.mark.parametrize("token", ["", "nonsense", "of somebody else"])
def test_a_form_without_the_pages_token_does_nothing(page: Page, token: str) -> None:
    cart = page.shop.cart()
    if token == "of somebody else":
        token = value(Page(page.shop, Actor.employee("eve", "Eve")).get("/"), "token")
    answer = page.browser.post(
        f"/cart/{cart.cart.id}/free-shipping", data={"token": token, "version": "2", "free": "yes"}
    )
    assert (answer.status_code, "form_not_ours" in answer.text) == (403, True)
    assert page.shop.office.carts.view(EMPLOYEE, cart.cart.id) == cart


@pytest.mark.parametrize(
    "headers", [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}]
)
def test_another_site_cannot_send_the_pages_forms(page: Page, headers: dict[str, str]) -> None:
    token = value(page.get("/"), "token")
    answer = page.browser.post("/start", data={"token": token}, headers=headers)
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("headers", "compressed"),
    [
        ({}, True),
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"origin": "https://evil.example"}, False),
    ],
)
def test_another_site_learns_nothing_from_a_pages_length(
    page: Page, headers: dict[str, str], compressed: bool
) -> None:
    """What it has searched for is shorter where it stands on the page as well."""
    answer = page.browser.get("/?customers=jo", headers=headers)
    assert ("content-encoding" in answer.headers) is compressed


def test_html_in_every_free_text_stays_text(page: Page) -> None:
    office = page.shop.office
    customer = office.customers.create(
        EMPLOYEE, first_name=HTML[:60], last_name=HTML[:60], email="x@example.com", company=HTML
    )
    view = page.shop.cart(page.shop.customer())
    cart_id = view.cart.id
    office.products.add_custom(EMPLOYEE, cart_id, HTML, euros("1.00"))
    office.carts.set_messages(
        EMPLOYEE, cart_id, order_message=HTML, customer_note=HTML, gift_message=HTML
    )
    office.carts.add_note(EMPLOYEE, cart_id, HTML)
    office.carts.choose_customer(EMPLOYEE, cart_id, customer.id)
    for path in ("/", f"/cart/{cart_id}", "/search/customers?q=alert", "/?customers=%3Cscript%3E"):
        text = page.get(path)
        assert "<script>" not in text
        assert "<img" not in text
    assert "&lt;script" in page.get(f"/cart/{cart_id}")


def test_headers_and_sizes(page: Page) -> None:
    answer = page.browser.get("/")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in answer.headers
    big = page.browser.post("/start", content=b"x" * 13_000_000)
    assert big.status_code == 413


@pytest.mark.parametrize(
    ("email", "href"),
    [
        ("john@example.com", "mailto:john@example.com"),
        ("a?bcc=eve@example.com", "mailto:a%3Fbcc%3Deve@example.com"),
        ("50%25&more@example.com", "mailto:50%2525%26more@example.com"),
    ],
)
def test_an_address_to_write_to_names_nobody_besides(page: Page, email: str, href: str) -> None:
    """RFC 6068: what follows a ``?`` in such a link are more recipients, a subject and a body."""
    shop = page.shop
    customer = shop.customer(email=email)
    order = shop.office.finishing.place(
        EMPLOYEE, shop.cart(customer).cart.id, payment_method="invoice"
    )
    for path in (f"/order/{order.id}", f"/customer/{customer.id}"):
        assert re.findall(r'"(mailto:[^"]*)"', page.get(path)) == [href]


def test_files_are_checked_and_never_shown(page: Page) -> None:
    photo = CustomizationField(FieldId("photo"), "Photo", CustomizationKind.FILE)
    page.shop.office.setup.save(EMPLOYEE, evolve(MUG, customization_fields=(photo,)))
    cart = page.shop.office.carts.start(EMPLOYEE, page.shop.customer().id).cart
    shown = page.get(f"/cart/{cart.id}?products=mug")
    form = {"token": value(shown, "token"), "version": value(shown, "version")}
    form |= {"product": MUG.id, "quantity": "1"}
    evil = {"field-photo": ("a.html", b"<script>", "text/html")}
    answer = page.browser.post(f"/cart/{cart.id}/add", data=form, files=evil)
    assert (answer.status_code, "file_refused" in answer.text) == (422, True)
    good = {"field-photo": ("../../a.png", b"\x89PNG", "image/png")}
    answer = page.browser.post(f"/cart/{cart.id}/add", data=form, files=good)
    assert answer.status_code == 200
    line = page.shop.office.carts.view(EMPLOYEE, cart.id).cart.lines[0]
    file = line.customization.values[0].file
    assert file is not None
    assert file.name == "a.png"
    download = page.browser.get(f"/cart/{cart.id}/file/{file.id}")
    assert download.content == b"\x89PNG"
    assert download.headers["content-disposition"] == "attachment"
    assert download.headers["content-type"] == "application/octet-stream"
    assert page.browser.get(f"/cart/{cart.id}/file/nonsense").status_code == 404


def test_searches_are_limited(page: Page) -> None:
    now = 0.0
    limit = SearchLimit(lambda: now)
    actor = page.actor
    for _ in range(SEARCHES_AT_ONCE):
        limit.require(actor)
    with pytest.raises(Exception, match="Too many"):
        limit.require(actor)
    limit.require(Actor.employee("bob", "Bob"))
    now = 1.0
    for _ in range(15):
        limit.require(actor)
    statuses = [page.browser.get("/search/customers?q=jo").status_code for _ in range(200)]
    assert 429 in statuses


def test_unknown_things_are_said_plainly(page: Page) -> None:
    for path in ("/cart/none", "/order/none"):
        answer = page.browser.get(path)
        assert (answer.status_code, "not_found" in answer.text) == (404, True)
    with pytest.raises(ValueError, match="32"):
        console_app(page.shop.office, lambda _: None, secret="short")
