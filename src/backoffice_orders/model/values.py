"""``frozen`` and ``passing``: attrs' decorators for values, made in half the time.

For each class attrs writes and compiles the source of ``__init__``, ``__eq__``, ``__hash__`` and
``__repr__``. There are hundreds of classes, and it took most of what importing them takes. Here
only ``__init__`` is generated; the others, and what pickling calls, read the fields, and are as
fast or faster. To type checkers and readers it is ``attrs.frozen``, with all of its options.

``passing`` is for values that never leave one pricing, which makes many of them: frozen to type
checkers and readers, but nothing checks it at run time, and each is equal to itself alone. They are
made, and their fields are read, in half the time that NamedTuples take.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import attrs

__all__ = ("convert_many", "frozen", "passing")

# What leaves comparing to attrs: an option, or a method of the class's own.
_OPTIONS = ("eq", "order", "unsafe_hash", "cache_hash")
_METHODS = ("__eq__", "__hash__")
# What pickling and copying call: the fields alone are copied, and nothing that is kept with them.
_COPYING = ("__getstate__", "__setstate__")


def _frozen(kind: type[Any] | None = None, **options: Any) -> Any:
    if kind is None:
        return partial(_frozen, **options)
    shown = "repr" not in options and "__repr__" not in vars(kind)
    compared = not any(each in options for each in _OPTIONS)
    compared = compared and not any(each in vars(kind) for each in _METHODS)
    copied = "cache_hash" not in options
    copied = copied and not any(each in vars(kind) for each in _COPYING)
    if shown:
        options["repr"] = False
    if compared:
        options["eq"] = False
    if copied:
        options["getstate_setstate"] = False
    made: Any = attrs.frozen(kind, **options)
    if shown:
        made.__repr__ = _repr
    if compared:
        _compare_fields(made)
    if copied:
        made.__getstate__, made.__setstate__ = _state, _set_state
    return made


if TYPE_CHECKING:
    from attrs import frozen as frozen, frozen as passing
else:
    frozen = _frozen
    passing = partial(attrs.define, eq=False, getstate_setstate=False)


def convert_many(*converters: Any) -> None:
    """Read the signatures of functions that convert many fields, which attrs asks for by each."""
    for function in converters:
        function.__signature__ = inspect.signature(function)


def _compare_fields(made: Any) -> None:
    """Let values be equal whose classes and fields are, those apart that say ``eq=False``."""
    fields = attrs.fields(made)
    compared = [each.name for each in fields if each.eq]
    hashed = [each.name for each in fields if (each.eq if each.hash is None else each.hash)]
    values_of = _reader(compared)
    hashed_of = values_of if hashed == compared else _reader(hashed)

    def equal(self: Any, other: Any) -> Any:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return values_of(self) == values_of(other)

    def hashed_as(self: Any) -> int:
        return hash((made, hashed_of(self)))

    made.__eq__ = equal
    made.__hash__ = hashed_as


def _reader(names: list[str]) -> Callable[[Any], Any]:
    return attrgetter(*names) if names else lambda value: ()


def _repr(self: Any) -> str:
    kind: Any = type(self)
    shown = [
        f"{each.name}={(repr if each.repr is True else each.repr)(getattr(self, each.name))}"
        for each in attrs.fields(kind)
        if each.repr
    ]
    return f"{kind.__qualname__}({', '.join(shown)})"


def _state(self: Any) -> dict[str, Any]:
    kind: Any = type(self)
    return {each.name: getattr(self, each.name) for each in attrs.fields(kind)}


def _set_state(self: Any, state: dict[str, Any]) -> None:
    for name, value in state.items():
        object.__setattr__(self, name, value)
