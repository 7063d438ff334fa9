"""John at the phone, and a cart of his."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.address import Address
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.services.addresses import AddressEntry
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE, MUG

Refused = Callable[[str, Callable[[], object]], BackOfficeError]


@pytest.fixture
def john(office: BackOffice) -> Customer:
    return office.customers.create(
        EMPLOYEE, first_name="John", last_name="Doe", email="john@example.com"
    )


@pytest.fixture
def home(office: BackOffice, john: Customer) -> Address:
    entry = AddressEntry("John", "Doe", "1 rue de Rivoli", "Paris", "FR", "75001")
    return office.addresses.add(EMPLOYEE, john.id, entry)


@pytest.fixture
def cart(office: BackOffice, john: Customer, home: Address) -> CartView:
    """Two mugs for John, to be sent home: 24.00 and 6.00 of delivery."""
    started = office.carts.start(EMPLOYEE, john.id)
    return office.products.add(EMPLOYEE, started.cart.id, MUG.id, 2)


@pytest.fixture
def refused() -> Refused:
    """Check that a use case is refused with a code and a sentence; returns the error."""

    def check(code: str, use_case: Callable[[], object]) -> BackOfficeError:
        with pytest.raises(BackOfficeError) as caught:
            use_case()
        assert caught.value.code == code
        assert len(str(caught.value)) > 10
        return caught.value

    return check
