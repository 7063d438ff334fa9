"""What nobody answers on a page: a sentence with a code, in the reader's language, and a log."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from starlette.testclient import TestClient

from backoffice_orders.adapters.memory import FixedClock
from backoffice_orders.checkout import checkout_app
from backoffice_orders.model.link import Link
from backoffice_orders.testing.samples import EMPLOYEE
from tests.checkout.samples import Shop
from tests.console.samples import BASE, Page, value

FILES = [(f"f{number}", ("name", b"x")) for number in range(21)]


@pytest.fixture
def page() -> Page:
    return Page(language="fr")


@pytest.fixture
def link(page: Page) -> Link:
    return page.shop.sent(page.shop.cart())


def checkout(shop: Shop) -> TestClient:
    app = checkout_app(shop.office, shop.links)
    return TestClient(app, raise_server_exceptions=False, headers={"accept-language": "fr"})


def require_page(answer: Any, status: int, code: str) -> None:
    """A page in the reader's language, with a code."""
    assert (answer.status_code, code in answer.text) == (status, True), answer.text
    assert answer.headers["content-type"].startswith("text/html")
    assert '<html lang="fr"' in answer.text


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nope", 404, "not_found"),
        ("GET", "/static/nope.css", 404, "not_found"),
        ("POST", "/cart/{cart}/nope", 404, "not_found"),
        ("PUT", "/cart/{cart}", 405, "method_not_allowed"),
    ],
)
def test_no_such_page_of_the_console(
    page: Page, link: Link, method: str, path: str, status: int, code: str
) -> None:
    answer = page.browser.request(method, path.format(cart=link.cart_id))
    require_page(answer, status, code)


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nope", 404, "link_invalid"),
        ("POST", "/nope", 405, "method_not_allowed"),
        ("POST", "{link}/nope", 405, "method_not_allowed"),
        ("PUT", "{link}", 405, "method_not_allowed"),
        ("GET", "/static/nope.css", 404, "not_found"),
    ],
)
def test_no_such_page_of_the_checkout(
    page: Page, link: Link, method: str, path: str, status: int, code: str
) -> None:
    where = path.format(link=page.shop.path(link))
    require_page(checkout(page.shop).request(method, where), status, code)


def test_a_form_that_cannot_be_taken_in(page: Page, link: Link) -> None:
    broken = {"content-type": "multipart/form-data"}
    note = f"/cart/{link.cart_id}/note"
    message = f"{page.shop.path(link)}/message"
    customer = checkout(page.shop)
    for answer in (
        page.browser.post(note, files=FILES),
        page.browser.post(note, content=b"x", headers=broken),
        customer.post(message, files=FILES),
        customer.post(message, content=b"x", headers=broken),
    ):
        require_page(answer, 400, "refused")


def test_a_fault_of_ours_has_a_code_and_is_logged(
    page: Page,
    link: Link,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = page.browser.app
    console = TestClient(app, base_url=BASE, raise_server_exceptions=False)
    customer, path = checkout(page.shop), page.shop.path(link)
    caplog.set_level(logging.ERROR, "backoffice_orders.web")

    def broken(_: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(FixedClock, "now", broken)
    for browser, address, what in (
        (console, f"/api/carts/{link.cart_id}", "the API"),
        (console, f"/cart/{link.cart_id}", "the console"),
        (customer, path, "the checkout"),
    ):
        caplog.clear()
        answer = browser.get(address)
        assert (answer.status_code, "fault" in answer.text) == (500, True), what
        assert "boom" not in answer.text
        (logged,) = [each for each in caplog.records if each.name == "backoffice_orders.web"]
        assert logged.getMessage().startswith(f"{what} has a fault: ")
        assert logged.exc_info is None


def test_a_button_without_what_it_needs_is_refused(page: Page) -> None:
    """Whoever writes forms of their own may leave a field out."""
    shop, office = page.shop, page.shop.office
    cart = shop.cart()
    customer = cart.cart.customer_id
    assert customer is not None
    other = shop.cart(office.customers.get(EMPLOYEE, customer))
    order = office.finishing.place(EMPLOYEE, other.cart.id, payment_method="bank_transfer")
    shown = page.get(f"/cart/{cart.cart.id}")
    sent = {name: value(shown, name) for name in ("token", "version")}
    paths = [
        *(f"/order/{order.id}/{name}" for name in ("note", "status", "payment", "refund")),
        *(f"/customer/{customer}/{name}" for name in ("note", "tax-exemption", "merge")),
        *(
            f"/cart/{cart.cart.id}/{name}"
            for name in ("note", "name", "assign", "undo", "customer")
        ),
    ]
    for path in paths:
        answer = page.browser.post(path, data=sent)
        assert answer.status_code == 422, (path, answer.status_code)
        assert "field_missing" in answer.text or "field_invalid" in answer.text, path
    assert office.carts.view(EMPLOYEE, cart.cart.id).version == cart.version


def test_a_media_type_is_read_in_any_case(page: Page) -> None:
    for sent in ("Application/JSON", "application/JSON; charset=utf-8"):
        headers = {"content-type": sent}
        assert page.browser.post("/api/carts", content=b"{}", headers=headers).status_code == 201


def test_a_charge_by_a_method_that_the_shop_does_not_have(page: Page) -> None:
    office = page.shop.office
    order = office.finishing.place(
        EMPLOYEE, page.shop.cart().cart.id, payment_method="bank_transfer"
    )
    charge = f"/api/orders/{order.id}/charges"
    unknown = page.browser.post(charge, json={"payment_method": "nope"})
    assert (unknown.status_code, unknown.json()["code"]) == (422, "payment_method_unknown")
    nobodys = page.browser.post(charge, json={"payment_method": "invoice"})
    assert nobodys.json()["code"] == "part_missing"
