"""Copies of a value with a few other fields, and in what a copy's parts differ."""

from __future__ import annotations

from operator import is_
from typing import TypeVar

T = TypeVar("T")


def copied(value: T, **fields: object) -> T:
    """A copy of a frozen value with these fields, which are neither converted nor checked.

    ``attrs.evolve`` converts and checks every field again; for a cart, that takes ten times as
    long. The value's class is one without slots.
    """
    copy = object.__new__(type(value))
    copy.__dict__.update(value.__dict__, **fields)
    return copy


def changed_parts(
    before: tuple[T, ...], after: tuple[T, ...]
) -> tuple[tuple[T, ...], tuple[T, ...]]:
    """Two tuples without the very values that both begin and end with.

    Of many parts few change at once: whoever compares these alone need not look at the others.
    """
    first = _same(before, after)
    before, after = before[first:], after[first:]
    last = _same(before[::-1], after[::-1])
    return before[: len(before) - last], after[: len(after) - last]


def _same(before: tuple[T, ...], after: tuple[T, ...]) -> int:
    """How many values both tuples begin with."""
    same = [*map(is_, before, after)]
    return same.index(False) if False in same else len(same)
