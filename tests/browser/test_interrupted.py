"""What answers late, half or instead of the shop, and what is done on another page meanwhile."""

from __future__ import annotations

import re

import pytest
from moneyed import Money
from playwright.sync_api import Browser, expect

from backoffice_orders.commands import ANY_VERSION, SetMessages
from backoffice_orders.demo import ANN
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.ids import ProductId
from backoffice_orders.model.product import Product
from backoffice_orders.testing.samples import EMPLOYEE, MUG
from tests.browser.holding import Held
from tests.browser.test_checkout_typed import BUTTON, opened as customers_page
from tests.browser.test_page import Site, settled, site
from tests.browser.test_what_is_typed import QUANTITY, opened, prepared

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


def test_what_others_do_is_shown_again_once_the_shop_was_restarted(site: Site) -> None:
    cart = prepared(site)
    tab = site.tab()
    live = re.compile(r"/live\?")
    tab.route(live, lambda route: route.fulfill(status=502, body=AWAY))
    with tab.expect_response(live):
        tab.goto(f"{site.address}/cart/{cart.cart.id}")
    tab.unroute(live)
    site.office.run(BOB, cart.cart.id, ANY_VERSION, SetMessages(order_message="Ring twice"))
    expect(tab.get_by_label("Message with the order")).to_have_value("Ring twice")
    tab.close()


def test_the_customer_is_shown_changes_again_once_the_shop_was_restarted(
    chromium: Browser,
) -> None:
    with customers_page(chromium) as (shop, link, page):
        live = re.compile(r"/live\?")
        page.route(live, lambda route: route.fulfill(status=502, body=AWAY))
        with page.expect_response(live):
            page.reload()
        page.unroute(live)
        line = shop.office.carts.view(EMPLOYEE, link.cart_id).cart.lines[0].id
        shop.office.products.set_quantity(EMPLOYEE, link.cart_id, line, 3)
        expect(page.get_by_role("button", name=BUTTON)).to_have_text(re.compile("42.00"))


def test_a_draft_that_a_colleague_has_closed_says_so(site: Site) -> None:
    cart = prepared(site)
    tab = opened(site, cart, javascript=True)
    tab.get_by_label("Gift message").press_sequentially("For Ja")
    site.office.carts.discard(BOB, cart.cart.id)
    expect(tab.get_by_role("alert")).to_contain_text("This cart was closed")
    expect(tab.get_by_label("Gift message")).to_have_value("For Ja")
    tab.close()


def test_an_answer_that_is_cut_off_holds_up_nothing(site: Site) -> None:
    cart = prepared(site)
    tab = opened(site, cart, javascript=True)
    tab.evaluate(
        """() => { const real = window.fetch; window.fetch = async (...asked) => {
            const answer = await real(...asked);
            const here = document.getElementById('main').dataset.address;
            if (asked[1]?.method || asked[0] !== here) return answer;
            window.fetch = real;
            answer.text = () => Promise.reject(new TypeError("network"));
            document.body.dataset.cut = 'off';
            return answer; }; }"""
    )
    site.office.run(BOB, cart.cart.id, ANY_VERSION, SetMessages(order_message="Ring twice"))
    tab.locator("[data-cut]").wait_for()
    tab.get_by_label(QUANTITY).fill("2")
    tab.keyboard.press("Tab")
    settled(tab)
    assert site.office.carts.view(ANN, cart.cart.id).cart.lines[0].quantity == 2
    tab.close()


def test_how_it_is_paid_stays_over_other_pages_and_a_reload(site: Site) -> None:
    tab = opened(site, prepared(site), javascript=True)
    tab.get_by_label("Payment").select_option("invoice")
    tab.get_by_label("Confirm by e-mail").check()
    tab.get_by_role("link", name="Drafts").click()
    tab.go_back()
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


def test_enter_in_an_address_saves_it(site: Site) -> None:
    cart = prepared(site)
    tab = opened(site, cart, javascript=True)
    tab.locator("#address-form summary").click()
    for name, text in (("street", "1 rue Haute"), ("postcode", "75011"), ("city", "Paris")):
        tab.locator(f"#a-{name}").fill(text)
    tab.locator("#a-city").press("Enter")
    expect(tab.locator("#choose-delivery option")).to_have_count(3)
    settled(tab)
    assert cart.customer is not None
    streets = {each.street for each in site.office.addresses.list(ANN, cart.customer.id)}
    assert "1 rue Haute" in streets
    tab.close()


def test_a_code_that_is_refused_keeps_nothing_else_from_being_saved(chromium: Browser) -> None:
    with customers_page(chromium) as (shop, link, page):
        code = page.get_by_label("Voucher code")
        code.fill("SPRNG")
        page.get_by_role("button", name="Use it").click()
        expect(page.locator("#said")).to_contain_text("SPRNG")
        page.get_by_label(f"Quantity of {MUG.name}").fill("3")
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name=BUTTON)).to_have_text(re.compile("42.00"))
        expect(code).to_have_value("SPRNG")
        assert shop.office.carts.view(EMPLOYEE, link.cart_id).cart.lines[0].quantity == 3
