"""How many orders many processes place on PostgreSQL, beside bare psycopg that writes the same.

Run ``python -m benchmarks.throughput``; ``--workers 8`` measures that many alone. Each worker is
a process with a connection of its own and places carts of ten lines, drawn from a thousand
products. The bare workers write the same rows into the same tables, one transaction per order,
every statement written by hand. The same processes do both by turns, on a server from a wheel;
the best turns count. A turn ends after three seconds, however many have been placed.

With ``--gaps`` order numbers of ours may have gaps, so that nobody waits for another's commit; the
bare workers always count.
"""

from __future__ import annotations

import argparse
import math
import multiprocessing
import random
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

import psycopg
from attrs import evolve
from sqlalchemy import make_url
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
PRODUCTS, TURNS = 1000, 3
# A turn lasts as long (seconds), or until so many orders are placed by all workers together.
SECONDS, ORDERS = 3.0, 320
# Orders per second of eight workers, beside those of eight bare ones.
JUDGED, LIMIT = 8, 0.4
# How long (seconds) all workers may take to start, or to do their turn.
_PATIENCE = 180


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


def place_ours(office: BackOffice, carts: Sequence[CartId], until: float) -> tuple[int, int]:
    """Place carts for a while; how many were placed, and refused because the storage was busy."""
    placed = refused = 0
    for cart_id in carts:
        if time.monotonic() >= until:
            break
        try:
            office.finishing.place(
                EMPLOYEE, cart_id, payment_method="card", idempotency_key=cart_id
            )
            placed += 1
        except StorageBusy:
            refused += 1
    return placed, refused


def place_bare(bare: Bare, orders: int, until: float) -> tuple[int, int]:
    """Write orders for a while, each of other products; none is ever refused."""
    for number in range(orders):
        if time.monotonic() >= until:
            return number, 0
        bare.products = sorted(f"mug-{n}" for n in random.sample(range(PRODUCTS), LINES))
        bare.place(number)
    return orders, 0


def work(url: str, worker: int, boss: Connection) -> None:
    """Take jobs, get ready, wait for the word, do them, and tell how they went.

    A job is whose orders are placed, the carts to place, and a cart that has been placed already.
    """
    uri = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with BackOffice(SqlStore.open(url)) as office, psycopg.connect(uri) as connection:
        store = office.desk.store
        assert isinstance(store, SqlStore)
        boss.send("started")
        for whose, carts, template in iter(boss.recv, None):
            if whose == "bare":
                name = f"bare-{time.time_ns()}-{worker}"
                bare = Bare(store, template, connection, name, len(carts))
            boss.send("ready")
            boss.recv()
            until = time.monotonic() + SECONDS
            boss.send(
                place_ours(office, carts, until)
                if whose == "ours"
                else place_bare(bare, len(carts), until)
            )


@contextmanager
def workers_of(url: str, number: int) -> Iterator[list[Connection]]:
    """So many processes, each at the other end of a pipe."""
    context = multiprocessing.get_context("spawn")
    pipes = [context.Pipe() for _ in range(number)]
    processes = [
        context.Process(target=work, args=(url, index, theirs), daemon=True)
        for index, (_, theirs) in enumerate(pipes)
    ]
    for process in processes:
        process.start()
    ours = [end for end, _ in pipes]
    answers(ours)
    yield ours
    for end in ours:
        end.send(None)
    for process in processes:
        process.join(_PATIENCE)


def answers(workers: Sequence[Connection]) -> list[Any]:
    """What each of them says next."""
    until = time.monotonic() + _PATIENCE
    for each in workers:
        if not each.poll(max(0.0, until - time.monotonic())):
            raise TimeoutError(f"a worker says nothing for {_PATIENCE} seconds")
    return [each.recv() for each in workers]


def turn(
    workers: Sequence[Connection], whose: str, carts: list[CartId], template: CartId
) -> tuple[float, int]:
    """Orders per second, and how many were refused, from the moment when all are ready."""
    for number, each in enumerate(workers):
        each.send((whose, carts[number :: len(workers)], template))
    answers(workers)
    began = time.perf_counter()
    for each in workers:
        each.send("go")
    told = answers(workers)
    took = time.perf_counter() - began
    return sum(placed for placed, _ in told) / took, sum(refused for _, refused in told)


def measure(office: BackOffice, workers: Sequence[Connection]) -> tuple[float, float, int]:
    """Orders per second, bare and ours, of the best turns; and how many of ours were refused."""
    (template,) = filled(office, 1)  # from which the bare workers count on
    place_ours(office, [template], math.inf)
    # What a process remembers it remembers by now.
    turn(workers, "ours", filled(office, 2 * len(workers)), template)
    bare = ours = 0.0
    refused = 0
    for _ in range(TURNS):
        carts = filled(office, ORDERS)
        bare = max(bare, turn(workers, "bare", carts, template)[0])
        fastest, busy = turn(workers, "ours", carts, template)
        ours, refused = max(ours, fastest), refused + busy
    return bare, ours, refused


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--workers", type=int, action="append", help="only so many processes")
    parser.add_argument("--gaps", action="store_true", help="numbers of ours may have gaps")
    given = parser.parse_args()
    chosen: Any = given.workers or WORKERS
    held = True
    with postgres.server() as server, postgres.database(server) as database:
        url = database.render_as_string(hide_password=False)
        with stocked(SqlStore.open(url)) as office:
            if given.gaps:
                place_ours(office, filled(office, 1), math.inf)  # the bare workers' counter
                office.setup.save(EMPLOYEE, evolve(SETTINGS, order_number_gaps=True))
            with workers_of(url, max(chosen)) as workers:
                for number in chosen:
                    floor, own, refused = measure(office, workers[:number])
                    ratio = own / floor
                    judged = f" (limit {LIMIT})" if number == JUDGED else ""
                    print(
                        f"{number:3} workers: bare {floor:6.0f} orders/s, ours {own:6.0f}, "
                        f"ratio {ratio:4.2f}{judged}, refused as busy: {refused}",
                        flush=True,
                    )
                    held = held and (number != JUDGED or ratio >= LIMIT)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
