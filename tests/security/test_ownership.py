"""What belongs to one customer is never written, or used, for another."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import frozen

from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.address import Address
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.errors.customers import AddressOtherCustomer
from backoffice_orders.model.errors.finishing import ImportRefused
from backoffice_orders.model.ids import CustomerId
from backoffice_orders.model.imports import Record, RecordFile
from backoffice_orders.services.addresses import AddressEntry
from backoffice_orders.testing.samples import EMPLOYEE, MUG

HOME = AddressEntry("John", "Doe", "1 rue de Rivoli", "Paris", "FR", "75001")
ELSEWHERE = AddressEntry("Eve", "Doe", "9 rue Ailleurs", "Lyon", "FR", "69001")


@frozen
class Two:
    """John with his home, and Eve with none."""

    office: BackOffice
    john: Customer
    eve: Customer
    home: Address

    def of(self, customer_id: CustomerId) -> tuple[Address, ...]:
        return self.office.addresses.list(EMPLOYEE, customer_id)


@pytest.fixture
def two(office: BackOffice) -> Two:
    create = office.customers.create
    john = create(EMPLOYEE, first_name="John", last_name="Doe", email="john@example.com")
    eve = create(EMPLOYEE, first_name="Eve", last_name="Doe", email="eve@example.com")
    return Two(office, john, eve, office.addresses.add(EMPLOYEE, john.id, HOME))


def test_saving_an_address_of_anothers_for_a_cart_writes_nothing(two: Two) -> None:
    cart = two.office.carts.start(EMPLOYEE, two.eve.id)
    with pytest.raises(AddressOtherCustomer):
        two.office.addresses.save_and_choose(
            EMPLOYEE, cart.cart.id, ELSEWHERE, replaces=two.home.id, version=cart.version
        )
    assert two.of(two.john.id) == (two.home,)
    assert two.of(two.eve.id) == ()
    assert two.office.carts.view(EMPLOYEE, cart.cart.id).cart == cart.cart


def imported(office: BackOffice, kind: str, fields: dict[str, Any]) -> None:
    record = Record(f"{kind}.json", 1, fields)
    office.setup.load(EMPLOYEE, [RecordFile(kind, f"{kind}.json", iter([record]))])


def test_an_import_does_not_give_an_address_to_somebody_else(two: Two) -> None:
    fields = {
        "id": two.home.id,
        "customer_id": two.eve.id,
        "first_name": "Eve",
        "last_name": "Doe",
        "street": "9 rue Ailleurs",
        "city": "Lyon",
        "country": "FR",
        "postcode": "69001",
    }
    with pytest.raises(ImportRefused, match="belongs to another customer"):
        imported(two.office, "addresses", fields)
    assert two.of(two.john.id) == (two.home,)
    assert two.of(two.eve.id) == ()


@pytest.mark.parametrize("which", ["delivery_address_id", "invoice_address_id"])
def test_an_imported_cart_does_not_use_an_address_of_anothers(two: Two, which: str) -> None:
    fields = {
        "customer_id": two.eve.id,
        "lines": [{"product_id": MUG.id}],
        "updated_at": "2026-01-01T00:00:00+00:00",
        which: two.home.id,
    }
    with pytest.raises(ImportRefused, match="belongs to another customer"):
        imported(two.office, "carts", fields)
    assert two.office.carts.basis(EMPLOYEE, two.eve.id).carts.items == ()


def test_an_imported_order_does_not_use_an_address_of_anothers(two: Two) -> None:
    fields = {
        "customer_id": two.eve.id,
        "lines": [{"product_id": MUG.id}],
        "placed_at": "2026-01-01T00:00:00+00:00",
        "delivery_address_id": two.home.id,
        "invoice_address_id": two.home.id,
        "payment_method": "invoice",
    }
    with pytest.raises(ImportRefused, match="belongs to another customer"):
        imported(two.office, "orders", fields)
    assert len(two.office.orders.search(EMPLOYEE)) == 0
