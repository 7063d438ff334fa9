"""The customer chooses the day on which the order arrives."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from attrs import evolve
from starlette.testclient import TestClient

from backoffice_orders.model.delivery_days import DeliveryDays
from backoffice_orders.model.link import Link
from backoffice_orders.testing.samples import EMPLOYEE, EXPRESS, POST, euros
from tests.checkout.samples import Shop
from tests.forms import Forms

# It is Thursday, 15 January 2026, 9:00.
FRIDAY, MONDAY = date(2026, 1, 16), date(2026, 1, 19)


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def link(shop: Shop) -> Link:
    """A link to John's cart, which goes by express; that lets choose among three days."""
    cart = shop.cart()
    shop.office.setup.save(EMPLOYEE, evolve(EXPRESS, days=DeliveryDays(choose_within=3)))
    return shop.sent(shop.office.shipping.choose(EMPLOYEE, cart.cart.id, EXPRESS.id))


@pytest.fixture
def browser(shop: Shop) -> TestClient:
    return shop.browser()


def opened(shop: Shop, browser: TestClient, link: Link) -> Forms:
    return Forms(browser.get(shop.path(link)))


def test_the_day_is_ordered(shop: Shop, link: Link, browser: TestClient) -> None:
    form = opened(shop, browser, link)
    form.fill(delivery_day="2026-01-19", payment_method="invoice")
    answer = form.press(browser, "Order and pay")
    (found,) = shop.office.orders.search(EMPLOYEE).items
    order = shop.office.orders.get(EMPLOYEE, found.order_id)
    assert order.cart.delivery_day == MONDAY
    assert order.summary.shipping is not None
    assert order.summary.shipping.arrives == MONDAY
    assert order.total == euros("34.80")
    assert "arrives Mon, 19 Jan" in answer.text
    shop.deliver()
    letter = shop.mail.messages[-1].get_body(("plain",))
    assert letter is not None
    assert "arrives Mon, 19 Jan" in letter.get_content()


def test_a_day_that_is_gone_is_said_and_another_one_chosen(
    shop: Shop, link: Link, browser: TestClient
) -> None:
    shop.office.shipping.choose_day(EMPLOYEE, link.cart_id, FRIDAY)
    shop.clock.advance(timedelta(days=1))
    answer = browser.get(shop.path(link))
    assert 'data-code="delivery_day_unavailable"' in answer.text
    assert "Fri, 16 Jan (not possible any more)" in answer.text
    form = Forms(answer)
    form.fill(delivery_day="2026-01-19")
    form.press(browser, "Choose")
    view = shop.office.carts.view(EMPLOYEE, link.cart_id)
    assert (view.cart.delivery_day, view.missing) == (MONDAY, ())


def test_a_day_on_which_nothing_arrives_is_refused_beside_the_field(
    shop: Shop, link: Link, browser: TestClient
) -> None:
    form = opened(shop, browser, link)
    form.fill(delivery_day="2026-01-18")
    answer = form.press(browser, "Choose")
    assert answer.status_code == 409
    assert 'id="delivery-day-wrong"' in answer.text


def test_by_the_library(shop: Shop, link: Link) -> None:
    checkout = shop.office.checkout
    view = checkout.visit(link.id).view
    assert view is not None
    chosen = checkout.choose_delivery_day(link.id, MONDAY, version=view.version)
    assert chosen.cart.delivery_day == MONDAY
    other = checkout.choose_delivery(link.id, POST.id, version=chosen.version)
    assert [each.code for each in other.notices] == ["delivery_day_unavailable"]
