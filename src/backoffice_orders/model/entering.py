"""Entering a value: everything that its fields declare is checked, all the way down."""

from __future__ import annotations

from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args

import attrs

from backoffice_orders.model.copies import changed_parts
from backoffice_orders.model.errors.base import InvalidInput
from backoffice_orders.model.fields import Check, OneOf

_NOTHING = object()


def require_entered(value: Any, before: Any = None) -> None:
    """Raise unless each field of a value of the model takes what it holds.

    Args:
        value: The value that a use case takes in.
        before: The value as it was: what has not changed is not asked again, so that a value
            that was read with some imperfection can still be changed elsewhere.

    Raises:
        FieldMissing, FieldTooLong, FieldInvalid: Their ``field`` is the field's name, with
            those that it stands in before it: ``codes.sku``.
    """
    _require(value, before, "")


def mistakes(value: Any) -> dict[str, InvalidInput]:
    """What is wrong with each field of a value, by its name: all that would be refused of it."""
    found = {}
    kind: Any = type(value)
    for name, check in _fields(kind):
        if check is not None:
            try:
                check.entered(name, getattr(value, name))
            except InvalidInput as error:
                found[name] = error
    return found


def _require(value: Any, before: Any, path: str) -> None:
    kind: Any = type(value)
    for name, check in _fields(kind):
        held = getattr(value, name)
        was = getattr(before, name, _NOTHING)
        if held is was or (isinstance(held, str | tuple) and held == was):
            continue
        if check is not None:
            check.entered(f"{path}{name}", held)
        _require_inside(held, was, f"{path}{name}.")


def _require_inside(held: Any, was: Any, path: str) -> None:
    if isinstance(held, tuple):
        old, new = changed_parts(was, held) if isinstance(was, tuple) else ((), held)
        seen = {id(each) for each in old}
        for each in new:
            if id(each) not in seen and _is_of_the_model(each.__class__):
                _require(each, None, path)
    elif _is_of_the_model(held.__class__):
        _require(held, was if type(was) is type(held) else None, path)


@cache
def _is_of_the_model(kind: Any) -> bool:
    return attrs.has(kind)


@cache
def _fields(kind: Any) -> tuple[tuple[str, Check | None], ...]:
    """The fields that something can be said about, each with its check."""
    attrs.resolve_types(kind)
    return tuple(
        (each.name, each.validator if isinstance(each.validator, Check) else _by_type(each.type))
        for each in attrs.fields(kind)
        if not each.metadata.get("kept")
    )


def _by_type(hint: Any) -> Check | None:
    """The check of a field that says no more than its type: a flag, a choice, a value."""
    kinds = get_args(hint) if isinstance(hint, UnionType) else (hint,)
    plain = all(
        isinstance(each, type)
        and (each in (bool, NoneType) or issubclass(each, Enum) or attrs.has(each))
        for each in kinds
    )
    return OneOf(kinds) if plain else None
