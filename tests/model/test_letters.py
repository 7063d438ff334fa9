"""Letters that nobody sees and marks that look alike: typed, pasted and read aloud, the same."""

from __future__ import annotations

import pytest

from backoffice_orders.model.cart_rule import code_key
from backoffice_orders.model.letters import is_blank, normalize, without_unseen
from backoffice_orders.model.order_number import as_spoken
from backoffice_orders.model.text import normalize_code, spoken_words


@pytest.mark.parametrize("mark", ["'", "\u2019", "\u2018", "\u02bc", "\u02bb", "\ua78c", "\u2032"])
def test_an_apostrophe_is_one_however_it_is_typed(mark: str) -> None:
    assert normalize(f"O{mark}Brien") == "o'brien"
    assert spoken_words(f"O{mark}Brien") == ("o", "brien", "obrien")
    assert code_key(f"FATHER{mark}S") == "fathers"


@pytest.mark.parametrize(
    "unseen", ["\u200b", "\ufeff", "\u00ad", "\u2060", "\u034f", "\ufe0f", "\u200e"]
)
def test_what_nobody_sees_is_not_searched_for(unseen: str) -> None:
    assert normalize(f"Mü{unseen}ller") == "muller"
    assert normalize_code(f"DEMO{unseen}-12") == "demo12"
    assert code_key(f"SAVE{unseen}10") == "save10"
    assert as_spoken(f"{unseen}PJC PCC") == (f"{unseen}PJC PCC", "PJCPCC")
    assert without_unseen(f"a{unseen}b") == "ab"


def test_a_joint_parts_words_that_are_one_as_well() -> None:
    """A Persian who has no key for it types a space, or nothing."""
    first, then = "\u0645\u06cc", "\u062e\u0648"
    assert spoken_words(f"{first}\u200c{then}") == (first, then, first + then)
    assert normalize_code(f"{first}\u200c{then}") == first + then


def test_digits_of_every_script_are_digits() -> None:
    assert (
        normalize("\u0667\u0665\u0660\u0660\u0664")
        == normalize("\u06f7\u06f5\u06f0\u06f0\u06f4")
        == normalize("75004")
        == "75004"
    )
    assert normalize_code("\u0664\u0660\u0660\u0666\u0663\u0668-\u0661") == "4006381"


def test_dashes_of_any_kind_stand_between_the_letters_of_a_reference() -> None:
    for dash in "-\u2010\u2011\u2013\u2014\u2212":
        assert as_spoken(f"PJC{dash}PCC") == (f"PJC{dash}PCC", "PJCPCC")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\u00a0",
        "\u200b",
        "\ufeff",
        "\u180e",
        "\u3164",
        "\u2800",
        "\u115f",
        "\uffa0",
        "\ufe0f",
    ],
)
def test_a_text_that_shows_nothing_is_blank(text: str) -> None:
    assert is_blank(text)
    assert not is_blank(f"{text}x")


def test_a_sign_that_stands_for_capitals_is_found_in_small_letters() -> None:
    assert normalize("Lego\u2122 \u21165") == "legotm no5"
    assert normalize_code("\u2116-5") == "no5"


def test_a_stroke_that_makes_an_arabic_word_longer_is_no_letter_of_it() -> None:
    book = "\u0643\u062a\u0627\u0628"
    assert normalize(f"{book[:2]}\u0640\u0640{book[2:]}") == book
