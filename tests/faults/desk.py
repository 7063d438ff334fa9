"""A stream of placements in a process of its own: ``python -m tests.faults.desk URL NAME``.

Prints ``placed ORDER CART`` after each acknowledged order, until it is killed or told to stop.
"""

from __future__ import annotations

import sys

from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.errors.host import StorageFailed
from backoffice_orders.model.ids import CustomerId, ProductId
from backoffice_orders.testing.samples import EMPLOYEE

PRODUCT, CUSTOMER = ProductId("mug"), CustomerId("cus_1")


def main(url: str, name: str, most: int) -> None:
    office = BackOffice(SqlStore.open(url))
    for number in range(most):
        try:
            view = office.carts.start(EMPLOYEE, CUSTOMER)
            cart_id = view.cart.id
            office.products.add(EMPLOYEE, cart_id, PRODUCT, 1)
            order = office.finishing.place(
                EMPLOYEE, cart_id, payment_method="card", idempotency_key=f"{name}-{number}"
            )
        except StorageFailed as error:
            print("refused", error.code, flush=True)
            continue
        print("placed", order.id, cart_id, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
