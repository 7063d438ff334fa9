"""One page of a list.

What is searched is ranked, and its pages are counted (``PageRequest``). What grows for ever is
listed by a key: a page is asked for by where the one before it has ended (``PageAfter``), so that
the hundredth costs what the first does, and nothing is seen twice or missed because something was
added or removed meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Generic, TypeVar

from attrs import evolve, field

from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.fields import Text, Whole
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.values import frozen

NO_END_OF_A_PAGE = Sentence(
    "reason.no_end_of_a_page", "it is not where a page of this list has ended"
)

T = TypeVar("T")
PAGE_SIZE = 20
LARGEST_PAGE = 200
# How many of a customer's carts and orders are shown before somebody asks for more.
FIRST_ENTRIES = 5
# So far a list's entries are counted: a count goes through all of them.
COUNTED_UP_TO = 10_000
PAST_COUNTED = COUNTED_UP_TO + 1
_LONGEST_KEY = 400
_ID = "~"


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
class PageAfter:
    """The entries that follow a page: ``after`` is its ``Page.next``, empty for the first page."""

    after: str = ""
    size: int = PAGE_SIZE

    def __attrs_post_init__(self) -> None:
        Text(_LONGEST_KEY).entered("after", self.after)
        Whole(1, LARGEST_PAGE).made("size", self.size)

    def number(self) -> int | None:
        """The whole number that the page before has ended with, if there was one.

        Raises:
            FieldInvalid: ``after`` was made up.
        """
        if not self.after:
            return None
        if not (self.after.isascii() and self.after.isdigit() and len(self.after) < 19):
            raise _made_up()
        return int(self.after)

    def moment_and_id(self) -> tuple[datetime, str] | None:
        """The moment (UTC) and id that the page before has ended with, if there was one.

        Raises:
            FieldInvalid: ``after`` was made up.
        """
        if not self.after:
            return None
        moment, separator, id_ = self.after.partition("~")
        try:
            found = datetime.fromisoformat(moment)
            if found.tzinfo is None or not separator:
                raise _made_up()
            return found.astimezone(UTC), id_
        except (ValueError, OverflowError):
            raise _made_up() from None

    def id(self) -> str:
        """The id that the page before has ended with, in a list by ids; empty for the first page.

        Raises:
            FieldInvalid: ``after`` was made up.
        """
        if self.after and not self.after.startswith(_ID):
            raise _made_up()
        return self.after.removeprefix(_ID)


# As many entries as a page can have, from the first on.
LARGE_PAGE = PageAfter(size=LARGEST_PAGE)


def moment_and_id(moment: datetime, id_: str) -> str:
    """The key of an entry in a list by moments: what ``PageAfter.moment_and_id`` reads."""
    return f"{moment.astimezone(UTC).isoformat().replace('+00:00', 'Z')}~{id_}"


def after_id(id_: str) -> str:
    """The key of an entry in a list by ids: what ``PageAfter.id`` reads."""
    return f"{_ID}{id_}"


def _made_up() -> FieldInvalid:
    return FieldInvalid("after", NO_END_OF_A_PAGE())


@frozen
class Page(Generic[T]):
    """Some entries of a longer list; ``more`` tells whether another page follows.

    ``next`` is what that page is asked for by, in lists by a key. What it looks like is the
    store's affair.
    """

    items: tuple[T, ...]
    number: int = 1
    more: bool = False
    next: str = field(default="", eq=False)

    @classmethod
    def until(cls, items: tuple[T, ...], next_: str) -> Page[T]:
        """A page of a list by a key; an empty one ends the list."""
        return cls(items, 1, bool(next_), next_)

    def without(self, left_out: Callable[[T], bool]) -> Page[T]:
        """Without some of its entries; it ends where it has ended."""
        return evolve(self, items=tuple(each for each in self.items if not left_out(each)))

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, index: int) -> T:
        return self.items[index]

    def __bool__(self) -> bool:
        return bool(self.items)


@frozen
class Counted:
    """How many entries a list has, as far as anybody counts: ``more`` tells that there are more."""

    count: int
    more: bool = False

    @classmethod
    def of(cls, count: int) -> Counted:
        """A count that has gone to ``PAST_COUNTED`` at most."""
        return cls(min(count, COUNTED_UP_TO), count > COUNTED_UP_TO)


def walked(ask: Callable[[PageAfter], Page[T]]) -> Iterator[T]:
    """All entries of a list by a key, asked for page by page."""
    page = ask(LARGE_PAGE)
    yield from page
    while page.next:
        page = ask(PageAfter(page.next, LARGEST_PAGE))
        yield from page
