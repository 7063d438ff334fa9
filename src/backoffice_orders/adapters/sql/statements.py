"""Statements that are built and compiled once, and then only sent.

Building a statement takes several times as long as sending it, and so does compiling it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, ParamSpec, TypeVar, cast

from sqlalchemy import ColumnElement, Dialect as SqlAlchemyDialect, Table

from backoffice_orders.adapters.sql.dialects.base import Dialect

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
    """An insert statement that knows ``on_conflict``."""
    return dialect.insert(table)


@prepared
def insert(table: Table) -> Any:
    """Insert rows into the table."""
    return table.insert().inline()


class Compiled:
    """A statement as an engine's driver is sent it, and how its values are written there.

    SQLAlchemy looks through a statement to find what it was compiled to, and asks every value's
    type each time how it is written: that takes longer than the database takes to answer.
    """

    def __init__(
        self, statement: Any, dialect: SqlAlchemyDialect, names: Sequence[str] | None = None
    ) -> None:
        """Compile a statement.

        Args:
            statement: All of its values are parameters, or the same each time.
            dialect: What it is compiled for.
            names: What the values are called that it is sent with, where it writes them.
        """
        compiled = statement.compile(dialect=dialect, column_keys=names)
        self.text: str = str(compiled)
        if compiled.post_compile_params:
            raise TypeError(f"its text depends on values: {self.text}")
        given = () if names is None else names
        self._in_it = {name: each for name, each in compiled.params.items() if name not in given}
        # Moments and lists, mostly: few values are written otherwise than they are.
        self._written: dict[str, Callable[[Any], Any]] = {}
        for name, parameter in compiled.binds.items():
            write = parameter.type.dialect_impl(dialect).bind_processor(dialect)
            if write is not None:
                self._written[name] = write
        self._in_order = None if compiled.positiontup is None else _in_order(compiled.positiontup)

    def arguments(self, values: Values) -> Any:
        """The values as the driver wants them: in order, or by name."""
        if self._in_it or self._written:
            values = {**self._in_it, **values}
            for name, write in self._written.items():
                values[name] = write(values[name])
        return values if self._in_order is None else self._in_order(values)


def _in_order(names: Sequence[str]) -> Callable[[Values], tuple[Any, ...]]:
    """What makes a tuple of the values with these names."""
    if len(names) > 1:
        return itemgetter(*names)
    return lambda values: tuple([values[name] for name in names])


@prepared
def compiled(statement: Any, dialect: SqlAlchemyDialect, names: Sequence[str]) -> Compiled:
    """What a statement was compiled to that is sent with values of these names."""
    return Compiled(statement, dialect, names)
