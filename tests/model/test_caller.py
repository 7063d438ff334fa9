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
