"""One app for many shops: each request reaches its own shop, and nothing of another one."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, cast

import pytest
from attrs import evolve
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import ASGIApp
from starlette.websockets import WebSocketDisconnect

from backoffice_orders import Actor, AddressEntry, BackOffice, CartView
from backoffice_orders.adapters.checkout import SignedLinks
from backoffice_orders.adapters.memory import CollectedMail, MemoryStore, SequentialIds
from backoffice_orders.checkout import checkout_app
from backoffice_orders.checkout.pages import CODES_AT_ONCE
from backoffice_orders.commands import AddProduct, NewCustomer, SaveAddress
from backoffice_orders.console import console_app
from backoffice_orders.console.access import SEARCHES_AT_ONCE
from backoffice_orders.console.api import api_app
from backoffice_orders.model.link import Link
from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.testing.samples import EMPLOYEE, MUG, SETTINGS, set_up_shop
from backoffice_orders.web import by_office as by_office_module
from backoffice_orders.web.by_office import by_office
from backoffice_orders.web.limits import Limit

KEYS = ["one-key-of-at-least-thirty-two-letters-for-all-shops"]
SECRET = "a secret of the page, with at least 32 letters"
HOME = AddressEntry("Jane", "Roe", "1 rue X", "Paris", "FR", "75001")


class Shops:
    """Two shops in one store, each found by the name that the browser asks for."""

    def __init__(self, store: Store) -> None:
        self.offices = {name: self._opened(store, name) for name in ("north", "south")}

    def _opened(self, store: Store, name: str) -> BackOffice:
        links = SignedLinks(f"http://{name}.example", KEYS)
        ids = SequentialIds()  # of one's links, the ids are those of the other's
        office = BackOffice(store, shop=name, ids=ids, checkout=links, mail=CollectedMail())
        set_up_shop(office)
        office.setup.save(EMPLOYEE, evolve(SETTINGS, name=f"The {name}", email="a@shop.example"))
        return office

    def of(self, request: Request) -> BackOffice | None:
        return self.offices.get((request.url.hostname or "").partition(".")[0])

    async def soon_of(self, request: Request) -> BackOffice | None:
        return self.of(request)

    def cart(self, name: str) -> CartView:
        jane = NewCustomer("Jane", "Roe", f"jane@{name}.example")
        return self.offices[name].carts.start(
            EMPLOYEE, commands=[jane, SaveAddress(HOME), AddProduct(MUG.id)]
        )


@pytest.fixture
def shops(store: Store) -> Shops:
    return Shops(store)


def browser(app: ASGIApp, name: str) -> TestClient:
    return TestClient(app, base_url=f"http://{name}.example", follow_redirects=False)


def ann(_: Request) -> Actor:
    return EMPLOYEE


@pytest.mark.parametrize("asked", ["of", "soon_of"])
def test_a_cart_is_on_the_page_of_its_shop_alone(shops: Shops, asked: str) -> None:
    app = console_app(office_of=getattr(shops, asked), actor_of=ann, secret=SECRET)
    cart = shops.cart("north").cart
    assert browser(app, "north").get(f"/cart/{cart.id}").status_code == 200
    assert browser(app, "south").get(f"/cart/{cart.id}").status_code == 404
    assert browser(app, "north").get(f"/api/carts/{cart.id}").status_code == 200
    assert browser(app, "south").get(f"/api/carts/{cart.id}").status_code == 404
    assert "Jane Roe" in browser(app, "north").get("/?customers=jane").text
    assert "Jane Roe" not in browser(app, "south").get("/?customers=jane").text


def test_there_is_no_other_shop(shops: Shops) -> None:
    for app in (
        console_app(office_of=shops.of, actor_of=ann, secret=SECRET),
        api_app(office_of=shops.of, actor_of=ann),
        checkout_app(office_of=shops.of),
    ):
        assert browser(app, "east").get("/").status_code == 404


def test_that_there_is_no_other_shop_is_a_problem_of_the_api(shops: Shops) -> None:
    page = console_app(office_of=shops.of, actor_of=ann, secret=SECRET)
    alone = api_app(office_of=shops.of, actor_of=ann)
    for app, path in ((page, "/api/carts"), (alone, "/carts")):
        answer = browser(app, "east").get(path)
        assert answer.headers["content-type"] == "application/problem+json"
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("shop", ["north", "east"])
def test_a_websocket_is_closed_as_by_the_app_of_one_shop(shops: Shops, shop: str) -> None:
    page = console_app(office_of=shops.of, actor_of=ann, secret=SECRET)
    for app in (page, api_app(office_of=shops.of, actor_of=ann), checkout_app(office_of=shops.of)):
        for path in ("/", "/api/carts"):
            with (
                pytest.raises(WebSocketDisconnect) as closed,
                browser(app, shop).websocket_connect(path),
            ):
                pass
            assert closed.value.code == 1000


def _down(_request: Request) -> BackOffice | None:
    raise ConnectionError("the tenants of John Doe")


@pytest.mark.parametrize("office_of", [_down, lambda _: "north", lambda _: {"shop": "north"}])
def test_where_the_host_cannot_say_which_shop_the_answer_is_a_fault_with_our_headers(
    office_of: Any,
) -> None:
    page = console_app(office_of=office_of, actor_of=ann, secret=SECRET)
    for app, path in (
        (page, "/"),
        (page, "/api/carts"),
        (api_app(office_of=office_of, actor_of=ann), "/carts"),
        (checkout_app(office_of=office_of), "/"),
    ):
        answer = TestClient(app, raise_server_exceptions=False).get(path)
        assert (answer.status_code, "John" in answer.text) == (500, False)
        assert "Something is broken here" in answer.text
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert (answer.headers["content-type"] == "application/problem+json") == ("carts" in path)


def test_what_is_said_of_no_shop_has_our_headers(shops: Shops) -> None:
    answer = browser(checkout_app(office_of=shops.of), "east").get("/")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"


def test_a_form_of_one_shop_is_none_of_another(shops: Shops) -> None:
    app = console_app(office_of=shops.of, actor_of=ann, secret=SECRET)
    page = browser(app, "north").get("/").text
    found = re.search(r'name="token"\s+value="([^"]+)"', page)
    assert found is not None
    token = found[1]
    assert browser(app, "south").post("/start", data={"token": token}).status_code == 403
    assert browser(app, "north").post("/start", data={"token": token}).status_code == 303


def test_a_link_opens_a_cart_of_its_own_shop_alone(shops: Shops) -> None:
    """Both shops sign with one key, and each in its own way."""
    app = checkout_app(office_of=shops.of)
    view = shops.cart("north")
    office = shops.offices["north"]
    link = office.finishing.send(EMPLOYEE, view.cart.id)
    address = office.desk.checkout.address(link).removeprefix("http://north.example")
    assert "Blue mug" in browser(app, "north").get(address).text
    elsewhere = browser(app, "south").get(address)
    assert elsewhere.status_code == 404
    assert "Blue mug" not in elsewhere.text


def test_a_link_opens_nothing_of_another_shop_that_has_its_id(shops: Shops) -> None:
    app = checkout_app(office_of=shops.of)
    paths, ids = {}, set()
    for name, office in shops.offices.items():
        link = office.finishing.send(EMPLOYEE, shops.cart(name).cart.id)
        ids.add(link.id)
        paths[name] = office.desk.checkout.address(link).removeprefix(f"http://{name}.example")
    assert len(ids) == 1
    assert browser(app, "south").get(paths["south"]).status_code == 200
    assert browser(app, "south").get(paths["north"]).status_code == 404


def test_references_are_each_shops_own(shops: Shops) -> None:
    orders = {
        name: office.finishing.place(EMPLOYEE, shops.cart(name).cart.id, payment_method="card")
        for name, office in shops.offices.items()
    }
    north, south = orders["north"], orders["south"]
    assert (north.number, south.number) == (1, 1)
    assert shops.offices["north"].orders.by_reference(EMPLOYEE, north.reference) == north
    assert shops.offices["south"].orders.by_reference(EMPLOYEE, south.reference) == south


def test_a_shops_app_is_made_once(shops: Shops, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[BackOffice] = []

    def make(office: BackOffice) -> ASGIApp:
        made.append(office)
        return PlainTextResponse(office.desk.scope.shop_id)

    monkeypatch.setattr(by_office_module, "MOST_KEPT", 1)
    app = by_office(shops.of, make)
    names = ["north", "north", "south", "south", "north"]
    assert [browser(app, name).get("/").text for name in names] == names
    # No more than one is kept here: the north's was forgotten for the south's.
    north, south = shops.offices.values()
    assert made == [north, south, north]


@pytest.mark.parametrize("of", ["console", "api", "checkout"])
def test_a_limit_outlives_the_app_of_its_shop(
    shops: Shops, monkeypatch: pytest.MonkeyPatch, of: str
) -> None:
    """Whoever has used theirs up has another shop's page asked for between two tries."""
    monkeypatch.setattr(by_office_module, "MOST_KEPT", 1)
    monkeypatch.setattr(Limit, "_left", lambda _self, allowance, _now: allowance.left)
    login: dict[str, Any] = {"office_of": shops.of, "actor_of": ann}
    apps = {
        "console": lambda: console_app(**login, secret=SECRET),
        "api": lambda: api_app(**login),
        "checkout": lambda: checkout_app(office_of=shops.of),
    }
    app = apps[of]()
    north, south = browser(app, "north"), browser(app, "south")
    office, cart = shops.offices["north"], shops.cart("north").cart
    link = cast(SignedLinks, office.desk.checkout).address(office.finishing.send(EMPLOYEE, cart.id))
    tries = {
        "console": lambda: north.get("/search/customers?q=jo"),
        "api": lambda: north.get("/customers?q=jo"),
        "checkout": lambda: north.post(f"{link}/voucher", data={"code": "NONE", "version": "1"}),
    }
    statuses = []
    for _ in range(SEARCHES_AT_ONCE + 1):
        statuses.append(tries[of]().status_code)
        south.get("/")
    allowed = CODES_AT_ONCE if of == "checkout" else SEARCHES_AT_ONCE
    assert statuses.index(429) == allowed


@pytest.mark.parametrize("app", [console_app, api_app, checkout_app])
def test_an_app_is_for_a_shop_or_for_many(app: Callable[..., Any], shops: Shops) -> None:
    login: dict[str, Any] = {} if app is cast(Any, checkout_app) else {"actor_of": ann}
    with pytest.raises(TypeError):
        app(**login)
    with pytest.raises(TypeError):
        app(shops.offices["north"], office_of=shops.of, **login)


class OwnCheckout:
    """A host's own, which signs in its own way."""

    def address(self, link: Link) -> str:
        return f"https://shop.example/{link.id}"


def test_the_checkout_signs_as_its_office_does(shops: Shops) -> None:
    with pytest.raises(TypeError, match="SignedLinks"):
        checkout_app(BackOffice(MemoryStore(), checkout=OwnCheckout()))
