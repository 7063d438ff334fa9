"""One page of a list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

from attrs import frozen

from backoffice_orders.model.fields import Whole

T = TypeVar("T")
PAGE_SIZE = 20
LARGEST_PAGE = 200


@frozen
class PageRequest:
    """Which page is asked for: ``number`` counts from 1."""

    number: int = 1
    size: int = PAGE_SIZE

    def __attrs_post_init__(self) -> None:
        Whole(1).made("page", self.number)
        Whole(1, LARGEST_PAGE).made("size", self.size)

    @property
    def offset(self) -> int:
        """How many entries come before it."""
        return (self.number - 1) * self.size


@frozen
class Page(Generic[T]):
    """Some entries of a longer list; ``more`` tells whether another page follows."""

    items: tuple[T, ...]
    number: int = 1
    more: bool = False

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __bool__(self) -> bool:
        return bool(self.items)
