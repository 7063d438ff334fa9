"""What a form has to ask for to make a value of a class: read off the fields that it declares.

Pages, the API's schema and the tests that draw values at random are made from it, so that a new
kind of rule, or a new field of one, is said nowhere else.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import attrs
from moneyed import Money

from backoffice_orders.model.fields import (
    Cash,
    Each,
    Number,
    Text,
    Values,
    Whole,
    asked_of,
)
from backoffice_orders.model.values import frozen


class InputType(StrEnum):
    """What sort of thing is asked for.

    REFERENCE is the id of something in the shop (``Input.of``: ``ProductId``); PART a value with
    inputs of its own (``Input.of`` is its class); LIST several of ``Input.each``.
    """

    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    MONEY = "money"
    FLAG = "flag"
    CHOICE = "choice"
    MOMENT = "moment"
    DAY = "day"
    REFERENCE = "reference"
    PART = "part"
    LIST = "list"


@frozen
class Input:
    """One thing that a form asks for.

    Attributes:
        name: The field's name.
        label: What people call it, in English.
        type: What sort of thing it is.
        required: Whether a value cannot be made without it.
        none: Whether it may be left open, which is not the same as empty.
        default: What it is where nothing is said; None where it is required.
        limit: The most characters of a text, or the most things in a list.
        lines: Whether a text may have several lines.
        low: The smallest number.
        high: The largest number.
        whole: Whether an amount is in whole minor units of its currency.
        choices: What can be chosen.
        of: What a REFERENCE refers to (a type of id), or the class of a PART.
        each: What a LIST is a list of.
        examples: Values that are worth trying.
    """

    name: str
    label: str
    type: InputType
    required: bool = True
    none: bool = False
    default: Any = None
    limit: int | None = None
    lines: bool = False
    low: Decimal | int | None = None
    high: Decimal | int | None = None
    whole: bool = False
    choices: tuple[Any, ...] = ()
    of: Any = None
    each: Input | None = None
    examples: tuple[Any, ...] = ()


_PLAIN: dict[Any, InputType] = {
    str: InputType.TEXT,
    int: InputType.WHOLE,
    Decimal: InputType.NUMBER,
    Money: InputType.MONEY,
    bool: InputType.FLAG,
    datetime: InputType.MOMENT,
    date: InputType.DAY,
}


@cache
def inputs_of(kind: Any) -> tuple[Input, ...]:
    """What is asked for to make a value of an attrs class, in the order of its fields.

    Raises:
        TypeError: A field is of a type that no form can ask for.
    """
    hints = get_type_hints(kind)
    return tuple(_input(each, hints[each.name]) for each in attrs.fields(kind) if each.init)


def _input(field: Any, hint: Any) -> Input:
    said, check = asked_of(field), field.validator
    required = field.default is attrs.NOTHING
    factory = getattr(field.default, "factory", None)
    default = None if required else field.default if factory is None else factory()
    made = _of_type(field.name, said.label, hint, check)
    return attrs.evolve(made, required=required, default=default, examples=said.examples)


def _of_type(name: str, label: str, hint: Any, check: Any) -> Input:
    kinds = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    (kind,) = (each for each in kinds if each is not NoneType)
    made = _limited(_bare(name, label, kind, check), check)
    return attrs.evolve(made, none=len(kinds) > 1)


def _bare(name: str, label: str, kind: Any, check: Any) -> Input:
    if kind in _PLAIN:
        return Input(name, label, _PLAIN[kind])
    if hasattr(kind, "__supertype__"):  # a NewType: an id
        return Input(name, label, InputType.REFERENCE, of=kind)
    if get_origin(kind) in (tuple, frozenset):
        inside = check.check if isinstance(check, Each) else None
        each = _of_type(name, label, get_args(kind)[0], inside)
        return Input(name, label, InputType.LIST, each=each)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return Input(name, label, InputType.CHOICE, choices=tuple(kind))
    if isinstance(kind, type) and attrs.has(kind):
        return Input(name, label, InputType.PART, of=kind)
    raise TypeError(f"no form can ask for {name}, which is a {kind}")


def _limited(made: Input, check: Any) -> Input:
    """With what the field's check says of its size."""
    match check:
        case Text():
            return attrs.evolve(made, limit=check.limit, lines=check.lines)
        case Whole():
            return attrs.evolve(made, low=check.low, high=check.high)
        case Number() | Cash():
            low = None if check.negative else 0
            high = check.high if isinstance(check, Number) else None
            return attrs.evolve(made, low=low, high=high, whole=getattr(check, "whole", False))
        case Each() | Values():
            return attrs.evolve(made, limit=check.count)
    return made
