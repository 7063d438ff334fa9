"""What a store remembers: bounded, its own, shared by threads, and not needed for being right."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event

from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.adapters.sql.cache import Cache
from backoffice_orders.back_office import BackOffice
from backoffice_orders.services.addresses import AddressEntry
from backoffice_orders.testing.samples import EMPLOYEE, MUG, set_up_shop


def test_a_value_is_made_once() -> None:
    cache = Cache()
    made = cache.get("key", object)
    assert cache.get("key", object) is made


def test_what_is_needed_least_goes_first() -> None:
    cache = Cache(30)
    values = {key: cache.get(key, object, 10) for key in "abc"}
    assert cache.get("a", object) is values["a"]
    cache.get("d", object, 10)
    assert cache.get("a", object) is values["a"]
    assert cache.get("b", object) is not values["b"]


def test_many_are_asked_for_at_once_and_are_needed_by_that() -> None:
    cache = Cache(30)
    values = {key: cache.get(key, object, 10) for key in "abc"}
    assert cache.known("ax") == [values["a"], None]
    cache.get("d", object, 10)
    assert cache.known("abcd")[:3] == [values["a"], None, values["c"]]


def test_what_is_kept_again_counts_once() -> None:
    cache = Cache(30)
    first = cache.get("first", object, 10)
    for _ in range(9):
        cache.keep("again", "value", 20)
    assert cache.known(["first", "again"]) == [first, "value"]


def test_what_is_larger_than_the_cache_is_not_kept_and_drives_nothing_out() -> None:
    cache = Cache(30)
    small = cache.get("small", object, 10)
    large = cache.get("large", object, 31)
    assert cache.get("large", object, 31) is not large
    assert cache.get("small", object, 10) is small


def test_a_cache_of_size_0_remembers_nothing() -> None:
    cache = Cache(0)
    first = cache.get("key", object)
    cache.keep("key", first)
    assert cache.get("key", object) is not first


def test_threads_share_a_cache() -> None:
    cache = Cache(500)

    def use(thread: int) -> bool:
        keys = [(thread + number) % 100 for number in range(3000)]
        return all(cache.get(key, lambda: [key], 10) == [key] for key in keys)

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(use, range(8)))


@pytest.mark.parametrize("cache_size", [0, 100, 8_000_000])
def test_a_call_goes_the_same_way_whatever_is_remembered(
    sql_store: SqlStore, cache_size: int
) -> None:
    store = SqlStore(sql_store.engine, cache_size=cache_size)
    office = BackOffice(store)
    set_up_shop(office)
    office.setup.set_stock(EMPLOYEE, MUG.id, 10)
    john = office.customers.create(EMPLOYEE, first_name="J", last_name="D", email="j@example.com")
    entry = AddressEntry("J", "D", "1 rue X", "Paris", "FR", "75001")
    office.addresses.add(EMPLOYEE, john.id, entry)
    cart_id = office.carts.start(EMPLOYEE, john.id).cart.id
    view = office.products.add(EMPLOYEE, cart_id, MUG.id, 2)
    order = office.finishing.place(
        EMPLOYEE, cart_id, payment_method="card", idempotency_key="call-1"
    )
    assert order.total == view.summary.total.gross
    assert office.orders.get(EMPLOYEE, order.id) == order


def test_two_stores_remember_apart(sql_store: SqlStore) -> None:
    other = SqlStore(sql_store.engine)
    office = BackOffice(sql_store)
    set_up_shop(office)
    sent: list[str] = []
    event.listen(sql_store.engine, "before_cursor_execute", lambda *heard: sent.append(heard[2]))
    office.setup.settings(EMPLOYEE)
    sent.clear()
    BackOffice(other).setup.settings(EMPLOYEE)
    assert any("reference_data" in statement for statement in sent)
