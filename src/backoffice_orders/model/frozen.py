"""A mapping that does not change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NoReturn, TypeVar

from backoffice_orders.model.values import convert_many

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

    def __setitem__(self, key: K, value: V) -> NoReturn:
        _refuse()

    def __delitem__(self, key: K) -> NoReturn:
        _refuse()

    def __ior__(self, other: Any) -> NoReturn:
        _refuse()

    def clear(self) -> NoReturn:
        """Refused."""
        _refuse()

    def pop(self, key: K, default: Any = None) -> NoReturn:
        """Refused."""
        _refuse()

    def popitem(self) -> NoReturn:
        """Refused."""
        _refuse()

    def setdefault(self, key: K, default: Any = None) -> NoReturn:
        """Refused."""
        _refuse()

    def update(self, *others: Any, **more: Any) -> NoReturn:
        """Refused."""
        _refuse()


def _refuse() -> NoReturn:
    raise TypeError("this mapping cannot be changed: make another one")


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


convert_many(frozen_mapping, frozen_set)
