"""How a fault is planted: a method of a port does something else, for a while."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from decimal import Decimal
from functools import partial, wraps
from inspect import signature
from typing import Any

import attrs
from attrs import frozen
from moneyed import Money

from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.page import Page, PageAfter, walked
from backoffice_orders.model.shop import ShopScope
from backoffice_orders.ports.unit_of_work import Store

# What a method does instead: given what it did, its port, and the arguments.
Instead = Callable[..., Any]


@frozen
class Fault:
    """Something wrong with a store.

    Attributes:
        port: Whose suites have to find it; "" for those of the whole store.
        told: What is wrong: "customers.get answers None for an unknown id".
        changes: What each of these methods ("customers.get") does instead.
        race: Whether it shows only where transactions overlap.
    """

    port: str
    told: str
    changes: tuple[tuple[str, Instead], ...]
    race: bool = False

    @contextmanager
    def planted(self, store: Store) -> Iterator[bool]:
        """Plant it in all stores of this kind; whether it could be."""
        with store.transaction(ShopScope()) as unit:
            made_of = {method: _kind(store, unit, method) for method, _ in self.changes}
        with ExitStack() as undo:
            there = None not in made_of.values()
            for method, instead in self.changes if there else ():
                undo.callback(_plant(made_of[method], method.rpartition(".")[2], instead))
            yield there


def fault(method: str, told: str, instead: Instead, *more: tuple[str, Instead]) -> Fault:
    """A fault of one method; perhaps of others too."""
    return Fault(method.partition(".")[0], f"{method} {told}", ((method, instead), *more))


def _kind(store: Store, unit: Any, method: str) -> Any:
    """The class that has a method, behind whatever hands its ports out; None where none has it."""
    port, _, name = method.rpartition(".")
    found = getattr(getattr(unit, port, unit) if port else store, name, None)
    return None if found is None else type(found.__self__)


def _plant(kind: type[Any], name: str, instead: Instead) -> Callable[[], None]:
    original = getattr(kind, name)
    own, takes = name in vars(kind), signature(original)

    @wraps(original)
    def planted(self: Any, *arguments: Any, **named: Any) -> Any:
        # By position, whether a suite has named them or not.
        given = takes.bind(self, *arguments, **named)
        return instead(partial(original, self), self, *given.args[1:], **given.kwargs)

    setattr(kind, name, planted)
    return (lambda: setattr(kind, name, original)) if own else (lambda: delattr(kind, name))


# Kinds of faults


def answering(change: Callable[[Any], Any]) -> Instead:
    """It answers something else."""
    return lambda do, self, *a, **k: change(do(*a, **k))


def keeping(change: Callable[[Any], Any]) -> Instead:
    """It stores something else than the value it was given, the first argument."""
    return lambda do, self, first, *a, **k: do(change(first), *a, **k)


def nothing(do: Any, self: Any, *a: Any, **k: Any) -> None:
    """It does nothing, and returns None."""


def swallowing(do: Any, self: Any, *a: Any, **k: Any) -> Any:
    """It hides its errors."""
    try:
        return do(*a, **k)
    except Exception:
        return None


def twice(do: Any, self: Any, *a: Any, **k: Any) -> Any:
    """It does everything twice."""
    do(*a, **k)
    return do(*a, **k)


def raising(error: Exception) -> Instead:
    """It raises another error."""

    def instead(do: Any, self: Any, *a: Any, **k: Any) -> Any:
        try:
            return do(*a, **k)
        except Exception:
            raise error from None

    return instead


def items(change: Callable[[list[Any]], list[Any]]) -> Instead:
    """Its list, or the entries of its page, are others."""

    def changed(answer: Any) -> Any:
        if isinstance(answer, Page):
            return attrs.evolve(answer, items=tuple(change(list(answer.items))))
        return tuple(change(list(answer)))

    return answering(changed)


def backwards(entries: list[Any]) -> list[Any]:
    return entries[::-1]


def without_last(entries: list[Any]) -> list[Any]:
    return entries[:-1]


def only_first(entries: list[Any]) -> list[Any]:
    return entries[:1]


def told_without(name: str, nothing: Any) -> Instead:
    """Its entries do not tell this of themselves."""
    return items(lambda found: [attrs.evolve(each, **{name: nothing}) for each in found])


def by_counting(do: Any, self: Any, *a: Any, **k: Any) -> Any:
    """A list that says how many entries came before a page, not where it has ended."""
    *asked, page = a
    if page.after and not page.after.startswith("0"):
        return do(*a, **k)
    begin, every = int(page.after or 0), [*walked(lambda each: do(*asked, each, **k))]
    end = begin + page.size
    return Page.until(tuple(every[begin:end]), f"0{end}" if len(every) > end else "")


def wherever_it_ended(do: Any, self: Any, *a: Any, **k: Any) -> Any:
    """A list that begins anew after a place where no page has ended."""
    try:
        return do(*a, **k)
    except FieldInvalid:
        return do(*(PageAfter("", x.size) if isinstance(x, PageAfter) else x for x in a), **k)


def removes_all(listing: str, key: str = "id") -> Instead:
    """It takes all away that a list has."""
    return lambda do, self, id_: [do(getattr(e, key)) for e in getattr(self, listing)()] and None


def keeps_first(listing: str, key: str = "id") -> Instead:
    """It stores what is there already, not what it is given."""

    def instead(do: Any, self: Any, new: Any) -> Any:
        there = {getattr(each, key): each for each in getattr(self, listing)()}
        return do(there.get(getattr(new, key), new))

    return instead


def below_zero_is_all(do: Any, self: Any, before: Any, limit: int) -> Any:
    return do(before, limit if limit >= 0 else 10_000)


@frozen
class Patched:
    """Something of an adapter's that does something else."""

    told: str
    port: str
    owner: Any
    name: str
    new: Callable[..., Any]

    @contextmanager
    def planted(self) -> Iterator[bool]:
        """Plant it; whether it could be."""
        if not hasattr(self.owner, self.name):
            yield False
            return
        old = getattr(self.owner, self.name)
        setattr(self.owner, self.name, self.new)
        try:
            yield True
        finally:
            setattr(self.owner, self.name, old)


# Values that were changed on the way


def deep(change: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A value with ``change`` applied to everything that is in it."""

    def changed(value: Any) -> Any:
        if attrs.has(type(value)):
            fields = {
                each.alias: changed(getattr(value, each.name))
                for each in attrs.fields(type(value))
                if each.init
            }
            try:
                return attrs.evolve(value, **fields)
            except Exception:  # a value that cannot be any more
                return value
        if isinstance(value, tuple) and not hasattr(value, "_fields"):
            return tuple(changed(each) for each in value)
        return change(value)

    return changed


def _floated(value: Any) -> Any:
    if isinstance(value, Decimal):
        return Decimal(str(float(value)))
    if isinstance(value, Money):
        return Money(Decimal(str(float(value.amount))), value.currency)
    return value


def _to_the_second(value: Any) -> Any:
    return value.replace(microsecond=0) if isinstance(value, datetime) else value


def _in_ascii(value: Any) -> Any:
    return value.encode("ascii", "replace").decode() if type(value) is str else value


def _in_one_plane(value: Any) -> Any:
    if type(value) is not str:
        return value
    return "".join(letter if ord(letter) < 0x10000 else "\ufffd" for letter in value)


through_float = deep(_floated)
to_the_second = deep(_to_the_second)
in_ascii = deep(_in_ascii)
in_one_plane = deep(_in_one_plane)


def without(*fields: str) -> Callable[[Any], Any]:
    """A value with these fields at their default, as where they were forgotten."""

    def change(value: Any) -> Any:
        known = attrs.fields_dict(type(value))
        given = {}
        for name in fields:
            factory = getattr(known[name].default, "factory", None)
            given[name] = known[name].default if factory is None else factory()
        return attrs.evolve(value, **given)

    return change
