"""What holds for every method of every port: rollback, isolation, refusals, read-only, the end."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.errors.host import NotSupported, StorageBusy, TransactionMisused
from backoffice_orders.model.ids import ShopId
from backoffice_orders.model.shop import ShopScope
from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.testing.contracts.base import Contract, Undone, needs, unit
from backoffice_orders.testing.contracts.observed import (
    Observed,
    answer,
    observe,
    observe_all,
    require_same,
)
from backoffice_orders.testing.contracts.questions import questions
from backoffice_orders.testing.contracts.refusals import REFUSALS
from backoffice_orders.testing.contracts.shelf import CONCERNS, fill
from backoffice_orders.testing.contracts.writes import WRITES

every_port: pytest.MarkDecorator = pytest.mark.parametrize("port", sorted(CONCERNS))


def filled_store(store: Store) -> bool:
    """Write the filled shop; whether all of it is there."""
    with unit(store) as work:
        return fill(work)


class TransactionsContract(Contract):
    """All or nothing, and nobody sees it before it is committed."""

    @needs("rollback")
    @every_port
    def test_every_write_is_seen_in_its_transaction_and_afterwards(
        self, store: Store, port: str
    ) -> None:
        whole = filled_store(store)
        for write in (each for each in WRITES if each.port == port and each.shows):
            before = observe_all(store, port)
            with suppress(Undone, NotSupported), unit(store) as work:
                first = observe(work, port)
                write.act(work)
                inside = observe(work, port)
                seen = inside != first or not whole  # it may be about what a part does not keep
                assert seen, f"{write.method} changes nothing that is answered"
                raise Undone
            require_same(before, observe_all(store, port), f"{write.method} was undone")
        inside = {}
        for write in (each for each in WRITES if each.port == port):
            with unit(store) as work:
                with suppress(BackOfficeError):  # what an earlier one has taken away
                    write.act(work)
                inside = observe(work, port)
            with unit(store) as work:
                why = f"{write.method} is not committed as it was seen"
                require_same(inside, observe(work, port), why)

    @needs("shops", "rollback")
    @every_port
    def test_what_was_read_before_a_write_is_read_anew(self, store: Store, port: str) -> None:
        """Of two shops that are written alike, one is asked before each write, and one is not."""
        asked, unasked = ShopScope(ShopId("asked")), ShopScope(ShopId("unasked"))
        for scope in (asked, unasked):
            with store.transaction(scope) as work:
                fill(work)
        observe_all(store, scope=asked)
        writes = [each for each in WRITES if each.port == port]
        for write in writes:
            with suppress(Undone), store.transaction(asked) as work:
                observe(work, port)
                write.do(work)
                after_asking = observe(work, port)
                raise Undone
            with suppress(Undone), store.transaction(unasked) as work:
                write.do(work)
                without_asking = observe(work, port)
                raise Undone
            why = f"after {write.method} is answered what was read before it"
            require_same(without_asking, after_asking, why)
        for write in writes:
            for scope in (asked, unasked):
                with store.transaction(scope) as work:
                    answer(work, write.act)
            observe_all(store, port, scope=asked)
        why = f"after writes of {port} is answered what was read before them"
        require_same(observe_all(store, scope=unasked), observe_all(store, scope=asked), why)

    @needs("rollback")
    @every_port
    def test_nothing_of_what_is_undone_stays(self, store: Store, port: str) -> None:
        filled_store(store)
        before = observe_all(store, port)
        for write in (each for each in WRITES if each.port == port):
            with suppress(Undone), unit(store) as work:
                write.do(work)
                raise Undone
            why = f"{write.method} was undone, and has left something"
            require_same(before, observe_all(store, port), why)

    @needs("rollback")
    def test_nothing_of_several_ports_stays(self, store: Store) -> None:
        filled_store(store)
        before = observe_all(store)
        with suppress(Undone), unit(store) as work:
            for write in WRITES:
                answer(work, write.act)
            raise Undone
        require_same(before, observe_all(store), "what was undone has left something")

    @needs("rollback")
    @every_port
    def test_a_refusal_changes_nothing_and_the_transaction_goes_on(
        self, store: Store, port: str
    ) -> None:
        filled_store(store)
        before = observe_all(store, port)
        for each in (each for each in REFUSALS if each.method.startswith(f"{port}.")):
            with suppress(Undone), unit(store) as work:
                each.require_raised(work)
                why = f"{each.method} was refused, and has changed something"
                require_same(before, observe(work, port) | _probed(before), why)
                for write in (other for other in WRITES if other.port == port):
                    answer(work, write.act)
                raise Undone
            with unit(store) as work, suppress(BackOfficeError):
                each.act(work)
            why = f"{each.method} was refused, and has left something"
            require_same(before, observe_all(store, port), why)

    @needs("concurrency", "rollback")
    def test_nobody_sees_what_is_not_committed(self, store: Store) -> None:
        filled_store(store)
        before = _asked(store)
        written, asked = threading.Event(), threading.Event()

        def read() -> Observed:
            written.wait(10)
            try:
                return _asked(store)
            finally:
                asked.set()

        with ThreadPoolExecutor(1) as pool:
            reading = pool.submit(read)
            with suppress(Undone), unit(store) as work:
                for write in WRITES:
                    answer(work, write.act)
                written.set()
                asked.wait(0.5)  # a store that lets one in at a time answers afterwards
                raise Undone
            seen = reading.result(30)
        require_same(before, seen, "another transaction sees what was not committed")

    @needs("read_only")
    @every_port
    def test_a_read_only_transaction_answers_and_refuses_to_write(
        self, store: Store, port: str
    ) -> None:
        filled_store(store)
        before = observe_all(store, port)
        with store.transaction(ShopScope(), read_only=True) as work:
            first = observe(work, port)
            for write in (each for each in WRITES if each.port == port):
                try:
                    write.act(work)
                except (TransactionMisused, NotSupported):
                    continue
                raise AssertionError(f"{write.method} writes in a read-only transaction")
            require_same(first, observe(work, port), "a refused write has changed something")
        require_same(before, observe_all(store, port), "reading has changed something")

    @needs("rollback")
    @every_port
    def test_what_has_ended_neither_answers_nor_writes(self, store: Store, port: str) -> None:
        filled_store(store)
        with unit(store) as ended:
            pass
        calls = [*questions(port), *((each.method, each.act) for each in WRITES)]
        for name, act in calls:
            if name.startswith(f"{port}."):
                with suppress(TransactionMisused, NotSupported):
                    act(ended)
                    raise AssertionError(f"{name} works after the end of its transaction")


def _asked(store: Store) -> Observed:
    """What a reader is answered, as soon as it gets in."""
    for _ in range(100):
        with suppress(StorageBusy), store.transaction(ShopScope(), read_only=True) as work:
            return observe(work)
    raise AssertionError("a reader never gets in")


def _probed(before: Observed) -> Observed:
    """Those of the answers that were asked for in a transaction that was undone."""
    return {name: each for name, each in before.items() if ", changed " in name}
