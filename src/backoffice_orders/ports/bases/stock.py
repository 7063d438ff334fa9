"""A stock that counts and takes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from backoffice_orders.model.stock import Reservation, StockDemand, StockItem
from backoffice_orders.ports.bases.base import Part


class SimpleStock(Part, ABC):
    """A ``Stock`` that holds nothing: write ``levels``, ``take`` and ``give_back``.

    Nothing can be reserved in it, and pieces are counted and received where they are kept.
    """

    part: ClassVar[str] = "stock"

    @abstractmethod
    def levels(
        self, items: Collection[StockItem], reference: str = ""
    ) -> Mapping[StockItem, int]: ...

    @abstractmethod
    def take(self, reference: str, demands: Sequence[StockDemand]) -> None: ...

    @abstractmethod
    def give_back(self, reference: str) -> None: ...

    def set_level(self, item: StockItem, level: int) -> None:
        self.unsupported("set_level")

    def receive(self, item: StockItem, pieces: int) -> None:
        self.unsupported("receive")

    def reserve(self, reference: str, demands: Sequence[StockDemand], until: datetime) -> None:
        self.unsupported("reserve")

    def reserved(self, reference: str) -> tuple[Reservation, ...]:
        return ()

    def confirm(self, reference: str) -> None:
        pass  # nothing is held

    def release(self, reference: str) -> None:
        pass  # nothing is held

    def release_lapsed(self, now: datetime) -> tuple[str, ...]:
        return ()
