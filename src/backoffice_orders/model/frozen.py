"""A mapping that does not change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NoReturn, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class FrozenMapping(dict[K, V]):
    """A mapping that nobody can change.

    It is a ``dict`` for the speed of looking things up, and because whatever reads one (JSON
    writers, ``==``, ``pickle``, ``copy``) reads this too. Changing it is a ``TypeError``.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return f"FrozenMapping({dict(self)!r})"

    def __copy__(self) -> FrozenMapping[K, V]:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return FrozenMapping, (dict(self),)

    def copy(self) -> dict[K, V]:
        """A copy that can be changed."""
        return dict(self)

    def __or__(self, other: Any) -> Any:
        return dict(self) | other

    def _refuse(self, *_arguments: object, **_keywords: object) -> NoReturn:
        raise TypeError("this mapping cannot be changed: make another one")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse


def frozen_mapping(mapping: Mapping[Any, Any]) -> Mapping[Any, Any]:
    """A copy that cannot be changed."""
    if not isinstance(mapping, Mapping) or type(mapping) is FrozenMapping:
        return mapping  # what is no mapping is refused by the field's check
    return FrozenMapping(mapping)


def frozen_set(items: Iterable[Any]) -> Any:
    """A set that does not change; a text is no set of its letters."""
    if isinstance(items, str) or not isinstance(items, Iterable):
        return items  # what is no set is refused by the field's check
    return frozenset(items)
