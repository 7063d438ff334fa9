"""The pages and the API with taxes from a service. 10 % in France, where the tables say 20 %."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from backoffice_orders.adapters.checkout import SignedLinks
from backoffice_orders.adapters.memory import FixedClock, MemoryStore, SequentialIds
from backoffice_orders.back_office import BackOffice
from backoffice_orders.checkout import checkout_app
from backoffice_orders.console import console_app
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE, set_up_shop
from tests.checkout.samples import BASE, KEYS
from tests.console.samples import SECRET
from tests.forms import Forms
from tests.services.conftest import settle
from tests.services.loopback import HttpTaxes, TaxBureau


@pytest.fixture
def links() -> SignedLinks:
    return SignedLinks(BASE, KEYS)


@pytest.fixture
def office(clock: FixedClock, bureau: TaxBureau, links: SignedLinks) -> BackOffice:
    bureau.percent["FR"] = "10"
    opened = BackOffice(
        MemoryStore(),
        clock=clock,
        ids=SequentialIds(),
        checkout=links,
        taxes=HttpTaxes(bureau),
    )
    set_up_shop(opened)
    settle(opened, email="shop@example.com")
    return opened


@pytest.fixture
def browser(office: BackOffice) -> TestClient:
    app = console_app(office, lambda _: EMPLOYEE, secret=SECRET)
    return TestClient(app, base_url=BASE, headers={"sec-fetch-site": "same-origin"})


def total(page: str) -> str:
    found = re.search(r'id="total">([^<]*)<', page)
    assert found is not None
    return found[1].replace("\xa0", " ")


def test_the_page_shows_an_estimate_and_asks_by_a_button(
    browser: TestClient, cart: CartView, bureau: TaxBureau
) -> None:
    here = f"/cart/{cart.cart.id}"
    answer = browser.get(here)
    assert bureau.asked == []  # a page is shown first
    assert "The taxes are an estimate" in answer.text
    assert total(answer.text) == "€30.00"
    page = Forms(answer).press(browser, "Ask now").text
    assert "are an estimate" not in page
    assert total(page) == "€27.50"
    assert 'data-code="total_answered"' in page


def test_a_service_that_fails_is_said_on_the_page(
    browser: TestClient, cart: CartView, bureau: TaxBureau
) -> None:
    bureau.status = 500
    here = f"/cart/{cart.cart.id}"
    page = Forms(browser.get(here)).press(browser, "Ask now").text
    assert 'data-code="service_failed"' in page
    assert total(page) == "€30.00"


@pytest.mark.parametrize("button", ["Create the order", "Send the order", "Proceed to"])
def test_what_was_typed_is_saved_and_looked_at_before_it_goes_out(
    browser: TestClient, office: BackOffice, cart: CartView, button: str
) -> None:
    """Three mugs are typed: 38.50 at 10 %, which nobody has seen; pressed again, it is done."""
    form = Forms(browser.get(f"/cart/{cart.cart.id}"))
    form.fill(quantity="3")
    answer = form.press(browser, button)
    assert 'data-code="total_answered"' in answer.text
    assert total(answer.text) == "€38.50"
    assert not office.finishing.summary(EMPLOYEE, cart.cart.id).cart.ordered
    done = Forms(answer).press(browser, button)
    assert 'data-code="total_answered"' not in done.text
    seen = office.finishing.summary(EMPLOYEE, cart.cart.id)
    assert seen.cart.lines[0].quantity == 3
    assert seen.cart.ordered == button.startswith("Create")


def test_the_api_asks_and_tells_what_is_an_estimate(browser: TestClient, cart: CartView) -> None:
    here = f"/api/carts/{cart.cart.id}"
    assert browser.get(here).json()["estimates"] == ["taxes"]
    answer = browser.post(f"{here}/answers", json={"version": cart.version})
    assert answer.status_code == 201
    assert answer.json()["estimates"] == []
    assert answer.json()["sums"]["total"]["amount"] == "27.50"
    assert [each["code"] for each in answer.json()["notices"]] == ["total_answered"]


def test_an_api_call_says_what_the_service_did(
    browser: TestClient, cart: CartView, bureau: TaxBureau
) -> None:
    bureau.status = 500
    order = {"payment_method": "invoice", "version": cart.version, "idempotency_key": "1"}
    answer = browser.post(f"/api/carts/{cart.cart.id}/order", json=order)
    assert answer.status_code == 503
    assert answer.json()["code"] == "service_failed"


def test_the_customers_page_shows_what_was_answered(
    office: BackOffice, cart: CartView, links: SignedLinks, bureau: TaxBureau
) -> None:
    office.finishing.ask_services(EMPLOYEE, cart.cart.id)
    link = office.finishing.send(EMPLOYEE, cart.cart.id)
    browser = TestClient(checkout_app(office, links), base_url=BASE)
    path = links.address(link).removeprefix(BASE)
    assert "27.50" in browser.get(path).text
    three = {cart.cart.lines[0].id: 3}
    office.checkout.set_quantity(link.id, *three.popitem(), version=cart.version)
    assert "38.50" in browser.get(path).text  # asked before it is shown
    assert len(bureau.asked) == 2
