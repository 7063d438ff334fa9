"""Plants every fault, and tells which promise has caught it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from functools import partial
from unittest import mock

from attrs import frozen

from backoffice_orders.adapters.memory import MemoryStore
from backoffice_orders.model.shop import ShopScope
from backoffice_orders.ports.unit_of_work import Store
from tests.planted import (
    attached,
    carts,
    catalog,
    everywhere,
    in_memory,
    in_memory_ports,
    in_sql,
    journal,
    orders,
    people,
    rules,
    setup,
    slips,
    stock,
)
from tests.planted.planting import Fault, Instead, Patched
from tests.planted.suites import first_broken

BY_METHOD: tuple[Fault, ...] = (
    *people.FAULTS,
    *catalog.FAULTS,
    *setup.FAULTS,
    *stock.FAULTS,
    *carts.FAULTS,
    *rules.FAULTS,
    *orders.FAULTS,
    *attached.FAULTS,
    *journal.FAULTS,
    *everywhere.FAULTS,
)
# How many runs of ten find a fault that shows where transactions overlap.
RUNS, FOUND = 10, 9


@frozen
class Planted:
    """A fault in a kind of store, ready to be tried."""

    told: str
    port: str
    make: Callable[[], Store]
    plant: Callable[[], AbstractContextManager[bool]]
    race: bool = False
    own_first: bool = False

    def caught(self) -> str | None:
        """The promise that finds it, and how; None where none does."""
        with self.plant() as there:
            assert there, f"it cannot be planted any more: {self.told}"
            found = first_broken(self.port, self.make, own_first=self.own_first)
        return None if found is None else f"{found[0].told}: {found[1]}"


def in_memory_faults() -> Iterator[Planted]:
    """All faults of the memory store."""
    for fault in BY_METHOD:
        yield _of_a_method(fault, MemoryStore)
    for port, told, instead in everywhere.SHARING:
        yield Planted(told, port, MemoryStore, _owning(instead))
    for patches in in_memory_ports.PATCHED:
        yield Planted(patches[0].told, patches[0].port, MemoryStore, partial(_all_of, patches))
    for slip in slips.SLIPS:
        yield Planted(slip.told, slip.port, MemoryStore, slip.planted, own_first=True)
    for broken in in_memory.BROKEN:
        yield Planted(broken.told, broken.port, broken.make, lambda: nullcontext(True), broken.race)


def in_sql_faults() -> Iterator[Planted]:
    """Those of the SQL store: every seventh of any store's, and its own."""
    for fault in BY_METHOD[::7]:
        yield _of_a_method(fault, in_sql.sqlite)
    for port, told, instead in everywhere.SHARING[::3]:
        yield Planted(told, port, in_sql.sqlite, _owning(instead))
    for method in in_sql.OF_A_SHOP:
        port, told = method.partition(".")[0], f"{method} forgets the shop in what it sends"
        yield Planted(told, port, in_sql.sqlite, partial(in_sql.shopless, method))
    for patched in in_sql.PATCHED:
        yield Planted(patched.told, patched.port, in_sql.sqlite, patched.planted)
    for each in in_sql.SLIPS:
        yield Planted(each.told, each.port, in_sql.sqlite, each.planted, own_first=True)


def _of_a_method(fault: Fault, make: Callable[[], Store]) -> Planted:
    own_first = fault not in everywhere.FAULTS
    return Planted(
        fault.told, fault.port, make, lambda: fault.planted(make()), fault.race, own_first
    )


def _owning(instead: Instead) -> Callable[[], AbstractContextManager[bool]]:
    @contextmanager
    def planted() -> Iterator[bool]:
        with mock.patch.object(
            ShopScope, "owner", lambda scope, concern: instead(None, scope, concern)
        ):
            yield True

    return planted


@contextmanager
def _all_of(patches: Sequence[Patched]) -> Iterator[bool]:
    with ExitStack() as undo:
        yield all(undo.enter_context(each.planted()) for each in patches)


def main() -> int:
    """Print the table; the exit code is 1 where a fault goes unnoticed."""
    missed = 0
    for kind, faults in (("memory", in_memory_faults()), ("sqlite", in_sql_faults())):
        total = 0
        for planted in faults:
            total += 1
            runs = [planted.caught() for _ in range(RUNS if planted.race else 1)]
            found = [caught for caught in runs if caught is not None]
            enough = len(found) >= (FOUND if planted.race else 1)
            missed += not enough
            times = f" ({len(found)} of {RUNS} runs)" if planted.race else ""
            print(f"{kind}  {planted.told}{times}\n        {found[0] if found else 'NOT CAUGHT'}")
        print(f"{kind}: {total} faults\n")
    print(f"{missed} not caught")
    return 1 if missed else 0
