"""The page as one document: saved by whom, kept beside what others do, and taken back."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from backoffice_orders.commands import SetQuantity
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.services.addresses import AddressEntry
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE
from tests.console.samples import Page
from tests.forms import Forms

BOB = Actor.employee("bob", "Bob Roe")


@pytest.fixture
def cart(page: Page) -> CartView:
    return page.shop.cart()


def opened(page: Page, cart: CartView) -> Forms:
    return Forms(page.browser.get(f"/cart/{cart.cart.id}"))


def test_it_says_when_it_was_saved_and_by_whom(page: Page, cart: CartView) -> None:
    page.shop.office.carts.set_messages(BOB, cart.cart.id, order_message="Ring")
    assert "Saved 09:00 by Bob Roe" in page.get(f"/cart/{cart.cart.id}")


def test_a_colleagues_change_elsewhere_is_kept_and_said(page: Page, cart: CartView) -> None:
    form, office = opened(page, cart), page.shop.office
    office.carts.set_messages(BOB, cart.cart.id, order_message="Ring")
    form.fill(quantity="3")
    answer = form.press(page.browser, "Set the quantity")
    stored = office.carts.view(EMPLOYEE, cart.cart.id).cart
    assert (stored.lines[0].quantity, stored.order_message) == (3, "Ring")
    assert 'data-code="changed_meanwhile"' in answer.text
    assert "Bob Roe has changed the messages" in answer.text


def test_a_colleagues_change_of_the_same_is_said_first(page: Page, cart: CartView) -> None:
    form, office = opened(page, cart), page.shop.office
    office.carts.set_messages(BOB, cart.cart.id, order_message="Ring")
    form.fill(order_message="Knock", gift_message="For Jane")
    answer = form.press(page.browser, "Save messages and packaging")
    assert (answer.status_code, 'data-code="stale_cart"' in answer.text) == (409, True)
    assert re.search(r"Bob Roe has changed the messages \([^)]*09:00\)", answer.text)
    again = Forms(answer)
    assert again.named("order_message")[0].value == "Knock"
    assert again.named("gift_message")[0].value == "For Jane"


def test_nobody_reads_ids_of_actors(page: Page, cart: CartView) -> None:
    form, office = opened(page, cart), page.shop.office
    office.finishing.send(EMPLOYEE, cart.cart.id)
    (link,) = office.finishing.links(EMPLOYEE, cart.cart.id)
    line = cart.cart.lines[0].id
    office.checkout.run(link.id, cart.version, SetQuantity(line, 3))
    form.fill(quantity="4")
    answer = form.press(page.browser, "Set the quantity")
    assert answer.status_code == 409
    assert "customer:" not in answer.text
    assert "The customer has changed a quantity" in answer.text


def test_a_removed_line_comes_back(page: Page, cart: CartView) -> None:
    answer = opened(page, cart).press(page.browser, "Remove Blue mug")
    assert "2 x Blue mug removed" in answer.text
    answer = Forms(answer).press(page.browser, "Undo")
    assert page.shop.office.carts.view(EMPLOYEE, cart.cart.id).cart.lines == cart.cart.lines
    assert 'class="said undo"' not in answer.text


def test_a_removed_voucher_comes_back(page: Page, cart: CartView) -> None:
    office = page.shop.office
    view = office.vouchers.create_and_grant(
        EMPLOYEE, cart.cart.id, name="Jane", actions=[Percentage(Decimal(10))]
    )
    answer = opened(page, cart).press(page.browser, "Remove Jane")
    assert "The voucher is removed." in answer.text
    Forms(answer).press(page.browser, "Undo")
    assert office.carts.view(EMPLOYEE, cart.cart.id).cart.rule_ids == view.cart.rule_ids


def test_addresses_that_were_chosen_before_come_back(page: Page, cart: CartView) -> None:
    office = page.shop.office
    assert cart.customer is not None
    entry = AddressEntry("John", "Doe", "9 quai Bas", "Lyon", "FR", "69002")
    work = office.addresses.add(EMPLOYEE, cart.customer.id, entry)
    form = opened(page, cart)
    form.fill(delivery=work.id)
    answer = form.press(page.browser, "Choose the addresses")
    assert "Other addresses are chosen." in answer.text
    Forms(answer).press(page.browser, "Undo")
    assert office.carts.view(EMPLOYEE, cart.cart.id).delivery_address == cart.delivery_address


def test_what_a_colleague_has_removed_is_in_the_history_only(page: Page, cart: CartView) -> None:
    page.shop.office.products.remove(BOB, cart.cart.id, cart.cart.lines[0].id)
    answer = page.browser.get(f"/cart/{cart.cart.id}")
    assert 'class="said undo"' not in answer.text
    Forms(answer).press(page.browser, "Undo")
    assert page.shop.office.carts.view(EMPLOYEE, cart.cart.id).cart.lines == cart.cart.lines


def test_what_cannot_come_back_is_said(page: Page, cart: CartView) -> None:
    answer = opened(page, cart).press(page.browser, "Remove Blue mug")
    in_another_tab = Forms(page.browser.get(f"/cart/{cart.cart.id}"))
    Forms(answer).press(page.browser, "Undo")
    answer = in_another_tab.press(page.browser, "Undo")
    assert (answer.status_code, 'data-code="cannot_undo"' in answer.text) == (409, True)
