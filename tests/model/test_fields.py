"""What the fields of the model take: when a value is made, and when it is entered."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import attrs
import pytest
from attrs import evolve, field, frozen
from moneyed import Money

from backoffice_orders.i18n import Language
from backoffice_orders.model.address import REQUIRED_OF_ADDRESS, Address
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.entering import require_entered
from backoffice_orders.model.errors.base import (
    BackOfficeError,
    FieldInvalid,
    FieldMissing,
    FieldTooLong,
)
from backoffice_orders.model.fields import (
    CASH,
    LANGUAGE,
    PERSONAL,
    QUANTITY,
    TIME_ZONE,
    Cash,
    Check,
    Code,
    Number,
    Text,
    Texts,
    Whole,
    exact,
    limits_in,
    required_in,
    written,
)
from backoffice_orders.model.frozen import FrozenMapping, frozen_mapping
from backoffice_orders.model.ids import AddressId, CustomerId
from backoffice_orders.testing.samples import MUG

NOW = datetime(2026, 1, 15, tzinfo=UTC)


def customer(**fields: Any) -> Customer:
    known: dict[str, Any] = {
        "id": CustomerId("c"),
        "first_name": "Jo",
        "last_name": "Doe",
        "email": "jo@example.com",
        "created_at": NOW,
    }
    return Customer(**(known | fields))


def refusal(check: Check, value: object) -> BackOfficeError:
    with pytest.raises(BackOfficeError) as caught:
        check.entered("f", value)
    return caught.value


LINE, LINES = Text(10), Text(10, lines=True)


@pytest.mark.parametrize(
    "text",
    [
        "A\ud83d",  # half of an emoji
        "A\x00",
        "A\x1b[2J",
        "A\x7f",
        "A\x85",
        "A\ufffe",
        "A\uffff",
        "A\ufdd0",
        "A\U0001fffe",
        "A\U0010ffff",
        "A\u202egpj",  # reads backwards from here
        "A\u2066b",
    ],
)
@pytest.mark.parametrize("check", [LINE, LINES])
def test_what_no_text_has_is_refused(check: Text, text: str) -> None:
    error = refusal(check, text)
    assert isinstance(error, FieldInvalid)
    assert (error.code, error.field) == ("field_invalid", "f")
    assert f"U+{ord(text[1]):04X}" in str(error.reason)


@pytest.mark.parametrize("text", ["a\nb", "a\rb", "a\tb", "a\u2028b"])
def test_lines_stand_only_in_texts_of_several_lines(text: str) -> None:
    assert refusal(LINE, text).code == "field_invalid"
    LINES.entered("f", text)


@pytest.mark.parametrize(
    "text", ["Zoë 🎁", "ناصر", "王小明", "\u0915\u094d\u200d\u0937", "Straße №5"]
)
def test_every_writing_is_taken(text: str) -> None:
    LINE.entered("f", text)


def test_a_limit_counts_characters_and_the_limit_itself_is_taken() -> None:
    LINE.entered("f", "é" * 10)
    assert refusal(LINE, "é" * 11).details() == {"field": "f", "limit": 10, "length": 11}


@pytest.mark.parametrize("text", ["", " ", "\u200b", "\u3000 \u200d", "\ufeff"])
def test_what_shows_nothing_is_missing(text: str) -> None:
    assert isinstance(refusal(Text(10, required=True), text), FieldMissing)


def test_a_text_is_kept_composed_and_without_white_space_around_it() -> None:
    assert written("  Cafe\u0301\r\n ") == "Café"
    assert written("a\r\nb\rc") == "a\nb\nc"


@pytest.mark.parametrize(
    ("copied", "kept"),
    [
        ("\u202a+33 1 42 68 53 00\u202c", "+33 1 42 68 53 00"),  # as address books copy them
        ("\ufeffJohn \u200b", "John"),
        ("\u2068Zoë\u2069\n", "Zoë"),
        ("\u200b \u2060", ""),
        ("♥\ufe0f", "♥\ufe0f"),
        ("ناصر!\u200f", "ناصر!\u200f"),
        ("\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u200c\u062e"),  # between letters it parts them
    ],
)
def test_what_stands_unseen_around_a_copied_text_is_left_out(copied: str, kept: str) -> None:
    assert written(copied) == kept


@pytest.mark.parametrize("wrong", [5, b"x", ["x"], object()])
def test_another_type_is_refused_where_the_value_is_made(wrong: Any) -> None:
    with pytest.raises(FieldInvalid) as caught:
        customer(first_name=wrong)
    assert caught.value.field == "first_name"


@pytest.mark.parametrize(
    ("number", "right"), [(10, Decimal(10)), ("7.5", Decimal("7.5")), (Decimal("0.1"),) * 2]
)
def test_whole_numbers_and_texts_become_decimals(number: Any, right: Decimal) -> None:
    assert exact(number) == right
    assert type(exact(number)) is Decimal


@pytest.mark.parametrize("number", [1.5, True, "ten", None, "NaN", "Infinity", "1e26", "1e400"])
def test_what_is_no_number_to_compute_with_is_refused(number: Any) -> None:
    assert refusal(Number(), exact(number)).code == "field_invalid"


@pytest.mark.parametrize("amount", ["999999999999.99", "0", "0.000001", "8.333333333333333333333"])
def test_amounts_of_twelve_digits_before_the_point(amount: str) -> None:
    CASH.entered("f", Money(amount, "EUR"))


@pytest.mark.parametrize(
    "amount",
    ["1000000000000", "1e26", "9" * 27, "1e400", "1E-400", "0E+400", "NaN", "sNaN", "Infinity"],
)
def test_amounts_that_cannot_be_computed_with(amount: str) -> None:
    assert refusal(CASH, Money(Decimal(amount), "EUR")).code == "field_invalid"
    assert refusal(Cash(negative=True), Money(Decimal(f"-{amount}"), "EUR")).code == "field_invalid"


def test_an_amount_made_of_a_float_shows_that_it_was_one() -> None:
    # Decimal(9.99) is 9.9900000000000002131628207280300557613372802734375
    assert refusal(CASH, Money(Decimal.from_float(9.99), "EUR")).code == "field_invalid"


def test_an_amount_below_zero_is_refused_where_none_is_meant() -> None:
    assert refusal(CASH, Money("-0.01", "EUR")).code == "amount_negative"
    Cash(negative=True).entered("f", Money("-0.01", "EUR"))


@pytest.mark.parametrize("quantity", [1.5, True, "2", Decimal(2), None, 2.0])
def test_a_quantity_is_a_whole_number(quantity: object) -> None:
    assert refusal(QUANTITY, quantity).code == "quantity_invalid"
    assert refusal(Whole(), quantity).code == "quantity_invalid"


@pytest.mark.parametrize(
    ("quantity", "code"),
    [
        (0, "quantity_not_positive"),
        (-1, "quantity_not_positive"),
        (1_000_001, "quantity_too_large"),
        (2**63, "quantity_too_large"),
    ],
)
def test_a_quantity_is_between_one_and_a_million(quantity: int, code: str) -> None:
    assert refusal(QUANTITY, quantity).code == code


@pytest.mark.parametrize("level", [-6, 11, 2**63, -(2**63)])
def test_a_count_is_within_its_range(level: int) -> None:
    Whole(-5, 10).entered("f", -5)
    Whole(-5, 10).entered("f", 10)
    assert refusal(Whole(-5, 10), level).code == "field_invalid"


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (Code("country"), ["FR", "XK"], ["", "fr", "XX", "UK", "EU", "FRA", "\x00"]),
        (LANGUAGE, ["en", "de-AT", "pt_BR", "zh-Hant-TW", "gsw"], ["", "xx", "english", "en-XX"]),
        (
            TIME_ZONE,
            ["UTC", "Europe/Paris"],
            [
                "",
                "Mars/Olympus",
                "../../etc/passwd",
                "Europe/Paris\x00",
                "/etc/localtime",
                "A" * 999,
            ],
        ),
    ],
)
def test_codes_name_what_there_is(check: Code, good: list[str], bad: list[str]) -> None:
    for code in good:
        check.entered("f", code)
    for code in bad:
        assert refusal(check, code).code in ("field_invalid", "field_missing"), code


@pytest.mark.parametrize(
    "attributes",
    [
        {"a\x00": "b"},
        {"a": "b\ud83d"},
        {"": "b"},
        {"k" * 11: "v"},
        {"k": "v" * 11},
        {"a": "", "b": "", "c": ""},
        {"a": 5},
        [("a", "b")],
    ],
)
def test_attributes_are_few_short_texts(attributes: Any) -> None:
    check = Texts(2, Text(10, required=True), Text(10))
    check.entered("f", {"a": "b", "c": ""})
    assert refusal(check, attributes).code in ("field_invalid", "field_missing", "field_too_long")


@pytest.mark.parametrize(
    "imperfect",
    [
        {"last_name": ""},
        {"last_name": None},
        {"email": ""},
        {"email": None, "phone": None, "company": None},
        {"first_name": "x" * 1000},
        {"language": "klingon"},
        {"tags": ["", "x" * 1000]},
        {"notes": [None]},
    ],
)
def test_an_imperfect_row_can_be_read_but_not_entered(imperfect: dict[str, Any]) -> None:
    read = customer(**imperfect)
    with pytest.raises(BackOfficeError) as caught:
        require_entered(read)
    assert caught.value.details()["field"] in imperfect


def test_a_rows_moment_without_a_time_zone_is_in_utc() -> None:
    assert customer(created_at=datetime(2026, 1, 15)).created_at == NOW


def test_a_name_of_which_a_part_is_missing() -> None:
    assert customer(last_name=None).name == "Jo"
    assert customer(first_name="", last_name="Doe").name == "Doe"


def test_an_address_without_a_city_can_be_read() -> None:
    none: Any = None
    read = Address(
        AddressId("a"), CustomerId("c"), "Jo", none, "1 Main St", city=none, country=none
    )
    assert Language("en").address(read) == ("Jo", "1 Main St")
    with pytest.raises(FieldMissing) as caught:
        require_entered(read)
    assert caught.value.field == "last_name"


def test_what_has_not_changed_is_not_asked_again() -> None:
    read = customer(last_name="")
    require_entered(evolve(read, phone="+33 1 23 45 67 89"), read)
    with pytest.raises(FieldInvalid) as caught:
        require_entered(evolve(read, phone="\x00"), read)
    assert caught.value.field == "phone"


@frozen
class Inner:
    text: str = field(validator=Text(3))


@frozen
class Outer:
    one: Inner
    many: tuple[Inner, ...] = ()


@pytest.mark.parametrize(
    ("outer", "path"),
    [
        (Outer(Inner("abcd")), "one.text"),
        (Outer(Inner("a"), (Inner("b"), Inner("abcd"))), "many.text"),
    ],
)
def test_a_field_inside_is_named_with_what_it_stands_in(outer: Outer, path: str) -> None:
    with pytest.raises(FieldTooLong) as caught:
        require_entered(outer)
    assert caught.value.field == path


def test_what_is_about_a_person_says_so() -> None:
    personal = {each.name for each in attrs.fields(Customer) if each.metadata.get("personal")}
    assert {"first_name", "last_name", "email", "phone", "birthday", "notes"} <= personal
    assert not personal & {"id", "created_at", "group_ids", "language", "active", "guest"}


def test_a_frozen_mapping_reads_like_a_dict_and_cannot_be_changed() -> None:
    mapping = frozen_mapping({"a": 1})
    assert mapping == {"a": 1}
    assert frozen_mapping(mapping) is mapping
    assert isinstance(mapping, FrozenMapping)
    changes: list[Callable[[Any], object]] = [
        lambda each: each.update(a=2),
        lambda each: each.pop("a"),
        lambda each: each.clear(),
        lambda each: each.setdefault("b", 1),
        lambda each: each.__setitem__("a", 2),
        lambda each: each.__delitem__("a"),
        lambda each: each.__ior__({"b": 1}),
        lambda each: each.popitem(),
    ]
    for change in changes:
        with pytest.raises(TypeError):
            change(mapping)
    assert mapping == {"a": 1}


@pytest.mark.parametrize(
    "copied", [copy.copy, copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))]
)
def test_a_copy_of_a_frozen_mapping_is_one(copied: Any) -> None:
    again = copied(FrozenMapping({"a": [1]}))
    assert type(again) is FrozenMapping
    assert again == {"a": [1]}


def test_what_equals_what_was_there_has_not_changed() -> None:
    read = customer(first_name="é" * 300, tags=("x" * 300,))
    require_entered(evolve(read, first_name="é" * 300, active=False), read)


@pytest.mark.parametrize(
    ("field_", "value"),
    [
        ("active", "no"),
        ("active", 1),
        ("codes", "MUG-1"),
        ("out_of_stock", "deny"),
        ("pack_stock", "both"),
        ("virtual", None),
    ],
)
def test_flags_choices_and_values_are_of_their_type(field_: str, value: Any) -> None:
    with pytest.raises(FieldInvalid) as caught:
        require_entered(evolve(MUG, **{field_: value}))
    assert caught.value.field == field_


def test_a_class_says_what_must_be_filled_in() -> None:
    assert required_in(Customer) == {"first_name", "last_name", "email"}
    assert {"first_name", "last_name", "street", "country"} == REQUIRED_OF_ADDRESS


def test_a_class_says_how_long_its_texts_are() -> None:
    limits = limits_in(Customer)
    # What a server takes (RFC 5321); the others are ours.
    assert (limits["first_name"], limits["email"], limits["phone"]) == (255, 254, 32)


@pytest.mark.parametrize("kind", [Customer, Address])
def test_what_is_asked_of_a_person_is_exported_and_erased(kind: type[attrs.AttrsInstance]) -> None:
    """A label does not take the mark away that erasing and exporting go by."""
    by_name = attrs.fields_dict(kind)
    asked = {name for name, each in by_name.items() if "asked" in each.metadata}
    personal = {name for name, each in by_name.items() if PERSONAL.items() <= each.metadata.items()}
    assert asked - personal == asked & {"country", "language"}
