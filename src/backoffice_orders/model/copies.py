"""Copies of a value with a few other fields, and in what a copy's parts differ."""

from __future__ import annotations

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
    first, shorter = 0, min(len(before), len(after))
    while first < shorter and before[first] is after[first]:
        first += 1
    last = 0
    while last < shorter - first and before[-1 - last] is after[-1 - last]:
        last += 1
    return before[first : len(before) - last], after[first : len(after) - last]
