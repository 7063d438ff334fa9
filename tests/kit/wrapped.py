"""A store around another one, with some of its ports changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import attrs

from backoffice_orders.model.shop import ShopScope
from backoffice_orders.ports.unit_of_work import Store, UnitOfWork


class Wrapped:
    """A port that passes on what it does not change."""

    def __init__(self, part: Any) -> None:
        self._part = part

    def __getattr__(self, name: str) -> Any:
        return getattr(self._part, name)


class WrappedStore:
    def __init__(self, store: Store, **ports: Callable[[Any], Any]) -> None:
        self._store, self._ports = store, ports

    @contextmanager
    def transaction(self, scope: ShopScope, *, read_only: bool = False) -> Iterator[UnitOfWork]:
        with self._store.transaction(scope, read_only=read_only) as unit:
            changed = {name: wrap(getattr(unit, name)) for name, wrap in self._ports.items()}
            yield attrs.evolve(unit, **changed)

    def close(self) -> None:
        self._store.close()
