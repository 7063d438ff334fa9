"""What the customer sees is what they pay, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from backoffice_orders.adapters.checkout import SignedLinks
from backoffice_orders.checkout import checkout_app
from backoffice_orders.testing.samples import EMPLOYEE, EXPRESS, euros
from tests.browser.conftest import free_port, serving
from tests.checkout.samples import KEYS, Shop


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_another_total_is_shown_before_it_is_paid(chromium: Browser, javascript: bool) -> None:
    port = free_port()
    shop = Shop(links=SignedLinks(f"http://127.0.0.1:{port}", KEYS))
    link = shop.links.address(shop.sent(shop.cart()))
    with serving(checkout_app(shop.office, shop.links), port):
        context = chromium.new_context(java_script_enabled=javascript)
        page = context.new_page()
        page.goto(link)
        page.get_by_label("Quantity of Blue mug").fill("1")
        page.get_by_role("radio", name=re.compile(EXPRESS.name)).check()
        page.get_by_role("radio", name="Invoice").check()
        page.get_by_role("button", name="Order and pay €30.00").click()
        # One mug at 12.00, and 9.00 net of express.
        order = page.get_by_role("button", name="Order and pay €22.80")
        expect(order).to_be_visible()
        assert shop.office.orders.search(EMPLOYEE).items == ()
        order.click()
        expect(page.get_by_role("heading", name=re.compile("Thank you"))).to_be_visible()
        context.close()
    (found,) = shop.office.orders.search(EMPLOYEE).items
    placed = shop.office.orders.get(EMPLOYEE, found.order_id)
    assert (placed.total, placed.cart.lines[0].quantity) == (euros("22.80"), 1)
    assert placed.payment_method == "invoice"
