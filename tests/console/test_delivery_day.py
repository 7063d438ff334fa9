"""The day on which an order arrives, on the employee's page and by the API."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from attrs import evolve
from starlette.testclient import TestClient

from backoffice_orders.console import console_app
from backoffice_orders.model.delivery_days import DeliveryDays
from backoffice_orders.model.order import Order
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE, EXPRESS, POST
from tests.console.samples import BASE, SECRET, Page
from tests.forms import Forms

# It is Thursday, 15 January 2026, 9:00.
THREE_DAYS = DeliveryDays(choose_within=3)
FRIDAY, MONDAY, TUESDAY = date(2026, 1, 16), date(2026, 1, 19), date(2026, 1, 20)
CREATE = "Create the order"


@pytest.fixture
def page() -> Page:
    return Page()


@pytest.fixture
def cart(page: Page) -> CartView:
    """John's cart of two mugs, by express, which lets choose among three days."""
    cart = page.shop.cart()
    page.shop.office.setup.save(EMPLOYEE, evolve(EXPRESS, days=THREE_DAYS))
    return page.shop.office.shipping.choose(EMPLOYEE, cart.cart.id, EXPRESS.id)


def opened(page: Page, cart: CartView) -> Forms:
    return Forms(page.browser.get(f"/cart/{cart.cart.id}"))


def the_order(page: Page) -> Order:
    (found,) = page.shop.office.orders.search(EMPLOYEE).items
    return page.shop.office.orders.get(EMPLOYEE, found.order_id)


def choice(text: str) -> list[tuple[str, str]]:
    """The options of the field: what is sent, and what is read."""
    (field,) = re.findall(r'<select\s+id="delivery-day".*?</select>', text, re.DOTALL)
    return re.findall(r'<option value="([^"]*)"[^>]*>([^<]*)</option>', field)


def test_the_days_are_chosen_from_beside_the_carrier(page: Page, cart: CartView) -> None:
    assert choice(page.get(f"/cart/{cart.cart.id}")) == [
        ("", "as soon as possible (Fri, 16 Jan)"),
        ("2026-01-16", "Fri, 16 Jan"),
        ("2026-01-19", "Mon, 19 Jan"),
        ("2026-01-20", "Tue, 20 Jan"),
    ]


def test_nothing_is_asked_where_there_is_no_choice(page: Page, cart: CartView) -> None:
    page.shop.office.shipping.choose(EMPLOYEE, cart.cart.id, POST.id)
    assert "delivery-day" not in page.get(f"/cart/{cart.cart.id}")


def test_the_day_saves_itself(page: Page, cart: CartView) -> None:
    path = f"/cart/{cart.cart.id}"
    page.press(f"{path}/shipping", page.get(path), delivery_day="2026-01-19")
    assert opened(page, cart).named("delivery_day")[0].value == "2026-01-19"
    page.press(f"{path}/shipping", page.get(path), delivery_day="")
    assert page.shop.office.carts.view(EMPLOYEE, cart.cart.id).cart.delivery_day is None


def test_the_order_is_created_with_the_day(page: Page, cart: CartView) -> None:
    form = opened(page, cart)
    form.fill(quantity="3", delivery_day="2026-01-20", payment_method="invoice")
    answer = form.press(page.browser, CREATE)
    order = the_order(page)
    assert (order.cart.lines[0].quantity, order.cart.delivery_day) == (3, TUESDAY)
    assert "to arrive on Tue, 20 Jan" in answer.text


def test_carrier_and_day_are_typed_together(page: Page, cart: CartView) -> None:
    page.shop.office.setup.save(EMPLOYEE, evolve(POST, days=THREE_DAYS))
    form = opened(page, cart)
    form.fill(carrier=POST.id, delivery_day="2026-01-19", payment_method="invoice")
    form.press(page.browser, CREATE)
    order = the_order(page)
    assert (order.cart.carrier_id, order.cart.delivery_day) == (POST.id, MONDAY)


def test_with_another_carrier_as_soon_as_possible_is_no_loss(page: Page, cart: CartView) -> None:
    page.shop.office.shipping.choose_day(EMPLOYEE, cart.cart.id, MONDAY)
    form = opened(page, cart)
    form.fill(carrier=POST.id, delivery_day="", payment_method="invoice")
    form.press(page.browser, CREATE)
    order = the_order(page)
    assert (order.cart.carrier_id, order.cart.delivery_day) == (POST.id, None)


def test_a_day_that_is_lost_with_the_carrier_is_said_before_anything_is_created(
    page: Page, cart: CartView
) -> None:
    page.shop.office.shipping.choose_day(EMPLOYEE, cart.cart.id, MONDAY)
    form = opened(page, cart)
    form.fill(carrier=POST.id, payment_method="invoice")
    answer = form.press(page.browser, CREATE)
    assert "The chosen delivery cannot arrive on 19 January 2026" in answer.text
    assert not page.shop.office.orders.search(EMPLOYEE).items


@pytest.mark.parametrize("typed", ["2026-01-18", "never"])
def test_a_day_that_is_refused_is_marked(page: Page, cart: CartView, typed: str) -> None:
    path = f"/cart/{cart.cart.id}"
    _, text, _ = page.press(f"{path}/shipping", page.get(path), delivery_day=typed)
    assert re.search(r'id="delivery-day"[^>]*\saria-invalid="true"', text)
    assert page.shop.office.carts.view(EMPLOYEE, cart.cart.id).cart.delivery_day is None


def test_of_a_carrier_and_its_day_the_day_is_marked(page: Page, cart: CartView) -> None:
    page.shop.office.setup.save(EMPLOYEE, evolve(POST, days=THREE_DAYS))
    path, both = f"/cart/{cart.cart.id}", {"carrier": POST.id, "delivery_day": "2026-01-18"}
    _, text, _ = page.press(f"{path}/shipping", page.get(path), **both)
    assert re.search(r'id="delivery-day"[^>]*\saria-invalid="true"', text)
    assert not re.search(r'id="carrier-post"[^>]*\saria-invalid="true"', text)


def test_a_day_that_is_gone_is_named_at_the_delivery(page: Page, cart: CartView) -> None:
    page.shop.office.shipping.choose_day(EMPLOYEE, cart.cart.id, FRIDAY)
    page.shop.clock.advance(timedelta(days=1))
    text = page.get(f"/cart/{cart.cart.id}")
    assert ("2026-01-16", "Fri, 16 Jan (not possible any more)") in choice(text)
    assert re.search(r'data-code="delivery_day_unavailable">\s*<a href="#shipping">', text)
    assert re.search(r'<a href="#shipping" class="missing">', text)
    form = opened(page, cart)
    form.fill(delivery_day="2026-01-20", payment_method="invoice")
    form.press(page.browser, CREATE)
    assert the_order(page).cart.delivery_day == TUESDAY


def test_an_offer_does_not_say_when_it_arrives_if_it_is_ordered_some_day(
    page: Page, cart: CartView
) -> None:
    until = page.shop.clock.now() + timedelta(days=7)
    page.shop.office.offers.quote(EMPLOYEE, cart.cart.id, until)
    assert choice(page.get(f"/cart/{cart.cart.id}"))[0] == ("", "as soon as possible")


def test_by_the_api(page: Page, cart: CartView) -> None:
    app = console_app(page.shop.office, lambda _: page.actor, secret=SECRET)
    api, path = TestClient(app, base_url=BASE), f"/api/carts/{cart.cart.id}"
    shown = api.get(path).json()
    assert shown["delivery_days"] == ["2026-01-16", "2026-01-19", "2026-01-20"]
    chosen = {"day": "2026-01-19", "version": shown["version"]}
    answer = api.put(f"{path}/delivery-day", json=chosen).json()
    assert (answer["delivery_day"], answer["delivery_options"][1]["arrives"]) == (
        "2026-01-19",
        "2026-01-19",
    )
    both = {"carrier_id": EXPRESS.id, "day": "2026-01-20", "version": answer["version"]}
    answer = api.put(f"{path}/carrier", json=both).json()
    assert answer["delivery_day"] == "2026-01-20"
    sunday = {"day": "2026-01-18", "version": answer["version"]}
    refused = api.put(f"{path}/delivery-day", json=sunday)
    assert (refused.status_code, refused.json()["code"]) == (409, "delivery_day_unavailable")
    nothing = {"day": None, "version": answer["version"]}
    assert api.put(f"{path}/delivery-day", json=nothing).json()["delivery_day"] is None
