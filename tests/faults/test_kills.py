"""A process is killed at any moment: what was acknowledged is there, nothing is half there."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.ids import CartId, OrderId
from backoffice_orders.model.stock import StockItem
from backoffice_orders.services.desk import Work
from backoffice_orders.testing.samples import EMPLOYEE, MUG
from tests.faults.conftest import STOCK

ROOT = Path(__file__).parents[2]


def test_kill_at_random_moments(shop: BackOffice, sql_store: SqlStore, kills: int) -> None:
    url = sql_store.engine.url.render_as_string(hide_password=False)
    acknowledged: dict[str, str] = {}
    chance = random.Random(20260115)
    for number in range(kills):
        desk = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.desk", url, f"desk-{number}", "10000"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert desk.stdout is not None
        first = desk.stdout.readline()
        assert first.startswith("placed"), first
        time.sleep(chance.uniform(0, 0.3))
        desk.kill()
        said = first + desk.stdout.read()
        desk.stdout.close()
        desk.wait()
        for line in said.splitlines():
            if line.startswith("placed") and len(line.split()) == 3:
                acknowledged[line.split()[1]] = line.split()[2]
    print(f"{kills} kills, {len(acknowledged)} orders acknowledged")
    check(shop, acknowledged)


def check(shop: BackOffice, acknowledged: dict[str, str]) -> None:
    """Every acknowledged order is there; every order is whole; stock and sold are constant."""

    def everything(work: Work) -> tuple[int, set[object]]:
        events: set[object] = {
            message.payload.get("order_id")
            for message in work.outbox.pending()
            if message.topic == "order.placed"
        }
        return work.stock.levels([StockItem(MUG.id)])[StockItem(MUG.id)], events

    left, events = shop.desk.read(EMPLOYEE, everything)
    sold, after, ids = 0, "", set()
    while True:
        found = shop.orders.search(EMPLOYEE, after=after, size=200)
        for info in found:
            order = shop.orders.get(EMPLOYEE, info.order_id)
            ids.add(order.id)
            sold += sum(line.quantity for line in order.cart.lines)
            cart = shop.carts.view(EMPLOYEE, order.cart_id).cart
            assert cart.order_id == order.id
            assert [e.action for e in shop.orders.history(EMPLOYEE, order.id)] == ["order.place"]
            assert order.history
        after = found.next
        if not found.more:
            break
    for order_id, cart_id in acknowledged.items():
        assert shop.orders.get(EMPLOYEE, OrderId(order_id)).cart_id == CartId(cart_id)
    assert left + sold == STOCK
    assert events == ids  # an event for each order, and none for an order that is not there
