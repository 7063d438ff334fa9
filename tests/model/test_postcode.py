"""Postcode ranges hold what a person means by them, in every country that has them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.ids import TaxGroupId
from backoffice_orders.model.tax import Place, TaxGroup, TaxRate, TaxRule

RATE = (TaxRate("Local", Decimal("9.5")),)


def holds(country: str, first: str, last: str, postcode: str) -> bool:
    rule = TaxRule(country, RATE, postcode_from=first, postcode_to=last)
    return rule.matches(Place(country, "", postcode))


@pytest.mark.parametrize(
    ("country", "first", "last", "postcode"),
    [
        ("US", "90209", "90213", "90210"),
        ("US", "90209", "90213", "90209"),
        ("US", "90209", "90213", "90213-9999"),
        ("US", "90209", "90213", "90210-1234"),
        ("US", "90209", "90213", "902101234"),
        ("US", "90210-1000", "90210-1999", "90210-1234"),
        ("US", "005", "009", "00601"),  # Puerto Rico and its neighbours: zeros count
        ("US", "902", "903", "90210"),  # what begins so
        ("NL", "1000", "1099", "1012 JL"),
        ("NL", "1012 JA", "1012 JZ", "1012jl"),
        ("CA", "K1A", "K2Z", "K1A 0B1"),
        ("CA", "k1a", "k2z", "K2Z9Z9"),
        ("GB", "SW1A", "SW1A", "sw1a1aa"),
        ("GB", "SW1", "SW9", "SW1A 1AA"),
        ("GB", "SW1", "SW9", "SW9 0AB"),
        ("GB", "SW2", "SW10", "SW10 0AA"),
        ("GB", "SW2", "SW10", "SW5 9AA"),
        ("GB", "B", "B", "B1 1AA"),
        ("GB", "SW1A 1AA", "SW1A 2ZZ", "SW1A 2AA"),
        ("PL", "00-001", "04-999", "00-950"),
        ("PL", "00001", "04999", "00-950"),
        ("PT", "1000", "1999", "1250-096"),
        ("BR", "01000-000", "05999-999", "01310100"),
        ("JP", "150", "159", "150-0001"),
        ("SE", "111 20", "118 99", "11455"),
        ("IN", "110001", "110099", "110 034"),
        ("LV", "1000", "1099", "LV-1010"),
        ("LV", "LV-1000", "LV-1099", "1010"),
        ("AR", "1000", "1499", "C1425CLA"),
        ("DE", "10000", "14999", "D-10115"),
        ("IE", "D01", "D24", "D02 X285"),
        ("JP", "150-0000", "150-9999", "\uff11\uff15\uff10\uff0d\uff10\uff10\uff10\uff11"),
    ],
)
def test_inside(country: str, first: str, last: str, postcode: str) -> None:
    assert holds(country, first, last, postcode)


@pytest.mark.parametrize(
    ("country", "first", "last", "postcode"),
    [
        ("US", "90209", "90213", "90214"),
        ("US", "90209", "90213", "90208-9999"),
        ("US", "90210-1000", "90210-1999", "90210-2000"),
        ("US", "90210-1000", "90210-1999", "90210"),  # it does not say which part
        ("US", "00501", "00544", "50150"),
        ("US", "1000", "1099", "01050"),
        ("US", "90209", "90213", ""),
        ("US", "90209", "90213", " - "),
        ("NL", "1000", "1099", "1100 AA"),
        ("CA", "K1A", "K2Z", "K3A 0B1"),
        ("GB", "SW1", "SW9", "SW10 0AA"),
        ("GB", "SW1A", "SW1A", "SW1 1AA"),
        ("GB", "B", "B", "BA1 1AA"),
        ("PL", "00-001", "04-999", "05-470"),
        ("PT", "1000", "1999", "2000-001"),
        ("LV", "1000", "1099", "LV-3001"),
    ],
)
def test_outside(country: str, first: str, last: str, postcode: str) -> None:
    assert not holds(country, first, last, postcode)


def test_a_range_without_a_beginning_holds_all_up_to_its_end() -> None:
    rule = TaxRule("FR", RATE, postcode_to="19999")
    assert rule.matches(Place("FR", "", "13001"))
    assert not rule.matches(Place("FR", "", "20000"))
    assert not rule.matches(Place("FR"))
    everywhere = TaxRule("FR", (TaxRate("VAT", Decimal(20)),))
    group = TaxGroup(TaxGroupId("t"), "Tax", (everywhere, rule))
    assert group.rule_for(Place("FR", "", "13001")) is rule


def test_a_range_that_holds_nothing_is_refused() -> None:
    with pytest.raises(FieldInvalid) as refused:
        TaxRule("US", RATE, postcode_from="90213", postcode_to="90209")
    assert refused.value.field == "postcode_to"
    assert TaxRule("GB", RATE, postcode_from="SW9", postcode_to="SW10").postcode_to == "SW10"


def test_countries_and_states_are_told_in_any_case() -> None:
    assert TaxRule("us", RATE, state="fl").matches(Place("US", "FL"))
