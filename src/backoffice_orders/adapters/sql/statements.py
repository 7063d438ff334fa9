"""Statements that are built once, and then only sent.

Building a statement takes several times as long as sending it: SQLAlchemy knows one that it has
sent before, and what it was compiled to for this engine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, ParamSpec, TypeVar, cast

from sqlalchemy import ColumnElement, Dialect as SqlAlchemyDialect, Table

from backoffice_orders.adapters.sql.dialects import Dialect

Values = Mapping[str, Any]
P = ParamSpec("P")
T = TypeVar("T")


def prepared(make: Callable[P, T]) -> Callable[P, T]:
    """Remember what a function makes of tables: a statement whose values are all parameters."""
    return cast("Callable[P, T]", lru_cache(maxsize=1024)(make))


def one_of(column: ColumnElement[str], name: str, dialect: Dialect) -> ColumnElement[bool]:
    """The condition that a column has one of the texts that are given as one parameter."""
    return dialect.one_of(column, name)


def insert_into(table: Table, dialect: Dialect) -> Any:
    """An insert statement that knows ``on_conflict``, and how many rows it has inserted."""
    return dialect.insert(table).execution_options(preserve_rowcount=True)


@prepared
def insert(table: Table) -> Any:
    """Insert rows into the table, and tell how many."""
    return table.insert().inline().execution_options(preserve_rowcount=True)


class Compiled:
    """A statement that an engine's driver is sent as it is, with all of its values given.

    SQLAlchemy looks through a statement to find what it was compiled to: for one with a dozen of
    tables that takes longer than the database takes to answer it. For texts and whole numbers only,
    which need no conversion.
    """

    def __init__(self, statement: Any, dialect: SqlAlchemyDialect) -> None:
        compiled = statement.compile(dialect=dialect)
        self.text: str = str(compiled)
        self._in_it = compiled.params
        self._positions = compiled.positiontup

    def arguments(self, values: Values) -> Any:
        """The values as the driver wants them: in order, or by name."""
        values = {**self._in_it, **values}
        return values if self._positions is None else tuple([values[n] for n in self._positions])
