"""What the sections of the cart's page do with scripts, in a real browser."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from backoffice_orders.demo import ANN, JOHN
from tests.browser.conftest import slow_line
from tests.browser.test_page import Site, site
from tests.browser.test_what_is_typed import opened, prepared

__all__ = ["site"]


def test_a_list_advice_and_a_link_without_leaving_the_page(site: Site) -> None:
    cart = site.office.carts.start(ANN, JOHN).cart.id
    site.office.products.add_lines(ANN, cart, "demo_13 3\ncandle_1 4")
    tab = site.tab()
    tab.goto(f"{site.address}/cart/{cart}")
    expect(tab.locator("#advice")).to_contain_text("delivery is free")
    tab.get_by_text("Paste or scan a list").click()
    tab.locator("#many-lines").fill("book_1 1\nbad 2")
    tab.get_by_role("button", name="Add all of them").click()
    expect(tab.locator("#many-lines")).to_have_value("bad 2")
    why = tab.locator(".line .why").first
    why.locator("summary").click()
    expect(why).to_contain_text("catalog price")
    tab.keyboard.press("Escape")
    expect(why).not_to_have_attribute("open", "")
    tab.get_by_text("Send to the customer by e-mail").first.click()
    link = tab.get_by_role("button", name="Make a link to copy")
    link.click()
    expect(tab.locator("#warning")).to_contain_text("The list is not in the cart")
    tab.locator("#many-lines").fill("")
    link.click()
    expect(tab.locator("#made-link")).to_have_value(re.compile("/checkout/cart/"))
    expect(tab.get_by_role("img", name="The link as a QR code")).to_be_visible()


def test_numbers_are_scanned_one_after_the_other_and_counted_by_steps(site: Site) -> None:
    started = site.office.carts.start(ANN, JOHN)
    cart, tab = started.cart.id, opened(site, started, javascript=True)
    slow_line(tab, "**/add", seconds=0.3)
    search = tab.locator("#products-query")
    search.focus()
    for code in ("candle_1", "book_1", "candle_1"):
        search.fill(code)
        search.press("Enter")
        expect(search).to_have_value("", timeout=20_000)
    expect(search).to_be_focused()
    candles = tab.get_by_label(re.compile("^Quantity of Scented candle"))
    expect(candles).to_have_value("2", timeout=20_000)
    lines = site.office.carts.view(ANN, cart).cart.lines
    assert sorted(line.quantity for line in lines) == [1, 2]
    tab.get_by_role("button", name="One more of Scented candle").click()
    expect(tab.locator(".line .count .left").first).to_contain_text("15 left")
    expect(tab.locator("main.busy")).to_have_count(0)
    saved = site.office.carts.view(ANN, cart).cart.lines
    assert sorted(line.quantity for line in saved) == [1, 3]


def test_one_number_is_scanned_again_at_once(site: Site) -> None:
    """On a slow line, where nothing of it has been found yet when it is taken."""
    tab = opened(site, site.office.carts.start(ANN, JOHN), javascript=True)
    slow_line(tab, re.compile("/add$|/search/products"), seconds=0.2)
    search = tab.locator("#products-query")
    for _ in range(3):
        search.fill("candle_1")
        search.press("Enter")
        expect(search).to_have_value("")
    expect(tab.get_by_label(re.compile("^Quantity of Scented candle"))).to_have_value("3")
    tab.close()


def test_numbers_are_scanned_faster_than_the_line_answers(site: Site) -> None:
    """A scanner presses keys: nobody waits for what is found before the next number."""
    started = site.office.carts.start(ANN, JOHN)
    cart, tab = started.cart.id, opened(site, started, javascript=True)
    slow_line(tab, re.compile("/add$|/search/products"), seconds=0.6)
    search = tab.locator("#products-query")
    search.focus()
    for code in ("candle_1", "candle_1", "nothing_9", "book_1"):
        tab.keyboard.type(code)
        tab.keyboard.press("Enter")
    candles = tab.get_by_label(re.compile("^Quantity of Scented candle"))
    expect(candles).to_have_value("2", timeout=20_000)
    expect(search).to_have_value("")
    expect(tab.locator("main.busy")).to_have_count(0)
    lines = site.office.carts.view(ANN, cart).cart.lines
    assert sorted(line.quantity for line in lines) == [1, 2]
    expect(tab.locator("#warning")).to_have_text("Not added: nothing_9. Search it again.")
    tab.close()


def test_a_scanned_number_that_cannot_be_added_stands_in_the_search_again(site: Site) -> None:
    cart = site.office.carts.start(ANN, JOHN).cart.id
    site.office.products.add_lines(ANN, cart, "candle_1 18")
    tab = site.tab()
    tab.goto(f"{site.address}/cart/{cart}")
    search = tab.locator("#products-query")
    search.fill("candle_1")
    search.press("Enter")
    expect(tab.locator("#said")).to_contain_text("18")
    expect(search).to_have_value("candle_1")
    expect(tab.locator("#products-found .results > li")).to_have_count(1)


def test_after_what_folds_itself_one_goes_on_in_its_section(site: Site) -> None:
    tab = opened(site, prepared(site), javascript=True)
    for summary, field, text, section in (
        ("Edit the customer", "#c-first_name", "Johnny", "#customer"),
        ("Offer and reservation", "#reserve-days", "3", "#finishing"),
    ):
        tab.locator("summary", has_text=summary).click()
        tab.locator(field).fill(text)
        tab.locator(field).press("Enter")
        expect(tab.locator(section)).to_be_focused()
    tab.close()
