"""A store with somebody's own parts, for the suites."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast

import attrs

from backoffice_orders.adapters.memory import MemoryStore
from backoffice_orders.model.shop import ShopScope
from backoffice_orders.ports.unit_of_work import Store, Transaction, UnitOfWork
from backoffice_orders.testing.places import named
from backoffice_orders.testing.port_types import port_types


class StoreOfParts:
    """A store with somebody's own parts in every transaction."""

    def __init__(self, store: Store, parts: dict[str, Callable[[Transaction], Any]]) -> None:
        self._store = store
        self._parts = parts

    @contextmanager
    def transaction(self, scope: ShopScope, *, read_only: bool = False) -> Iterator[UnitOfWork]:
        transaction: Transaction | None = None
        committed = False
        try:
            with self._store.transaction(scope, read_only=read_only) as unit:
                transaction = Transaction(unit, scope, read_only)
                own = {port: make(transaction) for port, make in self._parts.items()}
                yield attrs.evolve(unit, **own)
            committed = True
        finally:
            if transaction is not None:
                for step in transaction.steps(committed=committed):
                    step()

    def close(self) -> None:
        self._store.close()


def store_of_parts(store: Store | None, named_parts: Sequence[str]) -> Store:
    """A store with these parts (``catalog=module:name``), each made anew.

    The function that is named is called once. What it returns is the part; or else a function
    that makes it from each transaction, as ``BackOffice(own=...)`` does.
    """
    parts = {}
    for each in named_parts:
        port, _, name = each.partition("=")
        parts[port] = _maker(port, named(name)())
    return StoreOfParts(MemoryStore() if store is None else store, parts)


def _maker(port: str, made: Any) -> Callable[[Transaction], Any]:
    methods = [name for name in vars(port_types()[port]) if not name.startswith("_")]
    if any(hasattr(made, name) for name in methods):
        return lambda _: made
    return cast("Callable[[Transaction], Any]", made)
