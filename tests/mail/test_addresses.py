"""Addresses in letters and pages: as their country writes them, the country by name."""

from __future__ import annotations

import pytest
from attrs import evolve

from backoffice_orders.adapters.mail import JinjaLetters
from backoffice_orders.i18n import Language
from backoffice_orders.model.letter import Letter
from backoffice_orders.services.letters import cart_letter
from backoffice_orders.testing.samples import EMPLOYEE, address
from tests.checkout.samples import Shop


@pytest.fixture
def letter() -> Letter:
    shop = Shop()
    settings = shop.office.setup.settings(EMPLOYEE)
    return cart_letter(settings, shop.cart(), "https://shop.example/cart/x", "", None)


@pytest.mark.parametrize(
    ("country", "place", "lines"),
    [
        ("FR", ("Paris", "", "75001"), ("1 Main St", "75001 Paris", "France")),
        ("US", ("Springfield", "IL", "62704"), ("1 Main St", "Springfield, IL 62704")),
        ("US", ("Springfield", "", "62704"), ("1 Main St", "Springfield 62704")),
        ("US", ("New York", "NY", "10001"), ("1 Main St", "New York, NY 10001")),
        ("GB", ("London", "", "SW1A 1AA"), ("1 Main St", "London", "SW1A 1AA", "United Kingdom")),
        ("CH", ("Z\u00fcrich", "", "8001"), ("1 Main St", "CH-8001 Z\u00fcrich", "Switzerland")),
        ("HU", ("Budapest", "", "1037"), ("Budapest", "1 Main St", "1037", "Hungary")),
        ("BR", ("Salvador", "BA", "40301-110"), ("Salvador-BA", "40301-110", "Brazil")),
        (
            "JP",
            ("Osaka-shi", "\u5927\u962a\u5e9c", "542-0076"),
            ("1 Main St, Osaka-shi, Osaka", "542-0076", "Japan"),
        ),
        ("SG", ("Singapore", "", "546080"), ("1 Main St", "SINGAPORE 546080", "Singapore")),
        ("GG", ("St Peter Port", "", "GY1 1AA"), ("St Peter Port", "GUERNSEY", "GY1 1AA")),
        ("XX", ("Somewhere", "", "123"), ("1 Main St", "Somewhere", "123", "XX")),
    ],
)
def test_the_order_is_the_countrys(
    country: str, place: tuple[str, str, str], lines: tuple[str, ...]
) -> None:
    city, state, postcode = place
    there = address(country=country, street="1 Main St", city=city, state=state, postcode=postcode)
    written = "\n".join(Language("en").address(there))
    assert written.startswith("John Doe\n")
    assert "\n".join(lines) in written


def test_what_is_written_in_the_countrys_own_letters() -> None:
    osaka = address(
        country="JP",
        street="\u96e3\u6ce2 2-3-4",
        city="\u5927\u962a\u5e02",
        state="\u5927\u962a\u5e9c",
        postcode="542-0076",
    )
    assert Language("de").address(osaka) == (
        "\u3012542-0076",
        "\u5927\u962a\u5e9c\u5927\u962a\u5e02",
        "\u96e3\u6ce2 2-3-4",
        "John Doe",
        "Japan",
    )


@pytest.mark.parametrize(
    ("language", "country"),
    [
        ("en", "Germany"),
        ("fr", "Allemagne"),
        ("de", "Deutschland"),
        ("de-AT", "Deutschland"),
        ("ar", "\u0623\u0644\u0645\u0627\u0646\u064a\u0627"),
    ],
)
def test_letters_name_the_country_in_the_readers_language(
    letter: Letter, language: str, country: str
) -> None:
    berlin = address(country="DE", street="Torstr. 1", city="Berlin", postcode="10119")
    written = evolve(letter, language=language, delivery_address=berlin)
    rendered = JinjaLetters().render(written)
    lines = ["John Doe", "Torstr. 1", "10119 Berlin", country]
    assert "\n".join(lines) + "\n" in rendered.text
    assert "<br>".join(f"<bdi>{line}</bdi>" for line in lines) in rendered.html, (
        "each in its own direction: no number changes its place in an Arabic letter"
    )
