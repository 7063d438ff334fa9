"""Whoever was too late tries again, a few times, with pauses that grow; other errors stand."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from attrs import evolve

from backoffice_orders.adapters.files import read_directory
from backoffice_orders.adapters.memory import MemoryStore
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.errors.host import OutcomeUnknown, StorageBusy
from backoffice_orders.model.imports import Record, RecordFile
from backoffice_orders.model.shop import ShopScope
from backoffice_orders.model.stock import StockItem
from backoffice_orders.model.subjects import SubjectType
from backoffice_orders.ports.unit_of_work import UnitOfWork
from backoffice_orders.services.desk import Desk, Work
from backoffice_orders.services.importing import KINDS
from backoffice_orders.testing.samples import EMPLOYEE, MUG, set_up_shop

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
