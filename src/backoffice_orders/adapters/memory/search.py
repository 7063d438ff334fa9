"""Searching a list, and cutting a page out of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import islice
from typing import TypeVar

from backoffice_orders.model.ids import CustomerId
from backoffice_orders.model.page import Page, PageAfter, PageRequest, after_id

T = TypeVar("T")


def cut(items: list[T], page: PageRequest) -> Page[T]:
    """The requested page of a list."""
    end = page.offset + page.size
    return Page(tuple(items[page.offset : end]), page.number, len(items) > end)


def cut_after(rest: Sequence[T], page: PageAfter, key: Callable[[T], str]) -> Page[T]:
    """A page of what follows in a list by a key; ``key`` is what an entry is asked for after."""
    items = tuple(rest[: page.size])
    return Page.until(items, key(items[-1]) if len(rest) > page.size else "")


def people_after(
    after: str,
    found: Iterable[CustomerId | None],
    page: PageAfter,
    among: Collection[CustomerId] | None,
) -> Page[CustomerId]:
    """A page of those who were found, each once, by id; ``among``: only these, if not None.

    ``after`` is the page's id: asked for before anything is read, as other stores do.
    """
    people = {each for each in found if each is not None and each > after}
    if among is not None:
        people &= {*among}
    return cut_after(sorted(people), page, after_id)


def counted(fits: Callable[[T], bool], entries: Iterable[T], at_most: int) -> int:
    """How many of some entries fit; ``at_most`` where there are as many or more."""
    return sum(1 for _ in islice(filter(fits, entries), at_most))


def best_first(ranked: Iterable[tuple[int | None, str, str, T]], page: PageRequest) -> Page[T]:
    """A page of (rank, sort key, id, entry), the highest rank first; None does not match."""
    found = [(-rank, key, id_, entry) for rank, key, id_, entry in ranked if rank is not None]
    found.sort(key=lambda row: row[:3])
    return cut([row[3] for row in found], page)
