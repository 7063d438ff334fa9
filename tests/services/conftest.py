"""The sample shop whose taxes come from a real HTTP service, on every store."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from attrs import evolve

from backoffice_orders.adapters.memory import FixedClock, LinkedCheckout, SequentialIds
from backoffice_orders.back_office import BackOffice
from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.services.addresses import AddressEntry
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE, MUG, set_up_shop
from tests.services.loopback import HttpTaxes, TaxBureau

# Quick to give up, so that a slow service is one.
LIMIT_MS = 300
HOME = AddressEntry("John", "Doe", "1 rue de Rivoli", "Paris", "FR", "75001")
BERLIN = AddressEntry("John", "Doe", "Unter den Linden 1", "Berlin", "DE", "10117")


@pytest.fixture
def bureau() -> Iterator[TaxBureau]:
    with TaxBureau().serving() as bureau:
        yield bureau


@pytest.fixture
def office(store: Store, clock: FixedClock, bureau: TaxBureau) -> BackOffice:
    """The sample shop, whose tables say 20 % in France: the estimate."""
    opened = BackOffice(
        store,
        clock=clock,
        ids=SequentialIds(),
        checkout=LinkedCheckout(),
        taxes=HttpTaxes(bureau),
    )
    set_up_shop(opened)
    settle(opened, services_timeout_ms=LIMIT_MS, email="shop@example.com")
    return opened


def settle(office: BackOffice, **changes: Any) -> None:
    """Change the shop's settings."""
    settings = office.desk.read(EMPLOYEE, lambda work: work.settings)
    office.setup.save(EMPLOYEE, evolve(settings, **changes))


@pytest.fixture
def cart(office: BackOffice) -> CartView:
    """Two mugs for John, to be sent home: 20.00 and 5.00 of delivery, net."""
    return john_s_cart(office)


def john_s_cart(office: BackOffice) -> CartView:
    john = office.customers.create(
        EMPLOYEE, first_name="John", last_name="Doe", email="john@example.com"
    )
    office.addresses.add(EMPLOYEE, john.id, HOME)
    started = office.carts.start(EMPLOYEE, john.id)
    return office.products.add(EMPLOYEE, started.cart.id, MUG.id, 2, version=started.version)
