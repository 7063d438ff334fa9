"""Amounts, percentages and counts as people type them into forms."""

from __future__ import annotations

from decimal import Decimal

import pytest
from moneyed import Money
from starlette.datastructures import FormData

from backoffice_orders.i18n import Language
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.web.fields import PLAIN, amount, percentage, whole_number


def typed(text: str, language: str = "en", currency: str = "EUR") -> Money:
    return amount("price", text, currency, Language(language))


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en", "12.50", "12.50"),
        ("en", " 12 ", "12"),
        ("en", "12,50", "12.50"),
        ("en", "12,5", "12.5"),
        ("en", "0.125", "0.125"),
        ("en", "0,125", "0.125"),
        ("en", "1,234", "1234"),
        ("en", "1,234.56", "1234.56"),
        ("en", "1.234,56", "1234.56"),
        ("en", "1,234,567", "1234567"),
        ("en", "1 234.50", "1234.50"),
        ("en", "1'234.50", "1234.50"),
        ("en", "-5.00", "-5.00"),
        ("de", "1.234", "1234"),
        ("de", "1.234,56", "1234.56"),
        ("de", "12.50", "12.50"),
        ("fr", "1\u202f234,50", "1234.50"),
        ("fr", "1\u00a0234,50", "1234.50"),
        ("fr", "1\u202f234", "1234"),
        ("fr", "12,5", "12.5"),
        ("de-CH", "1\u2019234.50", "1234.50"),
        # By hundreds above the first thousand, as India writes it.
        ("en-IN", "1,00,000", "100000"),
        ("hi", "12,34,567.50", "1234567.50"),
        ("hi", "1,234,567", "1234567"),
    ],
)
def test_an_amount_that_is_clear(language: str, text: str, value: str) -> None:
    assert typed(text, language) == Money(value, "EUR")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        # Three decimals of an euro, or somebody else's thousands.
        ("en", "1.234"),
        ("de", "1,234"),
        ("fr", "1,234"),
        ("fr", "1.234"),
        # Not grouped by three.
        ("en", "12,34.5"),
        ("en", "1,23,456"),
        ("en-IN", "123,45,678"),
        ("en-IN", "1,23,45"),
        ("en", "1.2.3"),
        ("en", "12 50"),
        ("en", "1,234.567,8"),
        # Not how people write amounts.
        ("en", "1_0"),
        ("en", "1e2"),
        ("en", "0x10"),
        ("en", "+5"),
        ("en", "--"),
        ("en", "-"),
        ("en", ""),
        ("en", "."),
        ("en", ".5"),
        ("en", "12."),
        ("en", "inf"),
        ("en", "NaN"),
        ("en", "12.50 EUR"),
        ("en", "\uff11\uff12"),
        ("en", "\u0661\u0662"),
        ("ar", "\u0661\u0662"),
        ("en", "1" * 50),
    ],
)
def test_an_amount_that_is_not_clear_is_refused(language: str, text: str) -> None:
    with pytest.raises(FieldInvalid) as refused:
        typed(text, language)
    assert refused.value.field == "price"


def test_an_unclear_amount_says_how_to_write_it() -> None:
    with pytest.raises(FieldInvalid, match=r"write 1234\.00 or 1\.2340"):
        typed("1.234")


def test_currencies_with_three_decimals_are_read_in_the_readers_language() -> None:
    assert typed("1.234", "en", "KWD") == Money("1.234", "KWD")
    assert typed("1,234", "en", "KWD") == Money("1234", "KWD")
    assert typed("1,234", "fr", "KWD") == Money("1.234", "KWD")


def test_a_percentage_may_have_three_decimals() -> None:
    assert percentage("percent", "9.975", PLAIN) == Decimal("9.975")
    assert percentage("percent", "1,234", PLAIN) == 1234
    with pytest.raises(FieldInvalid):
        percentage("percent", "1_0", PLAIN)


@pytest.mark.parametrize("text", ["1_0", "1e2", "1.0", "1,0", "+5", "-1", "", "\uff11", "\u0661"])
def test_a_count_is_digits_alone(text: str) -> None:
    with pytest.raises(FieldInvalid):
        whole_number(FormData({"count": text}), "count")
    assert whole_number(FormData({"count": " 12 "}), "count") == 12
