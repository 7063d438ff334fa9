"""From which lists of entries a search reads its matches, chosen by how long they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_

from backoffice_orders.model.values import frozen

# Every text that begins with a prefix is between the prefix and the prefix with this.
_LAST = "\U0010ffff"
# A whole word among the terms; no word has a full stop.
_WHOLE = "."
# Words have terms for their first letters up to here; longer beginnings are ranges of whole words.
WORD_LETTERS = 3
# Numbers of one shop begin alike (DEMO-00001): they have terms for more of their letters.
CODE_LETTERS = 8
# A range of whole words with more rows than this is not sorted: its first letters are in order.
FEW = 1000
# What is searched, by the name that its rows have; those of a host's indexes are longer.
CUSTOMERS, CUSTOMER_NUMBERS, PRODUCTS, PRODUCT_NUMBERS, CART_RULES = "c", "t", "p", "n", "r"
# So many words can each be whole or begun; beyond, all entries that match are ranked.
_RANKED_APART = 3


def begins_with(column: ColumnElement[str], prefix: str) -> ColumnElement[bool]:
    """The condition that an index can serve on every engine."""
    return and_(column >= prefix, column < past(prefix))


def past(prefix: str) -> str:
    """A text after all that begin with a prefix."""
    return prefix + _LAST


def terms(words: Iterable[str], letters: int) -> frozenset[str]:
    """All terms under which an entry with these words is found."""
    found: set[str] = set()
    for word in words:
        found.update(word[:length] for length in range(1, min(len(word), letters) + 1))
        found.add(word + _WHOLE)
    return frozenset(found)


@frozen
class Wanted:
    """Words that are looked for among the entries of a kind.

    ``whole_rank`` is what a word counts that an entry has as a whole; words that are only
    begun count nothing.
    """

    kind: str
    words: tuple[str, ...]
    letters: int = WORD_LETTERS
    whole_rank: int = 1

    @property
    def long(self) -> tuple[bool, ...]:
        """Which of the words have no term for their beginning."""
        return tuple(len(word) > self.letters for word in self.words)

    @property
    def only_begun(self) -> bool:
        """Whether it is one word that has terms for its beginning: all lists are read."""
        return self.long == (False,)

    def values(self, prefix: str) -> dict[str, Any]:
        """The parameters of this search's part of a statement."""
        values: dict[str, Any] = {f"{prefix}kind": self.kind}
        for number, word in enumerate(self.words):
            name = f"{prefix}{number}"
            pattern = word.replace("/", "//").replace("%", "/%").replace("_", "/_")
            values[f"{name}_begun"] = word[: self.letters]
            values[f"{name}_from"] = word
            values[f"{name}_until"] = word + _LAST
            values[f"{name}_whole"] = word + _WHOLE
            values[f"{name}_begun_in"] = f"% {pattern}%"
            values[f"{name}_whole_in"] = f"% {pattern} %"
        return values


# How a list of entries is read: those that have a word as a whole, all that begin with its first
# letters, or all whose words are in the range that begins with it.
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
    long: tuple[bool, ...]
    lists: tuple[List, ...]
    whole_rank: int


@frozen
class Counts:
    """How many rows there are for each word, counted up to ``FEW``."""

    whole: Sequence[int]
    begun: Sequence[int]
    range: Sequence[int]

    @classmethod
    def read(cls, long: Sequence[bool], counts: Iterator[int]) -> Counts:
        """Of each word: as a whole, begun, and in the range where it is long."""
        each = [(next(counts), next(counts), next(counts) if has else FEW) for has in long]
        return cls(*zip(*each, strict=True))

    def shortest(self, numbers: Iterable[int], wholes: tuple[int, ...]) -> tuple[int, int, How]:
        """The shortest list that has all entries with these words: its rows, word and kind."""
        lists: list[tuple[int, int, How]] = []
        for number in numbers:
            if number in wholes:
                lists.append((self.whole[number], number, "whole"))
                continue
            lists.append((self.begun[number], number, "begun"))
            # A range must be sorted: it is worth that where it is much shorter.
            if self.range[number] < FEW and 2 * self.range[number] <= self.begun[number]:
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
