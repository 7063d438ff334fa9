"""The shipped suites find what is planted: a share of it here, all by ``make planted``."""

from __future__ import annotations

import pytest

from backoffice_orders.adapters.memory import MemoryStore
from tests.planted.run import Planted, in_memory_faults, in_sql_faults
from tests.planted.suites import promises

MEMORY, SQL = tuple(in_memory_faults()), tuple(in_sql_faults())
# Of those that are told apart by a method every so many, and the races.
SHARE = [each for each in MEMORY[::9] if not each.race] + [each for each in MEMORY if each.race]


def test_there_are_enough_of_them() -> None:
    assert len(MEMORY) >= 140
    assert len(SQL) >= 40
    assert len({each.told for each in MEMORY}) == len(MEMORY)


def test_a_store_without_a_fault_keeps_every_promise() -> None:
    for promise in promises(""):
        assert promise.broken(MemoryStore) is None, promise.told


@pytest.mark.parametrize("planted", SHARE, ids=lambda planted: planted.told)
def test_memory(planted: Planted) -> None:
    assert planted.caught() is not None


@pytest.mark.parametrize("planted", SQL[::9], ids=lambda planted: planted.told)
def test_sqlite(planted: Planted) -> None:
    assert planted.caught() is not None
