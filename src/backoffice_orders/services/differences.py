"""What has changed between two values of the model, as the audit trail tells it.

No more than that: a cart of 500 lines to which one is added leaves that one line.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from backoffice_orders.model.copies import changed_parts
from backoffice_orders.serialization import to_plain

# What changes with every change, and prices that an offer holds: those it is made of are known.
_UNTOLD = frozenset({"version", "updated_at", "quoted"})


def differences(before: Any, after: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields in which two values of one class differ, before and after, as plain values.

    See ``AuditEntry`` for what is told of lists and mappings.
    """
    old: dict[str, Any] = {}
    new: dict[str, Any] = {}
    for name in attrs.fields_dict(type(before)):
        first, second = getattr(before, name), getattr(after, name)
        if name not in _UNTOLD and first != second:
            old[name], new[name] = _of_values(first, second)
    return old, new


def _of_values(first: Any, second: Any) -> tuple[Any, Any]:
    if isinstance(first, tuple) and isinstance(second, tuple):
        if hasattr((first or second)[0], "id"):
            return _of_parts(first, second)
        same = _same_beginning(first, second)
        return to_plain(first[same:]), to_plain(second[same:])
    if isinstance(first, Mapping) and isinstance(second, Mapping):
        changed = {key for key in (*first, *second) if first.get(key) != second.get(key)}
        return (
            to_plain({key: value for key, value in first.items() if key in changed}),
            to_plain({key: value for key, value in second.items() if key in changed}),
        )
    return to_plain(first), to_plain(second)


def _of_parts(
    first: tuple[Any, ...], second: tuple[Any, ...]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Parts by their ids: those that came or went as a whole, of others the changed fields."""
    had, has = ({each.id: each for each in parts} for parts in changed_parts(first, second))
    old: dict[str, Any] = {}
    new: dict[str, Any] = {}
    for part_id, part in had.items():
        if part_id not in has:
            old[part_id] = to_plain(part)
        elif part is not has[part_id] and part != has[part_id]:
            old[part_id], new[part_id] = differences(part, has[part_id])
    new |= {part_id: to_plain(part) for part_id, part in has.items() if part_id not in had}
    return old, new


def _same_beginning(first: tuple[Any, ...], second: tuple[Any, ...]) -> int:
    for number, (one, other) in enumerate(zip(first, second, strict=False)):
        if one != other:
            return number
    return min(len(first), len(second))
