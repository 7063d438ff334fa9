"""An order keeps its cart, book and summary; a golden file shows when a figure changes."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from attrs import evolve
from moneyed import Money

from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.cart import Cart
from backoffice_orders.model.order import Order
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.pricing.price import price
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.serialization import from_plain, to_json
from backoffice_orders.services.addresses import AddressEntry
from backoffice_orders.testing.samples import EMPLOYEE, MUG

GOLDEN = Path(__file__).parent / "golden"


def _order(office: BackOffice) -> Order:
    john = office.customers.create(EMPLOYEE, first_name="J", last_name="D", email="j@example.com")
    entry = AddressEntry("J", "D", "1 rue X", "Paris", "FR", "75001")
    office.addresses.add(EMPLOYEE, john.id, entry)
    office.vouchers.create(EMPLOYEE, name="Ten", actions=[Percentage(Decimal(10))], code="TEN")
    view = office.carts.start(EMPLOYEE, john.id)
    office.products.add(EMPLOYEE, view.cart.id, MUG.id, 3)
    office.vouchers.grant_code(EMPLOYEE, view.cart.id, "TEN")
    return office.finishing.place(EMPLOYEE, view.cart.id, payment_method="card")


def test_a_stored_order_is_priced_again_to_the_same(office: BackOffice) -> None:
    stored = office.orders.get(EMPLOYEE, _order(office).id)
    # Neither today's prices nor today's date matter.
    office.setup.save(EMPLOYEE, evolve(MUG, price=Money("99.00", "EUR")))
    assert price(stored.cart, stored.book) == stored.summary
    assert str(stored.total.amount) == "38.40"  # 36.00 - 3.60 + 6.00
    later = evolve(stored.book, moment=stored.book.moment + timedelta(days=1))
    assert price(stored.cart, later) == stored.summary


def test_golden_files() -> None:
    """Carts priced by version 0.1: to change a figure is to break a promise."""
    files = sorted(GOLDEN.glob("*.json"))
    assert files
    for path in files:
        golden = json.loads(path.read_text(encoding="utf-8"))
        cart = from_plain(golden["cart"], Cart)
        book = from_plain(golden["book"], PriceBook)
        assert price(cart, book) == from_plain(golden["summary"], Summary)
        assert json.loads(to_json(price(cart, book))) == golden["summary"]
