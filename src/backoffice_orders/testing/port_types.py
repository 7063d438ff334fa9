"""Which port each part of a unit of work is: suites ask ports for their methods."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_type_hints

from backoffice_orders import ports
from backoffice_orders.ports.unit_of_work import UnitOfWork


def port_types() -> Mapping[str, Any]:
    """The types of what a unit of work has, by their names in it."""
    return get_type_hints(
        UnitOfWork, localns={name: getattr(ports, name) for name in ports.__all__}
    )
