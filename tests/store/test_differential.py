"""Two answers to one question are a fault: the same calls on every store, their answers compared.

``make differential`` runs the full dose, 500 runs of 50 calls.
"""

from __future__ import annotations

import inspect
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from types import NoneType
from typing import Any, ClassVar, get_args

import pytest
from attrs import frozen
from hypothesis import HealthCheck, Phase, settings, strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    precondition,
    rule,
    run_state_machine_as_test,
)

from backoffice_orders.adapters.memory import MemoryStore
from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.ids import ShopId
from backoffice_orders.model.shop import Concern, ShopScope
from backoffice_orders.ports.unit_of_work import Store, UnitOfWork
from backoffice_orders.testing.port_types import port_types
from tests.store.calls import CALLS, Picks

FULL = os.environ.get("BACKOFFICE_DIFFERENTIAL") == "1"
RUNS, STEPS = (500, 50) if FULL else (150, 30)
PORTS = tuple({name.partition(".")[0]: None for name in CALLS})
runs = count(1)
# How often each method has answered, and how many calls were refused.
reached: Counter[str] = Counter()


def methods() -> Iterator[str]:
    """Every method of every port of a unit of work."""
    for name, kind in port_types().items():
        if name != "connection":
            kind = next((part for part in get_args(kind) if part is not NoneType), kind)
            for method, _ in inspect.getmembers(kind, inspect.isfunction):
                if not method.startswith("_"):
                    yield f"{name}.{method}"


@frozen
class Outcome:
    """What a call has come to: its answer, or its error with all of its fields."""

    answer: Any = None
    error: type[BackOfficeError] | None = None
    details: Any = None


class Stores(RuleBasedStateMachine):
    """The same transactions on several stores, in shops that share some of their data."""

    sql: ClassVar[dict[str, Store]] = {}
    # The calls that are made for the most part: those of many ports seldom meet.
    names: ClassVar[tuple[str, ...]] = ()

    def __init__(self) -> None:
        super().__init__()
        self.stores: dict[str, Store] = {"memory": MemoryStore(), **self.sql}
        run = next(runs)  # each run has shops of its own
        north, south = ShopId(f"north-{run}"), ShopId(f"south-{run}")
        people = {Concern.CUSTOMERS: north, Concern.CATALOG: north, Concern.STOCK: north}
        sales = {Concern.CARTS: north, Concern.ORDERS: north, Concern.CART_RULES: north}
        self.scopes = (ShopScope(north), ShopScope(south, people), ShopScope(south, sales))
        self.open: dict[str, UnitOfWork] = {}
        self.ended: dict[str, UnitOfWork] = {}
        self.exits = ExitStack()

    @rule(data=st.data())
    def call(self, data: st.DataObject) -> None:
        self._call(data)

    # Calls are what it is about: one rule among three would be chosen too seldom.

    @rule(data=st.data())
    def call_more(self, data: st.DataObject) -> None:
        self._call(data)

    @rule(data=st.data())
    def call_still_more(self, data: st.DataObject) -> None:
        self._call(data)

    @rule(data=st.data())
    def call_yet_more(self, data: st.DataObject) -> None:
        self._call(data)

    def _call(self, data: st.DataObject) -> None:
        """Call a method of a port; in a new transaction, where none is open."""
        name = self._name(data)
        if not self.open:
            # Few shops and few read-only transactions: what is written shall be met again.
            scope = data.draw(st.sampled_from((0, 0, 0, 0, 1, 2)))
            read_only = data.draw(st.sampled_from((False,) * 7 + (True,)))
            self._begin(self.scopes[scope], read_only=read_only)
        self._compare(name, self.open, CALLS[name](Picks(data, self.open["memory"])))

    @precondition(lambda self: self.open)
    @rule(commit=st.sampled_from((True, True, True, False)))
    def end(self, commit: bool) -> None:
        """Commit the transaction, or leave it by an exception."""
        self.ended, self.open = self.open, {}
        exits, self.exits = self.exits, ExitStack()
        if commit:
            exits.close()
        else:
            with pytest.raises(ZeroDivisionError), exits:
                raise ZeroDivisionError

    @precondition(lambda self: self.open)
    @rule(data=st.data(), read_only=st.booleans())
    def misuse(self, data: st.DataObject, read_only: bool) -> None:
        """Begin a transaction within the transaction, and call one that has ended."""
        outcomes = {}
        for kind, store in self.stores.items():
            try:
                with store.transaction(self.scopes[0], read_only=read_only):
                    outcomes[kind] = Outcome("it has begun")
            except BackOfficeError as error:
                outcomes[kind] = Outcome(None, type(error), error.details())
        self._require_equal("transaction", outcomes)
        name = self._name(data)
        if self.ended and name not in MAY_ANSWER_WITHOUT_ASKING:
            self._compare(name, self.ended, CALLS[name](Picks(data, self.open["memory"])))

    def teardown(self) -> None:
        if self.open:
            self.end(commit=False)

    def _name(self, data: st.DataObject) -> str:
        of_all = data.draw(st.sampled_from((False,) * 7 + (True,)))
        return data.draw(st.sampled_from(tuple(CALLS) if of_all else self.names))

    def _begin(self, scope: ShopScope, *, read_only: bool) -> None:
        for kind, store in self.stores.items():
            transaction = store.transaction(scope, read_only=read_only)
            self.open[kind] = self.exits.enter_context(transaction)

    def _compare(self, name: str, units: dict[str, UnitOfWork], arguments: tuple[Any, ...]) -> None:
        port, _, method = name.partition(".")
        outcomes = {}
        for kind, work in units.items():
            try:
                outcomes[kind] = Outcome(getattr(getattr(work, port), method)(*arguments))
            except BackOfficeError as error:
                outcomes[kind] = Outcome(None, type(error), error.details())
        refused = outcomes["memory"].error is not None
        reached[f"{name} refused" if refused else name] += 1
        reached["refused" if refused else "answered"] += 1
        self._require_equal(f"{name}{arguments}", outcomes)

    def _require_equal(self, what: str, outcomes: dict[str, Outcome]) -> None:
        for kind, outcome in outcomes.items():
            assert outcome == outcomes["memory"], f"{what}: memory and {kind} differ"


# Asked about nothing, or told to do nothing, a store need not look at anything.
MAY_ANSWER_WITHOUT_ASKING = frozenset(
    {"addresses.many", "catalog.many", "catalog.specific_prices", "stock.levels"}
    | {"cart_rules.for_cart", "cart_rules.uses", "orders.by_idempotency_key", "outbox.renew"}
    | {"cart_rules.by_code", "carts.many", "carts.taken_from", "orders.many"}
)


def test_every_method_of_every_port_is_called() -> None:
    assert sorted(CALLS) == sorted(methods())


@pytest.mark.parametrize("port", PORTS)
def test_every_store_answers_alike(
    port: str, sqlite_store: SqlStore, emptied_postgres: SqlStore
) -> None:
    Stores.sql = {"sqlite": sqlite_store, "postgres": emptied_postgres}
    Stores.names = tuple(name for name in CALLS if name.startswith(f"{port}."))
    reached.clear()
    run_state_machine_as_test(
        Stores,
        settings=settings(
            max_examples=RUNS // len(PORTS) + 1,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            phases=(Phase.generate, Phase.shrink),
            derandomize=not FULL,
            suppress_health_check=list(HealthCheck),
        ),
    )
    print(f"{port}: {reached['answered']} calls answered, {reached['refused']} refused")
    for name in Stores.names:
        assert reached[name] or (reached[f"{name} refused"] and not FULL), f"{name} never answered"
