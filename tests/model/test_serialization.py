"""Numbers in JSON and in tables are plain decimal numbers, and are written so."""

from __future__ import annotations

from decimal import Decimal

import pytest
from moneyed import Money

from backoffice_orders.serialization import decimal_from_text, from_plain, money_from_text, to_plain

ODD = [
    "1_0",
    "1e2",
    "1E+2",
    "+1",
    "1,234",
    ".5",
    "5.",
    "0x10",
    "inf",
    "NaN",
    "",
    "\uff11",
    "\u0661",
]


@pytest.mark.parametrize("text", ODD)
def test_what_is_no_plain_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a number"):
        decimal_from_text(text)
    with pytest.raises(ValueError, match="is not a number"):
        money_from_text(text, "EUR")


def test_a_decimal_comma_says_what_to_do() -> None:
    with pytest.raises(ValueError, match="full stop"):
        decimal_from_text("9,90")


@pytest.mark.parametrize("number", ["1E+2", "1E-7", "-0.5", "12.50"])
def test_a_number_is_written_as_it_can_be_read(number: str) -> None:
    exact = Decimal(number)
    assert from_plain(to_plain(exact), Decimal) == exact
    assert from_plain(to_plain(Money(exact, "EUR")), Money) == Money(exact, "EUR")
