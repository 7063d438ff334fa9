"""Rows of what a cart is priced with, of several ports, that one statement reads.

Each is (kind, id, number, text, document); what number and text are, each kind says by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, Select, Text, cast, literal_column, null, select

A_RULE: Final = 0  # its uses
A_PRODUCT: Final = 1
A_PRICE: Final = 2  # of this product: its position, and whom it is for
A_LEVEL: Final = 3  # of this product: the pieces, and the combination
HELD: Final = 4  # likewise

# Rows by their kinds.
ByKind = Mapping[int, Sequence[Any]]

_NO_NUMBER: ColumnElement[Any] = cast(null(), BigInteger)
_NO_TEXT: ColumnElement[Any] = cast(null(), Text)


def part(
    kind: int,
    id_: ColumnElement[Any],
    number: ColumnElement[Any] = _NO_NUMBER,
    text: ColumnElement[Any] = _NO_TEXT,
    document: ColumnElement[Any] = _NO_TEXT,
) -> Select[Any]:
    """A query of rows of one kind."""
    return select(literal_column(str(kind)), id_, number, text, document)


def by_kind(rows: Iterable[Any]) -> ByKind:
    """The rows by their kinds; nothing for a kind that there is none of."""
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for kind, some in groupby(rows, itemgetter(0)):
        found[kind] += some
    return found
