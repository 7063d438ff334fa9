"""Searching a list, and cutting a page out of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from backoffice_orders.model.page import Page, PageRequest

T = TypeVar("T")


def cut(items: list[T], page: PageRequest) -> Page[T]:
    """The requested page of a list."""
    end = page.offset + page.size
    return Page(tuple(items[page.offset : end]), page.number, len(items) > end)


def best_first(ranked: Iterable[tuple[int | None, str, str, T]], page: PageRequest) -> Page[T]:
    """A page of (rank, sort key, id, entry), the highest rank first; None does not match."""
    found = [(-rank, key, id_, entry) for rank, key, id_, entry in ranked if rank is not None]
    found.sort(key=lambda row: row[:3])
    return cut([row[3] for row in found], page)
