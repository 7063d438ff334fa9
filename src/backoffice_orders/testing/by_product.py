"""A store that counts stock by product alone, for suites that name combinations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import attrs

from backoffice_orders.model.errors.products import OutOfStock
from backoffice_orders.model.ids import ProductId
from backoffice_orders.model.shop import ShopScope
from backoffice_orders.model.stock import StockItem
from backoffice_orders.ports.unit_of_work import Store, UnitOfWork

# Between a product and its combination, in the id of the product that stands for both.
_BETWEEN = "~~"


class ByProduct:
    """A store: each combination that a suite names is a product of its own there."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @contextmanager
    def transaction(self, scope: ShopScope, *, read_only: bool = False) -> Iterator[UnitOfWork]:
        with self._store.transaction(scope, read_only=read_only) as unit:
            stock: Any = _Stock(unit.stock)
            yield attrs.evolve(unit, stock=stock)

    def close(self) -> None:
        self._store.close()


class _Stock:
    def __init__(self, stock: Any) -> None:
        self._stock = stock

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._stock, name)

        def called(*arguments: Any, **named: Any) -> Any:
            given = [_joined(each) for each in arguments]
            try:
                return _parted(method(*given, **named))
            except OutOfStock as error:
                item = _parted(StockItem(ProductId(error.product_id)))
                error.product_id = error.name = item.product_id
                error.combination_id = item.combination_id or None
                raise

        return called


def _joined(value: Any) -> Any:
    if isinstance(value, StockItem):
        product, combination = value
        joined = f"{product}{_BETWEEN}{combination}" if combination else product
        return StockItem(ProductId(joined))
    return _each(value, _joined)


def _parted(value: Any) -> Any:
    if isinstance(value, StockItem):
        product, _, combination = value.product_id.partition(_BETWEEN)
        return StockItem(ProductId(product), combination)
    return _each(value, _parted)


def _each(value: Any, change: Any) -> Any:
    if isinstance(value, Mapping):
        return {change(key): each for key, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(change(each) for each in value)
    if hasattr(value, "item"):
        return attrs.evolve(value, item=change(value.item))
    return value
