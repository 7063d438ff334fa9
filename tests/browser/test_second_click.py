"""A second click on a button does nothing a second time, on both pages."""

from __future__ import annotations

import re
from decimal import Decimal

from moneyed import Money
from playwright.sync_api import Browser, expect

from backoffice_orders.demo import ANN
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.ids import CartRuleId
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.testing.samples import EMPLOYEE, MOMENT
from tests.browser.holding import Held
from tests.browser.test_checkout_typed import opened as customers_page
from tests.browser.test_page import Site, settled, site
from tests.browser.test_what_is_typed import opened, prepared

__all__ = ["site"]


def test_a_part_of_what_is_due_is_recorded_once(site: Site) -> None:
    """What the page has then is another amount, which nobody has given."""
    order = site.office.finishing.place(
        ANN, prepared(site).cart.id, payment_method="invoice", idempotency_key="call-1"
    )
    tab = site.tab()
    tab.goto(f"{site.address}/order/{order.id}")
    tab.get_by_label("Money received").fill("10")
    tab.get_by_role("button", name="Record the payment").dblclick()
    expect(tab.get_by_label("Money received")).not_to_have_value("10")
    settled(tab)
    payments = site.office.orders.get(ANN, order.id).payments
    assert [each.amount for each in payments] == [Money("10.00", "EUR")]
    tab.close()


def test_on_a_slow_line_a_second_click_waits_for_nothing(site: Site) -> None:
    cart = prepared(site).cart.id
    tab = site.tab()
    tab.goto(f"{site.address}/cart/{cart}")
    note = tab.locator("#internal-note")
    note.evaluate("each => each.closest('details').open = true")
    note.fill("Called twice")
    held = Held(tab, "**/note")
    add = tab.get_by_role("button", name="Add the note")
    add.click()
    held.arrived()
    tab.wait_for_timeout(600)  # longer than a double click
    add.click()
    note.fill("Called thrice")
    add.click()
    held.let_go()
    expect(note).to_have_value("")
    settled(tab)
    expect(tab.locator("#said")).to_have_count(0)
    notes = site.office.carts.view(ANN, cart).cart.notes
    assert [each.text for each in notes] == ["Called twice", "Called thrice"]
    tab.close()


def test_the_customer_uses_a_voucher_once(chromium: Browser) -> None:
    with customers_page(chromium) as (shop, link, page):
        rule = CartRule(CartRuleId("ten"), "Ten", MOMENT, (Percentage(Decimal(10)),), code="TEN")
        shop.office.setup.save(EMPLOYEE, rule)
        page.get_by_label("Voucher code").fill("TEN")
        page.get_by_role("button", name="Use it").dblclick()
        expect(page.get_by_text(re.compile("^Ten")).first).to_be_visible()
        expect(page.locator("#main:not(.busy)")).to_have_count(1)
        expect(page.locator("#said")).to_have_count(0)
        assert shop.office.carts.view(EMPLOYEE, link.cart_id).cart.rule_ids == ("ten",)


def test_two_lines_are_removed_one_right_after_the_other(site: Site) -> None:
    cart = prepared(site).cart.id
    site.office.products.add_lines(ANN, cart, "demo_13 1\ncandle_1 1")
    tab = opened(site, site.office.carts.view(ANN, cart), javascript=True)
    tab.get_by_role("button", name="Remove Mug Today").click()
    tab.get_by_role("button", name="Remove Scented candle").click()
    expect(tab.locator(".lines .line")).to_have_count(1)
    tab.close()
