"""A form of its own that is refused: its field is marked, and what was typed is in it still."""

from __future__ import annotations

import re
from html import unescape

import pytest

from backoffice_orders.testing.samples import EMPLOYEE
from tests.console.samples import Page, value

LONG = "n" * 3000
DISCOUNT = {"title": "Sorry", "currency": "EUR", "reason": "goodwill"}
CUSTOM = {"name": "Engraving", "price": "3", "quantity": "1", "currency": "EUR"}
VAN = {"title": "A van", "price": "3", "reason": "r", "currency": "EUR"}
OF_CART = [
    ("give-discount", {**DISCOUNT, "value": "abc"}, "discount-value"),
    ("give-discount", {**DISCOUNT, "value": "101"}, "discount-value"),
    ("give-discount", {**DISCOUNT, "value": "-1", "kind": "amount"}, "discount-value"),
    ("give-discount", {**DISCOUNT, "value": "5", "title": ""}, "discount-title"),
    ("add-custom", {**CUSTOM, "price": "abc"}, "custom-price"),
    ("add-custom", {**CUSTOM, "price": "0.001"}, "custom-price"),
    ("add-custom", {**CUSTOM, "quantity": "0"}, "custom-quantity"),
    ("add-custom", {**CUSTOM, "name": LONG}, "custom-name"),
    ("manual-delivery", {**VAN, "price": "abc"}, "manual-price"),
    ("manual-delivery", {**VAN, "price": "-3"}, "manual-price"),
    ("manual-delivery", {**VAN, "title": LONG}, "manual-title"),
    ("manual-delivery", {**VAN, "reason": ""}, "manual-reason"),
    ("quote", {"days": "x"}, "quote-days"),
    ("quote", {"days": "300"}, "quote-days"),
    ("reserve", {"days": "x"}, "reserve-days"),
    ("reserve", {"days": "300"}, "reserve-days"),
    ("note", {"note": ""}, "internal-note"),
    ("note", {"note": LONG}, "internal-note"),
    ("name", {"name": LONG}, "draft-name"),
    ("assign", {"to": LONG}, "assign-to"),
    ("close", {"reference": LONG, "reason": ""}, "close-reference"),
    ("close", {"reference": "", "reason": LONG}, "close-reason"),
]
MONEY = {"currency": "EUR", "reference": ""}
OF_ORDER = [
    ("status", {"form": "status", "status": "shipped", "comment": LONG}, "comment"),
    ("payment", {**MONEY, "form": "payment", "amount": "abc"}, "amount"),
    ("payment", {**MONEY, "form": "payment", "amount": "-5"}, "amount"),
    ("payment", {**MONEY, "form": "payment", "amount": "5", "reference": LONG}, "reference"),
    ("refund", {**MONEY, "form": "refund", "amount": "0.001"}, "refund-amount"),
    ("refund", {**MONEY, "form": "refund", "amount": "1", "reference": LONG}, "refund-reference"),
    ("note", {"note": ""}, "note"),
    ("note", {"note": LONG}, "note"),
]


def wrong_in(text: str) -> list[str]:
    """The ids of the fields that are marked."""
    tags = re.findall(r"<(?:input|textarea|select)\b[^>]*>", text)
    marked = [tag for tag in tags if 'aria-invalid="true"' in tag]
    return [found[1] for tag in marked if (found := re.search(r'\bid="([^"]*)"', tag))]


def typed_in(text: str, field_id: str) -> str:
    """What stands in a field."""
    found = re.search(
        rf'<input id="{field_id}"[^>]*?\bvalue="([^"]*)"'
        rf'|<textarea id="{field_id}"[^>]*>([^<]*)</textarea>',
        text,
        re.DOTALL,
    )
    assert found, field_id
    return unescape(found[1] or found[2] or "")


@pytest.mark.parametrize(("button", "data", "field_id"), OF_CART)
def test_on_a_carts_page(
    page: Page, cart: str, button: str, data: dict[str, str], field_id: str
) -> None:
    status, text, _ = page.press(f"{cart}/{button}", page.get(cart), **data)
    assert (status, wrong_in(text)) == (422, [field_id])
    assert typed_in(text, field_id) in data.values()


@pytest.mark.parametrize(("button", "data", "field_id"), OF_ORDER)
def test_on_an_orders_page(page: Page, button: str, data: dict[str, str], field_id: str) -> None:
    office = page.shop.office
    order = office.finishing.place(
        EMPLOYEE, page.shop.cart().cart.id, payment_method="bank_transfer"
    )
    office.orders.record_payment(EMPLOYEE, order.id, order.total)
    path = f"/order/{order.id}"
    status, text, _ = page.press(f"{path}/{button}", page.get(path), **data)
    assert (status, wrong_in(text)) == (422, [field_id])
    assert typed_in(text, field_id) in data.values()


@pytest.mark.parametrize("reason", ["", LONG])
def test_a_price_without_a_good_reason(page: Page, cart: str, reason: str) -> None:
    """It is the reason that is marked, and not the price."""
    text = page.get(cart)
    line = value(text, "line")
    data = {"line": line, "quantity": "2", "price": "9", "reason": reason}
    status, text, _ = page.press(f"{cart}/price", text, **data)
    assert (status, wrong_in(text)) == (422, [f"reason-{line}"])
    assert typed_in(text, f"price-{line}") == "9"
