"""What answers late, half or instead of the shop, and what is done on another page meanwhile."""

from __future__ import annotations

import re

import pytest
from moneyed import Money
from playwright.sync_api import Browser, expect

from backoffice_orders.demo import ANN
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.ids import ProductId
from backoffice_orders.model.product import Product
from tests.browser.holding import Held
from tests.browser.test_checkout_typed import opened as customers_page
from tests.browser.test_page import Site, site
from tests.browser.test_what_is_typed import opened, prepared

__all__ = ["site"]

BOB = Actor.employee("bob", "Bob Roe")
AWAY = "<html><body><h1>502 Bad Gateway</h1></body></html>"
LOGIN = "<html><body><main><form method='post'><button>Log in</button></form></main></body></html>"


def test_more_of_what_was_searched_for_before_is_not_shown(site: Site) -> None:
    cups = [Product(ProductId(f"c{n}"), f"Cup {n}", Money("3.00", "EUR")) for n in range(30)]
    site.office.setup.save(ANN, *cups)
    tab = opened(site, prepared(site), javascript=True)
    search, found = tab.locator("#products-query"), tab.locator("#products-found strong")
    search.fill("cup")
    expect(found.first).to_contain_text("Cup")
    held = Held(tab, re.compile("page="))
    tab.get_by_role("link", name="More of them").click()
    held.arrived()
    search.fill("candle")
    expect(found).to_have_text([re.compile("^Scented candle")])
    held.let_go()
    tab.wait_for_timeout(500)
    expect(found).to_have_text([re.compile("^Scented candle")])
    expect(search).to_be_focused()
    tab.close()


@pytest.mark.parametrize("search", ["#products-query", "#everything"])
def test_a_search_leads_whoever_is_not_signed_in_any_more_to_the_login(
    site: Site, search: str
) -> None:
    tab = opened(site, prepared(site), javascript=True)
    tab.route("**/search/*", lambda route: route.fulfill(body=LOGIN, content_type="text/html"))
    tab.route("**/cart/*", lambda route: route.fulfill(body=LOGIN, content_type="text/html"))
    tab.locator(search).fill("m")
    expect(tab.get_by_role("button", name="Log in")).to_be_visible()
    expect(tab.locator(search)).to_have_count(0)
    tab.close()


def test_what_is_asked_for_and_does_not_come_is_said(site: Site) -> None:
    tab = opened(site, prepared(site), javascript=True)
    tab.route("**/what-if", lambda route: route.fulfill(status=502, body=AWAY))
    tab.get_by_text("Try them all: what if?").click()
    expect(tab.get_by_role("alert")).to_contain_text("does not answer")
    tab.close()


def test_how_it_is_paid_stays_over_other_pages_and_a_reload(site: Site) -> None:
    tab = opened(site, prepared(site), javascript=True)
    tab.get_by_label("Payment").select_option("invoice")
    tab.get_by_label("Confirm by e-mail").check()
    tab.get_by_role("link", name="Edit Home").click()
    tab.wait_for_url("**?edit=*")
    expect(tab.get_by_label("Payment")).to_have_value("invoice")
    tab.reload()
    expect(tab.get_by_label("Payment")).to_have_value("invoice")
    expect(tab.get_by_label("Confirm by e-mail")).to_be_checked()
    tab.goto(f"{site.address}/cart/{prepared(site).cart.id}")
    expect(tab.get_by_label("Payment")).to_have_value("bank_transfer")
    tab.close()


def test_the_customer_keeps_how_they_pay_while_they_correct_an_address(chromium: Browser) -> None:
    with customers_page(chromium) as (_, _, page):
        page.locator("#pay-invoice").check()
        page.get_by_role("link", name="Another address").click()
        page.locator(".live #address-form").wait_for()
        expect(page.locator("#pay-invoice")).to_be_checked()
