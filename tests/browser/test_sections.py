"""What the sections of the cart's page do with scripts, in a real browser."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from backoffice_orders.demo import ANN, JOHN
from tests.browser.test_page import Site, site

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
