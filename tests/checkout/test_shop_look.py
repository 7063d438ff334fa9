"""The shop's logo, colour, telephone number and terms, on the checkout and on letters."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from backoffice_orders.testing.samples import EMPLOYEE, MUG
from tests.checkout.samples import Shop

PHONE, TERMS = "+33 1 23 45 67 89", "https://shop.example/terms"
LOGO, PICTURE = "https://shop.example/logo.svg", "https://shop.example/mug.jpg"


def shown(**look: Any) -> tuple[str, str, str, str]:
    """The checkout's page, its colours, and a letter in HTML and text."""
    shop = Shop()
    office = shop.office
    office.setup.save(EMPLOYEE, evolve(office.setup.settings(EMPLOYEE), **look))
    office.setup.save(EMPLOYEE, evolve(MUG, picture=PICTURE))
    cart = shop.cart()
    letter = office.finishing.preview(EMPLOYEE, cart.cart.id)
    browser = shop.browser()
    page = browser.get(shop.path(shop.sent(cart))).text
    return page, browser.get("/shop.css").text, letter.html, letter.text


def test_they_are_on_the_page_and_on_letters() -> None:
    page, colours, html, text = shown(phone=PHONE, logo=LOGO, terms_url=TERMS, accent="#aa0044")
    for said in (PHONE, LOGO, TERMS, PICTURE):
        assert said in page, f"the page lacks {said}"
        assert said in html, f"the letter lacks {said}"
    assert PHONE in text
    assert TERMS in text
    assert "--accent: #aa0044" in colours
    assert "#aa0044" in html


@pytest.mark.parametrize(
    ("phone", "dialled"),
    [
        (PHONE, "+33123456789"),
        ("+33 (0)1 23 45 67 89", "+33123456789"),
        ("0049 (0) 30 123", "004930123"),
        ("(030) 123", "(030)123"),
        ("(0) 30 123", "(0)30123"),
    ],
)
def test_the_number_that_is_dialled_has_no_zero_of_the_trunk(phone: str, dialled: str) -> None:
    page, _, html, _ = shown(phone=phone)
    for text in (page, html):
        assert f'href="tel:{dialled}"' in text
        assert f">{phone}</bdi>" in text


def test_a_letter_shows_nothing_whose_address_has_no_host() -> None:
    page, _, html, text = shown(logo="/logo.svg", terms_url="/terms")
    assert 'src="/logo.svg"' in page
    assert "/logo.svg" not in html
    assert "/terms" not in html + text


def test_a_shop_without_them_has_no_empty_places() -> None:
    page, colours, html, _ = shown()
    assert colours == ""
    for part in ("tel:", 'class="logo"', "Our terms apply"):
        assert part not in page + html
