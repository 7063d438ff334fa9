"""Joins and functions that SQLAlchemy has no words for, as each engine says them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import Join
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine


class ReadNext(Join):
    """A join whose right side is looked up for each row of the left one.

    SQLite knows too little of the rows to choose, and takes the order that ``CROSS JOIN`` says;
    PostgreSQL finds it by itself.
    """

    inherit_cache: bool | None = True


@compiles(ReadNext, "sqlite")
def _cross_join(join: ReadNext, compiler: Any, **options: Any) -> str:
    options.pop("from_linter", None)
    left = compiler.process(join.left, **options)
    right = compiler.process(join.right, **options)
    return f"{left} CROSS JOIN {right} ON {compiler.process(join.onclause)}"


class PlaceIn(FunctionElement[int]):
    """Where a text stands in another, from 1; 0 where it does not.

    Not ``LIKE``: with a pattern that is a parameter SQLite prepares a statement anew each time.
    """

    type: TypeEngine[int] = Integer()
    inherit_cache: bool | None = True


@compiles(PlaceIn)
def _strpos(place: PlaceIn, compiler: Any, **options: Any) -> str:
    return f"strpos({compiler.process(place.clauses, **options)})"


@compiles(PlaceIn, "sqlite")
def _instr(place: PlaceIn, compiler: Any, **options: Any) -> str:
    return f"instr({compiler.process(place.clauses, **options)})"


class Written(ColumnElement[int]):
    """A number of the row that a statement writes, in a subquery of its ``RETURNING``.

    There SQLAlchemy leaves the table's name out, and would look the row up in the table.
    """

    inherit_cache: bool | None = False

    def __init__(self, number: ColumnElement[int]) -> None:
        self._number = number
        self.type: TypeEngine[int] = number.type


@compiles(Written)
def _with_its_table(written: Written, compiler: Any, **options: Any) -> str:
    return str(compiler.process(written._number, **{**options, "include_table": True}))
