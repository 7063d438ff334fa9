"""What a host adds to the page: links to its own pages, panels, templates, logo and colours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from markupsafe import Markup
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from backoffice_orders.console import console_app
from backoffice_orders.model.actor import Actor
from backoffice_orders.testing.samples import EMPLOYEE, MUG
from tests.checkout.samples import Shop
from tests.console.samples import SECRET


@pytest.fixture
def shop() -> Shop:
    return Shop()


def browser(shop: Shop, **own: Any) -> TestClient:
    page = console_app(shop.office, lambda _: EMPLOYEE, secret=SECRET, **own)
    return TestClient(Starlette(routes=[Mount("/admin/new", page)]))


def test_names_lead_to_the_hosts_own_pages(shop: Shop) -> None:
    links = {"customer": "/admin/people/{id}", "product": "/admin/goods/{id}"}
    view = shop.cart()
    here = browser(shop, links={**links, "order": "/admin/sales/{id}"})
    text = here.get(f"/admin/new/cart/{view.cart.id}").text
    assert f'<a href="/admin/people/{view.cart.customer_id}">John Doe</a>' in text
    assert '<a href="/admin/goods/mug">Blue mug</a>' in text
    order = shop.office.finishing.place(EMPLOYEE, view.cart.id, payment_method="invoice")
    text = here.get(f"/admin/new/order/{order.id}").text
    assert f'<a href="/admin/sales/{order.id}">' in text


def test_a_place_shows_what_the_host_says_of_a_cart(shop: Shop) -> None:
    def credit(actor: Actor, view: Any) -> str:
        return Markup("<p>{} owes {} nothing</p>").format(view.customer.name, actor.name)

    view = shop.cart()
    text = browser(shop, places={"cart": credit}).get(f"/admin/new/cart/{view.cart.id}").text
    assert f"<p>John Doe owes {EMPLOYEE.name} nothing</p>" in text


def test_what_is_not_said_to_be_html_is_text(shop: Shop) -> None:
    text = browser(shop, places={"start": lambda *_: "<script>x</script>"}).get("/admin/new/").text
    assert "&lt;script&gt;x&lt;/script&gt;" in text


def test_a_panel_that_fails_does_not_break_the_call(shop: Shop) -> None:
    def broken(_actor: Actor, _shown: Any) -> str:
        raise RuntimeError("the CRM is down")

    answer = browser(shop, places={"top": broken}).get("/admin/new/")
    assert answer.status_code == 200
    assert "the CRM" not in answer.text


def test_a_panel_may_have_nothing_to_show(shop: Shop) -> None:
    assert "None" not in browser(shop, places={"top": lambda *_: None}).get("/admin/new/").text


async def _asked_elsewhere(_actor: Actor, _shown: Any) -> str:
    return "later"


@pytest.mark.filterwarnings("ignore:coroutine")
@pytest.mark.parametrize("shown", [lambda *_: 7, lambda *_: iter("ab"), _asked_elsewhere])
def test_a_panel_that_is_no_text_is_left_out_and_logged(
    shop: Shop, shown: Any, caplog: pytest.LogCaptureFixture
) -> None:
    text = browser(shop, places={"top": shown}).get("/admin/new/").text
    assert "object" not in text
    assert [each.getMessage() for each in caplog.records] == ["the place top is empty: TypeError"]


def _down(*_: Any) -> Any:
    raise ConnectionError("John Doe is not in the CRM")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("names_of", _down),
        ("names_of", lambda _: None),
        ("names_of", lambda ids: dict.fromkeys(ids, 7)),
        ("language_of", _down),
        ("language_of", lambda _: 7),
    ],
)
def test_without_what_a_host_fails_to_say_the_page_is_there(
    shop: Shop, name: str, says: Any, caplog: pytest.LogCaptureFixture
) -> None:
    bob = Actor.employee("bob", "Bob Roe")
    view = shop.office.carts.start(bob, shop.customer().id)
    shop.office.products.add(bob, view.cart.id, MUG.id, 1)
    here = browser(shop, **{name: says})
    for path in ("drafts", f"cart/{view.cart.id}", "drafts.csv"):
        answer = here.get(f"/admin/new/{path}", headers={"accept-language": "en"})
        assert answer.status_code == 200
        assert "bob" in answer.text.lower(), path
    assert ("ConnectionError" in caplog.text) == (says is _down)
    assert "John" not in caplog.text


def test_half_a_letter_of_a_hosts_does_not_take_the_page_away(shop: Shop) -> None:
    text = browser(shop, places={"top": lambda *_: "K\udcf6ln"}).get("/admin/new/").text
    assert "K?ln" in text


@pytest.mark.parametrize("own", [{"links": {"logo": None}}, {"places": {"top": "<p>ours</p>"}}])
def test_what_can_be_no_link_and_no_place_is_refused_at_once(shop: Shop, own: Any) -> None:
    with pytest.raises(TypeError, match=r"logo|top"):
        browser(shop, **own)


def test_logo_and_stylesheet_are_the_hosts(shop: Shop) -> None:
    links = {"logo": "/ours/logo.svg", "stylesheet": "/ours/colours.css"}
    text = browser(shop, links=links).get("/admin/new/").text
    assert '<img src="/ours/logo.svg"' in text
    ours, hosts = text.index("/console.css"), text.index('href="/ours/colours.css"')
    assert ours < hosts, "a host's colours come after ours, or they change nothing"


def test_a_template_of_the_hosts_stands_for_ours(shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "customers_found.html.j2").write_text("<p>Ask the CRM.</p>")
    assert "<p>Ask the CRM.</p>" in browser(shop, templates=[tmp_path]).get("/admin/new/").text


@pytest.mark.parametrize("own", [{"links": {"shop": "/"}}, {"places": {"left": str}}])
def test_a_name_that_nothing_has_is_refused_at_once(shop: Shop, own: Any) -> None:
    with pytest.raises(ValueError, match="are none of"):
        browser(shop, **own)
