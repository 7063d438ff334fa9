"""A host's imperfect rows can be found, looked at and ordered for; entering stays strict."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from attrs import evolve
from starlette.testclient import TestClient

from backoffice_orders.adapters.memory import MemoryStore
from backoffice_orders.back_office import BackOffice
from backoffice_orders.console import console_app
from backoffice_orders.model.address import Address
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.errors.base import BackOfficeError, FieldMissing
from backoffice_orders.model.ids import AddressId, CustomerId, ProductId
from backoffice_orders.model.product import Product, ProductCodes
from backoffice_orders.model.shop import ShopScope
from backoffice_orders.model.stock import StockItem
from backoffice_orders.services.addresses import AddressEntry
from backoffice_orders.testing.samples import EMPLOYEE, STANDARD_TAX, euros, set_up_shop

NONE: Any = None  # an empty column of the host's
JOHN = CustomerId("john")
MUG = ProductId("row")


@pytest.fixture
def office() -> Iterator[BackOffice]:
    """A shop whose rows were written by somebody else, long ago."""
    store = MemoryStore()
    with BackOffice(store) as opened:
        set_up_shop(opened)
        with store.transaction(ShopScope()) as work:
            work.customers.add(
                Customer(JOHN, "Johnny", NONE, NONE, datetime(2009, 5, 1), company=NONE, phone=NONE)
            )
            work.addresses.add(
                Address(AddressId("a"), JOHN, "Johnny", NONE, "1 rue X", NONE, "FR", alias=NONE)
            )
            name = "Johnny's mug " + "very " * 100 + "big"
            product = Product(MUG, name, euros("5"), STANDARD_TAX.id, description=NONE)
            work.catalog.save_product(evolve(product, codes=ProductCodes(NONE, "x" * 100)))
            work.stock.set_level(StockItem(MUG), 5)
        yield opened


def test_they_are_found_and_looked_at(office: BackOffice) -> None:
    (found,) = office.customers.search(EMPLOYEE, "john")
    assert (found.name, found.email) == ("Johnny", "")
    assert found.created_at == datetime(2009, 5, 1, tzinfo=UTC)
    details = office.customers.details(EMPLOYEE, JOHN)
    assert [each.city for each in details.addresses] == [""]
    assert [hit.product.id for hit in office.products.search(EMPLOYEE, "john")] == [MUG]


def test_they_are_ordered_for(office: BackOffice) -> None:
    started = office.carts.start(EMPLOYEE, JOHN)
    view = office.products.add(EMPLOYEE, started.cart.id, MUG)
    view = office.carts.add_note(EMPLOYEE, view.cart.id, "an old customer")
    order = office.finishing.place(EMPLOYEE, view.cart.id, payment_method="bank_transfer")
    assert order.customer.name == "Johnny"


def test_what_does_not_change_is_not_asked_again(office: BackOffice) -> None:
    assert office.customers.set_active(EMPLOYEE, JOHN, False).name == "Johnny"
    assert office.customers.add_note(EMPLOYEE, JOHN, "moved").notes == ("moved",)
    office.addresses.delete(EMPLOYEE, AddressId("a"))


def test_entering_is_strict(office: BackOffice) -> None:
    with pytest.raises(FieldMissing):
        office.customers.create(EMPLOYEE, first_name="J", last_name=" ", email="j@example.com")
    with pytest.raises(BackOfficeError) as caught:
        office.addresses.add(EMPLOYEE, JOHN, AddressEntry("J", "", "1 rue X", "Paris", "FR"))
    assert "last_name" in str(caught.value.details())
    (row,) = office.setup.products(EMPLOYEE, [MUG])
    with pytest.raises(BackOfficeError):
        office.setup.save(EMPLOYEE, evolve(row, price=euros("6")))


def test_the_employees_pages_open(office: BackOffice) -> None:
    app = console_app(office, lambda _: EMPLOYEE, secret="thirty-two characters or more, in all")
    browser = TestClient(app, base_url="https://testserver")
    started = office.carts.start(EMPLOYEE, JOHN)
    office.products.add(EMPLOYEE, started.cart.id, MUG)
    for path in (
        "/",
        f"/cart/{started.cart.id}",
        "/api/customers?q=john",
        f"/api/customers/{JOHN}",
        f"/api/carts/{started.cart.id}",
        f"/api/products?q=mug&cart_id={started.cart.id}",
    ):
        assert browser.get(path).status_code == 200, path
