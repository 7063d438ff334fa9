"""Searching by first letters in tables of words."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    FromClause,
    Integer,
    Select,
    Table,
    and_,
    case,
    cast,
    func,
    literal,
    select,
)

from backoffice_orders.model.page import Page, PageRequest

# Every word that begins with a prefix is between the prefix and the prefix with this.
_LAST = "\U0010ffff"
Ranked = Select[str, int] | CompoundSelect[str, int]


def begins_with(column: ColumnElement[str], prefix: str) -> ColumnElement[bool]:
    """The condition that an index can serve on every engine."""
    return and_(column >= prefix, column < prefix + _LAST)


def ranked_by_words(table: Table, shop_id: str, query: Sequence[str]) -> Select[str, int]:
    """Entries with a word for each word of the query, ranked by how many are whole."""
    parts = []
    for wanted in query:
        whole = func.max(case((table.c.word == wanted, 1), else_=0)).label("whole")
        parts.append(
            select(table.c.entry_id, whole)
            .where(table.c.shop_id == shop_id, begins_with(table.c.word, wanted))
            .group_by(table.c.entry_id)
            .subquery()
        )
    first = parts[0]
    rank: ColumnElement[int] = first.c.whole
    joined: FromClause = first
    for part in parts[1:]:
        joined = joined.join(part, part.c.entry_id == first.c.entry_id)
        rank = rank + part.c.whole
    return select(first.c.entry_id, rank.label("rank")).select_from(joined)


def ranked_by_code(table: Table, shop_id: str, code: str, whole_rank: int) -> Select[str, int]:
    """Entries with a number that begins with ``code``; a whole one has ``whole_rank``."""
    rank = func.max(case((table.c.word == code, whole_rank), else_=0)).label("rank")
    return (
        select(table.c.entry_id, rank)
        .where(table.c.shop_id == shop_id, begins_with(table.c.word, code))
        .group_by(table.c.entry_id)
    )


def everything(entries: Table, shop_id: str) -> Select[str, int]:
    """All entries, none better than another."""
    rank = cast(literal(0), Integer).label("rank")
    return select(entries.c.id.label("entry_id"), rank).where(entries.c.shop_id == shop_id)


def page_of_documents(
    connection: Connection,
    entries: Table,
    shop_id: str,
    ranked: Ranked,
    page: PageRequest,
    *conditions: ColumnElement[bool],
) -> Page[str]:
    """A page of the ranked entries' documents: best first, then by sort key and id."""
    found = ranked.subquery()
    query = (
        select(entries.c.document)
        .join(found, found.c.entry_id == entries.c.id)
        .where(entries.c.shop_id == shop_id, *conditions)
        .order_by(found.c.rank.desc(), entries.c.sort_key, entries.c.id)
    )
    return page_of(connection, query, page)


def page_of(connection: Connection, query: Select[str], page: PageRequest) -> Page[str]:
    """A page of an ordered query with one column."""
    rows = list(connection.scalars(query.offset(page.offset).limit(page.size + 1)))
    return Page(tuple(rows[: page.size]), page.number, len(rows) > page.size)
