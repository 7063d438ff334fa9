"""Ids are any text, as a host's tables have them: every page and endpoint is reached by them."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import quote

import pytest
from attrs import evolve
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from backoffice_orders.adapters.memory import SequentialIds
from backoffice_orders.console import console_app
from backoffice_orders.console.api import api_app
from backoffice_orders.model.ids import LinkId, ProductId, from_path, in_path
from backoffice_orders.services.products import FileUpload
from backoffice_orders.testing.samples import EMPLOYEE, MUG, rule
from backoffice_orders.web.routes import Route as IdRoute
from tests.checkout.samples import Shop
from tests.console.samples import SECRET, Page
from tests.security.test_permissions import PICTURE

# What each of these means in an address if it is written as it is.
ODD = [
    "2019/42",
    "a/../b",
    "..",
    ".",
    "17?x=1",
    "17#1",
    "50%",
    "%2F",
    "~2F",
    "a b+c",
    "Müller",
    "a&b",
]


class _Odd(SequentialIds):
    """Every id that a host may give has all that means something in addresses."""

    def new(self, kind: str) -> str:
        plain = super().new(kind)
        return plain if kind == "mail" else f"{plain}/../é?a=b&c#d%2F~2F +'\"<"


@pytest.fixture
def odd() -> Page:
    return Page(Shop(ids=_Odd()))


@pytest.mark.parametrize(
    ("id_", "written"),
    [
        ("cust_1-a.b", "cust_1-a.b"),
        ("2019/42", "2019~2F42"),
        ("é", "~C3~A9"),
        ("~2F", "~7E2F"),
        ("..", "~2E~2E"),
        ("a..b", "a..b"),
    ],
)
def test_an_id_is_written_with_what_no_server_touches(id_: str, written: str) -> None:
    assert in_path(id_) == written
    assert from_path(written) == id_


@pytest.mark.parametrize("part", ["a~b", "~2f", "~ED~A0~80", "~FF", "50~"])
def test_what_nobody_has_written_so_is_itself(part: str) -> None:
    assert from_path(part) == part


@pytest.mark.parametrize("id_", ODD)
def test_the_api_finds_what_has_such_an_id(id_: str) -> None:
    shop = Shop()
    shop.office.setup.save(EMPLOYEE, evolve(MUG, id=ProductId(id_)))
    api = TestClient(api_app(shop.office, lambda _: EMPLOYEE), base_url="http://api.example")
    assert api.get(f"/products/{in_path(id_)}").json()["id"] == id_


def test_every_link_and_button_of_every_page_leads_somewhere(odd: Page) -> None:
    shop = odd.shop
    shop.office.setup.save(EMPLOYEE, evolve(MUG, customization_fields=(PICTURE,)))
    shop.office.setup.save(EMPLOYEE, rule("sum/mer?", code="SUMMER"))
    john, double = shop.customer(), shop.customer(email="j@example.com")
    upload = FileUpload("cat.png", "image/png", b"\x89PNG\r\n\x1a\n a cat")
    for _ in range(2):
        view = shop.office.carts.start(EMPLOYEE, john.id)
        view = shop.office.products.add(
            EMPLOYEE, view.cart.id, MUG.id, customization={"picture": upload}
        )
        shop.office.finishing.send(EMPLOYEE, view.cart.id)
    shop.office.finishing.place(EMPLOYEE, view.cart.id, payment_method="invoice")
    shop.office.webhooks.add(EMPLOYEE, "https://erp.example/hook")
    shop.cart(john)
    waiting = ["/drafts", "/orders", "/customers", "/webhooks", "/find?q=John"]
    waiting += [f"/customer/{in_path(john.id)}/merge?other={quote(double.id)}"]
    waiting += [f"/search/vouchers?q=SUMMER&cart={quote(shop.cart(john).cart.id)}"]
    seen: set[str] = set()
    while waiting:
        path = waiting.pop()
        text = odd.browser.get(path)
        assert text.status_code < 400, path
        for each in re.findall(r'(?:href|action|formaction|data-load)="(/[^"]*)"', text.text):
            led = unescape(each).partition("#")[0]
            if led.startswith("/static/"):
                continue
            assert re.fullmatch(r"[A-Za-z0-9_.~/-]*", led.partition("?")[0]), led
            if led not in seen:
                seen.add(led)
                waiting.append(led)
    reached = {each.split("/")[1] for each in seen if "~2F" in each.partition("?")[0]}
    assert reached == {"cart", "customer", "order", "webhook", "voucher"}
    assert any("/file/" in each for each in seen)


def test_buttons_lead_back_to_such_pages(odd: Page) -> None:
    path = f"/cart/{in_path(odd.shop.cart().cart.id)}"
    status, text, led = odd.press(f"{path}/name", odd.get(path), name="By phone")
    assert (status, "By phone" in text, led) == (200, True, path)
    whose = in_path(odd.shop.office.carts.drafts(EMPLOYEE).items[0].customer_id or "")
    status, text, led = odd.press(f"/customer/{whose}/note", odd.get(path), note="Calls early")
    assert (status, "Calls early" in text, led) == (200, True, f"/customer/{whose}")


def test_customers_open_links_with_such_ids(odd: Page) -> None:
    link = odd.shop.sent(odd.shop.cart())
    assert odd.shop.browser().get(odd.shop.path(link)).status_code == 200
    for id_ in ODD:
        token = odd.shop.links.token(LinkId(id_))
        assert re.fullmatch(r"[A-Za-z0-9_.~-]+", token)
        assert odd.shop.links.link_id(token) == id_


def test_every_route_with_ids_reads_them() -> None:
    shop = Shop()
    page = console_app(shop.office, lambda _: EMPLOYEE, secret=SECRET)
    inner = [each.routes for each in page.routes if isinstance(each, Mount) and each.routes]
    routes = [each for found in (page.routes, *inner) for each in found if isinstance(each, Route)]
    assert len(routes) > 200
    assert not [each.path for each in routes if "{" in each.path and type(each) is not IdRoute]
