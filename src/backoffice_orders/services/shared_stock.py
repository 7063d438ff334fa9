"""A stock that several shops use: what is taken or held says for whom."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from attrs import evolve

from backoffice_orders.model.shop import Concern, ShopScope
from backoffice_orders.model.stock import Reservation, StockDemand, StockItem
from backoffice_orders.model.values import frozen
from backoffice_orders.ports.stock import Stock
from backoffice_orders.services.shop_marks import mark_elsewhere, mark_of


def stock_of(scope: ShopScope, stock: Stock) -> Stock:
    """The store's stock as a shop uses it."""
    carts = mark_of(scope, Concern.CARTS, Concern.STOCK)
    orders = mark_of(scope, Concern.ORDERS, Concern.STOCK)
    return _marked(stock, carts, orders)


def stock_elsewhere_of(scope: ShopScope, stock: Stock) -> Stock:
    """A stock in another system, which may serve several shops, as one of them uses it.

    It holds for orders too, as it takes for them: carts and orders have one mark, their owner's.
    """
    mark = mark_elsewhere(scope, Concern.ORDERS)
    return _marked(stock, mark, mark)


def _marked(stock: Stock, carts: str, orders: str) -> Stock:
    return SharedStock(stock, carts, orders) if carts or orders else stock


@frozen(eq=False)
class SharedStock(Stock):
    """The port of stock: carts hold, and orders take, under their shop's mark."""

    _port: Stock
    _carts: str
    _orders: str

    def levels(self, items: Collection[StockItem], reference: str = "") -> Mapping[StockItem, int]:
        """As the port says."""
        return self._port.levels(items, f"{self._carts}{reference}" if reference else "")

    def set_level(self, item: StockItem, level: int) -> None:
        """As the port says."""
        self._port.set_level(item, level)

    def receive(self, item: StockItem, pieces: int) -> None:
        """As the port says."""
        self._port.receive(item, pieces)

    def take(self, reference: str, demands: Sequence[StockDemand]) -> None:
        """As the port says."""
        self._port.take(f"{self._orders}{reference}", demands)

    def give_back(self, reference: str) -> None:
        """As the port says."""
        self._port.give_back(f"{self._orders}{reference}")

    def reserve(self, reference: str, demands: Sequence[StockDemand], until: datetime) -> None:
        """As the port says."""
        self._port.reserve(f"{self._carts}{reference}", demands, until)

    def reserved(self, reference: str) -> tuple[Reservation, ...]:
        """As the port says."""
        held = self._port.reserved(f"{self._carts}{reference}")
        return tuple(evolve(each, reference=reference) for each in held)

    def confirm(self, reference: str) -> None:
        """As the port says."""
        self._port.confirm(f"{self._orders}{reference}")

    def release(self, reference: str) -> None:
        """As the port says."""
        self._port.release(f"{self._carts}{reference}")

    def release_lapsed(self, now: datetime) -> tuple[str, ...]:
        """As the port says; those of other shops are given back too, under their marks."""
        return tuple(each.removeprefix(self._carts) for each in self._port.release_lapsed(now))
