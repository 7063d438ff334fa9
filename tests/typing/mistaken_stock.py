"""Mistakes a host's author may make. mypy must find each of them."""

from collections.abc import Collection, Mapping

from backoffice_orders import BackOffice, OwnParts
from backoffice_orders.adapters.memory import MemoryStore
from backoffice_orders.model.ids import CustomerId, ProductId
from backoffice_orders.model.stock import StockItem
from backoffice_orders.testing.samples import EMPLOYEE


class HalfAWarehouse:
    """Lacks most of the port."""

    def levels(self, items: Collection[StockItem]) -> Mapping[StockItem, float]:
        return dict.fromkeys(items, 0.5)


office = BackOffice(MemoryStore(), own=lambda tx: OwnParts(stock=HalfAWarehouse()))  # E: arg-type
once = BackOffice(MemoryStore(), own=OwnParts())  # E: arg-type
elsewhere = BackOffice(MemoryStore(), stock_elsewhere=HalfAWarehouse())  # E: arg-type
office.customers.get(EMPLOYEE, ProductId("mug"))  # E: arg-type
office.customers.get(CustomerId("john"), EMPLOYEE)  # E: arg-type, arg-type
view = office.carts.start(EMPLOYEE)
price: float = view.summary.total.gross  # E: assignment
office.carts.begin(EMPLOYEE)  # E: attr-defined
