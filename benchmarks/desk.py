"""Fifty employees at once on PostgreSQL: what each step of their calls takes over HTTP.

Run ``python -m benchmarks.desk [--employees 50] [--calls 2] [--pause 4]``. Processes of the JSON
API, as many as there are processors, serve a shop of 1,000 products and 2,000 customers on a
PostgreSQL from a wheel. Each employee takes calls one after the other: finds the caller letter by
letter, opens a cart, finds products, adds three, changes a quantity and places the order, and looks
at the list of the caller's orders. Between two steps they pause, half as long again
at most, as people do; ``--pause 0`` asks how much the machine can do. Printed are the median and
99th percentile of each step, and how many answers were errors: none may be.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import socket
import statistics
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx2 as httpx
import uvicorn
from starlette.requests import Request
from tests import postgres

from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.back_office import BackOffice
from backoffice_orders.console.api import api_app
from backoffice_orders.model.actor import Actor
from backoffice_orders.services.desk import Work
from backoffice_orders.testing.samples import EMPLOYEE, address, customer
from benchmarks.throughput import PRODUCTS, stocked

CUSTOMERS = 2_000
_WHO = "x-employee"


def people(work: Work) -> None:
    """Customers who can be told apart by their names, each with an address."""
    for number in range(CUSTOMERS):
        id_ = f"c{number}"
        work.customers.add(
            customer(id_, first_name=f"Ann{number % 97}", last_name=f"Caller{number}")
        )
        work.addresses.add(address(f"a{number}", id_))


def serve(url: str, listener: socket.socket) -> None:
    """A process of the API, until it is ended."""

    def actor_of(request: Request) -> Actor | None:
        name = request.headers.get(_WHO)
        return None if name is None else Actor.employee(name, name)

    with BackOffice(SqlStore.open(url)) as office:
        # Longer than any pause: who asks while a connection is being closed would be cut off.
        config = uvicorn.Config(
            api_app(office, actor_of), log_level="warning", timeout_keep_alive=75
        )
        uvicorn.Server(config).run(sockets=[listener])


@contextmanager
def served(url: str, processes: int) -> Iterator[str]:
    """So many processes on one socket; its address."""
    context = multiprocessing.get_context("spawn")
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listener:
        base = f"http://127.0.0.1:{listener.getsockname()[1]}"
        running = [
            context.Process(target=serve, args=(url, listener), daemon=True)
            for _ in range(processes)
        ]
        for process in running:
            process.start()
        _wait(base)
        yield base
        for process in running:
            process.terminate()
            process.join(20)


def _wait(base: str) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            if httpx.get(f"{base}/health", timeout=60).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise TimeoutError("the API does not answer")


class Employee:
    """One who takes calls; notes how long each step takes, and what was refused."""

    def __init__(self, base: str, number: int, pause: float) -> None:
        self._http = httpx.Client(base_url=base, headers={_WHO: f"e{number}"}, timeout=60)
        self._chosen = random.Random(number)
        self._pause = pause
        self.taken: dict[str, list[float]] = defaultdict(list)
        self.errors: Counter[str] = Counter()

    def work(self, calls: int) -> None:
        """Take so many calls."""
        with self._http:
            self._rest()
            for number in range(calls):
                try:
                    self._call(number)
                except (Refused, httpx.HTTPError) as error:
                    self.errors[repr(error)] += 1

    def _call(self, number: int) -> None:
        caller = self._chosen.randrange(CUSTOMERS)
        name = f"caller{caller}"
        for length in (2, 4, len(name)):
            found = self._ask("find the caller", "GET", f"/customers?q={name[:length]}")
        assert any(each["last_name"].lower() == name for each in found["items"]), name
        self._ask("open the customer", "GET", f"/customers/c{caller}")
        cart = self._ask("start a cart", "POST", "/carts", {"customer_id": f"c{caller}"})
        path = f"/carts/{cart['id']}"
        for product in self._chosen.sample(range(PRODUCTS), 3):
            self._ask("find a product", "GET", f"/products?q=blu&cart_id={cart['id']}")
            line = {"product_id": f"mug-{product}", "quantity": 1, "version": cart["version"]}
            cart = self._ask("add a product", "POST", f"{path}/lines", line)
        line_id = cart["lines"][0]["id"]
        two = {"quantity": 2, "version": cart["version"]}
        cart = self._ask("change a quantity", "PUT", f"{path}/lines/{line_id}/quantity", two)
        order = {"payment_method": "card", "version": cart["version"]}
        key = f"{path}-{number}"
        self._ask("place", "POST", f"{path}/order", order | {"idempotency_key": key})
        self._ask("list of orders", "GET", f"/orders?q={name}")

    def _ask(self, step: str, method: str, path: str, body: Any = None) -> Any:
        began = time.perf_counter()
        answer = self._http.request(method, path, json=body)
        self.taken[step].append(time.perf_counter() - began)
        if answer.status_code >= 400:
            raise Refused(f"{step}: {answer.status_code} {answer.json().get('code')}")
        self._rest()
        return answer.json()

    def _rest(self) -> None:
        time.sleep(self._pause * self._chosen.uniform(0.5, 1.5))


class Refused(Exception):
    """An answer that no employee should see."""


def told(employees: list[Employee], took: float) -> bool:
    """Print what each step took; whether nothing was refused."""
    asked = 0
    print(f"{'step':<20} {'times':>6} {'median':>9} {'99th':>9}")
    for step in employees[0].taken:
        taken = [each * 1e3 for one in employees for each in one.taken[step]]
        median, tail = statistics.median(taken), statistics.quantiles(taken, n=100)[-1]
        asked += len(taken)
        print(f"{step:<20} {len(taken):>6} {median:>6.1f} ms {tail:>6.1f} ms")
    errors = sum((each.errors for each in employees), Counter[str]())
    print(f"{asked / took:.0f} requests per second; errors {errors.total()} {dict(errors) or ''}")
    return not errors.total()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--employees", type=int, default=50)
    parser.add_argument("--calls", type=int, default=2)
    parser.add_argument("--pause", type=float, default=4.0, help="seconds between two steps")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    with postgres.server() as server, postgres.database(server) as database:
        url = database.render_as_string(hide_password=False)
        store = SqlStore.open(url)
        with stocked(store) as office:
            office.desk.write(EMPLOYEE, people)
            store.analyze()
        with served(url, given.processes) as base:
            Employee(base, 0, 0.0).work(2)  # what a process remembers it remembers by now
            employees = [Employee(base, each + 1, given.pause) for each in range(given.employees)]
            threads = [
                threading.Thread(target=each.work, args=(given.calls,)) for each in employees
            ]
            began = time.perf_counter()
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            held = told(employees, time.perf_counter() - began)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
