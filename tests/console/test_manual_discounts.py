"""Discounts by hand and refused rules on the employee's page, and by the API."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from starlette.testclient import TestClient

from backoffice_orders.console import console_app
from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.ceiling import Ceiling
from backoffice_orders.model.ids import CartRuleId
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.testing.samples import EMPLOYEE, MOMENT, euros
from tests.checkout.samples import Shop
from tests.console.samples import BASE, SECRET, Page, value

TEN_PERCENT = Ceiling(percent=Decimal(10))
CLERK = evolve(EMPLOYEE, ceiling=TEN_PERCENT)
SPRING = CartRule(CartRuleId("spring"), "Spring", MOMENT, (Percentage(Decimal(10)),))
FORM = {"title": "Loyal", "reason": "goodwill", "line": "", "currency": "EUR"}


@pytest.mark.parametrize(
    ("kind", "typed", "total"),
    [
        ("percent", "12.5", "€27.00"),  # 3.00 of 24.00
        ("amount", "1.50", "€28.50"),
        ("each_piece", "1.50", "€27.00"),
    ],
)
def test_a_discount_is_given_and_taken_back(
    page: Page, cart: str, kind: str, typed: str, total: str
) -> None:
    shown = page.get(cart)
    form = {**FORM, "line": value(shown, "line") if kind == "each_piece" else ""}
    status, text, _ = page.press(f"{cart}/give-discount", shown, **form, kind=kind, value=typed)
    assert (status, "Loyal" in text, f'id="total">{total}' in text) == (200, True, True)
    assert "Goodwill" in text
    status, text, _ = page.press(f"{cart}/remove-discount", text, discount=value(text, "discount"))
    assert (status, 'id="total">€30.00' in text) == (200, True)


def test_what_was_typed_wrong_is_still_there(page: Page, cart: str) -> None:
    form = {**FORM, "title": "For the long wait"}
    status, text, _ = page.press(f"{cart}/give-discount", kind="percent", value="a lot", **form)
    assert (status, 'value="For the long wait"' in text) == (422, True)
    status, text, _ = page.press(f"{cart}/give-discount", page.get(cart), kind="half", **form)
    assert (status, 'data-code="field_invalid"' in text) == (422, True)


def test_above_the_ceiling_the_page_says_who_may_allow_it() -> None:
    page = Page(actor=CLERK)
    cart = f"/cart/{page.shop.cart().cart.id}"
    status, text, _ = page.press(
        f"{cart}/give-discount", page.get(cart), kind="percent", value="11", **FORM
    )
    assert (status, 'data-code="discount_above_ceiling"' in text) == (409, True)
    assert "above the ceiling of 10 % of the goods" in text


def test_what_has_come_to_be_above_the_ceiling_is_allowed_by_a_colleague() -> None:
    shop = Shop()
    clerk = Page(shop, evolve(CLERK, ceiling=Ceiling(amount=euros("2.00"))))
    eve = Page(shop, Actor.employee("eve", "Eve"))
    cart = f"/cart/{shop.cart().cart.id}"
    shown = clerk.get(cart)
    line = value(shown, "line")
    form = {**FORM, "line": line, "kind": "each_piece", "value": "1.00"}
    _, text, _ = clerk.press(f"{cart}/give-discount", shown, **form)
    _, text, _ = clerk.press(f"{cart}/quantity", text, line=line, quantity="3")
    assert 'data-code="discount_above_ceiling"' in text
    shown = eve.get(cart)
    status, text, _ = eve.press(f"{cart}/allow-discount", shown, discount=value(shown, "discount"))
    assert (status, 'data-code="discount_above_ceiling"' in text) == (200, False)


def test_without_the_permission_there_is_no_form() -> None:
    plain = Actor(EMPLOYEE.id, "Tim", frozenset(Permission) - {Permission.GIVE_DISCOUNT})
    page = Page(actor=plain)
    assert "/give-discount" not in page.get(f"/cart/{page.shop.cart().cart.id}")


def test_a_rule_that_applies_by_itself_is_refused_and_allowed_again(page: Page) -> None:
    page.shop.office.setup.save(EMPLOYEE, SPRING)
    cart = f"/cart/{page.shop.cart().cart.id}"
    shown = page.get(cart)
    assert 'id="total">€27.60' in shown
    status, text, _ = page.press(f"{cart}/refuse-rule", shown, rule="spring", reason=" ")
    assert (status, 'data-code="field_missing"' in text) == (422, True)
    status, text, _ = page.press(f"{cart}/refuse-rule", shown, rule="spring", reason="has another")
    assert (status, 'id="total">€30.00' in text) == (200, True)
    assert "refused by ann: has another" in text
    status, text, _ = page.press(f"{cart}/allow-rule", text, rule="spring")
    assert (status, 'id="total">€27.60' in text) == (200, True)


def test_an_orders_page_names_its_discounts(page: Page) -> None:
    office, view = page.shop.office, page.shop.cart()
    office.discounts.give(
        EMPLOYEE, view.cart.id, title="Loyal", reason="goodwill", percent=Decimal(10)
    )
    order = office.finishing.place(EMPLOYEE, view.cart.id, payment_method="card")
    text = page.get(f"/order/{order.id}")
    assert "Loyal" in text
    assert "-€2.40" in text


# The API


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def api(shop: Shop) -> TestClient:
    app = console_app(shop.office, lambda _: CLERK, secret=SECRET)
    return TestClient(app, base_url=BASE)


def amount(text: str) -> dict[str, str]:
    return {"amount": text, "currency": "EUR"}


def test_the_api_gives_changes_and_removes_discounts(shop: Shop, api: TestClient) -> None:
    view = shop.cart()
    path = f"/api/carts/{view.cart.id}"
    reasons = api.get("/api/discount-reasons").json()["items"]
    assert reasons[0] == {"code": "goodwill", "name": "Goodwill"}
    body: dict[str, Any] = {"title": "Loyal", "reason": "goodwill", "version": view.version}
    given = api.post(f"{path}/discounts", json={**body, "percent": "10"})
    assert given.status_code == 201
    (discount,) = given.json()["discounts"]
    assert discount == {
        "id": discount["id"],
        "title": "Loyal",
        "reason": "goodwill",
        "line_id": None,
        "amount": amount("2.40"),
    }
    one = f"{path}/discounts/{discount['id']}"
    version = given.json()["version"]
    changed = api.patch(one, json={"version": version, "amount": amount("1.00")}).json()
    assert changed["discounts"][0]["amount"] == amount("1.00")
    gone = api.delete(one, params={"version": changed["version"]}).json()
    assert (gone["discounts"], gone["sums"]["total"]) == ([], amount("30.00"))


def test_the_api_names_the_ceiling_and_lets_a_colleague_allow(shop: Shop, api: TestClient) -> None:
    view = shop.cart()
    path = f"/api/carts/{view.cart.id}/discounts"
    body: dict[str, Any] = {"title": "Loyal", "reason": "goodwill", "version": view.version}
    refused = api.post(path, json={**body, "percent": "12"})
    assert (refused.status_code, refused.json()["code"]) == (409, "discount_above_ceiling")
    fields = refused.json()["fields"]
    assert (fields["given"], fields["percent"], fields["amount"]) == (amount("2.88"), "10", None)
    given = shop.office.discounts.give(
        Actor.employee("eve", "Eve"), view.cart.id, title="x", reason="goodwill", percent=Decimal(5)
    )
    allowed = f"{path}/{given.cart.discounts[0].id}/allowed"
    answer = api.put(allowed, json={"version": given.version})
    assert answer.status_code == 200
    cart = shop.office.carts.view(EMPLOYEE, view.cart.id).cart
    assert cart.discounts[0].allowed_by == CLERK.id


def test_the_api_refuses_a_rule_and_allows_it_again(shop: Shop, api: TestClient) -> None:
    shop.office.setup.save(EMPLOYEE, SPRING)
    view = shop.cart()
    path = f"/api/carts/{view.cart.id}/refused-rules/spring"
    refused = api.put(path, json={"reason": "has another", "version": view.version}).json()
    assert refused["rules"] == []
    assert [(each["id"], each["why"]) for each in refused["refused_rules"]] == [
        ("spring", "rule_refused_by_hand")
    ]
    again = api.delete(path, params={"version": refused["version"]}).json()
    assert [each["id"] for each in again["rules"]] == ["spring"]
