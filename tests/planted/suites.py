"""The shipped suites, run in this process against stores in which something is planted."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from functools import cache
from itertools import product
from typing import Any

from attrs import frozen

from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.testing import contracts
from backoffice_orders.testing.contracts.base import Contract, races
from backoffice_orders.testing.contracts.pages import LISTED
from backoffice_orders.testing.contracts.round_trips import KEPT
from backoffice_orders.testing.contracts.shelf import CONCERNS

SUITES: tuple[type[Contract], ...] = tuple(
    suite
    for name in contracts.__all__
    if issubclass(suite := getattr(contracts, name), Contract) and suite is not Contract
)
_STARTS = ("Store", "Transactions", "Sharing", "RoundTrips", "Pages")


@frozen
class Promise:
    """One test of a suite, with its parameters."""

    suite: type[Contract]
    name: str
    parameters: dict[str, Any]

    @property
    def told(self) -> str:
        """As people read it."""
        of = f" ({', '.join(map(str, self.parameters.values()))})" if self.parameters else ""
        suite = self.suite.__name__.removesuffix("Contract")
        return f"{suite}: {self.name.removeprefix('test_').replace('_', ' ')}{of}"

    def broken(self, make: Callable[[], Store]) -> str | None:
        """What goes wrong with a store; None where the promise is kept."""
        store = make()
        try:
            suite = self.suite()
            suite.fill(store)
            getattr(suite, self.name)(store=store, **self.parameters)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # pytest's own are no exceptions
            text = str(error).strip()
            return f"{type(error).__name__}: {text.splitlines()[0][:100] if text else ''}"
        finally:
            store.close()
        return None


def promises(port: str, *, own_first: bool = False) -> Iterator[Promise]:
    """All that concerns one port; for "", everything. What takes time comes last."""
    own = [suite for suite in SUITES if port and suite.port == port]
    general = [suite for suite in SUITES if suite.__name__.removesuffix("Contract") in _STARTS]
    others = [suite for suite in SUITES if suite not in general]
    chosen = [*general, *own] if port else [*general, *others]
    if own_first:
        chosen = [*own, *general]
    tests = [
        (suite, name, test)
        for suite in chosen
        for name, test in inspect.getmembers(suite, inspect.isfunction)
        if name.startswith("test_") and "store" in inspect.signature(test).parameters
    ]
    for suite, name, test in sorted(tests, key=lambda each: _takes_time(each[2])):
        yield from _of(suite, name, test, port)


@cache
def _takes_time(test: Any) -> bool:
    """Whether it waits for others: such tests come last."""
    return races(test)


def _of(suite: type[Contract], name: str, test: Any, port: str) -> Iterator[Promise]:
    marks = [mark for mark in getattr(test, "pytestmark", ()) if mark.name == "parametrize"]
    choices = [[_named(mark.args[0], value) for value in mark.args[1]] for mark in marks]
    for chosen in product(*choices):
        parameters: dict[str, Any] = {}
        for each in chosen:
            parameters |= each
        if not port or _concerns(parameters, port):
            yield Promise(suite, name, parameters)


def _named(names: Any, value: Any) -> dict[str, Any]:
    listed = [each.strip() for each in names.split(",")] if isinstance(names, str) else names
    return {listed[0]: value} if len(listed) == 1 else dict(zip(listed, value, strict=True))


def _concerns(parameters: dict[str, Any], port: str) -> bool:
    if "port" in parameters:
        return bool(parameters["port"] == port)
    if "concern" in parameters:
        return parameters["concern"] is CONCERNS[port]
    name = str(parameters.get("name"))
    kept = KEPT.get(name) or LISTED.get(name)
    return kept is None or kept.port == port


def first_broken(
    port: str, make: Callable[[], Store], *, own_first: bool = False
) -> tuple[Promise, str] | None:
    """The first promise that a store breaks, and how; None where it keeps all."""
    for promise in promises(port, own_first=own_first):
        reason = promise.broken(make)
        if reason is not None:
            return promise, reason
    return None
