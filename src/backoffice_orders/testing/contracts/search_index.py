"""The contract of ``SearchIndex``."""

from __future__ import annotations

from contextlib import suppress

import pytest

from backoffice_orders.model.errors.base import FieldInvalid, FieldMissing, FieldTooLong
from backoffice_orders.model.ids import ShopId
from backoffice_orders.model.indexed import IndexEntry
from backoffice_orders.model.page import PageRequest
from backoffice_orders.model.shop import Concern, ShopScope
from backoffice_orders.ports.search_index import SearchIndex
from backoffice_orders.ports.unit_of_work import Store, UnitOfWork
from backoffice_orders.testing.contracts.base import FIRST_PAGE, Contract, Undone, needs, unit

BLUE = IndexEntry("1", "Blue mug", ("MUG-1", "4006381333931"))
RED = IndexEntry("2", "Mug, red", ("MUG-12",))
JUG = IndexEntry("3", "Großer Krug", order="a jug")


def index(work: UnitOfWork) -> SearchIndex:
    """The store's index."""
    assert work.search_index is not None, "the store has no search index"
    return work.search_index


def found(store: Store, text: str, name: str = "goods", shop: str = "main") -> list[str]:
    """The ids that a text finds."""
    with unit(store, shop) as work:
        return list(index(work).search(name, text, FIRST_PAGE))


class SearchIndexContract(Contract):
    """Indexes that a host feeds."""

    port = "search_index"

    def fill(self, store: Store) -> None:
        with unit(store) as work:
            index(work).put("goods", BLUE, RED, JUG)

    @pytest.fixture(autouse=True)
    def _filled(self, store: Store, _features: None) -> None:
        self.fill(store)

    @pytest.mark.parametrize(
        ("text", "ids"),
        [
            ("mu", ["1", "2"]),  # equally good: blue mug before mug, red
            ("mug", ["1", "2"]),
            ("red mug", ["2"]),
            ("GROSSER", ["3"]),  # without regard to case and how ß is written
            ("gr kr", ["3"]),
            ("mug-1", ["1", "2"]),  # a whole number before one that is begun
            ("mug 12", ["2"]),
            ("400638", ["1"]),
            ("ug", []),
            ("mug green", []),
            ("?!", ["3", "1", "2"]),  # everything, by what entries are listed by
        ],
    )
    def test_found_by_first_letters_and_numbers_best_first(
        self, store: Store, text: str, ids: list[str]
    ) -> None:
        assert found(store, text) == ids

    def test_what_is_put_again_is_found_by_its_new_words_only(self, store: Store) -> None:
        with unit(store) as work:
            index(work).put("goods", IndexEntry("1", "Green cup"))
        assert found(store, "gr") == ["3", "1"]
        assert found(store, "blue") == []
        assert found(store, "mug-1") == ["2"]
        assert found(store, "400638") == []

    def test_found_as_it_is_said(self, store: Store) -> None:
        with unit(store) as work:
            index(work).put("goods", IndexEntry("4", "T-shirt, Müsli"))
        for text in ("tshirt", "t-shirt", "muesli", "musli"):
            assert found(store, text) == ["4"], text

    def test_of_several_with_one_id_the_last_counts(self, store: Store) -> None:
        with unit(store) as work:
            index(work).put("goods", IndexEntry("4", "First"), IndexEntry("4", "Second"))
        assert found(store, "first") == []
        assert found(store, "second") == ["4"]

    def test_what_is_removed_is_not_found(self, store: Store) -> None:
        with unit(store) as work:
            index(work).remove("goods", "1", "nobody")
        assert found(store, "mug") == ["2"]
        assert found(store, "4006381333931") == []
        with unit(store) as work:
            index(work).put("goods", BLUE)
        assert found(store, "mug") == ["1", "2"]

    def test_what_was_put_is_found_in_the_same_transaction(self, store: Store) -> None:
        with unit(store) as work:
            index(work).put("goods", IndexEntry("9", "Mug of clay"))
            assert list(index(work).search("goods", "clay", FIRST_PAGE)) == ["9"]

    def test_every_name_is_an_index_of_its_own(self, store: Store) -> None:
        with unit(store) as work:
            index(work).put("people", IndexEntry("1", "Mia Mug"))
        assert found(store, "mug", "people") == ["1"]
        assert found(store, "mia") == []
        assert found(store, "mug", "nothing was put here") == []
        names = ("goods", "Goods", "goods.", "long" * 63 + "1", "long" * 63 + "2")
        with unit(store) as work:
            for name in names[1:]:
                index(work).put(name, IndexEntry("1", name))
        for name in names[1:]:
            assert found(store, name, name) == ["1"]
            assert [found(store, "", each) for each in names].count(["1"]) == 4

    @needs("shops")
    def test_another_shop_sees_nothing_of_it(self, store: Store) -> None:
        assert found(store, "mug", shop="other") == []

    @needs("sharing")
    def test_no_shop_shares_it(self, store: Store) -> None:
        shares = ShopScope(ShopId("other"), dict.fromkeys(Concern, ShopId("main")))
        with store.transaction(shares) as work:
            assert index(work).search("goods", "mug", FIRST_PAGE).items == ()
            index(work).put("goods", IndexEntry("9", "Mug"))
        assert found(store, "mug") == ["1", "2"]

    @needs("rollback")
    def test_what_is_undone_was_never_put(self, store: Store) -> None:
        with suppress(Undone), unit(store) as work:
            index(work).put("goods", IndexEntry("1", "Gone"))
            index(work).remove("goods", "2")
            raise Undone
        assert found(store, "mug") == ["1", "2"]

    def test_pages_follow_each_other(self, store: Store) -> None:
        names = [f"Cup {number:03}" for number in range(150)]
        with unit(store) as work:
            index(work).put("cups", *(IndexEntry(name, name) for name in reversed(names)))
        seen: list[str] = []
        for number in range(1, 5):
            with unit(store) as work:
                page = index(work).search("cups", "cu", PageRequest(number, 40))
            assert page.more is (number < 4)
            seen += page
        assert seen == names

    @pytest.mark.parametrize("text", ["teacu", "teacu sets", "teacu teacups"])
    def test_what_has_several_words_that_begin_alike_is_found_once(
        self, store: Store, text: str
    ) -> None:
        with unit(store) as work:
            for letter in "abcdefghijkl":
                index(work).put("tea", IndexEntry(letter, f"{letter}{letter} teaspoon sets"))
            for number in "123":
                index(work).put("tea", IndexEntry(number, "Teacup, teacups, teacupboard, sets"))
        with unit(store) as work:
            page = index(work).search("tea", text, PageRequest(1, 3))
        assert (page.items, page.more) == (("1", "2", "3"), False)

    @pytest.mark.parametrize("letters", range(1, 16))
    def test_a_beginning_finds_words_and_numbers_of_any_length(
        self, store: Store, letters: int
    ) -> None:
        """Those that are it as a whole come first, whole numbers before whole words."""
        names = "c ch chr chri chris christ christi christin christine christian christopher"
        numbers = "2026", "2026-00", "2026-0001", "2026-00012", "2026-000123456", "2026-0001234567"
        words = names.split()
        entries = [IndexEntry(f"w{number:02}", word) for number, word in enumerate(words)]
        entries += [IndexEntry(f"n{at}", f"z{at}", (each,)) for at, each in enumerate(numbers)]
        with unit(store) as work:
            index(work).put("long", *entries)
        plain = {f"n{at}": each.replace("-", "") for at, each in enumerate(numbers)}
        called = plain | {f"w{number:02}": word for number, word in enumerate(words)}
        for text in dict.fromkeys(each[:letters] for each in called.values()):
            begun = [id_ for id_, name in called.items() if name.startswith(text)]
            # Whole, then by name: words as they are spelled, and numbers by "z0" to "z5".
            expected = sorted(begun, key=lambda id_: (called[id_] != text, id_[0], called[id_]))
            assert found(store, text, "long") == expected, text

    def test_half_a_letter_is_found_as_a_question_mark(self, store: Store) -> None:
        """It comes of a host's table that was read in another encoding."""
        odd = IndexEntry("4", "Caf\ud800 mug", ("M\udcf6-4",), order="a\ud800")
        with unit(store) as work:
            index(work).put("goods", odd)
        for text in ("caf", "caf\ud800", "caf?", "m\ud8004", "m?4"):
            assert found(store, text) == ["4"], text
        assert found(store, "mug") == ["4", "1", "2"]
        assert found(store, "\ud800") == ["3", "4", "1", "2"]

    @pytest.mark.parametrize("id_", ["a\ud800", "a\0", "", "x" * 256])
    def test_an_id_that_no_entry_can_have_is_no_entrys(self, store: Store, id_: str) -> None:
        with pytest.raises((FieldMissing, FieldTooLong, FieldInvalid)):
            IndexEntry(id_, "Cup")
        with unit(store) as work:
            index(work).remove("goods", id_, "1")
        assert found(store, "mug") == ["2"]

    def test_a_name_is_needed(self, store: Store) -> None:
        with unit(store) as work, pytest.raises(FieldMissing):
            index(work).put("", BLUE)

    @pytest.mark.parametrize("letters", [3, 6, 9, 15, 30])
    def test_what_keeps_its_place_is_found_by_its_new_words_only(
        self, store: Store, letters: int
    ) -> None:
        old, new = "x" * letters + "a", "x" * letters + "b"
        with unit(store) as work:
            index(work).put("goods", IndexEntry("5", f"{old} cup", (f"1{old}",), order="same"))
        with unit(store) as work:
            index(work).put("goods", IndexEntry("5", f"{new} pot", (f"1{new}",), order="same"))
        for text in (old, f"{old} cup", "cup", f"1{old}"):
            assert found(store, text) == [], text
        for text in (new, f"{new} pot", "pot", f"1{new}", "x" * letters):
            assert found(store, text) == ["5"], text
