"""Erasing what is about a person: the fields that say so, however deep they stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import attrs

from backoffice_orders.model.fields import PERSONAL
from backoffice_orders.model.messages import Message

T = TypeVar("T")

ERASED = "(erased)"


def is_personal(field: attrs.Attribute[Any]) -> bool:
    """Whether a field of the model is about a person."""
    return all(field.metadata.get(key) == value for key, value in PERSONAL.items())


def erased(value: T) -> T:
    """A value of the model without what is about a person; everything else stays as it is.

    Texts become ``ERASED``, lists and mappings empty, other values None. A value that has
    personal fields of its own loses these.
    """
    result: T = _walked(value)
    return result


def _walked(value: Any) -> Any:
    if isinstance(value, tuple):
        each = tuple(map(_walked, value))
        return value if all(map(_same, each, value)) else each
    if not attrs.has(type(value)):
        return value
    changed = {}
    for field in attrs.fields(type(value)):
        held = getattr(value, field.name)
        left = _blank(held) if is_personal(field) else _walked(held)
        if not _same(left, held):
            changed[field.name] = left
    return attrs.evolve(value, **changed) if changed else value


def _blank(held: Any) -> Any:
    if not held:
        return held
    if isinstance(held, str):
        return ERASED
    if isinstance(held, Message):  # ours, and about nobody
        return held
    if isinstance(held, tuple):
        return ()
    if isinstance(held, Mapping):
        return {}
    kind = type(held)
    if attrs.has(kind) and any(map(is_personal, attrs.fields(kind))):
        return _walked(held)
    return None


def _same(one: Any, other: Any) -> bool:
    return one is other
