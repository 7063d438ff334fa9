"""The generic suites leave no method of a port out, and no field of what is stored."""

from __future__ import annotations

import inspect

from backoffice_orders.ports.unit_of_work import UnitOfWork
from backoffice_orders.testing.contracts.questions import READS
from backoffice_orders.testing.contracts.shelf import CONCERNS
from backoffice_orders.testing.contracts.writes import WRITES


def methods() -> set[str]:
    found = set()
    for port, accessor in vars(UnitOfWork).items():
        if isinstance(accessor, property) and accessor.fget is not None:
            protocol = inspect.get_annotations(accessor.fget, eval_str=True)["return"]
            found |= {f"{port}.{name}" for name in vars(protocol) if not name.startswith("_")}
    return found


def test_every_method_is_asked_or_written_with() -> None:
    assert methods() == READS.keys() | {write.method for write in WRITES}


def test_every_port_belongs_to_a_concern() -> None:
    assert {method.partition(".")[0] for method in methods()} == CONCERNS.keys()
