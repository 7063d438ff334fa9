"""Whoever was too late tries again, a few times, with pauses that grow; other errors stand."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from backoffice_orders.adapters.files import read_directory
from backoffice_orders.adapters.memory import MemoryStore
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.errors.host import OutcomeUnknown, StorageBusy
from backoffice_orders.model.imports import CartEntry, LineEntry, Record, RecordFile
from backoffice_orders.model.shop import ShopScope
from backoffice_orders.model.stock import StockItem
from backoffice_orders.model.subjects import SubjectType
from backoffice_orders.ports.unit_of_work import UnitOfWork
from backoffice_orders.services.desk import Desk, Work
from backoffice_orders.services.importing import KINDS
from backoffice_orders.testing.samples import EMPLOYEE, MOMENT, MUG, euros, set_up_shop
from tests.checkout.samples import Shop

MOST_ATTEMPTS = 16


class Contended:
    """A store whose first transactions fail at their end, as a lost race does."""

    def __init__(self, failures: int, error: Exception) -> None:
        self._store = MemoryStore()
        self._failures = failures
        self._error = error
        self.begun = 0

    @contextmanager
    def transaction(self, scope: ShopScope, *, read_only: bool = False) -> Iterator[UnitOfWork]:
        self.begun += 1
        with self._store.transaction(scope, read_only=read_only) as unit:
            yield unit
            if self.begun <= self._failures:
                raise self._error

    def fail(self, times: int) -> None:
        """Let the next transactions fail."""
        self._failures = self.begun + times

    def close(self) -> None:
        self._store.close()


def desk(store: Contended, pauses: list[float]) -> Desk:
    return evolve(BackOffice(MemoryStore()).desk, store=store, sleep=pauses.append)


def test_it_happens_once_however_often_it_is_tried() -> None:
    store, pauses = Contended(4, StorageBusy("somebody was faster")), list[float]()
    at_work = desk(store, pauses)
    at_work.write(EMPLOYEE, lambda work: work.record("cart.tag", SubjectType.CART, "cart_1"))
    assert store.begun == 5
    assert len(pauses) == 3  # the second attempt is made at once
    assert len(at_work.read(EMPLOYEE, lambda work: work.history(SubjectType.CART, "cart_1"))) == 1


def test_the_pauses_grow_vary_and_end() -> None:
    every: list[list[float]] = []
    for _ in range(20):
        store, pauses = Contended(MOST_ATTEMPTS, StorageBusy("somebody was faster")), list[float]()
        with pytest.raises(StorageBusy):
            desk(store, pauses).write(EMPLOYEE, lambda work: None)
        assert store.begun == MOST_ATTEMPTS
        limits = [0.02, 0.04, 0.08, 0.16, 0.32, 0.64] + 8 * [1.0]
        assert all(0 <= pause <= limit for pause, limit in zip(pauses, limits, strict=True))
        every.append(pauses)
    assert len({tuple(pauses) for pauses in every}) == 20
    # On average half of the limits: 9.26 / 2 seconds.
    assert 3.5 < sum(map(sum, every)) / 20 < 5.8


def test_an_import_that_begins_anew_reads_its_files_again(tmp_path: Path) -> None:
    (tmp_path / "stock.csv").write_text("product_id,level\nmug,7\n")
    (tmp_path / "brands.json").write_text('[{"id": "blue", "name": "Blue"}]')
    once = RecordFile("zones", "zones", iter([Record("zones", 1, {"id": "eu", "name": "EU"})]))
    store = Contended(0, StorageBusy("somebody was faster"))
    office = BackOffice(store)
    set_up_shop(office)
    store.fail(1)
    files = [*read_directory(tmp_path, KINDS), once]
    assert office.setup.load(EMPLOYEE, iter(files)).counts == {"stock": 1, "brands": 1, "zones": 1}
    levels = office.desk.read(EMPLOYEE, lambda work: work.stock.levels([StockItem(MUG.id)]))
    assert levels == {StockItem(MUG.id): 7}


def test_a_cart_whose_lines_can_be_read_once_only_is_taken_in_whole() -> None:
    store = Contended(0, StorageBusy("somebody was faster"))
    office = BackOffice(store)
    set_up_shop(office)
    john = office.customers.create(EMPLOYEE, first_name="J", last_name="D", email="j@example.com")
    lines: Any = (LineEntry(product_id, 2) for product_id in [MUG.id])
    entry = CartEntry(john.id, lines, MOMENT)
    store.fail(1)
    taken = office.carts.take_in(EMPLOYEE, "basket-1", entry).view.cart
    assert [(line.product_id, line.quantity) for line in taken.lines] == [(MUG.id, 2)]


class FailsOnce:
    """A port of which a method is too late, once."""

    def __init__(self, port: object, method: str, store: BusyPort) -> None:
        self._port, self._method, self._store = port, method, store

    def __getattr__(self, name: str) -> Any:
        if name == self._method and not self._store.done:
            self._store.done = True
            raise StorageBusy("somebody was faster")
        return getattr(self._port, name)


class BusyPort:
    """A store of which one port finds out in the middle that somebody was faster."""

    def __init__(self, port: str, method: str) -> None:
        self._store = MemoryStore()
        self._port, self._method = port, method
        self.done = True

    @contextmanager
    def transaction(self, scope: ShopScope, *, read_only: bool = False) -> Iterator[UnitOfWork]:
        with self._store.transaction(scope, read_only=read_only) as unit:
            port = FailsOnce(getattr(unit, self._port), self._method, self)
            parts: dict[str, Any] = {} if read_only else {self._port: port}
            yield evolve(unit, **parts)

    def close(self) -> None:
        self._store.close()


@pytest.mark.parametrize("port_and_method", ["stock.set_level", "customers.add"])
def test_a_busy_storage_is_no_mistake_in_a_file(tmp_path: Path, port_and_method: str) -> None:
    (tmp_path / "stock.csv").write_text("product_id,level\nmug,7\n")
    (tmp_path / "customers.csv").write_text(
        "id,first_name,last_name,email\nj,Jo,Do,jo@example.com\n"
    )
    store = BusyPort(*port_and_method.split("."))
    office = BackOffice(store)
    set_up_shop(office)
    store.done = False
    loaded = office.setup.load(EMPLOYEE, read_directory(tmp_path, KINDS))
    assert loaded.counts == {"stock": 1, "customers": 1}
    assert store.done


def test_a_busy_storage_is_no_mistake_in_a_line() -> None:
    store = BusyPort("catalog", "search")
    office = BackOffice(store)
    set_up_shop(office)
    cart = office.carts.start(EMPLOYEE).cart
    store.done = False
    added = office.products.add_lines(EMPLOYEE, cart.id, "MUG-1 2")
    assert (store.done, added.added, added.not_added) == (True, 1, ())


def test_a_payment_is_recorded_with_its_letter_though_the_storage_was_busy() -> None:
    store = BusyPort("emails", "add")
    shop = Shop(store)
    cart = shop.cart()
    order = shop.office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="card")
    store.done = False
    paid = shop.office.order_payments.charge(EMPLOYEE, order.id)
    assert (store.done, paid.due, len(shop.cards.charged)) == (True, euros("0.00"), 1)
    assert len(shop.office.emails.of_order(EMPLOYEE, order.id)) == 1


@pytest.mark.parametrize("error", [OutcomeUnknown("the answer got lost"), ValueError("a mistake")])
def test_nothing_else_is_tried_again(error: Exception) -> None:
    store, pauses = Contended(1, error), list[float]()
    with pytest.raises(type(error)):
        desk(store, pauses).write(EMPLOYEE, lambda work: None)
    assert (store.begun, pauses) == (1, [])


def test_retries_are_logged_without_what_they_are_about(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="backoffice_orders.retries")

    def tag_johns_cart(work: Work) -> None:
        work.record("cart.tag", SubjectType.CART, "john@example.com")

    desk(Contended(1, StorageBusy("busy")), []).write(EMPLOYEE, tag_johns_cart)
    with pytest.raises(StorageBusy):
        desk(Contended(MOST_ATTEMPTS, StorageBusy("busy")), []).write(EMPLOYEE, tag_johns_cart)
    said = [each for each in caplog.records if each.name == "backoffice_orders.retries"]
    assert [record.levelname for record in said] == ["INFO", "INFO", "WARNING"]
    assert all("tag_johns_cart" in record.getMessage() for record in said)
    assert "john@" not in caplog.text
