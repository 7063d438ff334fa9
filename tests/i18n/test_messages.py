"""Messages are values; a sentence is made of one where it is shown."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import ClassVar

import pytest
from moneyed import Money

from backoffice_orders.i18n import Language
from backoffice_orders.model.errors.base import Conflict, FieldInvalid
from backoffice_orders.model.errors.finishing import CartEmpty, StaleCart
from backoffice_orders.model.errors.host import IdTaken
from backoffice_orders.model.errors.vouchers import RuleMinimumAmount, RuleUsedUp
from backoffice_orders.model.messages import Message, Sentence, sentence_of
from backoffice_orders.model.plain_messages import message_from_plain, message_to_plain

PARCELS = Sentence("test.parcels", "{count} parcels", singular="{count} parcel", counts="count")
AT = datetime(2026, 5, 1, 12, 30, tzinfo=UTC)
EVERYTHING = Message(
    "test.everything",
    {
        "text": "Zoë",
        "count": 3,
        "number": Decimal("1.50"),
        "money": Money("8.20", "EUR"),
        "day": date(2026, 5, 1),
        "moment": AT,
        "reason": Message("test.reason", {"names": ("a", "b")}),
    },
)


def test_messages_with_the_same_code_and_values_are_equal() -> None:
    assert PARCELS(count=2) == Message("test.parcels", {"count": 2})
    assert PARCELS(count=2) != PARCELS(count=3)


def test_a_message_reads_back_from_plain_values_with_every_type() -> None:
    read = message_from_plain(message_to_plain(EVERYTHING))
    assert read == EVERYTHING
    assert {name: type(value) for name, value in read.values.items()} == {
        name: type(value) for name, value in EVERYTHING.values.items()
    }


def test_what_is_stored_of_a_message_is_its_code_and_figures() -> None:
    error = RuleMinimumAmount("Spring", Money(60, "EUR"), Money("20.00", "EUR"))
    assert message_to_plain(error.message) == {
        "code": "rule_minimum_amount",
        "values": {
            "rule": "Spring",
            "minimum": {"money": "60 EUR"},
            "missing": {"money": "20.00 EUR"},
        },
    }


@pytest.mark.parametrize(("count", "said"), [(1, "1 parcel"), (2, "2 parcels"), (0, "0 parcels")])
def test_english_has_one_form_for_one(count: int, said: str) -> None:
    assert str(PARCELS(count=count)) == said


def test_an_error_is_an_english_sentence() -> None:
    error = RuleMinimumAmount("Spring", Money(60, "EUR"), Money(20, "EUR"))
    said = "The voucher 'Spring' asks for 60.00 EUR in the cart: 20.00 EUR more are needed."
    assert str(error) == str(error.message) == said


@pytest.mark.parametrize("kind", ["order", "address", "order reference", "host's own thing"])
def test_an_id_that_is_taken_is_told_without_an_article(kind: str) -> None:
    said = f"The id '1' is taken already ({kind}): give the new one another."
    assert str(IdTaken(kind, "1")) == said


@pytest.mark.parametrize(
    ("by", "said"),
    [
        ((), "Somebody has changed"),
        (("Ann",), "Ann has changed"),
        (("Ann", "Bob"), "Ann and Bob have changed"),
        (("Ann", "Bob", "Cy"), "Ann, Bob and Cy have changed"),
    ],
)
def test_a_list_of_names_is_said_as_people_do(by: tuple[str, ...], said: str) -> None:
    assert str(StaleCart("c", 1, 2, (), by)).startswith(said)


def test_a_reason_inside_a_sentence_is_said_in_the_same_language() -> None:
    error = FieldInvalid("price", Message("reason.above_zero"))
    assert str(error) == "Correct price: it must be above zero."
    said = Language("fr").say(error.message)
    assert said == "Corrigez «\u00a0Prix\u00a0»\u00a0: ce doit être supérieur à zéro."


def test_money_is_written_as_the_language_writes_it() -> None:
    error = RuleMinimumAmount("Spring", Money(60, "EUR"), Money("1234.5", "EUR"))
    said = Language("de").say(error.message)
    assert "60,00\u00a0€" in said
    assert "1.234,50\u00a0€" in said


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        # Their laws have para, qindarka and fils, though nobody has coins for them.
        ("10.50 RSD", "RSD10.50"),
        ("10 RSD", "RSD10.00"),
        ("-0.5 ALL", "-ALL0.50"),
        ("10.125 IQD", "IQD10.125"),
        ("1234 JPY", "¥1,234"),
        ("12.5 KWD", "KWD12.500"),
        # More than the currency has: what is wrong with it can be seen.
        ("29.999 EUR", "€29.999"),
        ("0.125 EUR", "€0.125"),
    ],
)
def test_an_amount_is_shown_to_its_last_decimal(amount: str, written: str) -> None:
    number, currency = amount.split()
    assert Language("en").money(Money(number, currency)) == written


def test_a_number_is_said_to_its_last_decimal() -> None:
    off = Sentence("test.off", "{percent} % off")
    assert Language("de").say(off(percent=Decimal("33.33333"))) == "33,33333 % off"
    assert Language("en").number(Decimal("0.0001")) == "0.0001"
    assert Language("en").number(Decimal("1E+2")) == "100"


@pytest.mark.parametrize("language", ["en", "fr", "nn"])
def test_nothing_is_called_nothing(language: str) -> None:
    assert not Language(language).text("")


def test_moments_are_told_in_the_readers_time_zone() -> None:
    moment = Sentence("test.moment", "at {moment}")
    assert Language("en", "Europe/Paris").say(moment(moment=AT)) == "at 1 May 2026, 14:30"
    assert Language("fr", "Europe/Paris").say(moment(moment=AT)) == "at 1 mai 2026, 14:30"


def test_a_moments_day_is_that_of_the_readers_time_zone() -> None:
    late = datetime(2026, 1, 15, 23, 30, tzinfo=UTC)
    assert Language("en", "Europe/Paris").day(late) == "16 January 2026"
    assert Language("en", "America/New_York").day(late) == "15 January 2026"
    assert Language("en", "Europe/Paris").day(late.date()) == "15 January 2026"


@pytest.mark.parametrize(
    ("limit", "said"),
    [(1, "مرة واحدة"), (2, "مرتين"), (5, "5 مرات"), (11, "11 مرة"), (100, "100 مرة")],
)
def test_arabic_says_each_number_its_way(limit: int, said: str) -> None:
    assert said in Language("ar").say(RuleUsedUp("Spring", limit).message)


def test_a_customer_is_told_what_concerns_them() -> None:
    message = CartEmpty().message
    assert Language("en").say(message) == "Add a product first: the cart is empty."
    assert Language("en", to_customer=True).say(message) == "The cart is empty."
    assert Language("fr", to_customer=True).say(message) == "Le panier est vide."


def test_a_code_that_nobody_knows_is_shown_with_its_values() -> None:
    message = Message("moon.phase", {"phase": "full", "fee": Money(3, "EUR")})
    assert str(message) == "moon.phase (phase: full, fee: 3.00 EUR)"
    assert Language("fr").say(message) == "moon.phase (phase: full, fee: 3,00\u00a0€)"
    assert str(Message("moon.phase")) == "moon.phase"


def test_values_that_another_version_has_named_break_nothing() -> None:
    message = Message("rule_minimum_amount", {"rule": "Spring", "lacking": Money(3, "EUR")})
    said = "rule_minimum_amount (rule: Spring, lacking: 3.00 EUR)"
    assert str(message) == said


def test_one_code_is_declared_once() -> None:
    with pytest.raises(ValueError, match=r"test\.parcels"):
        Sentence("test.parcels", "something else")


class WarehouseFlooded(Conflict):
    """An error of a host's."""

    metres: int

    code: ClassVar[str] = "warehouse_flooded"
    sentence: ClassVar[str] = "The warehouse is under {metres} m of water."


def test_an_error_of_the_hosts_is_declared_with_its_class(tmp_path: Path) -> None:
    declared = sentence_of("warehouse_flooded")
    assert declared is not None
    assert declared.text == WarehouseFlooded.sentence
    assert Language("fr").say(WarehouseFlooded(2).message) == str(WarehouseFlooded(2))
    catalog = 'msgid "The warehouse is under {metres} m of water."\nmsgstr "{metres} m de pluie."\n'
    (tmp_path / "fr.po").write_text(catalog, encoding="utf-8")
    assert Language("fr", catalogs=[tmp_path]).say(WarehouseFlooded(2).message) == "2 m de pluie."


def test_a_host_brings_a_language_and_its_own_words(tmp_path: Path) -> None:
    (tmp_path / "it.po").write_text('msgid "Total"\nmsgstr "Totale"\n', encoding="utf-8")
    (tmp_path / "fr.po").write_text('msgid "Total"\nmsgstr "À payer"\n', encoding="utf-8")
    assert Language("it", catalogs=[tmp_path]).text("Total") == "Totale"
    assert Language("it", catalogs=[tmp_path]).text("Remove") == "Remove"
    assert Language("fr", catalogs=[tmp_path]).text("Total") == "À payer"
    assert Language("fr", catalogs=[tmp_path]).text("Remove") == Language("fr").text("Remove")
    assert Language("fr").text("Total") == "Total"


def test_a_regions_catalog_comes_before_its_languages(tmp_path: Path) -> None:
    (tmp_path / "fr_CA.po").write_text('msgid "E-mail"\nmsgstr "Courriel"\n', encoding="utf-8")
    assert Language("fr-CA", catalogs=[tmp_path]).text("E-mail") == "Courriel"
    assert Language("fr", catalogs=[tmp_path]).text("E-mail") == "E-mail"
