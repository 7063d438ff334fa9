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

from attrs import evolve, frozen
from sqlalchemy import (
    ColumnElement,
    Table,
    and_,
    bindparam,
    case,
    func,
    literal,
    select,
    union_all,
)

from backoffice_orders.adapters.sql.session import Session
from backoffice_orders.adapters.sql.statements import prepared
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


# The id of an entry, and its document.
Found = tuple[str, str]


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

    def in_order(self) -> Wanted:
        """The same words, in an order by which few statements serve all searches."""
        return evolve(self, words=tuple(sorted(self.words, key=lambda w: len(w) > self.letters)))

    def beginning_with(self, number: int) -> Wanted:
        """The same words, one of them before the others."""
        others = (word for each, word in enumerate(self.words) if each != number)
        return evolve(self, words=(self.words[number], *others))

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
    session: Session,
    entries: Table,
    shop_id: str,
    wanted: Sequence[Wanted],
    page: PageRequest,
) -> Page[Found]:
    """A page of the entries that match any of what is wanted, best first."""
    parts = []
    values: dict[str, Any] = {
        "shop_id": shop_id,
        "enough": page.offset + page.size + 1,
        "page_offset": page.offset,
        "page_limit": page.size + 1,
    }
    for number, each in enumerate(wanted):
        prefix = f"w{number}_"
        searched = each.in_order()
        begun, whole = _counted(session, shop_id, searched)
        rarest = min(range(len(begun)), key=begun.__getitem__)
        if begun[rarest] < _FEW or len(begun) > _RANKED_APART:
            searched = searched.beginning_with(rarest)
            # What else is a range makes no difference, and no further statement.
            shape = (searched.shape[0], *(False for _ in searched.words[1:]))
            lists: tuple[_List, ...] = (_List((), 0, False),)
        else:
            shape, lists = searched.shape, tuple(_shortest_lists(begun, whole))
        parts.append(_Part(prefix, searched.table, shape, lists, searched.whole_rank))
        values.update(searched.values(prefix))
    rows = session.rows(_page_of_matches(entries, tuple(parts)), values)
    return _page(rows, page)


def everything(session: Session, entries: Table, shop_id: str, page: PageRequest) -> Page[Found]:
    """A page of all entries that can be found, none better than another."""
    values = {"shop_id": shop_id, "page_offset": page.offset, "page_limit": page.size + 1}
    rows = session.rows(_page_of_everything(entries), values)
    return _page(rows, page)


def _page(rows: Sequence[Sequence[Any]], page: PageRequest) -> Page[Found]:
    items = tuple([(id_, document) for id_, document in rows[: page.size]])
    return Page(items, page.number, len(rows) > page.size)


@frozen
class _List:
    """Which term's entries are read for the matches that have certain words as a whole.

    ``wholes`` are the numbers of those words; ``word`` the number of the word whose entries are
    read, those that have it as a whole or (not ``whole``) all that begin with it.
    """

    wholes: tuple[int, ...]
    word: int
    whole: bool


@frozen
class _Part:
    """One search of a statement: see ``Wanted``, and which lists are read for it."""

    prefix: str
    table: Table
    shape: tuple[bool, ...]
    lists: tuple[_List, ...]
    whole_rank: int


def _shortest_lists(begun: Sequence[int], whole: Sequence[int]) -> Iterator[_List]:
    """For each set of whole words, best first, the shortest list that has all its matches."""
    numbers = range(len(begun))
    for count in reversed(range(len(begun) + 1)):
        for wholes in combinations(numbers, count):
            lists = [(whole[n], 0, n) for n in wholes]
            lists += [(begun[n], 1, n) for n in numbers if n not in wholes]
            _, is_begun, word = min(lists)
            yield _List(wholes, word, not is_begun)


def _counted(session: Session, shop_id: str, wanted: Wanted) -> tuple[Sequence[int], Sequence[int]]:
    """How many entries begin with each word, and have it as a whole, counted up to ``_FEW``."""
    size = len(wanted.words)
    if size == 1:
        return (_FEW,), (0,)  # there is no choice
    values = {"shop_id": shop_id, **wanted.values("")}
    (counts,) = session.rows(_counts(wanted.table, wanted.shape), values)
    return counts[:size], counts[size:]


@prepared
def _counts(table: Table, shape: tuple[bool, ...]) -> Any:
    def count(listed: ColumnElement[bool]) -> Any:
        some = select(literal(1).label("one")).where(listed).limit(_FEW).subquery()
        return select(func.count()).select_from(some).scalar_subquery()

    numbers = range(len(shape))
    begun = [count(_listed(table, f"{n}", shape[n])) for n in numbers]
    return select(*begun, *(count(_listed_whole(table, f"{n}")) for n in numbers))


def _listed(table: Table, name: str, long: bool) -> ColumnElement[bool]:
    """The condition for the terms that begin with a word."""
    mine = table.c.shop_id == bindparam("shop_id")
    if long:
        from_here = table.c.term >= bindparam(f"{name}_term")
        return and_(mine, from_here, table.c.term < bindparam(f"{name}_last"))
    return and_(mine, table.c.term == bindparam(f"{name}_term"))


def _listed_whole(table: Table, name: str) -> ColumnElement[bool]:
    """The condition for the term of a whole word."""
    mine = table.c.shop_id == bindparam("shop_id")
    return and_(mine, table.c.term == bindparam(f"{name}_whole"))


def _has(table: Table, name: str, how: str) -> ColumnElement[bool]:
    """The condition that an entry has a word, ``whole`` or ``begun``."""
    return table.c.words.like(bindparam(f"{name}_{how}_in"))


def _matches(part: _Part) -> Iterator[Any]:
    """Selects of (entry_id, sort_key, rank); together they have the best matches."""
    if len(part.lists) == 1:
        yield _all_ranked(part, part.lists[0].word)
    else:
        for each in part.lists:
            yield _best_of(part, each)


def _all_ranked(part: _Part, word: int) -> Any:
    """Every entry that begins with one word and has the others, with its rank."""
    table, numbers = part.table, range(len(part.shape))
    whole = (
        case((_has(table, f"{part.prefix}{n}", "whole"), part.whole_rank), else_=0) for n in numbers
    )
    rank: Any = sum(whole, start=literal(0))
    others = [_has(table, f"{part.prefix}{n}", "begun") for n in numbers if n != word]
    return (
        select(table.c.entry_id, table.c.sort_key, rank.label("rank"))
        .where(_listed(table, f"{part.prefix}{word}", part.shape[word]), *others)
        .distinct()
    )


def _best_of(part: _Part, each: _List) -> Any:
    """The first entries of a list that have certain words as a whole, and the others begun."""
    table, name = part.table, f"{part.prefix}{each.word}"
    long = part.shape[each.word] and not each.whole
    listed = _listed_whole(table, name) if each.whole else _listed(table, name, long)
    others = [
        _has(table, f"{part.prefix}{n}", "whole" if n in each.wholes else "begun")
        for n in range(len(part.shape))
        if n != each.word
    ]
    rank = literal(len(each.wholes) * part.whole_rank).label("rank")
    best = select(table.c.entry_id, table.c.sort_key, rank).where(listed, *others)
    best = best.order_by(table.c.sort_key, table.c.entry_id).limit(bindparam("enough"))
    # A range of terms may have one entry several times.
    return select((best.distinct() if long else best).subquery())


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
        select(entries.c.id, entries.c.document)
        .join(page, page.c.entry_id == entries.c.id)
        .where(entries.c.shop_id == bindparam("shop_id"))
        .order_by(page.c.rank.desc(), page.c.sort_key, page.c.entry_id)
    )


@prepared
def _page_of_everything(entries: Table) -> Any:
    query = select(entries.c.id, entries.c.document).where(
        entries.c.shop_id == bindparam("shop_id")
    )
    if "active" in entries.c:  # what is switched off has no terms either
        query = query.where(entries.c.active.is_(True))
    return (
        query.order_by(entries.c.sort_key, entries.c.id)
        .offset(bindparam("page_offset"))
        .limit(bindparam("page_limit"))
    )
