"""What every figure is made of: times taken by turns, and ratios with their limits."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path

from attrs import frozen
from tests import postgres

from backoffice_orders.adapters.sql import SqlStore

# A new, empty database of one engine; ``cache_size`` 0 remembers nothing of what was read.
NewStore = Callable[[], SqlStore]


@frozen
class Figure:
    """A measured value and what it may be at most; ``unit`` is empty for a ratio."""

    name: str
    value: float
    limit: float
    unit: str = ""

    @property
    def held(self) -> bool:
        """Whether the limit holds."""
        return self.value <= self.limit

    def __str__(self) -> str:
        unit = f" {self.unit}" if self.unit else ""
        verdict = "" if self.held else "  BEYOND IT"
        return f"{self.name:<58} {self.value:7.2f}{unit} (limit {self.limit:g}{unit}){verdict}"


def times(
    count: int,
    calls: Mapping[str, Callable[[int], object]],
    of: Callable[[list[float]], float] = statistics.median,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, float]:
    """How long each call takes (seconds), made so many times by turns after a first one."""
    taken: dict[str, list[float]] = {name: [] for name in calls}
    for number in range(count + 1):
        for name, call in calls.items():
            start = clock()
            call(number)
            taken[name].append(clock() - start)
    return {name: of(each[1:]) for name, each in taken.items()}


@contextmanager
def engines(directory: Path) -> Iterator[dict[str, NewStore]]:
    """A maker of new stores for each engine; PostgreSQL runs from a wheel."""
    numbers = count()
    with ExitStack() as opened:
        server = opened.enter_context(postgres.server())

        def sqlite() -> SqlStore:
            return SqlStore.open(f"sqlite:///{directory / f'shop-{next(numbers)}.db'}")

        def postgresql() -> SqlStore:
            return SqlStore.open(opened.enter_context(postgres.database(server)))

        yield {"sqlite": sqlite, "postgresql": postgresql}
