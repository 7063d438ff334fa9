"""Orders of the past: what they call "charged besides" is said in the language of who reads it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from backoffice_orders.adapters.files import read_directory
from backoffice_orders.model.order import Order
from backoffice_orders.services.importing import KINDS
from backoffice_orders.testing.samples import EMPLOYEE, MUG
from tests.console.reading import english_in
from tests.console.samples import Page
from tests.dump import dump

Load = Callable[[str], Order]
CHARGED = {
    "de": "Außerdem berechnet",
    "fr": "Facturé en plus",
    "es": "Cobrado además",
    "ar": "رسوم إضافية",
}


@pytest.fixture
def page() -> Page:
    return Page(language="de")


@pytest.fixture
def load(page: Page, tmp_path: Path) -> Load:
    """Two mugs at 12.00, and a delivery by nobody one knows at 4.00: 28.00; at another total."""
    office = page.shop.office
    john = page.shop.customer()
    (home,) = office.addresses.list(EMPLOYEE, john.id)

    def load(total: str) -> Order:
        order = {
            "customer_id": john.id,
            "delivery_address_id": home.id,
            "invoice_address_id": home.id,
            "payment_method": "bank_transfer",
            "placed_at": "2019-05-04T10:00:00+00:00",
            "lines": [{"product_id": MUG.id, "quantity": 2, "unit_price": "12.00"}],
            "shipping": "4.00",
            "total": total,
        }
        (tmp_path / "orders.json").write_text(json.dumps([order]))
        office.setup.load(EMPLOYEE, read_directory(tmp_path, KINDS))
        return office.orders.get(EMPLOYEE, office.orders.search(EMPLOYEE).items[0].order_id)

    return load


@pytest.mark.parametrize(("language", "called"), CHARGED.items())
def test_what_was_charged_besides_is_called_so_by_each_reader(
    page: Page, load: Load, language: str, called: str
) -> None:
    order = load("29.50")
    page.browser.headers["accept-language"] = language
    shown = page.get(f"/order/{order.id}")
    assert called in shown
    assert english_in(shown, language) == set()


@pytest.mark.parametrize("language", CHARGED)
def test_what_was_taken_off_and_a_delivery_by_nobody_are_called_so(
    page: Page, load: Load, language: str
) -> None:
    order = load("25.00")
    page.browser.headers["accept-language"] = language
    shown = page.get(f"/order/{order.id}")
    assert english_in(shown, language) == set()
    (off,) = order.summary.manual_discounts
    assert (str(off.title), str(off.amount.gross.amount)) == ("Discount", "3.00")
    assert str(order.summary.total.gross.amount) == "25.00"


def test_the_api_says_it_in_the_language_that_is_accepted(page: Page, load: Load) -> None:
    order = load("29.50")
    told = page.browser.get(f"/api/orders/{order.id}").json()
    assert [line["name"] for line in told["lines"]] == [MUG.name, "Außerdem berechnet"]


def test_the_letter_is_in_the_customers_language(page: Page, load: Load) -> None:
    order = load("29.50")
    page.shop.office.orders.send_confirmation(EMPLOYEE, order.id)
    page.shop.office.events.deliver(EMPLOYEE)
    (letter,) = page.shop.mail.messages
    body = letter.get_body(("plain",))
    assert body is not None
    assert "Charged besides" in body.get_content()  # John reads English


def test_what_is_stored_is_a_code(page: Page, load: Load) -> None:
    load("29.50")
    load("25.00")
    stored = repr(dump(page.shop.store))
    for code in ("history.charged_besides", "history.discount", "history.delivery"):
        assert code in stored
    for text in ("Charged besides", "as it was ordered", "'Discount'", "'Delivery'"):
        assert text not in stored
