"""Stores and parts as an author would name them on the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from backoffice_orders.adapters.memory import MemoryStore
from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.model.errors.host import NotSupported
from backoffice_orders.model.ids import CustomerId
from backoffice_orders.model.shop import ShopScope
from backoffice_orders.model.stock import StockItem
from backoffice_orders.ports.carriers import Carriers
from backoffice_orders.ports.stock import Stock
from backoffice_orders.ports.unit_of_work import Store, Transaction, UnitOfWork
from tests.kit.wrapped import Wrapped, WrappedStore


def memory() -> Store:
    return MemoryStore()


def nothing() -> None:
    """What somebody writes who forgets to return the store."""


def sqlite(place: Path) -> Store:
    return SqlStore.open(f"sqlite:///{place / 'shop.db'}")


def postgres(place: Path) -> Store:
    return SqlStore.open((place / "url.txt").read_text())


def counting_by_product() -> Callable[[Transaction], Stock]:
    """A stock that keeps whole products only, whatever the combination: a part that forgets."""

    class ByProduct(Wrapped):
        def set_level(self, item: StockItem, level: int) -> None:
            self._part.set_level(StockItem(item.product_id), level)

    return lambda transaction: ByProduct(transaction.ports.stock)


def holding_nothing() -> Callable[[Transaction], Stock]:
    """A stock that counts and takes, and of which nothing can be held."""

    class Counting(Wrapped):
        def reserve(self, *_: Any) -> None:
            raise NotSupported("stock", "reserve")

    return lambda transaction: Counting(transaction.ports.stock)


def without_combinations() -> Store:
    """A store that knows products alone."""

    class Whole(Wrapped):
        def set_level(self, item: StockItem, level: int) -> None:
            assert not item.combination_id
            self._part.set_level(item, level)

    return WrappedStore(MemoryStore(), stock=Whole)


def carriers_as_they_are() -> Callable[[Transaction], Carriers]:
    """A part that is made from each transaction, and wraps the store's."""
    return lambda transaction: Wrapped(transaction.ports.carriers)


def of_one_shop() -> Store:
    """A store that does not look whose it is, and keeps no files."""

    class WithoutFiles:
        def __getattr__(self, name: str) -> Any:
            raise NotSupported("files", name)

    class OneShop(MemoryStore):
        @contextmanager
        def transaction(self, scope: ShopScope, *, read_only: bool = False) -> Iterator[UnitOfWork]:
            with super().transaction(ShopScope(), read_only=read_only) as unit:
                yield unit

    return WrappedStore(OneShop(), files=lambda _: WithoutFiles())


def of_integers() -> Store:
    """A store whose customers have whole numbers, as a table with such a key."""

    class Numbered(Wrapped):
        def get(self, customer_id: CustomerId) -> Any:
            int(customer_id)
            return self._part.get(customer_id)

        def add(self, customer: Any) -> Any:
            int(customer.id)
            return self._part.add(customer)

    return WrappedStore(MemoryStore(), customers=Numbered)


def without_index() -> Store:
    """A store that keeps no search index."""
    return WrappedStore(MemoryStore(), search_index=lambda _: None)
