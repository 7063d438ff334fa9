"""What is looked at of two tuples whose parts are mostly the very same."""

from __future__ import annotations

from hypothesis import given, strategies as st

from backoffice_orders.model.copies import changed_parts


class Part:
    """Equal to every other one: only which one it is can tell two apart."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Part)

    def __hash__(self) -> int:
        return 1


A, B, C, D = Part(), Part(), Part(), Part()


def same(one: tuple[Part, ...], other: tuple[Part, ...]) -> bool:
    return [*map(id, one)] == [*map(id, other)]


def test_a_part_that_was_added() -> None:
    old, new = changed_parts((A, B), (A, B, C))
    assert same(old, ())
    assert same(new, (C,))


def test_a_part_that_was_removed_from_the_middle() -> None:
    old, new = changed_parts((A, B, C), (A, C))
    assert same(old, (B,))
    assert same(new, ())


def test_an_equal_part_is_another_one() -> None:
    old, new = changed_parts((A, B, C), (A, D, C))
    assert same(old, (B,))
    assert same(new, (D,))


def test_one_of_the_same_parts_is_gone() -> None:
    """What both begin with is not counted again among what they end with."""
    old, new = changed_parts((A, A), (A,))
    assert same(old, (A,))
    assert same(new, ())


@given(st.lists(st.sampled_from([A, B, C, D])), st.lists(st.sampled_from([A, B, C, D])))
def test_what_is_left_out_is_the_same_in_both(before: list[Part], after: list[Part]) -> None:
    old, new = changed_parts(tuple(before), tuple(after))
    assert len(before) - len(old) == len(after) - len(new)
    assert not old or not new or (old[0] is not new[0] and old[-1] is not new[-1])
