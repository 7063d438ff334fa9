"""Addresses suggested while a street is typed: chosen by keys or pointer, never in the way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page as Tab, expect

from backoffice_orders.adapters.checkout import SignedLinks
from backoffice_orders.checkout import checkout_app
from backoffice_orders.console import console_app
from backoffice_orders.testing.samples import EMPLOYEE
from tests.browser.conftest import free_port, require_accessible, serving
from tests.browser.holding import Held
from tests.checkout.samples import KEYS, Shop
from tests.console.samples import SECRET

SUGGESTED = ".suggested:not([hidden]) [role=option]"


@pytest.fixture(scope="module")
def shop() -> Shop:
    return Shop()


@pytest.fixture(scope="module")
def opened(chromium: Browser, shop: Shop) -> Iterator[tuple[Tab, str]]:
    """A browser, and where it has John's cart with the address form of a country with states."""
    cart = shop.cart().cart.id
    app = console_app(shop.office, lambda _: EMPLOYEE, secret=SECRET)
    with serving(app, free_port()) as address:
        page = chromium.new_page()
        page.set_default_timeout(10_000)
        yield page, f"{address}/cart/{cart}?country=US"
        page.close()


@pytest.fixture
def tab(opened: tuple[Tab, str]) -> Tab:
    page, address = opened
    page.unroute_all()
    page.goto(address)
    return page


def street(tab: Tab) -> Locator:
    return tab.locator("textarea[name=street]")


def typed(tab: Tab, text: str) -> Locator:
    """What is suggested once a text is typed."""
    street(tab).press_sequentially(text)
    found = tab.locator(SUGGESTED)
    expect(found.first).to_be_visible()
    return found


def test_one_is_chosen_by_keyboard_and_all_of_it_is_saved(tab: Tab, shop: Shop) -> None:
    tab.locator("#a-company").fill("Doe Ltd")
    tab.locator("[name=city]").fill("Nowhere")
    found = typed(tab, "600 con")
    tab.evaluate("window.scrollTo(0, 0)")  # nothing lies below what stays at the top
    require_accessible(tab, "suggestions are shown")
    expect(tab.locator(".field:has(.suggested) [role=status]")).to_contain_text("1 address")
    street(tab).press("ArrowDown")
    expect(street(tab)).to_have_attribute("aria-activedescendant", "suggested-1")
    expect(found.first).to_have_attribute("aria-selected", "true")
    street(tab).press("Enter")
    expect(found).to_have_count(0)
    expect(street(tab)).to_be_focused()
    expect(tab.locator("[name=state]")).to_have_value("TX")
    expect(tab.locator("[name=city]")).to_have_value("Austin")

    tab.get_by_role("button", name="Save the address").click()
    expect(tab.locator("#addresses")).to_contain_text("600 Congress Ave")
    (john,) = shop.office.customers.search(EMPLOYEE, "john").items
    saved = shop.office.addresses.list(EMPLOYEE, john.id)[-1]
    place = (saved.street, saved.city, saved.state, saved.postcode, saved.country)
    assert place == ("600 Congress Ave", "Austin", "TX", "78701", "US")
    assert (saved.company, saved.first_name) == ("Doe Ltd", "John"), "what else was typed stays"


def test_a_press_takes_one_and_a_further_line_stays(tab: Tab) -> None:
    street(tab).fill("\nSuite 4")
    street(tab).press("Control+Home")
    typed(tab, "350 5th").first.click()
    expect(street(tab)).to_have_value("350 5th Ave\nSuite 4")
    expect(street(tab)).to_be_focused()
    expect(tab.locator("[name=postcode]")).to_have_value("10118")


def test_escape_closes_them_and_typing_goes_on(tab: Tab) -> None:
    found = typed(tab, "350")
    street(tab).press("Escape")
    expect(found).to_have_count(0)
    expect(street(tab)).to_be_focused()
    # Nothing is chosen: Enter begins a further line, in which nothing is suggested.
    found = typed(tab, " 5th")
    street(tab).press("Enter")
    expect(found).to_have_count(0)
    street(tab).press_sequentially("ave")
    tab.wait_for_timeout(400)
    expect(found).to_have_count(0)
    expect(street(tab)).to_have_value("350 5th\nave")


def test_an_answer_that_comes_late_is_thrown_away(tab: Tab) -> None:
    """Of two questions, the first is answered last."""
    first = Held(tab, "**/search/addresses?q=350&*")
    street(tab).press_sequentially("350")
    first.arrived()
    street(tab).fill("600")
    expect(tab.locator(SUGGESTED)).to_have_text(["600 Congress Ave, Austin, TX 78701"])
    first.let_go()
    tab.wait_for_timeout(300)
    expect(tab.locator(SUGGESTED)).to_have_text(["600 Congress Ave, Austin, TX 78701"])


def test_one_that_is_down_is_not_noticed(tab: Tab) -> None:
    tab.route("**/search/addresses*", lambda route: route.abort())
    street(tab).press_sequentially("350 5th")
    tab.wait_for_timeout(400)
    expect(tab.locator(SUGGESTED)).to_have_count(0)
    expect(street(tab)).to_have_value("350 5th")
    expect(tab.locator("#warning")).to_have_count(0)


def test_a_customer_chooses_one_on_their_page(chromium: Browser) -> None:
    port = free_port()
    shop = Shop(links=SignedLinks(f"http://127.0.0.1:{port}", KEYS))
    link = shop.sent(shop.cart())
    with serving(checkout_app(shop.office, shop.links), port):
        tab = chromium.new_context(viewport={"width": 360, "height": 780}).new_page()
        tab.set_default_timeout(10_000)
        tab.goto(f"{shop.links.address(link)}?new=1")
        for name in ("first_name", "last_name"):
            tab.locator(f"[name={name}]").fill("Jo")
        typed(tab, "12 rue du b")
        require_accessible(tab, "suggestions are shown")
        street(tab).press("ArrowUp")
        street(tab).press("Enter")
        expect(tab.locator("[name=city]")).to_have_value("Paris")
        tab.get_by_role("button", name="Save the address").click()
        expect(tab.locator("#said")).to_have_count(0)
        expect(tab.get_by_text("12 rue du Bac").first).to_be_visible()
        tab.context.close()
    view = shop.office.checkout.visit(link.id).view
    assert view is not None
    assert view.delivery_address is not None
    assert view.delivery_address.street == "12 rue du Bac"
    assert view.delivery_address.postcode == "75007"
