"""Searching by first letters, best matches first, at the price of one index range.

Each entry is found by *terms*: the first letters of its words, and its words as a whole. A term's
entries stand in the index in the order in which a page shows them, so a page of a term that
half of the shop begins with is read off the index and not sorted. Every term carries all words of
its entry: further words of a query are looked for there. See docs/storage.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any

from attrs import frozen
from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    and_,
    bindparam,
    case,
    func,
    literal,
    select,
    union_all,
)

from backoffice_orders.adapters.sql.rows import prepared
from backoffice_orders.model.page import Page, PageRequest

# Every text that begins with a prefix is between the prefix and the prefix with this.
_LAST = "\U0010ffff"
# A whole word among the terms; no word has a full stop.
_WHOLE = "."
# Words have terms for their first letters up to here; longer beginnings are ranges of whole words.
WORD_LETTERS = 3
# Numbers of one shop begin alike (DEMO-00001): they have terms for more of their letters.
CODE_LETTERS = 8
# A word with fewer entries than this is read as a whole; of others, the first that match.
_FEW = 1000
# So many words can each be whole or begun; beyond, all entries of the rarest word are ranked.
_RANKED_APART = 3


def begins_with(column: ColumnElement[str], prefix: str) -> ColumnElement[bool]:
    """The condition that an index can serve on every engine."""
    return and_(column >= prefix, column < prefix + _LAST)


def terms(words: Iterable[str], letters: int) -> list[str]:
    """All terms under which an entry with these words is found."""
    found: dict[str, None] = {}
    for word in words:
        for length in range(1, min(len(word), letters) + 1):
            found[word[:length]] = None
        found[word + _WHOLE] = None
    return list(found)


@frozen
class Wanted:
    """Words that are looked for in a table of terms.

    ``whole_rank`` is what a word counts that an entry has as a whole; words that are only
    begun count nothing.
    """

    table: Table
    words: tuple[str, ...]
    letters: int = WORD_LETTERS
    whole_rank: int = 1

    def values(self, prefix: str) -> dict[str, Any]:
        """The parameters of this search's part of a statement."""
        values: dict[str, Any] = {}
        for number, word in enumerate(self.words):
            name = f"{prefix}{number}"
            values[f"{name}_term"] = word
            values[f"{name}_last"] = word + _LAST
            values[f"{name}_whole"] = word + _WHOLE
            values[f"{name}_begun_in"] = f"% {word}%"
            values[f"{name}_whole_in"] = f"% {word} %"
        return values

    @property
    def shape(self) -> tuple[bool, ...]:
        """Which of the words are ranges of terms, and not a term of their own."""
        return tuple(len(word) > self.letters for word in self.words)


def search(
    connection: Connection,
    entries: Table,
    shop_id: str,
    wanted: Sequence[Wanted],
    page: PageRequest,
) -> Page[str]:
    """A page of the documents of entries that match any of what is wanted, best first."""
    parts = []
    values: dict[str, Any] = {
        "shop_id": shop_id,
        "enough": page.offset + page.size + 1,
        "page_offset": page.offset,
        "page_limit": page.size + 1,
    }
    for number, each in enumerate(wanted):
        prefix = f"w{number}_"
        rarest, few = _rarest(connection, shop_id, each)
        parts.append((prefix, each.table, each.shape, rarest, few, each.whole_rank))
        values.update(each.values(prefix))
    rows = list(connection.scalars(_page_of_matches(entries, tuple(parts)), values))
    return Page(tuple(rows[: page.size]), page.number, len(rows) > page.size)


def everything(
    connection: Connection, entries: Table, shop_id: str, page: PageRequest, active: bool
) -> Page[str]:
    """A page of all entries (the active ones), none better than another."""
    values = {"shop_id": shop_id, "page_offset": page.offset, "page_limit": page.size + 1}
    rows = list(connection.scalars(_page_of_everything(entries, active), values))
    return Page(tuple(rows[: page.size]), page.number, len(rows) > page.size)


def page_of(connection: Connection, query: Select[str], page: PageRequest) -> Page[str]:
    """A page of an ordered query with one column."""
    rows = list(connection.scalars(query.offset(page.offset).limit(page.size + 1)))
    return Page(tuple(rows[: page.size]), page.number, len(rows) > page.size)


def _rarest(connection: Connection, shop_id: str, wanted: Wanted) -> tuple[int, bool]:
    """Which of the words has the fewest entries, and whether they are few."""
    if len(wanted.words) == 1:
        return 0, False
    values = {"shop_id": shop_id, **wanted.values("")}
    counts = connection.execute(_counts(wanted.table, wanted.shape), values).one()
    least = min(range(len(counts)), key=counts.__getitem__)
    return least, counts[least] < _FEW


@prepared
def _counts(table: Table, shape: tuple[bool, ...]) -> Any:
    """How many entries each word has, counted up to ``_FEW``."""

    def count(number: int) -> Any:
        some = (
            select(literal(1).label("one"))
            .where(_listed(table, f"{number}", shape[number]))
            .limit(_FEW)
            .subquery()
        )
        return select(func.count()).select_from(some).scalar_subquery()

    return select(*(count(number) for number in range(len(shape))))


def _listed(table: Table, name: str, long: bool) -> ColumnElement[bool]:
    """The condition for the terms that begin with a word."""
    mine = table.c.shop_id == bindparam("shop_id")
    if long:
        from_here = table.c.term >= bindparam(f"{name}_term")
        return and_(mine, from_here, table.c.term < bindparam(f"{name}_last"))
    return and_(mine, table.c.term == bindparam(f"{name}_term"))


def _has(table: Table, name: str, how: str) -> ColumnElement[bool]:
    """The condition that an entry has a word, ``whole`` or ``begun``."""
    return table.c.words.like(bindparam(f"{name}_{how}_in"))


_Part = tuple[str, Table, tuple[bool, ...], int, bool, int]


def _matches(part: _Part) -> Iterator[Any]:
    """Selects of (entry_id, sort_key, rank); together they have the best matches."""
    prefix, table, shape, rarest, few, whole_rank = part
    numbers = range(len(shape))
    if few or len(shape) > _RANKED_APART:
        whole = (case((_has(table, f"{prefix}{n}", "whole"), whole_rank), else_=0) for n in numbers)
        rank: Any = sum(whole, start=literal(0))
        others = [_has(table, f"{prefix}{n}", "begun") for n in numbers if n != rarest]
        yield (
            select(table.c.entry_id, table.c.sort_key, rank.label("rank"))
            .where(_listed(table, f"{prefix}{rarest}", shape[rarest]), *others)
            .distinct()
        )
        return
    for count in reversed(range(len(shape) + 1)):
        for whole_ones in combinations(numbers, count):
            yield _best_with(part, whole_ones, count * whole_rank)


def _best_with(part: _Part, whole_ones: tuple[int, ...], rank: int) -> Any:
    """The first entries that have these words as a whole, and the others begun."""
    prefix, table, shape, rarest, _, _ = part
    name = f"{prefix}{rarest}"
    if rarest in whole_ones:
        mine = table.c.shop_id == bindparam("shop_id")
        listed = and_(mine, table.c.term == bindparam(f"{name}_whole"))
        several = False
    else:
        listed, several = _listed(table, name, shape[rarest]), shape[rarest]
    others = [
        _has(table, f"{prefix}{n}", "whole" if n in whole_ones else "begun")
        for n in range(len(shape))
        if n != rarest
    ]
    best = select(table.c.entry_id, table.c.sort_key, literal(rank).label("rank"))
    best = best.where(listed, *others).order_by(table.c.sort_key, table.c.entry_id)
    best = best.limit(bindparam("enough"))
    return select((best.distinct() if several else best).subquery())


@prepared
def _page_of_matches(entries: Table, parts: tuple[_Part, ...]) -> Any:
    matches = union_all(*(each for part in parts for each in _matches(part))).subquery()
    rank, sort_key = func.max(matches.c.rank).label("rank"), func.min(matches.c.sort_key)
    page = (
        select(matches.c.entry_id, rank, sort_key.label("sort_key"))
        .group_by(matches.c.entry_id)
        .order_by(rank.desc(), sort_key, matches.c.entry_id)
        .offset(bindparam("page_offset"))
        .limit(bindparam("page_limit"))
        .subquery()
    )
    return (
        select(entries.c.document)
        .join(page, page.c.entry_id == entries.c.id)
        .where(entries.c.shop_id == bindparam("shop_id"))
        .order_by(page.c.rank.desc(), page.c.sort_key, page.c.entry_id)
    )


@prepared
def _page_of_everything(entries: Table, active: bool) -> Any:
    query = select(entries.c.document).where(entries.c.shop_id == bindparam("shop_id"))
    if active:
        query = query.where(entries.c.active.is_(True))
    return (
        query.order_by(entries.c.sort_key, entries.c.id)
        .offset(bindparam("page_offset"))
        .limit(bindparam("page_limit"))
    )
