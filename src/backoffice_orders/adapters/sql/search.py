"""Searching by first letters, best matches first, without reading all that matches.

An entry is found by *terms*: the first letters of its words, and its words as a whole. Entries
stand together in *blocks* of neighbours in the order of a page, and a row of ``search_terms`` says
of one term and one block which of its entries have the term, one bit for each. So the entries of a
term are read in the order of a page, those that have several terms are the bits that the rows have
in common, and a term that half of the shop begins with takes as many rows as there are blocks.
How they are written: ``search_index.py``; what it costs: docs/storage.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Text,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    select,
    union_all,
)

from backoffice_orders.adapters.sql.constructs import PlaceIn, ReadNext
from backoffice_orders.adapters.sql.schema import Schema
from backoffice_orders.adapters.sql.search_plan import (
    FEW,
    NO_CHOICE,
    Counts,
    Length,
    List,
    Part,
    Wanted,
    lists_for,
)
from backoffice_orders.adapters.sql.session import Session
from backoffice_orders.adapters.sql.statements import prepared
from backoffice_orders.model.page import Page, PageRequest


def search(
    session: Session, shop_id: str, wanted: Sequence[Wanted], page: PageRequest
) -> Page[str]:
    """A page of the ids of the entries that match any of what is wanted, best first."""
    parts, counted = [], _counted(session, shop_id, wanted)
    values: dict[str, Any] = {
        "shop_id": shop_id,
        "enough": page.offset + page.size + 1,
        "page_offset": page.offset,
        "page_limit": page.size + 1,
    }
    for number, (each, counts) in enumerate(zip(wanted, counted, strict=True)):
        prefix = f"w{number}_"
        lists = tuple(lists_for(each, counts))
        if lists:
            parts.append(Part(prefix, each.lengths, lists, each.whole_rank))
            values.update(each.values(prefix))
    if not parts:
        return Page((), page.number, more=False)
    statement = _page_of_matches(session.schema, tuple(parts))
    return _page(session.rows(statement, values), page)


def everything(session: Session, shop_id: str, kind: str, page: PageRequest) -> Page[str]:
    """A page of the ids of all entries of a kind, none better than another."""
    values = {
        "shop_id": shop_id,
        "kind": kind,
        "page_offset": page.offset,
        "page_limit": page.size + 1,
    }
    return _page(session.rows(_page_of_everything(session.schema), values), page)


def _page(rows: Sequence[Sequence[Any]], page: PageRequest) -> Page[str]:
    return Page(tuple([row[0] for row in rows[: page.size]]), page.number, len(rows) > page.size)


def _counted(session: Session, shop_id: str, wanted: Sequence[Wanted]) -> list[Counts]:
    """How many rows there are for the words of each; asked in one statement."""
    if not any(each.has_choice for each in wanted):
        return [NO_CHOICE] * len(wanted)
    values = {"shop_id": shop_id}
    for number, each in enumerate(wanted):
        values.update(each.values(f"w{number}_"))
    statement = _count(session.schema, tuple([each.lengths for each in wanted]))
    counts = iter([count for _, count in sorted(session.rows(statement, values))])
    return [Counts.read(each.lengths, counts) for each in wanted]


@prepared
def _count(schema: Schema, wanted: tuple[tuple[Length, ...], ...]) -> Any:
    """What ``Counts`` reads, numbered; ``wanted`` is ``Wanted.lengths`` of each.

    It has a row for each count: columns take longer to receive.
    """
    table = schema.search_terms
    conditions: list[ColumnElement[bool]] = []
    for part, words in enumerate(wanted):
        for number, length in enumerate(words):
            prefix = f"w{part}_"
            conditions.append(_term(table, prefix, f"{number}_whole"))
            conditions.append(_term(table, prefix, f"{number}_begun"))
            if length == "between":
                conditions.append(_range(table, prefix, number))

    def count(number: int, condition: ColumnElement[bool]) -> Any:
        some: Select[Any] = select(literal_column("1").label("one")).where(condition)
        rows = some.limit(literal_column(str(FEW))).subquery()
        return select(literal_column(str(number)), func.count()).select_from(rows)

    return union_all(*(count(number, each) for number, each in enumerate(conditions)))


def _of_kind(table: FromClause, prefix: str) -> ColumnElement[bool]:
    mine = table.c.shop_id == bindparam("shop_id")
    return and_(mine, table.c.kind == bindparam(f"{prefix}kind"))


def _term(table: FromClause, prefix: str, name: str) -> ColumnElement[bool]:
    """The condition for the rows of one term."""
    return and_(_of_kind(table, prefix), table.c.term == bindparam(f"{prefix}{name}"))


def _range(table: FromClause, prefix: str, number: int) -> ColumnElement[bool]:
    """The condition for the rows of all terms that begin with a word."""
    name = f"{prefix}{number}"
    return and_(
        _of_kind(table, prefix),
        table.c.term >= bindparam(f"{name}_from"),
        table.c.term < bindparam(f"{name}_until"),
    )


def _in_block(table: FromClause, other: FromClause) -> ColumnElement[bool]:
    return and_(table.c.step == other.c.step, table.c.block == other.c.block)


def _matches(schema: Schema, part: Part, each: List) -> Any:
    """Entries of a list: the first ones in the order of a page, or all of them with their ranks."""
    numbers = [each.word, *(n for n in range(len(part.lengths)) if n != each.word)]
    first, *others = [schema.search_terms.alias(f"term{number}") for number in numbers]
    how = "whole" if each.word in each.wholes else "begun"
    in_range = each.how == "range"
    conditions: list[ColumnElement[bool]] = [
        _range(first, part.prefix, each.word)
        if in_range
        else _term(first, part.prefix, f"{each.word}_{how}")
    ]
    read: FromClause = first
    bits: Any = first.c.bits
    for number, row in zip(numbers[1:], others, strict=True):
        how = "whole" if number in each.wholes else "begun"
        term = _term(row, part.prefix, f"{number}_{how}")
        read = ReadNext(read, row, and_(term, _in_block(row, first)))
        bits = bits.bitwise_and(row.c.bits)
        conditions.append(bits != literal_column("0"))
    entry = schema.search_entries.alias("entry")
    has_bit = bits.bitwise_rshift(entry.c.slot).bitwise_and(literal_column("1"))
    read = ReadNext(read, entry, and_(_of_kind(entry, part.prefix), _in_block(entry, first)))
    conditions.append(has_bit == literal_column("1"))
    conditions += [
        _has(entry, f"{part.prefix}{number}", "whole" if number in each.wholes else "begun")
        for number in numbers
        if _told_by_entry(part.lengths[number], number, each)
    ]
    rank = _rank(entry, part, each).label("rank")
    query = select(entry.c.entry_id, first.c.step, entry.c.rest, rank)
    query = query.select_from(read).where(*conditions)
    if in_range:  # where an entry may have several of the words
        query = query.distinct()
    if not each.ranked:
        in_order = query.order_by(first.c.step, entry.c.rest, entry.c.entry_id)
        query = in_order.limit(bindparam("enough"))
    return select(query.subquery())


def _told_by_entry(length: Length, number: int, each: List) -> bool:
    """Whether the terms that are read do not tell whether an entry has a word."""
    if length == "between":
        read_in_range = each.how == "range" and number == each.word
        return number not in each.wholes and not read_in_range
    return length == "long"


def _rank(entry: FromClause, part: Part, each: List) -> ColumnElement[int]:
    if not each.ranked:
        return literal_column(str(len(each.wholes) * part.whole_rank))
    names = [f"{part.prefix}{number}" for number in range(len(part.lengths))]
    counts: ColumnElement[int] = literal_column(str(part.whole_rank))
    nothing: ColumnElement[int] = literal_column("0")
    ranks: list[Any] = [case((_has(entry, name, "whole"), counts), else_=nothing) for name in names]
    total: ColumnElement[int] = sum(ranks[1:], start=ranks[0])
    return total


def _has(entry: FromClause, name: str, how: Literal["whole", "begun"]) -> ColumnElement[bool]:
    """The condition that an entry has a word."""
    return PlaceIn(entry.c.words, bindparam(f"{name}_{how}_in", type_=Text())) > literal_column("0")


@prepared
def _page_of_matches(schema: Schema, parts: tuple[Part, ...]) -> Any:
    every = [_matches(schema, part, each) for part in parts for each in part.lists]
    matches = union_all(*every).subquery()
    rank = func.max(matches.c.rank)
    step, rest = func.min(matches.c.step), func.min(matches.c.rest)
    return (
        select(matches.c.entry_id)
        .group_by(matches.c.entry_id)
        .order_by(rank.desc(), step, rest, matches.c.entry_id)
        .offset(bindparam("page_offset"))
        .limit(bindparam("page_limit"))
    )


@prepared
def _page_of_everything(schema: Schema) -> Any:
    table = schema.search_entries
    return (
        select(table.c.entry_id)
        .where(_of_kind(table, ""))
        .order_by(table.c.step, table.c.rest, table.c.entry_id)
        .offset(bindparam("page_offset"))
        .limit(bindparam("page_limit"))
    )
