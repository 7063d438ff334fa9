"""Addresses suggested to customers: by their own link alone, and not without end."""

from __future__ import annotations

import re

import pytest

from backoffice_orders.adapters.memory import TestSuggestions
from backoffice_orders.checkout.pages import SUGGESTED_AT_ONCE
from backoffice_orders.demo_addresses import SUGGESTED
from backoffice_orders.model.errors.finishing import CartAlreadyOrdered
from backoffice_orders.model.errors.links import LinkWithdrawn
from backoffice_orders.testing.samples import EMPLOYEE
from tests.checkout.samples import Shop

ASKED = {"q": "16 rue de riv", "country": "FR"}


@pytest.fixture
def shop() -> Shop:
    return Shop()


def test_the_address_form_asks_by_its_own_link(shop: Shop) -> None:
    path = shop.path(shop.sent(shop.cart()))
    text = shop.browser().get(f"{path}?new=1").text
    assert re.search(rf'<textarea\s[^>]*data-suggest="{path}/suggested-addresses"', text)
    answer = shop.browser().get(f"{path}/suggested-addresses", params=ASKED)
    assert answer.status_code == 200
    assert 'data-street="16 rue de Rivoli"' in answer.text


def test_they_are_asked_for_in_the_carts_language(shop: Shop) -> None:
    cart = shop.cart()
    shop.office.carts.set_language(EMPLOYEE, cart.cart.id, "de", version=cart.version)
    path = shop.path(shop.sent(cart))
    shop.browser().get(f"{path}/suggested-addresses", params=ASKED)
    assert isinstance(shop.suggestions, TestSuggestions)
    assert [each.language for each in shop.suggestions.asked] == ["de"]


def test_without_a_link_nothing_is_suggested(shop: Shop) -> None:
    path = shop.path(shop.sent(shop.cart()))
    answer = shop.browser().get(f"{path}x/suggested-addresses", params=ASKED)
    assert answer.status_code == 404
    assert isinstance(shop.suggestions, TestSuggestions)
    assert shop.suggestions.asked == []


def test_a_link_that_was_withdrawn_suggests_nothing(shop: Shop) -> None:
    cart = shop.cart()
    link = shop.sent(cart)
    shop.office.finishing.withdraw_links(EMPLOYEE, cart.cart.id)
    with pytest.raises(LinkWithdrawn):
        shop.office.checkout.suggest_addresses(link.id, "16 rue", "FR")


def test_once_it_is_ordered_nothing_is_suggested(shop: Shop) -> None:
    cart = shop.cart()
    link = shop.sent(cart)
    shop.office.checkout.place(link.id, "invoice", expected_total=cart.summary.total.gross)
    with pytest.raises(CartAlreadyOrdered):
        shop.office.checkout.suggest_addresses(link.id, "16 rue", "FR")


def test_a_link_is_no_way_to_copy_a_register(shop: Shop) -> None:
    path = f"{shop.path(shop.sent(shop.cart()))}/suggested-addresses"
    browser = shop.browser()
    answers = [browser.get(path, params=ASKED).status_code for _ in range(SUGGESTED_AT_ONCE + 5)]
    assert answers[:SUGGESTED_AT_ONCE] == [200] * SUGGESTED_AT_ONCE
    assert answers[-1] == 429


def test_the_page_goes_on_when_too_much_was_asked(shop: Shop) -> None:
    path = shop.path(shop.sent(shop.cart()))
    browser = shop.browser()
    for _ in range(SUGGESTED_AT_ONCE + 5):
        browser.get(f"{path}/suggested-addresses", params=ASKED)
    assert browser.get(path).status_code == 200


def test_where_nobody_suggests_the_page_does_not_ask() -> None:
    shop = Shop(suggestions=None)
    path = shop.path(shop.sent(shop.cart()))
    page = shop.browser().get(f"{path}?new=1").text
    assert "suggest" not in page
    assert shop.browser().get(f"{path}/suggested-addresses", params=ASKED).status_code == 404


def test_the_demos_addresses_are_in_countries_that_it_sells_to() -> None:
    assert {each.country for each in SUGGESTED} <= {"FR", "DE", "BE", "US", "CA"}
