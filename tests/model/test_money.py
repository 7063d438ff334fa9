"""Rounding and splitting. Figures by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, strategies as st
from moneyed import Money

from backoffice_orders.model.errors.pricing import CurrencyUnknown
from backoffice_orders.model.messages import money_text
from backoffice_orders.model.money import (
    MinorUnits,
    Rounding,
    RoundingMode,
    TaxedMoney,
    allocate,
    minor_unit,
)

CENT = Decimal("0.01")


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        # of 1.005, 1.015, 1.011 and 1.019
        (RoundingMode.UP, ["1.01", "1.02", "1.02", "1.02"]),
        (RoundingMode.DOWN, ["1.00", "1.01", "1.01", "1.01"]),
        (RoundingMode.HALF_UP, ["1.01", "1.02", "1.01", "1.02"]),
        (RoundingMode.HALF_DOWN, ["1.00", "1.01", "1.01", "1.02"]),
        (RoundingMode.HALF_EVEN, ["1.00", "1.02", "1.01", "1.02"]),
        (RoundingMode.HALF_ODD, ["1.01", "1.01", "1.01", "1.02"]),
    ],
)
def test_six_modes(mode: RoundingMode, expected: list[str]) -> None:
    amounts = [Decimal(each) for each in ("1.005", "1.015", "1.011", "1.019")]
    assert [str(Rounding(mode).round(each, CENT)) for each in amounts] == expected
    units = MinorUnits.of("EUR", Rounding(mode))
    assert [units.count(each) for each in amounts] == [int(Decimal(e) * 100) for e in expected]
    assert [units.round_count(each * 100) for each in amounts] == [
        int(Decimal(e) * 100) for e in expected
    ]


@pytest.mark.parametrize("mode", RoundingMode)
@pytest.mark.parametrize(
    ("gross", "off", "left"), [("19.90", "0", "19.90"), ("127.16", "127.13", "0.03")]
)
def test_what_a_division_has_left_is_not_rounded(
    mode: RoundingMode, gross: str, off: str, left: str
) -> None:
    """Both are a residue away after / 1.19 * 1.19, one below and one above."""
    tax = Decimal("1.19")
    again = Decimal(gross) / tax * tax - Decimal(off)
    assert again != Decimal(left)
    units = MinorUnits.of("EUR", Rounding(mode))
    assert units.amount(units.count(again)) == Decimal(left)
    assert units.round_count(again * 100) == units.count(again)
    assert Rounding(mode).round(again, CENT) == Decimal(left)


@pytest.mark.parametrize(
    ("currency", "unit", "text"),
    [("EUR", "0.01", "8.20 EUR"), ("JPY", "1", "8 JPY"), ("KWD", "0.001", "8.200 KWD")],
)
def test_every_currency_has_its_own_minor_unit(currency: str, unit: str, text: str) -> None:
    assert minor_unit(currency) == Decimal(unit)
    amount = Decimal("8.2") if currency != "JPY" else Decimal(8)
    assert money_text(Money(amount, currency)) == text
    units = MinorUnits.of(currency, Rounding())
    assert units.money(units.count(amount)) == Money(amount, currency)


def test_an_amount_between_two_cents_is_shown_as_it_is() -> None:
    assert money_text(Money("8.205", "EUR")) == "8.205 EUR"


def test_there_is_no_such_currency() -> None:
    with pytest.raises(CurrencyUnknown):
        minor_unit("XXY")


def test_net_and_gross_are_in_one_currency() -> None:
    with pytest.raises(ValueError, match="one currency"):
        TaxedMoney(Money(1, "EUR"), Money(1, "USD"))


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [
        (1000, [1, 1, 1], [333, 333, 334]),
        (100, [1, 2, 3], [17, 33, 50]),  # 16.67, 33.33, 50
        (5, [1, 1, 1, 1], [1, 1, 1, 2]),
        (7, [0, 0], [0, 7]),
        (7, [3], [7]),
        (7, [], []),
        (0, [1, 2], [0, 0]),
        (10, [Decimal("0.5"), Decimal("1.5")], [2, 8]),  # 2.5 and 7.5: the later one
    ],
)
def test_shares_by_the_largest_remainder(total: int, weights: list[int], shares: list[int]) -> None:
    assert allocate(total, weights) == shares


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=20))
def test_shares_add_up_and_are_never_a_unit_off(total: int, weights: list[int]) -> None:
    shares = allocate(total, weights)
    assert sum(shares) == total
    if sum(weights):
        for share, weight in zip(shares, weights, strict=True):
            assert abs(share - Decimal(total) * weight / sum(weights)) < 1
