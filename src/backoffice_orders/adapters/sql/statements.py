"""Statements that are built and compiled once, and then only sent.

SQLAlchemy writes every statement, for each engine. Writing one, or finding again what it was
written as, takes several times as long as SQLite needs to run it: those of the phone call are
kept as text, with the order of their parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, ParamSpec, TypeVar, cast

import orjson
from sqlalchemy import (
    ColumnElement,
    Dialect,
    Table,
    Text,
    bindparam,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import TypeDecorator, TypeEngine

Values = Mapping[str, Any]
P = ParamSpec("P")
T = TypeVar("T")


def prepared(make: Callable[P, T]) -> Callable[P, T]:
    """Remember what a function makes of tables: a statement whose values are all parameters."""
    return cast("Callable[P, T]", lru_cache(maxsize=1024)(make))


class Compiled:
    """A statement as it is sent to one engine."""

    def __init__(self, statement: Any, dialect: Dialect, names: tuple[str, ...]) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=names)
        self.text: str = str(compiled)
        given = {name: value for name, value in compiled.params.items() if name not in names}
        converters = {
            name: convert
            for name in compiled.params
            if (convert := _to_driver(compiled.binds[name].type, dialect)) is not None
        }
        self._given = {
            name: converters[name](value) if name in converters else value
            for name, value in given.items()
        }
        self._converters = [each for each in converters.items() if each[0] in names]
        order = compiled.positiontup
        self._in_order = None if order is None else _getter(order)

    def arguments(self, values: Values) -> Any:
        """The values as the driver wants them: in order, or by name."""
        if self._converters or self._given:
            values = {**self._given, **values}
            for name, convert in self._converters:
                values[name] = convert(values[name])
        return values if self._in_order is None else self._in_order(values)

    def all_arguments(self, rows: Sequence[Values]) -> Sequence[Any]:
        """The arguments of every row."""
        if self._converters or self._given:
            return [self.arguments(row) for row in rows]
        return rows if self._in_order is None else list(map(self._in_order, rows))


@lru_cache(maxsize=1024)
def compiled(statement: Any, dialect: Dialect, names: tuple[str, ...]) -> Compiled:
    """The statement for this engine.

    Args:
        statement: What a ``prepared`` function has made.
        dialect: The engine.
        names: Which parameters and written columns will have a value.
    """
    return Compiled(statement, dialect, names)


def _getter(names: Sequence[str]) -> Callable[[Values], tuple[Any, ...]]:
    """What takes the values of these names."""
    if len(names) > 1:
        return itemgetter(*names)
    return lambda values: tuple([values[name] for name in names])


def _to_driver(kind: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


class _Texts(TypeDecorator[Sequence[str]]):
    """Any number of texts as one parameter: an array, or a JSON document where there are none."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """How this engine takes them."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else ARRAY(Text))

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> Any:
        """To the database."""
        return orjson.dumps(value).decode() if dialect.name == "sqlite" else list(value or ())


def one_of(column: ColumnElement[str], name: str, dialect: str) -> ColumnElement[bool]:
    """The condition that a column has one of the texts that are given as one parameter."""
    texts: Any = bindparam(name, type_=_Texts())
    if dialect == "sqlite":
        return column.in_(select(func.json_each(texts).table_valued("value").c.value))
    return column == func.any(texts)


@prepared
def insert(table: Table) -> Any:
    """Insert rows into the table."""
    return table.insert().inline()
