"""What the suites share."""

from __future__ import annotations

import inspect
import threading
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from typing import Any, ClassVar, TypeVar

import pytest

from backoffice_orders.adapters.memory import MemoryStore
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.errors.host import StorageBusy
from backoffice_orders.model.ids import ShopId
from backoffice_orders.model.page import Page, PageAfter, PageRequest
from backoffice_orders.model.shop import ShopScope
from backoffice_orders.ports.unit_of_work import Store, UnitOfWork
from backoffice_orders.testing.features import FEATURES

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])
_MOST_ATTEMPTS = 100
# How long (seconds) racers wait for each other where a store lets only some of them go on.
_MEETING = 0.3
FIRST_PAGE = PageRequest()
FROM_THE_START = PageAfter()


def pages(ask: Callable[[PageAfter], Page[T]], size: int) -> list[list[T]]:
    """The pages of a list by a key, from the first to the last."""
    found = [ask(PageAfter(size=size))]
    while found[-1].more:
        assert found[-1].next, "another page follows, and nothing says where it begins"
        found.append(ask(PageAfter(found[-1].next, size)))
        assert len(found) < 100, "the list does not end"
    assert found[-1].next == ""
    return [list(page) for page in found]


class Undone(Exception):
    """Raised by a suite to undo its transaction."""


class Contract:
    """The base of all suites.

    Attributes:
        port: The port that the suite is about ("carts"); "" where it is about the whole store.
        needs: Features that all of its tests need.
        without: Names of features that the store does not have (``testing.features``): the tests
            that need one of them are skipped.
    """

    port: ClassVar[str] = ""
    needs: ClassVar[Collection[str]] = ()
    without: ClassVar[Collection[str]] = frozenset()
    _left_out: Collection[str] = frozenset()
    _beside: Store | None = None

    def fill(self, store: Store) -> None:
        """Put into the store what all tests of the suite begin with: nothing, where none says."""

    def another_shop(self, store: Store) -> AbstractContextManager[UnitOfWork]:
        """A transaction of another shop; beside a store of one shop there is another store."""
        if "shops" not in self._left_out:
            return unit(store, "another shop")
        self._beside = self._beside or MemoryStore()
        return unit(self._beside)

    @pytest.fixture(autouse=True)
    def _features(self, request: pytest.FixtureRequest) -> None:
        without = {*self.without, *request.config.getoption("backoffice_without", ())}
        unknown = sorted(without - FEATURES.keys())
        assert not unknown, f"there are no features {unknown}; there are {sorted(FEATURES)}"
        self._left_out = without
        wanted = [*self.needs, self.port, *getattr(request.function, "backoffice_needs", ())]
        if races(request.function):
            wanted.append("concurrency")
        if getattr(request.node, "callspec", None) and request.node.callspec.params.get("port"):
            wanted.append(request.node.callspec.params["port"])  # "files" is a feature, too
        for feature in wanted:
            if feature in without:
                pytest.skip(f"the store is without {feature}")


def needs(*features: str) -> Callable[[F], F]:
    """Marks a test of a suite: it is skipped for stores that are without one of these features."""

    def mark(test: F) -> F:
        vars(test)["backoffice_needs"] = features
        return test

    return mark


def races(test: Callable[..., Any]) -> bool:
    """Whether a test of a suite has several threads at once use the store."""
    return "race(" in inspect.getsource(test) or "concurrency" in getattr(
        test, "backoffice_needs", ()
    )


def unit(store: Store, shop: str = "main") -> AbstractContextManager[UnitOfWork]:
    """A transaction of one shop."""
    return store.transaction(ShopScope(ShopId(shop)))


def undone(store: Store, act: Callable[[UnitOfWork], T], scope: ShopScope | None = None) -> T:
    """What ``act`` returns in a transaction that is undone afterwards."""
    answers: list[T] = []
    with suppress(Undone), store.transaction(scope or ShopScope()) as work:
        answers.append(act(work))
        raise Undone
    return answers[0]


def race(
    store: Store, times: int, act: Callable[[UnitOfWork, int], T]
) -> list[T | BackOfficeError]:
    """Run ``act`` in as many transactions at once; what each returned or was refused with.

    The transactions overlap as far as the store lets them: none acts before all are open, and
    none ends before all have acted. ``StorageBusy`` is tried again, as every caller of a store
    does, a hundred times at most.
    """
    racers = min(times, 16)
    all_open, all_have_acted = threading.Barrier(racers), threading.Barrier(racers)

    def attempt(number: int) -> T:
        with unit(store) as work:
            _meet(all_open)
            try:
                return act(work, number)
            finally:
                _meet(all_have_acted)

    def once(number: int) -> T | BackOfficeError:
        for _ in range(_MOST_ATTEMPTS):
            try:
                return attempt(number)
            except StorageBusy as error:
                busy = error
            except BackOfficeError as error:
                return error
        raise busy

    with ThreadPoolExecutor(max_workers=racers) as pool:
        return list(pool.map(once, range(times)))


def _meet(barrier: threading.Barrier) -> None:
    """Wait for the others, once: a store that lets one in at a time breaks the barrier."""
    with suppress(threading.BrokenBarrierError):
        barrier.wait(_MEETING)
