"""The stock of another shop, which several shops use: what is taken or held says for whom.

Two shops may have the same ids of orders and carts, as a host that numbers them itself has.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from attrs import evolve

from backoffice_orders.model.shop import Concern, ShopScope
from backoffice_orders.model.stock import Reservation, StockDemand, StockItem
from backoffice_orders.model.values import frozen
from backoffice_orders.ports.stock import Stock


def mark_of(scope: ShopScope, concern: Concern, kept_in: Concern) -> str:
    """What ids of a concern begin with where another concern's owner keeps them; "" for its own."""
    owner = scope.owner(concern)
    return "" if owner == scope.owner(kept_in) else f"{owner}/"


def stock_of(scope: ShopScope, stock: Stock) -> Stock:
    """The stock as a shop uses it."""
    carts = mark_of(scope, Concern.CARTS, Concern.STOCK)
    orders = mark_of(scope, Concern.ORDERS, Concern.STOCK)
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
