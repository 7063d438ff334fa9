"""A shop with one customer on each engine, and how hard it is tried."""

from __future__ import annotations

import os

import pytest

from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.ids import CustomerId
from backoffice_orders.services.desk import Work
from backoffice_orders.testing.samples import EMPLOYEE, MUG, address, customer, set_up_shop

SOAK = os.environ.get("BACKOFFICE_SOAK") == "1"
STOCK = 100_000


@pytest.fixture
def kills() -> int:
    """How often a process is killed: a short dose, or the full one (``make soak``)."""
    return 50 if SOAK else 5


def open_shop(store: SqlStore) -> BackOffice:
    office = BackOffice(store)
    set_up_shop(office)
    office.setup.set_stock(EMPLOYEE, MUG.id, STOCK)

    def people(work: Work) -> None:
        for number in range(1, 5):
            work.customers.add(customer(f"cus_{number}"))
            work.addresses.add(address(f"addr_{number}", CustomerId(f"cus_{number}")))

    office.desk.write(EMPLOYEE, people)
    return office


@pytest.fixture
def shop(sql_store: SqlStore) -> BackOffice:
    return open_shop(sql_store)
