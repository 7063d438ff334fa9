"""Going on before the shop has answered: nothing that was changed or pressed is lost."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Dialog, Page as Tab, expect

from backoffice_orders.demo import ANN
from backoffice_orders.testing.samples import EMPLOYEE, EXPRESS
from tests.browser.holding import Held
from tests.browser.test_checkout_typed import opened as customers_page
from tests.browser.test_page import Site, settled, site
from tests.browser.test_what_is_typed import QUANTITY, another_carrier, opened, prepared

__all__ = ["site"]

MESSAGE = "Message with the order"


def changed(tab: Tab) -> Held:
    """Two changes, of which the first is on its way and the second waits."""
    held = Held(tab, "**/wishes")
    tab.get_by_label(MESSAGE).fill("Ring twice")
    tab.get_by_label("Gift wrapping").check()
    held.arrived()
    return held


@pytest.mark.parametrize("leave", ["by a link", "in another language"])
def test_the_page_is_left_once_all_is_saved(site: Site, leave: str) -> None:
    cart = prepared(site)
    tab = opened(site, cart, javascript=True)
    held = changed(tab)
    if leave == "by a link":
        tab.get_by_role("link", name="Drafts").click()
    else:
        tab.locator("header summary").first.click()
        tab.get_by_role("button", name="Français").click()
    held.let_go()
    if leave == "by a link":
        tab.wait_for_url("**/drafts")
    else:
        expect(tab.locator("html")).to_have_attribute("lang", "fr")
    saved = site.office.carts.view(ANN, cart.cart.id).cart
    assert (saved.order_message, saved.gift_wrapping) == ("Ring twice", True)
    tab.close()


def test_the_page_stays_where_a_change_was_refused(site: Site) -> None:
    tab = opened(site, prepared(site), javascript=True)
    held = Held(tab, "**/quantity")
    tab.get_by_label(QUANTITY).fill("2,5")
    tab.get_by_role("link", name="Drafts").click()
    held.let_go()
    expect(tab.get_by_label(QUANTITY)).to_have_attribute("aria-invalid", "true")
    settled(tab)
    expect(tab.get_by_label(QUANTITY)).to_have_value("2,5")
    tab.close()


@pytest.mark.parametrize("saved", [False, True], ids=["unsaved", "saved"])
def test_a_reload_is_asked_about_while_something_is_not_saved(site: Site, saved: bool) -> None:
    tab = opened(site, prepared(site), javascript=True)
    asked: list[str] = []

    def ask(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    tab.on("dialog", ask)
    held = changed(tab)
    if saved:
        held.let_go()
        settled(tab)
    tab.reload()
    assert asked == ([] if saved else ["beforeunload"])
    tab.close()


def test_a_customers_page_is_left_once_all_is_saved(chromium: Browser) -> None:
    with customers_page(chromium) as (shop, link, page):
        held = Held(page, "**/message")
        page.get_by_role("radio", name=re.compile(EXPRESS.name)).check()
        page.get_by_role("textbox", name="A message to the shop").fill("Ring twice")
        held.arrived()
        page.locator("main h1").evaluate(
            "each => { each.innerHTML = '<a id=away href=/away>Away</a>'; }"
        )
        page.route("**/away", lambda route: route.fulfill(body="Away"))
        page.locator("#away").click()
        held.let_go()
        page.wait_for_url("**/away")
        assert shop.office.carts.view(EMPLOYEE, link.cart_id).cart.order_message == "Ring twice"


def test_an_address_to_edit_takes_away_nothing_that_is_typed(site: Site) -> None:
    tab = opened(site, prepared(site), javascript=True)
    tab.get_by_text("Add a new voucher").click()
    tab.locator("#voucher-name").fill("For the wait")
    tab.get_by_role("link", name="Edit Home").click()
    expect(tab.get_by_text("Edit the address")).to_be_focused()
    expect(tab.locator("#a-street")).to_have_value("16 rue de Rivoli")
    expect(tab.locator("#voucher-name")).to_have_value("For the wait")
    tab.get_by_role("link", name="Edit Office").click()
    expect(tab.locator("#a-street")).to_have_value("2 place Bellecour")
    tab.locator("#addresses").get_by_role("link", name="Add an address").click()
    expect(tab.locator("#a-street")).to_have_value("")
    expect(tab.locator("#voucher-name")).to_have_value("For the wait")
    tab.close()


def test_what_is_chosen_as_an_answer_comes_stays_chosen(site: Site) -> None:
    cart = prepared(site)
    tab = opened(site, cart, javascript=True)
    held = Held(tab, "**/wishes")
    tab.get_by_label(MESSAGE).fill("Ring twice")
    tab.get_by_label(MESSAGE).blur()
    carrier = another_carrier(tab)
    held.let_go()
    settled(tab)
    assert site.office.carts.view(ANN, cart.cart.id).cart.carrier_id == carrier
    expect(tab.locator("[name=carrier]:checked")).to_have_attribute("value", carrier)
    tab.close()


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_what_is_pressed_as_an_answer_comes_is_pressed(site: Site, by: str) -> None:
    cart = prepared(site)
    tab = opened(site, cart, javascript=True)
    pressed = tab.locator(".lines details.why > summary").first
    tab.evaluate(
        "document.addEventListener('click', ({ target }) => { window.clicked = target.localName; })"
    )
    held = Held(tab, "**/quantity")
    tab.get_by_label(QUANTITY).fill("2")
    tab.get_by_label(QUANTITY).blur()
    held.arrived()
    if by == "mouse":
        pressed.hover()
        tab.mouse.down()
    else:
        pressed.focus()
        tab.keyboard.down(" ")
    with tab.expect_response("**/quantity"):
        held.let_go()
    tab.wait_for_timeout(200)  # the answer would be on the page by now
    if by == "mouse":
        tab.mouse.up()
    else:
        tab.keyboard.up(" ")
    tab.wait_for_function("window.clicked === 'summary'")
    expect(pressed).to_contain_text("€27.80")
    tab.close()
