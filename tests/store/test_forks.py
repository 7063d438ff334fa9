"""A server that opens the shop and forks its workers: each has connections of its own."""

from __future__ import annotations

import os
import signal
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest

from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.adapters.sql.cache import Cache
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.ids import CustomerId
from backoffice_orders.model.page import PageAfter
from backoffice_orders.model.shop import ShopScope
from backoffice_orders.services.limited_calls import LimitedCalls, NotInTime
from backoffice_orders.testing.samples import EMPLOYEE, customer, set_up_shop

WORKERS, READS = 3, 60


def forked(work: Callable[[], None]) -> int:
    """Do it in a child of this process; the child's process id."""
    child = os.fork()
    if child:
        return child
    signal.alarm(30)  # a child that waits for ever has failed
    status = 1
    try:
        work()
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


def failed(children: list[int]) -> list[int]:
    """Those of the children that did not succeed."""
    return [child for child in children if os.waitpid(child, 0)[1] != 0]


def shop(store: SqlStore) -> BackOffice:
    office = BackOffice(store)
    set_up_shop(office)
    with store.transaction(ShopScope()) as work:
        for number in range(WORKERS + 1):
            work.customers.add(customer(f"cus_{number}", last_name=f"Name{number}"))
    return office


def test_each_worker_gets_its_own_answers(sql_store: SqlStore) -> None:
    office = shop(sql_store)

    def ask(number: int) -> None:
        for _ in range(READS):
            found = office.customers.get(EMPLOYEE, CustomerId(f"cus_{number}"))
            assert found.last_name == f"Name{number}", found

    ask(WORKERS)  # the parent has connections now
    children = [forked(partial(ask, number)) for number in range(WORKERS)]
    ask(WORKERS)
    assert failed(children) == []
    ask(WORKERS)


def test_what_workers_write_is_there(sql_store: SqlStore) -> None:
    office = shop(sql_store)

    def write(number: int) -> None:
        for _ in range(10):
            office.carts.start(EMPLOYEE, CustomerId(f"cus_{number}"))

    write(WORKERS)
    children = [forked(partial(write, number)) for number in range(WORKERS)]
    write(WORKERS)
    assert failed(children) == []
    with sql_store.transaction(ShopScope(), read_only=True) as work:
        counts = [
            len(work.carts.of_customer(CustomerId(f"cus_{number}"), PageAfter()))
            for number in range(WORKERS + 1)
        ]
    assert counts == [10, 10, 10, 20]


def test_a_fork_within_a_transaction_leaves_it_to_the_parent(sql_store: SqlStore) -> None:
    office = shop(sql_store)

    def see_nothing() -> None:
        assert office.customers.search(EMPLOYEE, "late").items == ()

    pool = sql_store.engine.pool
    with sql_store.transaction(ShopScope()) as work:
        work.customers.add(customer("cus_9", last_name="Late"))
        child = forked(see_nothing)
        assert failed([child]) == []
        assert work.customers.get(CustomerId("cus_9")).last_name == "Late"
    assert len(office.customers.search(EMPLOYEE, "late")) == 1
    pool.dispose()  # SQLite's was given up with the fork; this transaction used its connection


@contextmanager
def held_elsewhere(lock: Any) -> Iterator[None]:
    """Another thread of this process holds the lock."""
    holds, over = threading.Event(), threading.Event()

    def hold() -> None:
        with lock:
            holds.set()
            over.wait()

    thread = threading.Thread(target=hold)
    thread.start()
    holds.wait()
    try:
        yield
    finally:
        over.set()
        thread.join()


def test_a_child_waits_for_no_thread_of_its_parent(sql_store: SqlStore) -> None:
    """Whatever the others were doing: what they hold at the fork, nobody would ever give back."""
    office = shop(sql_store)
    ids: Any = office.desk.ids

    def work() -> None:
        assert office.customers.get(EMPLOYEE, CustomerId("cus_0")).last_name == "Name0"
        assert office.carts.start(EMPLOYEE, CustomerId("cus_0")).cart.customer_id == "cus_0"

    with held_elsewhere(sql_store.cache._lock), held_elsewhere(ids._lock):
        child = forked(work)
    assert failed([child]) == []
    work()


def test_calls_that_hang_in_the_parent_take_no_place_in_a_child() -> None:
    calls, over = LimitedCalls(1), threading.Event()
    with pytest.raises(NotInTime):
        calls.within(0.01, over.wait)
    try:
        child = forked(lambda: calls.within(10, lambda: None))
        assert failed([child]) == []
        with pytest.raises(NotInTime):
            calls.within(10, lambda: None)
    finally:
        over.set()


def test_what_a_cache_holds_is_counted_anew_in_a_child() -> None:
    """A thread of the parent's may have been about to count it."""
    cache = Cache(10)
    cache.keep("a", "value of a", 6)
    cache._left = -1

    def work() -> None:
        cache.keep("b", "value of b", 4)
        assert cache.known(["a", "b"]) == ["value of a", "value of b"]
        cache.keep("c", "value of c", 1)
        assert cache.known(["a", "b", "c"]) == [None, "value of b", "value of c"]

    assert failed([forked(work)]) == []
