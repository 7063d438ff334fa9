"""How a caller is found: readings of what is typed."""

from __future__ import annotations

import pytest
from attrs import evolve

from backoffice_orders.model.caller import CallerQuery
from backoffice_orders.testing.samples import address, customer


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("1012JL", "1012 JL"),
        ("1012 JL", "1012jl"),
        ("1012JL", "1012-jl"),
        ("1012JL", "doe 1012 jl"),
        ("1012JL", "1012 jl john"),
        ("K1A0B1", "k1a 0b1"),
        ("D02X285", "D02 X285"),
        ("SW1A1AA", "sw1a 1aa"),
        ("11455", "114 55 doe"),
        ("1000001", "100-0001"),
        ("01310100", "01310-100"),
    ],
)
def test_a_postcode_is_found_with_a_space_or_without(stored: str, typed: str) -> None:
    home = evolve(address(), postcode=stored)
    assert CallerQuery.of(typed).rank(customer(), [home]) is not None
    assert CallerQuery.of(typed).rank(customer(), [evolve(home, postcode="99999")]) is None


def test_words_that_are_no_postcode_are_read_as_they_are() -> None:
    assert CallerQuery.of("johannes 4711").words == (("johannes", "4711"),)


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("+1 212-555-0123 ext. 5", "2125550123"),
        ("+1 212-555-0123 ext. 5", "212 555"),
        ("+1 212-555-0123 ext. 5", "+1 212-555-0123 ext. 5"),
        ("+1 212-555-0123 ext. 5", "(212) 555-0123 x5"),
        ("+1 212-555-0123", "212\u2013555\u20110123"),
        ("+36 1 234 5678", "06 1 234 5678"),
        ("+36 1 234 5678", "061234567"),
        ("+7 495 123-45-67", "8 (495) 123"),
        ("+33 1 42 68 53 00", "01 42 68"),
    ],
)
def test_a_phone_number_is_found_as_it_is_dialled_there(stored: str, typed: str) -> None:
    pat = evolve(customer(), phone=stored)
    assert CallerQuery.of(typed).rank(pat, []) is not None
    assert CallerQuery.of(typed).rank(evolve(pat, phone="+44 20 7946 0958"), []) is None


def test_an_extension_alone_is_nobodys_number() -> None:
    pat = evolve(customer(), phone="+1 212-555-0123 ext. 4567")
    assert CallerQuery.of("4567").rank(pat, []) is None
