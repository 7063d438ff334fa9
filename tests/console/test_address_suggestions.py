"""Addresses suggested while they are typed: on the employee's page and by the API."""

from __future__ import annotations

import re
from html import unescape

import pytest
from attrs import evolve

from backoffice_orders.adapters.memory import TestSuggestions
from backoffice_orders.model.actor import Permission
from backoffice_orders.model.address_suggestion import AddressSuggestion
from tests.checkout.samples import Shop
from tests.console.samples import Page

SHOWN = "/search/addresses?country=FR&q="


def lines(text: str) -> list[str]:
    """What somebody reads who looks at the suggestions."""
    return [unescape(each) for each in re.findall(r"<li[^>]*>([^<]*)</li>", text)]


@pytest.fixture
def without() -> Page:
    """The page of a shop for which nobody suggests addresses."""
    return Page(Shop(suggestions=None))


def test_suggestions_say_a_line_and_what_it_fills_in(page: Page) -> None:
    text = page.get("/search/addresses?country=US&q=congress")
    assert lines(text) == ["600 Congress Ave, Austin, TX 78701"]
    filled = dict(re.findall(r'data-(street|postcode|city|state)="([^"]*)"', text))
    assert filled == {
        "street": "600 Congress Ave",
        "postcode": "78701",
        "city": "Austin",
        "state": "TX",
    }


def test_only_those_of_the_country_are_suggested(page: Page) -> None:
    found = lines(page.get(f"{SHOWN}rivoli"))
    assert found == ["16 rue de Rivoli, 75004 Paris", "82 rue de Rivoli, 75004 Paris"]
    assert lines(page.get("/search/addresses?country=DE&q=rivoli")) == []


def test_how_many_there_are_is_said_in_the_readers_language() -> None:
    said = re.search(r'data-said="([^"]*)"', Page(language="fr").get(f"{SHOWN}rivoli"))
    assert said is not None
    assert said[1].startswith("2 adresses")


def test_what_a_service_says_is_text_and_no_markup() -> None:
    evil = AddressSuggestion("<b>1 rue</b>", '1 rue" onclick="x', "FR", city="<i>")
    text = Page(Shop(suggestions=TestSuggestions([evil]))).get(f"{SHOWN}rue")
    assert lines(text) == ["<b>1 rue</b>"]
    assert 'onclick="x' not in text
    assert "<i>" not in text


@pytest.mark.parametrize("wrong", ["country=XX&q=rivoli", "q=rivoli", "country=FR&q=rue%07"])
def test_a_question_that_makes_no_sense_is_refused(page: Page, wrong: str) -> None:
    assert page.browser.get(f"/search/addresses?{wrong}").status_code == 422


def test_both_address_forms_ask_for_suggestions(page: Page, cart: str) -> None:
    customer = page.shop.office.customers.search(page.actor, "john").items[0].id
    for path in (f"{cart}?new=1", f"/customer/{customer}?new=1"):
        text = page.get(path)
        assert len(re.findall(r'<textarea\s[^>]*data-suggest="/search/addresses"', text)) == 1, path
        assert 'id="a-street-suggested"' in text, path


def test_where_nobody_suggests_the_page_does_not_ask(without: Page) -> None:
    cart = without.shop.cart().cart.id
    assert "suggest" not in _main(without.get(f"/cart/{cart}?new=1"))
    assert without.browser.get(f"{SHOWN}rivoli").status_code == 404


def test_who_may_not_write_addresses_is_suggested_none(page: Page, cart: str) -> None:
    may = page.actor.permissions - {Permission.EDIT_ADDRESS}
    clerk = Page(page.shop, evolve(page.actor, permissions=may))
    assert "suggest" not in _main(clerk.get(f"{cart}?new=1"))
    assert clerk.browser.get(f"{SHOWN}rivoli").status_code == 404


def test_they_count_as_searches(page: Page) -> None:
    answers = [page.browser.get(f"{SHOWN}rivoli").status_code for _ in range(120)]
    assert answers[0] == 200
    assert 429 in answers, "a register can be copied by asking without end"


def test_the_api_suggests_addresses(page: Page) -> None:
    asked = {"q": "10 sendlinger", "country": "DE", "limit": "1"}
    answer = page.browser.get("/api/address-suggestions", params=asked)
    assert answer.status_code == 200
    assert answer.json() == {
        "items": [
            {
                "line": "Sendlinger Straße 10, 80331 München",
                "street": "Sendlinger Straße 10",
                "country": "DE",
                "postcode": "80331",
                "city": "München",
                "state": "",
            }
        ]
    }


def test_the_api_has_none_where_nobody_suggests(without: Page) -> None:
    asked = {"q": "rivoli", "country": "FR"}
    assert without.browser.get("/api/address-suggestions", params=asked).json() == {"items": []}


def test_the_api_says_that_a_country_is_missing(page: Page) -> None:
    for asked in ("q=rivoli&country=", "q=rivoli"):
        problem = page.browser.get(f"/api/address-suggestions?{asked}")
        assert problem.status_code == 422, asked
        assert problem.json()["fields"]["field"] == "country"


def test_the_api_says_what_is_wrong_with_a_question(page: Page) -> None:
    asked = {"q": "rivoli", "country": "FR", "limit": "11"}
    problem = page.browser.get("/api/address-suggestions", params=asked)
    assert problem.status_code == 422
    assert problem.json()["fields"]["field"] == "limit"


def _main(text: str) -> str:
    return text[text.index("<main") : text.index("</main>")]
