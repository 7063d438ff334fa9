"""The contract of ``Stock``."""

from __future__ import annotations

from datetime import timedelta

import pytest

from backoffice_orders.model.errors.products import OutOfStock
from backoffice_orders.model.ids import ProductId
from backoffice_orders.model.stock import Reservation, StockDemand, StockItem
from backoffice_orders.ports.unit_of_work import Store, UnitOfWork
from backoffice_orders.testing.contracts.base import Contract, needs, race, undone, unit
from backoffice_orders.testing.samples import MOMENT

A = StockItem(ProductId("a"))
B = StockItem(ProductId("b"), "b-red")
LATER = MOMENT + timedelta(hours=1)
MICROSECOND = timedelta(microseconds=1)


def wanted(item: StockItem, quantity: int, below_zero: bool = False) -> StockDemand:
    """So many of an item."""
    return StockDemand(item, quantity, below_zero)


class StockContract(Contract):
    """Counting, taking, holding and giving back."""

    port = "stock"

    def _set(self, store: Store, a: int, b: int) -> None:
        with unit(store) as work:
            work.stock.set_level(A, a)
            work.stock.set_level(B, b)

    def _levels(self, store: Store) -> list[int]:
        with unit(store) as work:
            levels = work.stock.levels([A, B])
            return [levels[A], levels[B]]

    def test_what_was_never_counted_is_zero(self, store: Store) -> None:
        assert self._levels(store) == [0, 0]
        with unit(store) as work:
            assert work.stock.levels([]) == {}

    def test_what_a_reference_holds_itself_is_there_for_it(self, store: Store) -> None:
        self._set(store, 5, 6)
        with unit(store) as work:
            assert work.stock.levels([A], "cart") == {A: 5}
            work.stock.reserve("cart", [wanted(A, 2)], LATER)
            assert work.stock.levels([A, B], "cart") == {A: 5, B: 6}
            assert work.stock.levels([A], "another") == {A: 3}
            work.stock.release("cart")
            assert work.stock.levels([A], "cart") == {A: 5}

    def test_counting_replaces(self, store: Store) -> None:
        self._set(store, 3, 4)
        self._set(store, 5, 6)
        assert self._levels(store) == [5, 6]

    @needs("back_orders")
    def test_what_comes_in_is_added(self, store: Store) -> None:
        self._set(store, 3, -4)
        with unit(store) as work:
            work.stock.receive(A, 20)
            work.stock.receive(B, 3)
            work.stock.receive(B, 2)
            assert work.stock.levels([A, B]) == {A: 23, B: 1}
        assert self._levels(store) == [23, 1]

    def test_what_comes_in_first_is_all_there_is(self, store: Store) -> None:
        with unit(store) as work:
            work.stock.receive(A, 2)
        assert self._levels(store) == [2, 0]

    def test_taking_lowers_every_item(self, store: Store) -> None:
        self._set(store, 5, 6)
        with unit(store) as work:
            work.stock.take("o1", [wanted(A, 2), wanted(B, 6)])
        assert self._levels(store) == [3, 0]

    def test_taking_again_for_the_same_order_changes_nothing(self, store: Store) -> None:
        self._set(store, 5, 6)
        for _ in range(3):
            with unit(store) as work:
                work.stock.take("o1", [wanted(A, 2), wanted(B, 1)])
        assert self._levels(store) == [3, 5]

    def test_too_few_of_one_takes_nothing_of_any(self, store: Store) -> None:
        self._set(store, 5, 6)
        with unit(store) as work:
            with pytest.raises(OutOfStock) as refused:
                work.stock.take("o1", [wanted(A, 4), wanted(B, 7)])
            # The transaction goes on, and nothing of the refused take is in it.
            assert work.stock.levels([A, B]) == {A: 5, B: 6}
        assert refused.value.product_id == "b"
        assert refused.value.combination_id == "b-red"
        assert refused.value.remaining == 6
        assert refused.value.wanted == 7
        assert self._levels(store) == [5, 6]
        with unit(store) as work:
            work.stock.take("o1", [wanted(A, 4)])
        assert self._levels(store) == [1, 6]

    def test_the_short_item_is_named_though_another_is_nearly_gone(self, store: Store) -> None:
        self._set(store, 5, 0)
        with unit(store) as work, pytest.raises(OutOfStock) as refused:
            work.stock.take("o1", [wanted(A, 4), wanted(B, 1)])
        assert refused.value.product_id == "b"
        assert refused.value.remaining == 0

    @needs("back_orders")
    def test_back_orders_go_below_zero(self, store: Store) -> None:
        self._set(store, 1, 0)
        with unit(store) as work:
            work.stock.take("o1", [wanted(A, 3, True), wanted(B, 1, True)])
            never = StockItem(ProductId("never-counted"))
            work.stock.take("o2", [wanted(never, 2, True)])
            work.stock.take("o3", [wanted(never, 3, True)])
            assert work.stock.levels([never]) == {never: -5}, "however much is owed already"
        assert self._levels(store) == [-2, -1]

    def test_giving_back_once(self, store: Store) -> None:
        self._set(store, 5, 6)
        with unit(store) as work:
            work.stock.take("o1", [wanted(A, 2), wanted(B, 6)])
        for _ in range(2):
            with unit(store) as work:
                work.stock.give_back("o1")
        assert self._levels(store) == [5, 6]
        with unit(store) as work:
            work.stock.give_back("never-taken")

    def test_holding_lowers_and_releasing_puts_back(self, store: Store) -> None:
        self._set(store, 5, 6)
        with unit(store) as work:
            work.stock.reserve("c1", [wanted(A, 2)], LATER)
            assert work.stock.reserved("c1") == (Reservation("c1", A, 2, LATER),)
        assert self._levels(store) == [3, 6]
        for _ in range(2):
            with unit(store) as work:
                work.stock.release("c1")
                assert work.stock.reserved("c1") == ()
        assert self._levels(store) == [5, 6]

    def test_holding_anew_replaces_what_was_held(self, store: Store) -> None:
        self._set(store, 5, 6)
        with unit(store) as work:
            work.stock.reserve("c1", [wanted(A, 4)], LATER)
        with unit(store) as work:
            work.stock.reserve("c1", [wanted(A, 5), wanted(B, 1)], LATER)
        assert self._levels(store) == [0, 5]

    def test_what_cannot_be_held_leaves_what_was(self, store: Store) -> None:
        self._set(store, 5, 6)
        with unit(store) as work:
            work.stock.reserve("c1", [wanted(A, 4)], LATER)
        with unit(store) as work:
            with pytest.raises(OutOfStock) as refused:
                work.stock.reserve("c1", [wanted(A, 6)], LATER)
            assert work.stock.reserved("c1") == (Reservation("c1", A, 4, LATER),)
        assert refused.value.wanted == 6
        assert self._levels(store) == [1, 6]

    def test_confirmed_pieces_are_taken(self, store: Store) -> None:
        self._set(store, 5, 6)
        with unit(store) as work:
            work.stock.reserve("o1", [wanted(A, 2)], LATER)
        for _ in range(2):
            with unit(store) as work:
                work.stock.confirm("o1")
                work.stock.release("o1")
        assert self._levels(store) == [3, 6]
        with unit(store) as work:
            work.stock.give_back("o1")
        assert self._levels(store) == [5, 6]

    def test_lapsed_holds_come_back_by_themselves(self, store: Store) -> None:
        self._set(store, 5, 6)
        with unit(store) as work:
            work.stock.reserve("c2", [wanted(A, 2)], MOMENT - MICROSECOND)
            work.stock.reserve("c10", [wanted(B, 2)], MOMENT)
            work.stock.reserve("c3", [wanted(A, 1)], LATER)
        with unit(store) as work:
            assert work.stock.release_lapsed(MOMENT) == ("c10", "c2")
            assert work.stock.release_lapsed(MOMENT) == ()
        assert self._levels(store) == [4, 6]

    def test_who_races_for_the_last_pieces(self, store: Store) -> None:
        self._set(store, 5, 100)

        def take(work: UnitOfWork, n: int) -> None:
            work.stock.take(f"o{n}", [wanted(A, 1), wanted(B, 1)])

        answers = race(store, 12, take)
        assert sum(answer is None for answer in answers) == 5
        assert sum(isinstance(answer, OutOfStock) for answer in answers) == 7
        assert self._levels(store) == [0, 95]

    @needs("back_orders")
    def test_an_item_that_is_named_twice_is_wanted_twice(self, store: Store) -> None:
        self._set(store, 5, 6)
        with unit(store) as work:
            with pytest.raises(OutOfStock) as refused:
                work.stock.take("o1", [wanted(A, 3), wanted(B, 1), wanted(A, 3)])
            assert (refused.value.wanted, refused.value.remaining) == (6, 5)
            with pytest.raises(OutOfStock):
                work.stock.reserve("c1", [wanted(A, 3), wanted(A, 3)], LATER)
            # Together they go below zero only where each of them may.
            for both in ([wanted(A, 3), wanted(A, 3, True)], [wanted(A, 3, True), wanted(A, 3)]):
                with pytest.raises(OutOfStock):
                    work.stock.take("o1", both)
            work.stock.reserve("c1", [wanted(A, 1), wanted(A, 1)], LATER)
            assert work.stock.reserved("c1") == (Reservation("c1", A, 2, LATER),)
            work.stock.take("o1", [wanted(A, 1), wanted(B, 1), wanted(A, 2)])
        assert self._levels(store) == [0, 5]
        with unit(store) as work:
            work.stock.give_back("o1")
            work.stock.take("o2", [wanted(A, 2, True), wanted(A, 3, True)])
        assert self._levels(store) == [-2, 6]

    def test_a_reference_takes_once_whatever_it_asks_for_again(self, store: Store) -> None:
        self._set(store, 5, 6)
        with unit(store) as work:
            work.stock.take("o1", [])  # nothing is not once
            work.stock.take("o1", [wanted(A, 2)])
            work.stock.take("o1", [wanted(B, 1)])
            work.stock.take("o1", [wanted(A, 9), wanted(B, 1)])
        assert self._levels(store) == [3, 6]
        with unit(store) as work:
            work.stock.give_back("o1")
            work.stock.take("o1", [wanted(B, 1)])
        assert self._levels(store) == [5, 5]

    def test_taking_takes_what_was_held(self, store: Store) -> None:
        self._set(store, 5, 6)
        with unit(store) as work:
            work.stock.reserve("o1", [wanted(A, 4), wanted(B, 2)], LATER)
            work.stock.take("o1", [wanted(A, 5)])
            assert work.stock.reserved("o1") == ()
        assert self._levels(store) == [0, 6]
        with unit(store) as work:
            work.stock.confirm("o1")
            work.stock.release("o1")
            work.stock.give_back("o1")
        assert self._levels(store) == [5, 6]

    def test_what_cannot_be_taken_leaves_what_was_held(self, store: Store) -> None:
        self._set(store, 5, 6)
        with unit(store) as work:
            work.stock.reserve("o1", [wanted(A, 4)], LATER)
            with pytest.raises(OutOfStock) as refused:
                work.stock.take("o1", [wanted(A, 6)])
            assert work.stock.reserved("o1") == (Reservation("o1", A, 4, LATER),)
        assert refused.value.remaining == 5
        assert self._levels(store) == [1, 6]

    def test_after_confirming_nothing_more_is_taken(self, store: Store) -> None:
        self._set(store, 5, 6)
        with unit(store) as work:
            work.stock.reserve("o1", [wanted(A, 2)], LATER)
            work.stock.confirm("o1")
            work.stock.take("o1", [wanted(A, 2), wanted(B, 1)])
        assert self._levels(store) == [3, 6]

    def test_confirmed_pieces_are_added_to_what_was_taken(self, store: Store) -> None:
        self._set(store, 5, 6)
        with unit(store) as work:
            work.stock.take("o1", [wanted(A, 1)])
            work.stock.reserve("o1", [wanted(A, 2), wanted(B, 3)], LATER)
            work.stock.confirm("o1")
        assert self._levels(store) == [2, 3]
        with unit(store) as work:
            work.stock.give_back("o1")
        assert self._levels(store) == [5, 6]

    def test_a_refused_hold_tells_how_many_there_are_for_this_reference(self, store: Store) -> None:
        self._set(store, 5, 6)
        with unit(store) as work:
            work.stock.reserve("c1", [wanted(A, 4)], LATER)
            with pytest.raises(OutOfStock) as refused:
                work.stock.reserve("c1", [wanted(A, 6)], LATER)
            assert refused.value.remaining == 5
            with pytest.raises(OutOfStock) as refused:
                work.stock.reserve("c2", [wanted(A, 6)], LATER)
            assert refused.value.remaining == 1

    def test_holding_nothing_puts_back_what_was_held(self, store: Store) -> None:
        self._set(store, 5, 6)
        with unit(store) as work:
            work.stock.reserve("c1", [wanted(A, 4)], LATER)
            work.stock.reserve("c1", [], LATER)
            assert work.stock.reserved("c1") == ()
        assert self._levels(store) == [5, 6]

    @needs("combinations")
    def test_each_combination_is_counted_for_itself(self, store: Store) -> None:
        plain, red, blue = (StockItem(ProductId("p"), each) for each in ("", "red", "blue"))
        with unit(store) as work:
            for item, level in ((plain, 1), (red, 20), (blue, 300)):
                work.stock.set_level(item, level)
        with unit(store) as work:
            work.stock.take("o1", [wanted(red, 2)])
            work.stock.receive(blue, 5)
        with unit(store) as work:
            assert work.stock.levels([plain, red, blue]) == {plain: 1, red: 18, blue: 305}
            others = (StockItem(ProductId("P")), StockItem(ProductId("p"), "Red"))
            assert work.stock.levels(others) == dict.fromkeys(others, 0), "to the letter"
            work.stock.reserve("c1", [wanted(red, 1), wanted(blue, 1)], LATER)
            assert [each.item for each in work.stock.reserved("c1")] == [blue, red]
            work.stock.release("c1")
            work.stock.give_back("o1")
            assert work.stock.levels([red, plain]) == {plain: 1, red: 20}

    def test_giving_back_leaves_what_is_held(self, store: Store) -> None:
        self._set(store, 5, 6)
        with unit(store) as work:
            work.stock.take("o1", [wanted(A, 1)])
            work.stock.reserve("o1", [wanted(B, 2), wanted(A, 2)], LATER)
            work.stock.give_back("o1")
            held = (Reservation("o1", A, 2, LATER), Reservation("o1", B, 2, LATER))
            assert work.stock.reserved("o1") == held  # by item
        assert self._levels(store) == [3, 4]

    def test_what_comes_in_while_others_take_is_not_lost(self, store: Store) -> None:
        self._set(store, 20, 0)

        def change(work: UnitOfWork, n: int) -> None:
            if n % 2:
                work.stock.receive(A, 10)
            else:
                work.stock.take(f"o{n}", [wanted(A, 1)])

        assert all(answer is None for answer in race(store, 8, change))
        assert self._levels(store) == [56, 0]

    def test_who_races_to_hold_the_last_pieces(self, store: Store) -> None:
        self._set(store, 5, 100)

        def hold(work: UnitOfWork, n: int) -> None:
            work.stock.reserve(f"c{n}", [wanted(B, 1), wanted(A, 2)], LATER)

        answers = race(store, 6, hold)
        assert sum(answer is None for answer in answers) == 2
        assert self._levels(store) == [1, 98]

    def test_what_is_let_go_by_several_at_once_comes_back_once(self, store: Store) -> None:
        self._set(store, 5, 6)
        with unit(store) as work:
            work.stock.reserve("c1", [wanted(A, 3)], MOMENT)
            work.stock.take("o1", [wanted(B, 2)])

        def let_go(work: UnitOfWork, n: int) -> None:
            if n % 3 == 0:
                work.stock.release_lapsed(LATER)
            elif n % 3 == 1:
                work.stock.release("c1")
            work.stock.give_back("o1")

        race(store, 6, let_go)
        assert self._levels(store) == [5, 6]

    def test_counting_anew_says_what_can_be_sold_and_leaves_what_is_held(
        self, store: Store
    ) -> None:
        self._set(store, 5, 6)
        with unit(store) as work:
            work.stock.reserve("c1", [wanted(A, 2)], LATER)
            work.stock.take("o1", [wanted(A, 1)])
            work.stock.set_level(A, 10)
            assert work.stock.levels([A], "c1") == {A: 12}
            assert work.stock.levels([A], "o1") == {A: 10}, "what it has taken is gone"
        assert self._levels(store) == [10, 6]
        with unit(store) as work:
            assert work.stock.reserved("c1") == (Reservation("c1", A, 2, LATER),)
            work.stock.release("c1")
            work.stock.give_back("o1")
        assert self._levels(store) == [13, 6]

    def test_a_hold_lasts_as_long_as_was_said_last(self, store: Store) -> None:
        self._set(store, 5, 6)
        with unit(store) as work:
            work.stock.reserve("longer", [wanted(A, 1)], MOMENT)
            work.stock.reserve("longer", [wanted(A, 1)], LATER + MICROSECOND)
            work.stock.reserve("shorter", [wanted(B, 1)], LATER)
            work.stock.reserve("shorter", [wanted(B, 1)], MOMENT)
        with unit(store) as work:
            assert work.stock.reserved("longer") == (
                Reservation("longer", A, 1, LATER + MICROSECOND),
            )
            assert work.stock.release_lapsed(MOMENT) == ("shorter",)
            assert work.stock.release_lapsed(LATER) == ()
            assert work.stock.release_lapsed(LATER + MICROSECOND) == ("longer",)

    def test_all_that_a_reference_holds_lapses_at_once(self, store: Store) -> None:
        self._set(store, 5, 6)
        with unit(store) as work:
            work.stock.reserve("c1", [wanted(B, 1), wanted(A, 2)], MOMENT)
            assert work.stock.release_lapsed(MOMENT) == ("c1",), "each reference once"
            assert work.stock.reserved("c1") == ()
        assert self._levels(store) == [5, 6]

    def test_what_was_confirmed_never_lapses(self, store: Store) -> None:
        self._set(store, 5, 6)
        with unit(store) as work:
            work.stock.reserve("o1", [wanted(A, 2)], MOMENT)
            work.stock.confirm("o1")
        with unit(store) as work:
            assert work.stock.release_lapsed(LATER) == ()
        assert self._levels(store) == [3, 6]

    def test_who_confirms_nothing_has_taken_nothing(self, store: Store) -> None:
        self._set(store, 5, 6)
        with unit(store) as work:
            work.stock.confirm("o1")
            work.stock.take("o1", [wanted(A, 2)])
        assert self._levels(store) == [3, 6]

    def test_taking_nothing_leaves_what_is_held(self, store: Store) -> None:
        self._set(store, 5, 6)
        with unit(store) as work:
            work.stock.reserve("o1", [wanted(A, 2)], LATER)
            work.stock.take("o1", [])
            assert work.stock.reserved("o1") == (Reservation("o1", A, 2, LATER),)
        assert self._levels(store) == [3, 6]

    @needs("back_orders")
    def test_back_orders_can_be_held(self, store: Store) -> None:
        self._set(store, 1, 0)
        with unit(store) as work:
            work.stock.reserve("c1", [wanted(A, 3, True)], LATER)
            assert work.stock.reserved("c1") == (Reservation("c1", A, 3, LATER),)
            assert work.stock.levels([A], "c1") == {A: 1}
        assert self._levels(store) == [-2, 0]
        with unit(store) as work:
            work.stock.release("c1")
        assert self._levels(store) == [1, 0]

    @needs("back_orders")
    def test_of_what_is_owed_nothing_remains(self, store: Store) -> None:
        self._set(store, -3, 6)
        with unit(store) as work:
            with pytest.raises(OutOfStock) as taking:
                work.stock.take("o1", [wanted(A, 1)])
            with pytest.raises(OutOfStock) as holding:
                work.stock.reserve("o1", [wanted(A, 1)], LATER)
        for refused in (taking, holding):
            assert (refused.value.remaining, refused.value.wanted) == (0, 1)

    def test_of_several_that_are_short_the_first_demand_is_named(self, store: Store) -> None:
        self._set(store, 1, 2)
        for first, second, remaining in ((B, A, 2), (A, B, 1)):
            demands = [wanted(first, 9), wanted(second, 9)]
            with unit(store) as work:
                with pytest.raises(OutOfStock) as taking:
                    work.stock.take("o1", demands)
                with pytest.raises(OutOfStock) as holding:
                    work.stock.reserve("o1", demands, LATER)
            for refused in (taking, holding):
                assert refused.value.name == refused.value.product_id == first.product_id
                assert refused.value.combination_id == (first.combination_id or None)
                assert (refused.value.wanted, refused.value.remaining) == (9, remaining)

    @needs("back_orders")
    def test_what_there_is_enough_of_is_not_named_as_short(self, store: Store) -> None:
        self._set(store, 5, 2)
        owed = StockItem(ProductId("owed"))
        demands = [wanted(owed, 9, True), wanted(A, 5), wanted(B, 3)]
        with unit(store) as work:
            with pytest.raises(OutOfStock) as taking:
                work.stock.take("o1", demands)
            with pytest.raises(OutOfStock) as holding:
                work.stock.reserve("o1", demands, LATER)
        for refused in (taking, holding):
            assert (refused.value.product_id, refused.value.remaining) == (B.product_id, 2)

    def test_what_is_done_for_one_reference_leaves_the_others(self, store: Store) -> None:
        self._set(store, 9, 9)
        others = (Reservation("other", A, 1, LATER), Reservation("other", B, 2, LATER))
        with unit(store) as work:
            work.stock.reserve("other", [wanted(A, 1), wanted(B, 2)], LATER)
            work.stock.take("buyer", [wanted(A, 1)])
            work.stock.reserve("o1", [wanted(A, 1)], LATER)
            work.stock.confirm("o1")
            assert work.stock.reserved("other") == others
            work.stock.take("o2", [wanted(A, 1)])
            work.stock.give_back("o2")
            work.stock.reserve("o3", [wanted(A, 1)], LATER)
            work.stock.release("o3")
        with unit(store) as work:
            assert work.stock.reserved("other") == others
            work.stock.give_back("buyer")
            work.stock.give_back("o1")
            work.stock.release("other")
        assert self._levels(store) == [9, 9]

    @needs("rollback")
    def test_what_is_undone_of_a_reference_leaves_what_it_has_taken(self, store: Store) -> None:
        self._set(store, 5, 6)
        with unit(store) as work:
            work.stock.take("o1", [wanted(A, 1)])
            work.stock.reserve("o1", [wanted(A, 1), wanted(B, 2)], LATER)
        undone(store, lambda work: work.stock.confirm("o1"))
        undone(store, lambda work: work.stock.give_back("o1"))
        with unit(store) as work:
            work.stock.give_back("o1")
            assert work.stock.levels([A, B]) == {A: 4, B: 4}
            work.stock.release("o1")
        assert self._levels(store) == [5, 6]

    def test_what_lapses_leaves_what_was_taken(self, store: Store) -> None:
        self._set(store, 5, 6)
        with unit(store) as work:
            work.stock.take("o1", [wanted(A, 2)])
            work.stock.reserve("o1", [wanted(B, 3)], MOMENT)
        with unit(store) as work:
            assert work.stock.release_lapsed(MOMENT) == ("o1",)
            assert work.stock.levels([A, B]) == {A: 3, B: 6}
            work.stock.give_back("o1")
        assert self._levels(store) == [5, 6]

    def test_any_number_of_holds_lapse_at_once(self, store: Store) -> None:
        references = [f"c{number:02}" for number in range(60)]
        self._set(store, 100, 6)
        with unit(store) as work:
            for each in references[::-1]:
                work.stock.reserve(each, [wanted(A, 1)], MOMENT)
        with unit(store) as work:
            assert list(work.stock.release_lapsed(LATER)) == references
        assert self._levels(store) == [100, 6]
