"""Amounts, percentages and counts as people type them into forms."""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st
from moneyed import Money
from starlette.datastructures import FormData

from backoffice_orders.i18n import Language
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.web.fields import PLAIN, amount, day, percentage, whole, whole_number


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
        # In Arabic digits, and with the Arabic marks, which nobody takes for others.
        ("ar", "\u0661\u0662", "12"),
        ("ar", "\u0661\u0662.\u0665\u0660", "12.50"),
        ("ar", "\u0661\u0662\u066b\u0665", "12.5"),
        ("ar", "-\u0661\u066b\u0662\u0663\u0664", "-1.234"),
        ("ar", "\u0661\u066c\u0662\u0663\u0664", "1234"),
        ("de", "\u0661\u066c\u0662\u0663\u0664\u066b\u0665\u0666", "1234.56"),
        ("ar", "1234\u066b5", "1234.5"),
        # Persian, Devanagari by hundreds, and those of Asian keyboards.
        ("fa", "\u06f1\u06f2\u066b\u06f5", "12.5"),
        ("hi", "\u0967\u0968,\u0969\u096a,\u096b\u096c\u096d.\u096b\u0966", "1234567.50"),
        ("en", "\uff11\uff12", "12"),
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
        ("en", "1" * 50),
        ("en", "\u0661" * 50),
        # Digits of two scripts: Arabic ones as Arabs and as Persians write them, and ours.
        ("ar", "\u0661\u06f2"),
        ("ar", "1\u0662"),
        ("ar", "1\u066b\u0662"),
        # No digits of a script, though they look like some.
        ("en", "\u00b2"),
        ("en", "\u2460"),
        ("en", "\u4e09"),
        # The Arabic marks, where nobody has them.
        ("ar", "\u0661\u066c\u0662\u0663"),
        ("ar", "\u0661\u066b\u0662\u066b\u0663"),
        ("ar", "\u0661\u066b\u0662\u0663\u0664\u066c\u0665\u0666\u0667"),
        ("ar", "\u0661\u066c\u0662\u0663\u0664.\u0665"),
        ("ar", "\u066b\u0665"),
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


@pytest.mark.parametrize(
    "text",
    [
        "1_0",
        "1e2",
        "1.0",
        "1,0",
        "+5",
        "-1",
        "",
        "\u00b2",
        "1\u0661",
        "\u0661\u06f1",
        "\u0661" * 10,
    ],
)
def test_a_count_is_digits_alone(text: str) -> None:
    with pytest.raises(FieldInvalid):
        whole_number(FormData({"count": text}), "count")
    assert whole_number(FormData({"count": " 12 "}), "count") == 12


ZEROS = [letter for letter in map(chr, range(0x110000)) if unicodedata.decimal(letter, -1) == 0]


@given(st.integers(0, 999_999_999), st.sampled_from(ZEROS))
def test_a_number_means_the_same_in_the_digits_of_every_script(number: int, zero: str) -> None:
    def written(text: str) -> str:
        return "".join(
            chr(ord(zero) + int(each)) if each in "0123456789" else each for each in text
        )

    assert whole("count", written(str(number))) == number
    assert typed(written(f"{number}.5"), "ar") == Money(f"{number}.5", "EUR")
    assert day(written("2026-01-15")) == date(2026, 1, 15)
