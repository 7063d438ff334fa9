"""What the customer sees is what they pay, in a real browser, by the one button alone."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

import pytest
from attrs import evolve
from playwright.sync_api import Browser, Page, Route, expect

from backoffice_orders.adapters.checkout import SignedLinks
from backoffice_orders.checkout import checkout_app
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.ids import CartRuleId, FieldId
from backoffice_orders.model.link import Link
from backoffice_orders.model.order import Order
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.product import CustomizationField
from backoffice_orders.testing.samples import (
    EMPLOYEE,
    EXPRESS,
    MOMENT,
    MUG,
    PLAQUE,
    POST,
    SHIRT,
    euros,
)
from tests.browser.conftest import free_port, serving
from tests.browser.holding import Held
from tests.checkout.samples import KEYS, Shop

BUTTON = re.compile("Order and pay")
THANKS = re.compile("Thank you")


def the_order(shop: Shop) -> Order:
    (found,) = shop.office.orders.search(EMPLOYEE).items
    return shop.office.orders.get(EMPLOYEE, found.order_id)


@contextmanager
def opened(
    chromium: Browser, *, scripts: bool = True, width: int = 1000, delay: float = 0
) -> Iterator[tuple[Shop, Link, Page]]:
    """A shop, a link, and its page in a browser; each change takes ``delay`` seconds to arrive."""
    port = free_port()
    shop = Shop(links=SignedLinks(f"http://127.0.0.1:{port}", KEYS))
    link = shop.sent(shop.cart())

    def slowly(route: Route) -> None:
        time.sleep(delay)
        route.continue_()

    with serving(checkout_app(shop.office, shop.links), port):
        context = chromium.new_context(
            java_script_enabled=scripts, viewport={"width": width, "height": 800}
        )
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.goto(shop.links.address(link))
        if delay:
            page.route("**/message", slowly)
        yield shop, link, page
        context.close()


def another_address(page: Page) -> None:
    page.get_by_role("link", name="Another address").click()
    page.locator(".live #address-form").wait_for()


def fill_everything(page: Page) -> None:
    page.get_by_label("Quantity of Blue mug").fill("1")
    page.get_by_role("radio", name=re.compile(EXPRESS.name)).check()
    page.get_by_role("textbox", name="A message to the shop").fill("Ring twice")
    page.get_by_role("radio", name="Invoice").check()


@pytest.mark.parametrize(("width", "delay"), [(1000, 0.0), (360, 0.9)], ids=["fast", "slow, phone"])
def test_fields_save_themselves_and_one_press_orders_it_all(
    chromium: Browser, width: int, delay: float
) -> None:
    with opened(chromium, width=width, delay=delay) as (shop, _, page):
        fill_everything(page)
        # One mug at 12.00, and 9.00 net of express.
        page.get_by_role("button", name="Order and pay €22.80").click()
        expect(page.get_by_role("heading", name=THANKS)).to_be_visible()
        order = the_order(shop)
    assert (order.total, order.cart.lines[0].quantity) == (euros("22.80"), 1)
    assert (order.message, order.payment_method) == ("Ring twice", "invoice")
    assert order.cart.carrier_id == EXPRESS.id


def test_a_press_before_all_is_saved_orders_nothing_at_another_price(chromium: Browser) -> None:
    """On a slow line the total of the button is the one that was read, or nothing happens."""
    with opened(chromium) as (shop, _, page):
        saves = Held(page, "**/message")
        fill_everything(page)
        saves.arrived()
        page.locator("#finish").dispatch_event("click")
        saves.let_go()
        page.locator("#main:not(.busy)").wait_for()
        assert shop.office.orders.search(EMPLOYEE).items == ()
        page.get_by_role("button", name="Order and pay €22.80").click()
        expect(page.get_by_role("heading", name=THANKS)).to_be_visible()
        assert the_order(shop).total == euros("22.80")


def test_without_scripts_another_total_is_shown_before_it_is_paid(chromium: Browser) -> None:
    with opened(chromium, scripts=False) as (shop, _, page):
        fill_everything(page)
        page.get_by_role("button", name="Order and pay €30.00").click()
        order = page.get_by_role("button", name="Order and pay €22.80")
        expect(order).to_be_visible()
        assert shop.office.orders.search(EMPLOYEE).items == ()
        order.click()
        expect(page.get_by_role("heading", name=THANKS)).to_be_visible()
        assert the_order(shop).message == "Ring twice"


def test_what_the_shop_changes_is_shown_as_it_happens_and_what_is_typed_stays(
    chromium: Browser,
) -> None:
    with opened(chromium) as (shop, link, page):
        message = page.get_by_role("textbox", name="A message to the shop")
        message.focus()
        page.keyboard.type("Ring tw")
        line = shop.office.carts.view(EMPLOYEE, link.cart_id).cart.lines[0].id
        shop.office.products.set_quantity(EMPLOYEE, link.cart_id, line, 3)
        # Three mugs at 12.00 and the post's 6.00, gross.
        expect(page.get_by_role("button", name=BUTTON)).to_have_text(re.compile("42.00"))
        page.keyboard.type("ice")
        expect(message).to_have_value("Ring twice")
        expect(page.get_by_label(f"Quantity of {MUG.name}")).to_have_value("3")


def test_the_focus_goes_on_while_a_quantity_saves_itself(chromium: Browser) -> None:
    with opened(chromium) as (_, _, page):
        page.get_by_label(f"Quantity of {MUG.name}").fill("3")
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name=BUTTON)).to_have_text(re.compile("42.00"))
        expect(page.get_by_role("button", name=f"One more of {MUG.name}")).to_be_focused()


def test_what_was_typed_before_the_shop_changed_something_is_saved_when_it_is_left(
    chromium: Browser,
) -> None:
    def stored() -> str:
        return shop.office.carts.view(EMPLOYEE, link.cart_id).cart.order_message

    with opened(chromium) as (shop, link, page):
        page.get_by_role("textbox", name="A message to the shop").press_sequentially("Ring twice")
        line = shop.office.carts.view(EMPLOYEE, link.cart_id).cart.lines[0].id
        shop.office.products.set_quantity(EMPLOYEE, link.cart_id, line, 3)
        expect(page.get_by_role("button", name=BUTTON)).to_have_text(re.compile("42.00"))
        page.locator("#main:not(.busy)").wait_for()
        assert stored() == "", "half typed"
        with page.expect_response(re.compile("/message$")):
            page.keyboard.press("Tab")
        page.locator("#main:not(.busy)").wait_for()
        assert stored() == "Ring twice"


def test_a_country_picked_while_something_is_being_saved_shows_its_form(chromium: Browser) -> None:
    with opened(chromium) as (_, _, page):
        another_address(page)
        saves = Held(page, "**/message")
        page.get_by_label("Quantity of Blue mug").fill("1")
        page.keyboard.press("Tab")
        saves.arrived()
        page.get_by_label("Country").select_option("DE")
        saves.let_go()
        page.locator("#main:not(.busy)").wait_for()
        expect(page.get_by_label("Country")).to_have_value("DE")
        expect(page.get_by_label("Quantity of Blue mug")).to_have_value("1")
        expect(page.locator("#said")).to_have_count(0)


def test_what_is_changed_before_the_scripts_come_is_saved_with_them(chromium: Browser) -> None:
    with opened(chromium) as (_, _, page):
        scripts = Held(page, "**/checkout.js*")
        page.reload(wait_until="commit")
        page.get_by_label("Quantity of Blue mug").fill("1")
        page.get_by_role("textbox", name="A message to the shop").fill("Ring twice")
        scripts.let_go()
        expect(page.get_by_role("button", name=BUTTON)).to_have_text(re.compile("18.00"))
        page.get_by_role("textbox", name="A message to the shop").fill("Ring thrice")
        with page.expect_response(re.compile("/message$")):
            page.keyboard.press("Tab")


def test_what_is_not_saved_yet_stays_while_the_shop_changes_something(chromium: Browser) -> None:
    """How it is paid, and an address that is half typed in another country's form."""
    with opened(chromium) as (shop, link, page):
        another_address(page)
        page.get_by_label("Country").select_option("US")
        page.get_by_label("State").select_option("NY")
        page.get_by_label("City").fill("New York")
        page.locator("#pay-invoice").check()
        page.get_by_label(f"Quantity of {MUG.name}").fill("1")
        page.keyboard.press("Tab")
        page.locator("#main:not(.busy)").wait_for()
        line = shop.office.carts.view(EMPLOYEE, link.cart_id).cart.lines[0].id
        shop.office.products.set_quantity(EMPLOYEE, link.cart_id, line, 3)
        expect(page.get_by_role("button", name=BUTTON)).to_have_text(re.compile("42.00"))
        expect(page.locator("#pay-invoice")).to_be_checked()
        expect(page.get_by_label("State")).to_have_value("NY")
        expect(page.get_by_label("City")).to_have_value("New York")


@pytest.mark.parametrize(
    ("status", "text", "said"),
    [
        (502, "<h1>502 Bad Gateway</h1>", "That did not arrive"),
        (None, "y" * 70_000, "Send less at once."),
    ],
    ids=["the shop is away", "too much"],
)
def test_what_did_not_arrive_stays_typed(
    chromium: Browser, status: int | None, text: str, said: str
) -> None:
    with opened(chromium) as (shop, link, page):
        message = page.get_by_role("textbox", name="A message to the shop")
        if status is not None:
            page.route("**/message", lambda route: route.fulfill(status=status, body=text))
        message.evaluate("each => each.removeAttribute('maxlength')")
        message.fill(text)
        message.blur()
        expect(page.get_by_role("alert")).to_contain_text(said)
        expect(message).to_have_value(text)
        assert shop.office.checkout.visit(link.id).order is None


def test_what_the_shop_changes_is_shown_after_a_refusal_too(chromium: Browser) -> None:
    """The page has come from the button then, and not from the link's own address."""
    with opened(chromium) as (shop, link, page):
        page.get_by_label("Voucher code").fill("NOPE")
        page.get_by_role("button", name=BUTTON).click()
        expect(page.get_by_role("alert")).to_contain_text("NOPE")
        view = shop.office.carts.view(EMPLOYEE, link.cart_id)
        line = view.cart.lines[0].id
        shop.office.products.set_quantity(EMPLOYEE, link.cart_id, line, 5, version=view.version)
        expect(page.get_by_label("Quantity of Blue mug")).to_have_value("5")


def test_whoever_comes_back_to_a_refusal_sees_the_cart(chromium: Browser) -> None:
    """From a payment page, say: no browser asks whether to send the form once more."""
    with opened(chromium) as (shop, link, page):
        page.get_by_label("Voucher code").fill("NOPE")
        page.get_by_role("button", name=BUTTON).click()
        expect(page.get_by_role("alert")).to_contain_text("NOPE")
        expect(page).to_have_url(shop.links.address(link))
        page.goto("about:blank")
        page.go_back()
        expect(page.get_by_role("button", name=BUTTON)).to_be_visible()


def test_after_what_is_gone_one_goes_on_in_its_section(chromium: Browser) -> None:
    """And never at another button, which would do something else."""
    with opened(chromium) as (shop, link, page):
        cart = link.cart_id
        for number in (1, 2):
            rule = CartRule(
                CartRuleId(f"r{number}"),
                f"Sale {number}",
                MOMENT,
                (Percentage(Decimal(number)),),
                code=f"SALE{number}",
            )
            shop.office.setup.save(EMPLOYEE, rule)
            shop.office.vouchers.grant(EMPLOYEE, cart, rule.id)
        shop.office.products.add(EMPLOYEE, cart, SHIRT.id, combination_id=SHIRT.combinations[0].id)
        page.reload()
        for gone, heading in (
            ("Remove Sale 1", "#pay-title"),
            ("Remove Sale 2", "#pay-title"),
            (f"Remove {MUG.name}", "#products-title"),
        ):
            button = page.get_by_role("button", name=gone)
            button.press("Enter")
            expect(button).to_have_count(0)
            expect(page.locator(heading)).to_be_focused()


def test_words_that_are_longer_than_the_window_are_broken(chromium: Browser) -> None:
    word = "Donaudampfschifffahrtsgesellschaftskapitaenspatent"
    with opened(chromium, width=320) as (shop, link, page):
        plaque = evolve(
            PLAQUE, customization_fields=(CustomizationField(FieldId("word"), f"{word}{word}"),)
        )
        shop.office.setup.save(EMPLOYEE, evolve(POST, name=word), plaque)
        shop.office.products.add(EMPLOYEE, link.cart_id, plaque.id, 2)
        page.reload()
        assert word in page.locator("main").inner_text()
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


def test_enter_in_an_address_saves_it(chromium: Browser) -> None:
    with opened(chromium) as (shop, link, page):
        another_address(page)
        for name, typed in (
            ("first_name", "John"),
            ("last_name", "Doe"),
            ("street", "1 rue Haute"),
            ("city", "Paris"),
            ("postcode", "7"),
        ):
            page.locator(f"#a-{name}").fill(typed)
        page.locator("#a-postcode").press("Enter")
        expect(page.locator("#a-postcode")).to_have_attribute("aria-invalid", "true")
        page.locator("#a-postcode").fill("75011")
        page.locator("#a-postcode").press("Enter")
        expect(page.locator("#address-form")).to_have_count(0)
        view = shop.office.carts.view(EMPLOYEE, link.cart_id)
        assert view.delivery_address is not None
        assert view.delivery_address.street == "1 rue Haute"
