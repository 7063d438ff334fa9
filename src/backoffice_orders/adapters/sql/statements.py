"""Statements that are built and compiled once, and then only sent.

SQLAlchemy writes every statement, for each engine. Writing one, or finding again what it was
written as, takes several times as long as SQLite needs to run it: those of the phone call are
kept as text, with the order of their parameters, and sent over SQLAlchemy's connection as they are.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    CursorResult,
    Dialect,
    Text,
    bindparam,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import TypeDecorator, TypeEngine

Values = Mapping[str, Any]
# Decorates functions from tables to statements, whose values are all parameters.
prepared = lru_cache(maxsize=1024)


def send(connection: Connection, statement: Any, values: Values) -> CursorResult[*tuple[Any, ...]]:
    """Send a prepared statement with these values.

    Args:
        connection: Where to.
        statement: What a ``prepared`` function has made.
        values: The value of every parameter and of every column that is written.

    Returns:
        The rows as the driver gives them: texts and whole numbers are what they were, other
        types are not turned back.
    """
    written = _written(statement, connection.dialect, tuple(values))
    return connection.exec_driver_sql(written.text, written.arguments(values))


def send_all(
    connection: Connection, statement: Any, rows: Sequence[Values]
) -> CursorResult[*tuple[Any, ...]]:
    """Send a prepared statement once for each of these rows, which have the same keys."""
    written = _written(statement, connection.dialect, tuple(rows[0]))
    return connection.exec_driver_sql(written.text, [written.arguments(row) for row in rows])


class _Written:
    """A statement as it is sent to one engine."""

    def __init__(self, statement: Any, dialect: Dialect, names: tuple[str, ...]) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=names)
        self.text = str(compiled)
        self._by_position = compiled.positiontup is not None
        order = compiled.positiontup if self._by_position else compiled.params
        self._parameters = [
            (name, compiled.params[name], _to_driver(compiled.binds[name].type, dialect))
            for name in order
        ]

    def arguments(self, values: Values) -> Any:
        """The values as the driver wants them."""
        if self._by_position:
            return tuple(
                [
                    convert(values.get(name, given)) if convert else values.get(name, given)
                    for name, given, convert in self._parameters
                ]
            )
        return {
            name: convert(values.get(name, given)) if convert else values.get(name, given)
            for name, given, convert in self._parameters
        }


@lru_cache(maxsize=1024)
def _written(statement: Any, dialect: Dialect, names: tuple[str, ...]) -> _Written:
    return _Written(statement, dialect, names)


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
        return json.dumps(value) if dialect.name == "sqlite" else list(value or ())


def one_of(column: ColumnElement[str], name: str, dialect: str) -> ColumnElement[bool]:
    """The condition that a column has one of the texts that are given as one parameter."""
    texts: Any = bindparam(name, type_=_Texts())
    if dialect == "sqlite":
        return column.in_(select(func.json_each(texts).table_valued("value").c.value))
    return column == func.any(texts)
