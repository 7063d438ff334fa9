"""From which lists of entries a search reads its matches, chosen by how long they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_

from backoffice_orders.model.text import WHOLE_CODE_RANK, normalize_code, query_text, query_words
from backoffice_orders.model.values import frozen

# Every text that begins with a prefix is between the prefix and the prefix with this.
_LAST = "\U0010ffff"
# What a number begins with among the words of an entry; no word has it.
_NUMBER = "#"
# A range of terms with more rows than this is not sorted: its first letters are in order.
FEW = 1000
# One word alone has matches soon, where its first letters are in order.
_FEW_ALONE = 250
# What is searched, by the name that its rows have; those of a host's indexes are longer.
CUSTOMERS, PRODUCTS, CART_RULES = "c", "p", "r"
# So many words can each be whole or begun; beyond, all entries that match are ranked.
_RANKED_APART = 3


def begins_with(column: ColumnElement[str], prefix: str) -> ColumnElement[bool]:
    """The condition that an index can serve on every engine."""
    return and_(column >= prefix, column < past(prefix))


def past(prefix: str) -> str:
    """A text after all that begin with a prefix."""
    return prefix + _LAST


# How the terms of a word that is looked for tell which entries have it: by their own, both those
# that begin with it and those that have it as a whole; or by a shorter one, or a range of terms,
# where it is begun; or by that of its first letters alone, as it is longer than any term.
Length = Literal["exact", "between", "long"]


@frozen
class Terms:
    """Which terms a word has: rows are few where these are few, and searches read less with more.

    A term for each of the ``begun`` first letters that the word has, and one for the word as a
    whole; of those with more than ``most`` letters the first ones are a term instead.
    """

    begun: tuple[int, ...]
    most: int

    def of(self, word: str) -> list[str]:
        """All terms of a word."""
        return [*(word[:length] for length in self.begun if length <= len(word)), self.whole(word)]

    def whole(self, word: str) -> str:
        """The term of all entries that have this word as a whole, and of others if it is long."""
        return word + "." if len(word) <= self.most else word[: self.most] + "-"

    def beginning(self, word: str) -> str:
        """The longest term of all entries with a word that begins so, and perhaps of others."""
        if len(word) > self.most:
            return self.whole(word)
        return word[: max(length for length in self.begun if length <= len(word))]

    def length(self, word: str) -> Length:
        """What the terms tell of a word."""
        if len(word) > self.most:
            return "long"
        return "exact" if len(word) in self.begun else "between"


# No word has a full stop or a hyphen. The letters of a name tell much, the first ones of a number
# little: those of one shop begin alike (DEMO-00001).
_OF_WORDS, _OF_NUMBERS = Terms((1, 2), 5), Terms((2, 4, 7), 13)


def _terms_of(word: str) -> Terms:
    return _OF_NUMBERS if word.startswith(_NUMBER) else _OF_WORDS


def terms(words: Iterable[str]) -> frozenset[str]:
    """All terms under which an entry with these words is found."""
    return frozenset(term for word in words for term in _terms_of(word).of(word))


def numbered(numbers: Iterable[str]) -> tuple[str, ...]:
    """Numbers as they stand among the words of an entry, apart from the words of texts."""
    return tuple([_NUMBER + number for number in numbers])


@frozen
class Wanted:
    """Words that are looked for among the entries of a kind; numbers are ``numbered``.

    ``whole_rank`` is what a word counts that an entry has as a whole; words that are only
    begun count nothing.
    """

    kind: str
    words: tuple[str, ...]
    whole_rank: int = 1

    @property
    def lengths(self) -> tuple[Length, ...]:
        """What the terms tell of each of the words."""
        return tuple([_terms_of(word).length(word) for word in self.words])

    @property
    def has_choice(self) -> bool:
        """Whether the same matches stand in several lists, of which one is shorter."""
        return len(self.words) > 1 or "between" in self.lengths

    def values(self, prefix: str) -> dict[str, Any]:
        """The parameters of this search's part of a statement."""
        values: dict[str, Any] = {f"{prefix}kind": self.kind}
        for number, word in enumerate(self.words):
            name = f"{prefix}{number}"
            values[f"{name}_begun"] = _terms_of(word).beginning(word)
            values[f"{name}_from"] = word
            values[f"{name}_until"] = past(word)
            values[f"{name}_whole"] = _terms_of(word).whole(word)
            values[f"{name}_begun_in"] = f" {word}"
            values[f"{name}_whole_in"] = f" {word} "
        return values


def wanted_of(kind: str, text: str) -> tuple[Wanted, ...]:
    """What a text looks for: entries with all its words, or with a number that begins with it."""
    query, code = query_words(text), normalize_code(query_text(text))
    codes = numbered([code] if query and code else [])
    return Wanted(kind, query), Wanted(kind, codes, WHOLE_CODE_RANK)


# How a list of entries is read: those that have a word as a whole, all that begin with its first
# letters, or all with terms in the range that begins with it.
How = Literal["whole", "begun", "range"]


@frozen
class List:
    """From which term the matches are read that have certain words as a whole.

    ``wholes`` are the numbers of those words; ``word`` is the number of the word whose entries are
    read, and ``how`` which of them. ``ranked`` reads all of them, whatever they have as a whole.
    """

    wholes: tuple[int, ...]
    word: int
    how: How
    ranked: bool = False


@frozen
class Part:
    """One search of a statement: see ``Wanted``, and which lists are read for it."""

    prefix: str
    lengths: tuple[Length, ...]
    lists: tuple[List, ...]
    whole_rank: int


@frozen
class Counts:
    """How many rows there are for each word, counted up to ``FEW``."""

    whole: Sequence[int]
    begun: Sequence[int]
    range: Sequence[int]

    @classmethod
    def read(cls, lengths: Sequence[Length], counts: Iterator[int]) -> Counts:
        """Of each word: as a whole, begun, and in the range where its length is between terms."""
        each = [
            (next(counts), next(counts), next(counts) if length == "between" else FEW)
            for length in lengths
        ]
        return cls(*zip(*each, strict=True))

    def shortest(self, numbers: Iterable[int], wholes: tuple[int, ...]) -> tuple[int, int, How]:
        """The shortest list that has all entries with these words: its rows, word and kind."""
        few = _FEW_ALONE if len(self.range) == 1 else FEW
        lists: list[tuple[int, int, How]] = []
        for number in numbers:
            if number in wholes:
                lists.append((self.whole[number], number, "whole"))
                continue
            lists.append((self.begun[number], number, "begun"))
            # A range must be sorted: it is worth that where it is much shorter.
            if self.range[number] < few and 2 * self.range[number] <= self.begun[number]:
                lists.append((self.range[number], number, "range"))
        return min(lists)


NO_CHOICE = Counts((1,), (1,), (FEW,))


def lists_for(wanted: Wanted, counts: Counts) -> Iterator[List]:
    """For each set of whole words, best first, from where its matches are read."""
    numbers = range(len(wanted.words))
    if len(numbers) > _RANKED_APART:
        rows, word, how = counts.shortest(numbers, ())
        if rows:
            yield List((), word, how, ranked=True)
        return
    for size in reversed(range(len(numbers) + 1)):
        for wholes in combinations(numbers, size):
            rows, word, how = counts.shortest(numbers, wholes)
            if rows and all(counts.whole[number] for number in wholes):
                yield List(wholes, word, how)
