"""What a document leaves out, as its fields are as they are by default, reads back as it was."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from moneyed import Money

from backoffice_orders.adapters.sql.cache import Cache
from backoffice_orders.adapters.sql.documents import read, written
from backoffice_orders.model.address import Address
from backoffice_orders.model.cart import CartLine
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.ids import AddressId, CombinationId, CustomerId, LineId, ProductId
from backoffice_orders.model.product import (
    Combination,
    OutOfStockPolicy,
    Product,
    ProductCodes,
)
from backoffice_orders.testing.samples import euros

# What stands in databases: whoever changes a default of these classes has to change it there too.
# Each: a document with nothing but what must be said, and what it means.
STORED: dict[type[Any], tuple[dict[str, Any], Any]] = {
    Customer: (
        {
            "id": "ann",
            "first_name": "Ann",
            "last_name": "Lee",
            "email": "ann@example.com",
            "created_at": "2026-03-01T09:00:00+00:00",
        },
        Customer(
            id=CustomerId("ann"),
            first_name="Ann",
            last_name="Lee",
            email="ann@example.com",
            created_at=datetime(2026, 3, 1, 9, tzinfo=UTC),
            language="en",
            active=True,
            guest=False,
        ),
    ),
    Address: (
        {
            "id": "home",
            "customer_id": "ann",
            "first_name": "Ann",
            "last_name": "Lee",
            "street": "1 Main St",
            "city": "Paris",
            "country": "FR",
        },
        Address(
            id=AddressId("home"),
            customer_id=CustomerId("ann"),
            first_name="Ann",
            last_name="Lee",
            street="1 Main St",
            city="Paris",
            country="FR",
            postcode="",
            state="",
            deleted=False,
        ),
    ),
    Product: (
        {"id": "mug", "name": "Mug", "price": "10.00 EUR", "codes": {}},
        Product(
            id=ProductId("mug"),
            name="Mug",
            price=euros("10.00"),
            codes=ProductCodes(reference="", sku="", ean13="", upc="", isbn=""),
            minimal_quantity=1,
            out_of_stock=OutOfStockPolicy.DEFAULT,
            active=True,
            available_for_order=True,
            virtual=False,
        ),
    ),
    Combination: (
        {"id": "red", "attributes": {"colour": "red"}, "price_impact": "0.00 EUR", "codes": {}},
        Combination(
            id=CombinationId("red"),
            attributes={"colour": "red"},
            price_impact=Money("0.00", "EUR"),
            minimal_quantity=None,
        ),
    ),
    CartLine: (
        {
            "id": "l1",
            "product_id": "mug",
            "quantity": 2,
        },
        CartLine(
            id=LineId("l1"),
            product_id=ProductId("mug"),
            quantity=2,
            combination_id=None,
            price_override=None,
            title="",
        ),
    ),
}


@pytest.mark.parametrize("kind", STORED, ids=lambda kind: kind.__name__)
def test_a_document_says_nothing_that_is_so_by_default(kind: type[Any]) -> None:
    document, value = STORED[kind]
    assert orjson.loads(written(value)) == document


@pytest.mark.parametrize("kind", STORED, ids=lambda kind: kind.__name__)
def test_what_a_document_does_not_say_is_as_it_was_when_it_was_written(kind: type[Any]) -> None:
    document, value = STORED[kind]
    assert read(Cache(0), orjson.dumps(document).decode(), kind) == value
