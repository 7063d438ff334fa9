"""How many orders many processes place on PostgreSQL, beside bare psycopg that writes the same.

Run ``python -m benchmarks.throughput``; ``--workers 8`` measures that many alone. Each worker is
a process with a connection of its own and places carts of ten lines, drawn from a thousand
products. The bare workers write the same rows into the same tables, one transaction per order,
every statement written by hand. Both are measured in turns, on a server from a wheel.

With ``--gaps`` order numbers of ours may have gaps, so that nobody waits for another's commit; the
bare workers always count.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.synchronize import Barrier
from typing import Any

import psycopg
from attrs import evolve
from tests import postgres

from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.errors.host import StorageBusy
from backoffice_orders.model.ids import CartId, ProductId
from backoffice_orders.model.stock import StockItem
from backoffice_orders.services.desk import Work
from backoffice_orders.testing.samples import EMPLOYEE, MUG, SETTINGS
from benchmarks.store import LINES, Bare, cart, shop

WORKERS = (1, 2, 4, 8, 16)
PRODUCTS, ORDERS, ROUNDS = 1000, 40, 3
# Orders per second of eight workers, beside those of eight bare ones.
JUDGED, LIMIT = 8, 0.4
Place = Callable[[str, int, list[CartId], Barrier], None]


def stocked(store: SqlStore) -> BackOffice:
    """A shop with a thousand products, each of them there in any number."""
    office = shop(store)
    ids = [ProductId(f"mug-{number}") for number in range(PRODUCTS)]
    office.setup.save(EMPLOYEE, *(evolve(MUG, id=id_) for id_ in ids))

    def count(work: Work) -> None:
        for id_ in ids:
            work.stock.set_level(StockItem(id_), 10**6)

    office.desk.write(EMPLOYEE, count)
    return office


def filled(office: BackOffice, carts: int) -> list[CartId]:
    """Carts of ten different products, copied from one that an employee has filled."""
    template = office.carts.view(EMPLOYEE, cart(office, LINES)).cart

    def copy(work: Work) -> list[CartId]:
        copies = []
        for _ in range(carts):
            products = random.sample(range(PRODUCTS), LINES)
            lines = tuple(
                evolve(line, product_id=ProductId(f"mug-{number}"))
                for line, number in zip(template.lines, products, strict=True)
            )
            new = evolve(template, id=CartId(work.ids.new("cart")), lines=lines)
            copies.append(work.carts.add(new).id)
        return copies

    return office.desk.write(EMPLOYEE, copy)


def ours(url: str, worker: int, carts: list[CartId], start: Barrier) -> None:
    """Place these carts."""
    with BackOffice(SqlStore.open(url)) as office:
        office.carts.view(EMPLOYEE, carts[0])  # what a process remembers it remembers by now
        start.wait()
        for cart_id in carts:
            placed = False
            while not placed:  # an employee who is told "too many changes at once" tries again
                with suppress(StorageBusy):
                    office.finishing.place(
                        EMPLOYEE, cart_id, payment_method="card", idempotency_key=cart_id
                    )
                    placed = True
        start.wait()


def bare(url: str, worker: int, carts: list[CartId], start: Barrier) -> None:
    """Write what one placed cart has left as many times, each for other products."""
    template, *others = carts
    store = SqlStore.open(url)
    connection = psycopg.connect(
        store.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    )
    place = Bare(store, template, connection, f"bare-{time.time_ns()}-{worker}", len(others))
    store.close()
    start.wait()
    for number in range(len(others)):
        place.products = sorted(f"mug-{n}" for n in random.sample(range(PRODUCTS), LINES))
        place.place(number)
    start.wait()
    connection.close()


def per_second(place: Place, url: str, carts: list[list[CartId]], orders: int) -> float:
    """Orders per second of workers with these carts, from the moment when all are ready."""
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(len(carts) + 1)
    processes = [
        context.Process(target=place, args=(url, number, each, start))
        for number, each in enumerate(carts)
    ]
    for process in processes:
        process.start()
    start.wait(60)
    began = time.perf_counter()
    start.wait(100)
    took = time.perf_counter() - began
    for process in processes:
        process.join()
    return orders / took


def measure(office: BackOffice, url: str, workers: int) -> tuple[float, float]:
    """Orders per second: bare, and ours; the best of some rounds, by turns."""
    (template,) = filled(office, 1)
    office.finishing.place(EMPLOYEE, template, payment_method="card", idempotency_key=template)
    best = [0.0, 0.0]
    for _ in range(ROUNDS):
        theirs = [[template] * (ORDERS + 1) for _ in range(workers)]
        own = [filled(office, ORDERS) for _ in range(workers)]
        for index, (place, carts) in enumerate(((bare, theirs), (ours, own))):
            best[index] = max(best[index], per_second(place, url, carts, ORDERS * workers))
    return best[0], best[1]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--workers", type=int, action="append", help="only so many processes")
    parser.add_argument("--gaps", action="store_true", help="numbers of ours may have gaps")
    given = parser.parse_args()
    chosen: Any = given.workers or WORKERS
    held = True
    with postgres.server() as server, postgres.database(server) as database:
        url = database.render_as_string(hide_password=False)
        store = SqlStore.open(url)
        with stocked(store) as office:
            (first,) = filled(office, 1)  # from which the bare workers count on
            office.finishing.place(EMPLOYEE, first, payment_method="card", idempotency_key=first)
            if given.gaps:
                office.setup.save(EMPLOYEE, evolve(SETTINGS, order_number_gaps=True))
            for workers in chosen:
                floor, own = measure(office, url, workers)
                ratio = own / floor
                judged = f" (limit {LIMIT})" if workers == JUDGED else ""
                print(
                    f"{workers:3} workers: bare {floor:6.0f} orders/s, ours {own:6.0f}, "
                    f"ratio {ratio:4.2f}{judged}",
                    flush=True,
                )
                held = held and (workers != JUDGED or ratio >= LIMIT)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
