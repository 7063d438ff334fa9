"""Bases for the parts that a host brings: what it does not do has an answer already.

Each class names the methods that are to be written; the others answer that there is nothing, or
raise ``NotSupported``. ``around`` changes single methods of a port that is there.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NoReturn, TypeVar, cast

from backoffice_orders.model.errors.host import NotSupported, TransactionMisused
from backoffice_orders.model.stock import Reservation, StockDemand, StockItem

P = TypeVar("P")


def around(port: P, **methods: Callable[..., Any]) -> P:
    """The port with some of its methods replaced; all others are the port's own.

    ``around(tx.ports.orders, add=add_with_our_row)`` is the store's orders with another ``add``.

    Raises:
        TransactionMisused: The port has no method of such a name.
    """
    for name in methods:
        if not callable(getattr(port, name, None)):
            raise TransactionMisused(f"{type(port).__name__} has no method {name}")
    return cast(P, _Around(port, methods))


class _Around:
    """A port, but for some methods."""

    def __init__(self, port: object, methods: Mapping[str, Callable[..., Any]]) -> None:
        self._port = port
        self._methods = methods

    def __getattr__(self, name: str) -> Any:
        own = self._methods.get(name)
        return own if own is not None else getattr(self._port, name)


class _Base:
    """Says what a part does not do."""

    part = "part"

    def _unsupported(self, what: str) -> NoReturn:
        raise NotSupported(self.part, what)


class SimpleStock(_Base, ABC):
    """A ``Stock`` that holds nothing: write ``levels``, ``take`` and ``give_back``.

    Nothing can be reserved in it, and pieces are counted and received where they are kept.
    """

    part = "stock"

    @abstractmethod
    def levels(self, items: Collection[StockItem], reference: str = "") -> Mapping[StockItem, int]:
        """As ``Stock.levels``."""

    @abstractmethod
    def take(self, reference: str, demands: Sequence[StockDemand]) -> None:
        """As ``Stock.take``."""

    @abstractmethod
    def give_back(self, reference: str) -> None:
        """As ``Stock.give_back``."""

    def set_level(self, item: StockItem, level: int) -> None:
        """Not supported."""
        self._unsupported("set_level")

    def receive(self, item: StockItem, pieces: int) -> None:
        """Not supported."""
        self._unsupported("receive")

    def reserve(self, reference: str, demands: Sequence[StockDemand], until: datetime) -> None:
        """Not supported."""
        self._unsupported("reserve")

    def reserved(self, reference: str) -> tuple[Reservation, ...]:
        """Nothing."""
        return ()

    def confirm(self, reference: str) -> None:
        """There is nothing to confirm."""

    def release(self, reference: str) -> None:
        """There is nothing to release."""

    def release_lapsed(self, now: datetime) -> tuple[str, ...]:
        """Nobody."""
        return ()
