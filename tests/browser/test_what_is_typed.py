"""What is on the screen is what is ordered: with scripts and without, on both pages."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page as Tab, expect

from backoffice_orders.demo import ANN
from backoffice_orders.services.products import Answers
from backoffice_orders.services.view import CartView
from tests.browser.conftest import slow_line
from tests.browser.holding import Held
from tests.browser.test_page import PHONE, Site, settled, site

__all__ = ["site"]

QUANTITY = re.compile("^Quantity of Mug")
CREATE = re.compile("^Create the order")


def prepared(site: Site) -> CartView:
    """John's cart of one mug, ready to be ordered."""
    john = site.office.customers.search(ANN, "john doe").items[0]
    cart = site.office.carts.start(ANN, john.id).cart
    product = site.office.products.search(ANN, "mug with").items[0].product
    words: Answers = {str(product.customization_fields[0].id): "x"}
    site.office.products.add(ANN, cart.id, product.id, 1, customization=words)
    home = site.office.addresses.list(ANN, john.id)[0].id
    return site.office.addresses.choose(ANN, cart.id, delivery=home, invoice=home)


def opened(site: Site, cart: CartView, *, javascript: bool) -> Tab:
    tab = site.tab(javascript=javascript)
    tab.goto(f"{site.address}/cart/{cart.cart.id}")
    return tab


def another_carrier(tab: Tab) -> str:
    carrier = tab.locator("[name=carrier]:not(:checked)").first
    value = carrier.get_attribute("value")
    assert value is not None
    tab.locator(f"[name=carrier][value={value}]").check()
    return value


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_created_with_everything_that_was_typed(site: Site, javascript: bool) -> None:
    tab = opened(site, prepared(site), javascript=javascript)
    tab.get_by_label(QUANTITY).fill("3")
    carrier = another_carrier(tab)
    tab.get_by_label("Gift wrapping").check()
    tab.get_by_label("Gift message").fill("For Jane")
    tab.get_by_label("Payment").select_option("invoice")
    tab.get_by_label("Message with the order").fill("Ring twice")
    tab.get_by_role("button", name=CREATE).click()
    expect(tab.get_by_role("heading", name=re.compile("^Order "))).to_be_visible()
    order = site.order()
    assert order.cart.lines[0].quantity == 3
    assert order.cart.carrier_id == carrier
    assert order.cart.gift_wrapping
    assert (order.cart.gift_message, order.message) == ("For Jane", "Ring twice")
    assert order.payment_method == "invoice"
    tab.close()


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_what_is_refused_is_named_and_nothing_is_placed(site: Site, javascript: bool) -> None:
    tab = opened(site, prepared(site), javascript=javascript)
    before = site.office.orders.search(ANN).items
    tab.get_by_label("Gift message").fill("For Jane")
    tab.get_by_label(QUANTITY).fill("100000")
    tab.get_by_role("button", name=CREATE).click()
    expect(tab.locator("#said.wrong")).to_be_visible()
    settled(tab)
    expect(tab.get_by_label(QUANTITY)).to_have_value("100000")
    expect(tab.get_by_label(QUANTITY)).to_have_attribute("aria-invalid", "true")
    expect(tab.get_by_label("Gift message")).to_have_value("For Jane")
    assert site.office.orders.search(ANN).items == before
    tab.reload()
    expect(tab.get_by_role("heading", name=re.compile("^New order for"))).to_be_visible()
    tab.close()


def test_why_a_form_was_refused_is_said_where_one_looks(site: Site) -> None:
    tab = site.tab(window=PHONE)
    tab.goto(f"{site.address}/cart/{prepared(site).cart.id}")
    tab.locator("summary", has_text="A discount by hand").click()
    tab.locator("#discount-title").fill("For the wait")
    value = tab.locator("#discount-value")
    value.fill("101")
    tab.get_by_role("button", name="Give the discount").click()
    expect(value).to_be_focused()
    expect(value).to_be_in_viewport()
    expect(tab.locator(".field", has=value).locator("+ .wrong-text")).to_have_text(
        "Correct Percent: it must be between 0 and 100."
    )
    tab.close()


def test_fields_save_themselves(site: Site) -> None:
    cart = prepared(site)
    tab = opened(site, cart, javascript=True)
    total = tab.locator("#total").inner_text()
    tab.get_by_label(QUANTITY).fill("3")
    tab.keyboard.press("Tab")
    expect(tab.locator("#total")).not_to_have_text(total)
    carrier = another_carrier(tab)
    settled(tab)
    tab.get_by_label("Gift wrapping").check()
    settled(tab)
    tab.get_by_label("Gift message").fill("For Jane")
    tab.get_by_label("Note to the customer").focus()
    settled(tab)
    stored = site.office.carts.view(ANN, cart.cart.id).cart
    assert (stored.lines[0].quantity, stored.carrier_id) == (3, carrier)
    assert (stored.gift_wrapping, stored.gift_message) == (True, "For Jane")
    tab.close()


def test_what_is_typed_and_pressed_while_a_field_saves_itself(site: Site) -> None:
    """A slow line: the answer takes nothing away, and what was pressed is done in its turn."""
    cart = prepared(site)
    tab = opened(site, cart, javascript=True)
    tab.locator("summary", has_text="Add an address").click()

    slow_line(tab, "**/quantity", seconds=0.5)
    tab.get_by_label(QUANTITY).fill("3")
    tab.keyboard.press("Tab")
    tab.locator("#a-street").fill("1 rue Haute")
    tab.locator("#products-query").focus()
    tab.keyboard.type("humming", delay=20)
    tab.get_by_label("Payment").select_option("invoice")
    tab.locator("#internal-note").evaluate("each => each.closest('details').open = true")
    expect(tab.locator("#total")).not_to_have_text("")
    settled(tab)
    expect(tab.locator("#a-street")).to_have_value("1 rue Haute")
    expect(tab.locator("#products-query")).to_have_value("humming")
    expect(tab.locator("#products-found .results > li").first).to_be_visible()
    expect(tab.get_by_label("Payment")).to_have_value("invoice")
    tab.locator("#a-street").fill("")
    tab.get_by_label(QUANTITY).fill("4")
    tab.get_by_role("button", name=CREATE).click()
    expect(tab.get_by_role("heading", name=re.compile("^Order "))).to_be_visible()
    order = site.order()
    assert (order.cart.lines[0].quantity, order.payment_method) == (4, "invoice")
    tab.close()


def test_what_another_form_holds_is_named_first(site: Site) -> None:
    tab = opened(site, prepared(site), javascript=True)
    before = site.office.orders.search(ANN).items
    tab.locator("summary", has_text="Add something that is not in the catalog").click()
    tab.locator("#custom-name").fill("Engraving")
    tab.get_by_role("button", name=CREATE).click()
    expect(tab.locator("#warning")).to_contain_text("is not in the cart")
    expect(tab.locator("#custom-name")).to_have_value("Engraving")
    assert site.office.orders.search(ANN).items == before
    tab.close()


def test_what_was_found_and_is_half_filled_in_is_named_first(site: Site) -> None:
    """Until it is in the cart, or what was found is gone."""
    tab = opened(site, prepared(site), javascript=True)
    before = site.office.orders.search(ANN).items
    tab.locator("#products-query").fill("mug with")
    words = tab.locator("#products-found [name^=field-]").first
    words.fill("For Jane")
    tab.get_by_role("button", name=CREATE).click()
    expect(tab.locator("#warning")).to_contain_text("is not in the cart: add it")
    expect(words).to_be_focused()
    assert site.office.orders.search(ANN).items == before
    tab.locator("#products-query").fill("")
    expect(words).to_have_count(0)
    tab.get_by_role("button", name=CREATE).click()
    expect(tab.get_by_role("heading", name=re.compile("^Order "))).to_be_visible()
    tab.close()


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_an_address_is_in_the_country_that_was_picked(site: Site, javascript: bool) -> None:
    cart = prepared(site)
    tab = opened(site, cart, javascript=javascript)
    tab.locator("summary", has_text="Add an address").click()
    tab.locator("#a-street").fill("Torstraße 1")
    tab.locator("#country").select_option("DE")
    settled(tab)
    expect(tab.locator("#a-street")).to_have_value("Torstraße 1")
    expect(tab.locator("#country")).to_have_value("DE")
    tab.locator("#a-city").fill("Berlin")
    tab.locator("#a-postcode").fill("10119")
    tab.get_by_role("button", name="Save the address").click()
    expect(tab.locator("#addresses .two").first).to_contain_text("10119 Berlin")
    address = site.office.carts.view(ANN, cart.cart.id).delivery_address
    assert address is not None
    assert (address.country, address.city) == ("DE", "Berlin")
    tab.close()


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_a_reload_after_a_hand_over_shows_the_cart(site: Site, javascript: bool) -> None:
    tab = opened(site, prepared(site), javascript=javascript)
    tab.get_by_role("button", name="Proceed to checkout").click()
    expect(tab.get_by_role("link", name=re.compile("Open the checkout"))).to_be_visible()
    tab.goto(tab.url)
    expect(tab.get_by_role("heading", name=re.compile("^New order for"))).to_be_visible()
    tab.close()


def test_an_address_being_edited_stays_when_something_else_is_saved(site: Site) -> None:
    cart = prepared(site)
    tab = site.tab(javascript=True)
    tab.goto(f"{site.address}/cart/{cart.cart.id}?edit=john-office#address-form")
    street = tab.locator("#a-street")
    expect(street).to_have_value("2 place Bellecour")
    tab.get_by_label("Gift wrapping").check()
    settled(tab)
    expect(street).to_have_value("2 place Bellecour")
    street.fill("3 place Bellecour")
    tab.get_by_role("button", name="Save the address").click()
    settled(tab)
    assert cart.customer is not None
    streets = [each.street for each in site.office.addresses.list(ANN, cart.customer.id)]
    assert sorted(streets) == ["16 rue de Rivoli", "3 place Bellecour"]
    tab.close()


def test_what_is_typed_before_the_scripts_come_is_searched_for_and_saved(site: Site) -> None:
    cart = prepared(site)
    tab = site.tab()
    scripts = Held(tab, "**/console.js*")
    tab.goto(f"{site.address}/cart/{cart.cart.id}", wait_until="commit")
    total = tab.locator("#total").inner_text()
    tab.get_by_label(QUANTITY).fill("3")
    carrier = another_carrier(tab)
    tab.get_by_label("Gift message").fill("For Jane")
    tab.locator("#products-query").fill("humming")
    scripts.let_go()
    expect(tab.locator("#products-found .results > li").first).to_be_visible()
    expect(tab.locator("#total")).not_to_have_text(total)
    settled(tab)
    stored = site.office.carts.view(ANN, cart.cart.id).cart
    assert (stored.lines[0].quantity, stored.carrier_id) == (3, carrier)
    assert stored.gift_message == "For Jane"
    tab.close()
