"""A store whose ids are of its author's kind, under the names that the suites give.

The suites speak of "cus_1"; a store with a column of integers wants 5000000000000. Between them
stands ``OwnIds``: it gives each name an id of the author's kind on the way in, and the name back on
the way out. Ids compare as the names do, so that lists by id are in the order that is expected.
"""

from __future__ import annotations

import types
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import attrs

from backoffice_orders.model.draft_filter import NamedDraft
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.ids import CartId, CombinationId
from backoffice_orders.model.shop import ShopScope
from backoffice_orders.model.stock import StockItem
from backoffice_orders.ports.own_parts import OWN_PORTS
from backoffice_orders.ports.unit_of_work import Store, UnitOfWork
from backoffice_orders.testing.places import named
from backoffice_orders.testing.port_types import port_types

# Makes an id from its kind ("customer") and a number of thirteen digits.
MakeId = Callable[[str, int], str]
# Each kind has numbers of its own, so that an id tells whose name it stands for.
_FIRST, _GAP, _OF_A_KIND = 5 * 10**12, 10**6, 10**11
# What the suites give their own names whoever keeps it: shops, and employees of the host.
_NOT_THEIRS = frozenset({"ShopId", "ActorId"})
KINDS: Mapping[str, MakeId] = {
    "integers": lambda _, number: str(number),
    "uuids": lambda _, number: str(UUID(int=number << 64)),
}


def with_own_ids(store: Store, kind: str) -> Store:
    """The store with ids of a kind: "integers", "uuids", or ``module:name`` of a ``MakeId``."""
    return OwnIds(store, KINDS[kind] if kind in KINDS else named(kind))


class OwnIds:
    """A store, and the ids that its author's kind has for the names of the suites."""

    def __init__(self, store: Store, make: MakeId) -> None:
        self._store = store
        self._names = _Names(make)

    @contextmanager
    def transaction(self, scope: ShopScope, *, read_only: bool = False) -> Iterator[UnitOfWork]:
        with self._store.transaction(scope, read_only=read_only) as unit:
            kinds = port_types()
            ports: dict[str, Any] = {
                name: _Port(getattr(unit, name), kinds[name], self._names) for name in OWN_PORTS
            }
            yield attrs.evolve(unit, **ports)

    def close(self) -> None:
        self._store.close()


class _Port:
    """One port: every call is translated, there and back."""

    def __init__(self, port: Any, protocol: Any, names: _Names) -> None:
        self._port, self._protocol, self._names = port, protocol, names

    def __getattr__(self, method: str) -> Any:
        call, hints = getattr(self._port, method), get_type_hints(getattr(self._protocol, method))
        kinds = [kind for name, kind in hints.items() if name != "return"]

        def translated(*arguments: Any, **named_arguments: Any) -> Any:
            kind_of = [*kinds, *kinds[-1:] * len(arguments)]  # the last may stand for several
            given = [
                self._names.theirs(each, kind)
                for each, kind in zip(arguments, kind_of, strict=False)
            ]
            by_name = {
                name: self._names.theirs(each, hints[name])
                for name, each in named_arguments.items()
            }
            try:
                answer = call(*given, **by_name)
            except BackOfficeError as error:
                for name in error.__match_args__:
                    setattr(error, name, self._names.ours(getattr(error, name)))
                raise
            if method == "add" and hasattr(answer, "id"):
                self._names.learn(given[0].id, answer.id)
            return self._names.ours(answer)

        return translated


class _Names:
    """Which id stands for which name, by kind; both in the same order."""

    def __init__(self, make: MakeId) -> None:
        self._make = make
        self._theirs: dict[tuple[str, str], str] = {}
        self._ours: dict[str, str] = {}
        self._order: dict[str, list[tuple[str, int]]] = {}

    def learn(self, given: str, stored: str) -> None:
        """The store has given something an id of its own."""
        if stored != given and given in self._ours:
            name = self._ours[stored] = self._ours.pop(given)
            for key in [key for key, id_ in self._theirs.items() if id_ == given]:
                self._theirs[key[0], name] = stored

    def theirs(self, value: Any, kind: Any) -> Any:
        """A value with the names in it replaced by ids."""
        if value is None or value == "":
            return value
        kind = _without_none(kind)
        if isinstance(value, StockItem):
            combination = self.theirs(value.combination_id, CombinationId)
            product = self.theirs(value.product_id, StockItem.__annotations__["product_id"])
            return StockItem(product, combination)
        if attrs.has(type(value)):
            made_of: Any = type(value)
            hints = _hints(made_of)
            if isinstance(value, NamedDraft):  # its text may be a cart's id
                value = attrs.evolve(
                    value, text=self._theirs.get((CartId.__name__, value.text), value.text)
                )
            return _changed(value, lambda name, part: self.theirs(part, hints[name]))
        if hasattr(kind, "__supertype__"):
            return value if kind.__name__ in _NOT_THEIRS else self._id(kind.__name__, value)
        parts = get_args(kind)
        if isinstance(value, Mapping) and len(parts) == 2:
            key, each = parts
            return {self.theirs(k, key): self.theirs(v, each) for k, v in value.items()}
        if isinstance(value, tuple | list | frozenset | set) and parts:
            of = parts if get_origin(kind) is tuple and parts[-1] is not Ellipsis else None
            return type(value)(
                self.theirs(part, parts[0] if of is None else of[index])
                for index, part in enumerate(value)
            )
        if isinstance(value, Iterable) and parts:  # an iterator, or the keys of a dict
            return [self.theirs(part, parts[0]) for part in value]
        return value

    def ours(self, value: Any) -> Any:
        """A value with the ids in it replaced by the names."""
        if isinstance(value, str):
            return type(value)(self._ours.get(value, value))
        if isinstance(value, StockItem):
            return StockItem(*(self.ours(part) for part in value))
        if attrs.has(type(value)):
            return _changed(value, lambda _, part: self.ours(part))
        if isinstance(value, Mapping):
            return {self.ours(key): self.ours(each) for key, each in value.items()}
        if isinstance(value, tuple | list | frozenset | set):
            return type(value)(self.ours(part) for part in value)
        return value

    def _id(self, kind: str, name: str) -> str:
        if (kind, name) not in self._theirs:
            order = self._order.setdefault(kind, [])
            first = _FIRST + list(self._order).index(kind) * _OF_A_KIND
            id_ = self._make(kind.removesuffix("Id").lower(), _place(order, name, first))
            self._theirs[kind, name] = id_
            self._ours[id_] = name
        return self._theirs[kind, name]


def _place(order: list[tuple[str, int]], name: str, first: int) -> int:
    """A number between those of the names before and after it."""
    index = bisect_left(order, (name, 0))
    before = order[index - 1][1] if index else None
    after = order[index][1] if index < len(order) else None
    if before is None:
        number = first + _OF_A_KIND // 2 if after is None else after - _GAP
    else:
        number = before + _GAP if after is None else (before + after) // 2
        assert number > before, f"no number is left for {name!r}: name fewer between two others"
    order.insert(index, (name, number))
    return number


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _without_none(kind: Any) -> Any:
    if get_origin(kind) in (Union, types.UnionType):
        return next(part for part in get_args(kind) if part is not type(None))
    return kind


def _changed(value: Any, change: Callable[[str, Any], Any]) -> Any:
    """An attrs value with its fields changed, made anew only where one is."""
    changes = {}
    for field in attrs.fields(type(value)):
        part = getattr(value, field.name)
        new = change(field.name, part) if field.init else part
        if new is not part and new != part:
            changes[field.alias] = new
    return attrs.evolve(value, **changes) if changes else value
