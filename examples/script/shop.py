"""A stall at a fair takes orders by phone: ``python -m examples.script.shop``.

Its own ledger is a list. It takes part in each order: what is rolled back is struck out again.
"""

from __future__ import annotations

import threading

from moneyed import Money

from backoffice_orders import (
    Actor,
    AddressEntry,
    BackOffice,
    Consumer,
    Order,
    OwnParts,
    Product,
    ProductId,
    ShopSettings,
    Transaction,
    event_of,
)
from backoffice_orders.model.events import OrderPlaced
from backoffice_orders.model.outbox import OutboxMessage
from backoffice_orders.ports.bases import around

ANN = Actor.employee("ann", "Ann")
MUG = Product(ProductId("mug"), "Blue mug", Money("10.00", "EUR"))
SETTINGS = ShopSettings(
    name="The stall", currency="EUR", country="FR", standard_shipping=Money("5.00", "EUR")
)


class Stall:
    """The shop: a back office in memory, a ledger of its own, and what was packed."""

    def __init__(self, mugs: int) -> None:
        self.ledger: list[str] = []
        self.packed: list[str] = []
        self.office = BackOffice.in_memory(
            own=self._own, consumers={"packing": Consumer(self.pack, ("order.placed",))}
        )
        self.office.setup.save(ANN, SETTINGS, MUG)
        self.office.setup.set_stock(ANN, MUG.id, mugs)

    def _own(self, tx: Transaction) -> OwnParts:
        def add(order: Order) -> Order:
            stored = tx.ports.orders.add(order)
            self.enter(stored)
            tx.on_rollback(lambda: self.ledger.remove(stored.reference))
            return stored

        return OwnParts(orders=around(tx.ports.orders, add=add))

    def enter(self, order: Order) -> None:
        """Write an order into the ledger."""
        self.ledger.append(order.reference)

    def pack(self, message: OutboxMessage) -> None:
        """Pack what was ordered; called by the worker."""
        event = event_of(message)
        assert isinstance(event, OrderPlaced)
        pieces = ", ".join(f"{line.quantity} x {line.name}" for line in event.lines)
        self.packed.append(f"{event.reference}: {pieces}")

    def order(self, email: str, quantity: int) -> Order:
        """A customer on the phone orders some mugs."""
        office = self.office
        john = office.customers.create(ANN, first_name="John", last_name="Doe", email=email)
        home = AddressEntry("John", "Doe", "16 rue de Rivoli", "Paris", "FR", "75004")
        office.addresses.add(ANN, john.id, home)
        view = office.carts.start(ANN, john.id)
        view = office.products.add(ANN, view.cart.id, MUG.id, quantity, version=view.version)
        return office.finishing.place(
            ANN, view.cart.id, payment_method="invoice", version=view.version
        )


def main() -> None:
    """Take an order while a worker delivers."""
    stall, stop = Stall(mugs=3), threading.Event()
    options = {"stop": stop, "pause": 0.05}
    worker = threading.Thread(target=stall.office.events.follow, args=[ANN], kwargs=options)
    worker.start()
    print("placed", stall.order("john@example.com", 2).reference)
    while not stall.packed:
        stop.wait(0.05)
    stop.set()
    worker.join()
    print("packed", *stall.packed)


if __name__ == "__main__":
    main()
