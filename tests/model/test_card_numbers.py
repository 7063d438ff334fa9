"""Numbers of cards are told from others; the numbers are those that schemes publish for tests."""

from __future__ import annotations

import time

import pytest

from backoffice_orders.model.card_numbers import has_card_number, require_no_card, without_cards
from backoffice_orders.model.errors.payments import CardNumberRefused

CARDS = {
    "Visa": "4111 1111 1111 1111",
    "Visa, 13 digits": "4222222222222",
    "Mastercard": "5555-5555-5555-4444",
    "Mastercard, second range": "2223003122003222",
    "American Express": "3782 822463 10005",
    "Diners Club": "30569309025904",
    "Discover": "6011111111111117",
    "JCB": "3530111333300000",
    "UnionPay": "6205500000000000004",
    "Maestro": "6759649826438453",
}


@pytest.mark.parametrize("number", CARDS.values(), ids=CARDS)
def test_a_card_number_is_found_wherever_it_stands(number: str) -> None:
    for text in (number, f"card {number}, thanks", number.replace(" ", "\u00a0")):
        assert has_card_number(text), f"{text!r} passes"


def test_digits_of_another_script_are_digits_too() -> None:
    eastern = "4111111111111111".translate({ord(str(n)): chr(0x660 + n) for n in range(10)})
    assert has_card_number(eastern)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "4111111111111112",  # Luhn's digit is wrong
        "1234567812345670",  # no scheme begins so
        "ord_000001:0",
        "RF18 5390 0754 7034",  # a creditor reference (ISO 11649)
        "+33 1 42 68 53 00",
        "41111111111111110000000",  # longer than any card
        "DK50 0040 0440 1162 43",  # an account (the example of the registry of IBANs)
        "from DK5000400440116243",
        "0142685300 - 0612345678",
        "2026-01-15 09:00:00.000000",
    ],
)
def test_another_number_is_none(text: str) -> None:
    assert not has_card_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1111 12/27",  # with the month that it is good to
        "5555 5555 5555 4444 12 27 123",
        "3782 822463 10005 1227",
        "4111111111111111 1227",
        "order 17 4111-1111-1111-1111",
        "01 4111111111111111",
        "4111  1111  1111  1111",
        "4111 \u2013 1111 \u2013 1111 \u2013 1111",
        "4111\t1111\t1111\t1111",
        "DK50 0040 0440 1162 43 4111 1111 1111 1111",
    ],
)
def test_it_is_found_beside_other_numbers_and_however_it_is_divided(text: str) -> None:
    assert has_card_number(text)


def test_a_long_text_is_looked_through_once() -> None:
    for letters in ("4 ", "4111 ", "4", "DK50 ", "AA11"):
        began = time.process_time()
        has_card_number(letters * (100_000 // len(letters)))
        assert time.process_time() - began < 5, letters


def test_the_error_names_the_field_and_not_the_number() -> None:
    with pytest.raises(CardNumberRefused) as refused:
        require_no_card("payment_reference", CARDS["Visa"])
    assert refused.value.field == "payment_reference"
    assert "1111" not in f"{refused.value!r} {refused.value} {refused.value.details()}"


def test_what_a_provider_says_is_kept_without_the_number() -> None:
    said = without_cards("card 4111 1111 1111 1111 declined at 12:30, try 2026")
    assert said == "card …1111 declined at 12:30, try 2026"
    said = without_cards(
        "IBAN DK50 0040 0440 1162 43, or 4111 1111 1111 1111 12/27 and 378282246310005"
    )
    assert said == "IBAN DK50 0040 0440 1162 43, or …1111 12/27 and …0005"
