"""What was committed stays, whatever happens to the process; and several may use the store."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from backoffice_orders.model.ids import ShopId
from backoffice_orders.model.shop import ShopScope
from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.testing.contracts.base import Contract, needs, unit
from backoffice_orders.testing.contracts.observed import (
    Observed,
    answer,
    observe_all,
    require_same,
)
from backoffice_orders.testing.contracts.shelf import CONCERNS, PEN, fill
from backoffice_orders.testing.contracts.writes import WRITES
from backoffice_orders.testing.places import Place


class DurableContract(Contract):
    """Subclass with a fixture ``place``: a ``testing.places.Place``."""

    @needs("durable")
    def test_what_was_committed_is_there_after_closing(self, place: Place) -> None:
        with opened(place) as store:
            with unit(store) as work:
                fill(work)
            before = observe_all(store)
            store.close()  # and once more at the end, which does nothing
        with opened(place) as store:
            require_same(before, observe_all(store), "after opening again")

    @needs("durable", "processes", "shops")
    def test_another_process_sees_what_was_committed(self, place: Place) -> None:
        expected = filled_elsewhere(place)
        with running(place, "fill"), opened(place) as store:
            require_same(expected, observe_all(store), "another process has filled it")

    @needs("durable", "processes")
    def test_who_has_asked_before_sees_what_others_have_changed_since(self, place: Place) -> None:
        with opened(place) as asked, opened(place) as other:
            with unit(asked) as work:
                fill(work)
            observe_all(asked)
            for port in CONCERNS:
                for write in (each for each in WRITES if each.port == port):
                    with unit(other) as work:
                        answer(work, write.act)
                why = f"of {port} is answered what was there before others changed it"
                require_same(observe_all(other, port), observe_all(asked, port), why)

    @needs("durable", "processes", "shops")
    def test_a_kill_after_the_commit_loses_nothing(self, place: Place) -> None:
        expected = filled_elsewhere(place)
        with running(place, "fill") as process:
            process.kill()
            process.wait()
            with opened(place) as store:
                require_same(expected, observe_all(store), "killed after the commit")

    @needs("durable", "processes")
    def test_a_kill_before_the_commit_leaves_nothing_and_blocks_nobody(self, place: Place) -> None:
        with opened(place) as store:
            with unit(store) as work:
                fill(work)
            before = observe_all(store)
        with running(place, "hold") as process:
            process.kill()
            process.wait()
        with opened(place) as store:
            require_same(before, observe_all(store), "killed before the commit")
            with unit(store) as work:
                work.stock.set_level(PEN, 1)
            with unit(store) as work:
                assert work.stock.levels([PEN]) == {PEN: 1}

    @needs("durable", "processes")
    def test_processes_that_race_for_the_last_pieces(self, place: Place) -> None:
        with opened(place) as store, unit(store) as work:
            work.stock.set_level(PEN, 10)
        processes = [place.start("take", "6") for _ in range(3)]
        numbers = [
            number for each in processes for number in json.loads(each.communicate(timeout=60)[0])
        ]
        assert len(numbers) == 10, f"of 10 pieces {len(numbers)} were sold"
        assert len(set(numbers)) == 10, f"a number was given to two orders: {sorted(numbers)}"
        with opened(place) as store, unit(store) as work:
            assert work.stock.levels([PEN]) == {PEN: 0}


@contextmanager
def opened(place: Place) -> Iterator[Store]:
    """The store, closed afterwards."""
    store = place.open()
    try:
        yield store
    finally:
        store.close()


@contextmanager
def running(place: Place, *command: str) -> Iterator[subprocess.Popen[str]]:
    """Another process, that has done what it was told and stays; ended afterwards."""
    process = place.start(*command)
    assert process.stdout is not None
    try:
        said = process.stdout.readline().strip()
        assert said == "done", f"the other process has failed: {said}"
        yield process
    finally:
        process.kill()
        process.communicate()


def filled_elsewhere(place: Place) -> Observed:
    """What a filled shop answers: another one, filled and asked before the store is closed."""
    with opened(place) as store:
        with unit(store, "expected") as work:
            fill(work)
        return observe_all(store, scope=ShopScope(ShopId("expected")))
