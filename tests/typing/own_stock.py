"""A host's own stock, as its author would write it. mypy accepts it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from backoffice_orders import BackOffice, OwnParts
from backoffice_orders.adapters.memory import MemoryStore
from backoffice_orders.model.stock import Reservation, StockDemand, StockItem
from backoffice_orders.ports.stock import Stock


class Warehouse:
    """Keeps nothing, but has the shape of the port."""

    def levels(self, items: Collection[StockItem], reference: str = "") -> Mapping[StockItem, int]:
        return dict.fromkeys(items, 1)

    def set_level(self, item: StockItem, level: int) -> None: ...

    def receive(self, item: StockItem, pieces: int) -> None: ...

    def take(self, reference: str, demands: Sequence[StockDemand]) -> None: ...

    def give_back(self, reference: str) -> None: ...

    def reserve(self, reference: str, demands: Sequence[StockDemand], until: datetime) -> None: ...

    def reserved(self, reference: str) -> tuple[Reservation, ...]:
        return ()

    def confirm(self, reference: str) -> None: ...

    def release(self, reference: str) -> None: ...

    def release_lapsed(self, now: datetime) -> tuple[str, ...]:
        return ()


warehouse: Stock = Warehouse()
office = BackOffice(MemoryStore(), own=lambda tx: OwnParts(stock=Warehouse()))
elsewhere = BackOffice(MemoryStore(), stock_elsewhere=Warehouse())
