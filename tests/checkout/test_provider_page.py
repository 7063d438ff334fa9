"""Paying on a provider's page: there and back, once, whatever the customer does there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from attrs import evolve
from starlette.testclient import TestClient

from backoffice_orders.adapters.memory import TestPaymentPage
from backoffice_orders.checkout import checkout_app
from backoffice_orders.console import console_app
from backoffice_orders.demo_payments import demo_payments
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.errors.payments import PaymentElsewhere
from backoffice_orders.model.link import Link
from backoffice_orders.model.order import Order
from backoffice_orders.model.payment import ChargeResult, ChargeStatus, PaymentField
from backoffice_orders.model.payment_kind import PaymentKind
from backoffice_orders.model.settings import PaymentMethod
from backoffice_orders.testing.samples import EMPLOYEE, euros
from tests.checkout.samples import BASE, Shop, fields
from tests.dump import text_of

SITE = "https://pay.example"
TOTAL = euros("30.00")


@pytest.fixture
def provider() -> TestPaymentPage:
    return TestPaymentPage(f"{SITE}/checkout")


@pytest.fixture
def shop(provider: TestPaymentPage) -> Iterator[Shop]:
    shop = Shop()
    object.__setattr__(shop.office.desk, "payment_providers", (provider,))
    with shop.office:
        yield shop


@pytest.fixture
def link(shop: Shop) -> Link:
    return shop.sent(shop.cart())


@pytest.fixture
def browser(shop: Shop) -> TestClient:
    return TestClient(checkout_app(shop.office, shop.links), base_url=BASE, follow_redirects=False)


def the_order(shop: Shop) -> Order:
    (found,) = shop.office.orders.search(EMPLOYEE).items
    return shop.office.orders.get(EMPLOYEE, found.order_id)


def pressed(shop: Shop, link: Link, browser: TestClient) -> str:
    """Order and pay; where the browser is sent to."""
    form = fields(browser.get(shop.path(link)).text)
    answer = browser.post(f"{shop.path(link)}/place", data={**form, "payment_method": "card"})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def test_the_customer_is_sent_there_and_the_order_waits(
    shop: Shop, link: Link, browser: TestClient, provider: TestPaymentPage
) -> None:
    assert pressed(shop, link, browser) == f"{SITE}/checkout/0"
    (charge,) = provider.charges
    assert (charge.amount, charge.order_reference) == (TOTAL, the_order(shop).reference)
    assert charge.return_to == shop.links.address(link)
    assert the_order(shop).due == TOTAL


def test_whoever_comes_back_having_paid_sees_that_it_is_paid(
    shop: Shop, link: Link, browser: TestClient, provider: TestPaymentPage
) -> None:
    pressed(shop, link, browser)
    provider.settle(0, paid=True)
    for _ in range(2):  # loaded again, it stays one payment
        assert "It is paid." in browser.get(shop.path(link)).text
    assert the_order(shop).paid == TOTAL
    shop.deliver()
    assert the_order(shop).paid == TOTAL


def test_whoever_never_comes_back_has_paid_all_the_same(
    shop: Shop, link: Link, browser: TestClient, provider: TestPaymentPage
) -> None:
    pressed(shop, link, browser)
    provider.settle(0, paid=True)
    shop.deliver()
    assert the_order(shop).paid == TOTAL


def test_whoever_gives_up_can_try_again_and_pays_once(
    shop: Shop, link: Link, browser: TestClient, provider: TestPaymentPage
) -> None:
    pressed(shop, link, browser)
    provider.settle(0, paid=False)
    page = browser.get(shop.path(link)).text
    assert "Pay €30.00" in page
    again = browser.post(f"{shop.path(link)}/pay", data={"payment_method": "card"})
    assert again.headers["location"] == f"{SITE}/checkout/1"
    provider.settle(1, paid=True)
    browser.get(shop.path(link))
    assert the_order(shop).paid == TOTAL


def test_whoever_comes_back_without_having_paid_is_told_why(
    shop: Shop, link: Link, browser: TestClient, provider: TestPaymentPage
) -> None:
    pressed(shop, link, browser)
    waiting = browser.get(shop.path(link))
    assert waiting.status_code == 200
    assert 'data-code="payment_elsewhere"' in waiting.text
    provider.settle(0, paid=False)
    refused = browser.get(shop.path(link))
    assert refused.status_code == 200
    assert "The payment was refused: the payment was cancelled." in refused.text
    assert "Pay €30.00" in refused.text
    assert "data-code" not in browser.get(shop.path(link)).text  # it was said


def test_a_payment_that_takes_hours_is_said_to_be_open_until_it_is_known(
    shop: Shop,
    link: Link,
    browser: TestClient,
    provider: TestPaymentPage,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pressed(shop, link, browser)
    with monkeypatch.context() as patched:
        patched.setattr(provider, "outcome", lambda _: ChargeResult(ChargeStatus.PENDING))
        assert "you will not be charged twice" in browser.get(shop.path(link)).text
    provider.settle(0, paid=True)
    page = browser.get(shop.path(link)).text
    assert "It is paid." in page
    assert "data-code" not in page


def test_whoever_presses_twice_pays_at_one_page(
    shop: Shop, link: Link, browser: TestClient, provider: TestPaymentPage
) -> None:
    first = pressed(shop, link, browser)
    again = browser.post(f"{shop.path(link)}/pay", data={"payment_method": "card"})
    assert again.headers["location"] == first
    assert len(provider.charges) == 1


def test_the_page_lets_its_form_lead_there_and_nowhere_else(
    shop: Shop, link: Link, browser: TestClient
) -> None:
    csp = browser.get(shop.path(link)).headers["content-security-policy"]
    assert f"form-action 'self' {SITE};" in csp
    assert "script-src 'self';" in csp


def test_nothing_of_the_providers_page_is_stored(
    shop: Shop, link: Link, browser: TestClient
) -> None:
    page = pressed(shop, link, browser)
    assert page not in text_of(shop.store)


@pytest.mark.parametrize("page", ["javascript:alert(1)", "http://pay.example/", "//x.example"])
def test_a_browser_is_sent_to_no_other_kind_of_address(page: str) -> None:
    with pytest.raises(FieldInvalid):
        ChargeResult(ChargeStatus.PENDING, page=page)


def test_a_method_that_nobody_charges_is_not_offered(shop: Shop, link: Link) -> None:
    object.__setattr__(shop.office.desk, "payment_providers", ())
    page = shop.browser().get(shop.path(link)).text
    assert 'value="invoice"' in page
    assert 'value="card"' not in page


def test_a_field_of_the_providers_is_let_in_and_gives_a_token(
    shop: Shop, link: Link, provider: TestPaymentPage
) -> None:
    settings = shop.office.setup.settings(EMPLOYEE)
    card = PaymentMethod("card", "Card", kind=PaymentKind.FIELD)
    shop.office.setup.save(EMPLOYEE, evolve(settings, payment_methods=(card,)))
    provider.field = PaymentField([f"{SITE}/v1.js", "/static/pay.js"], {"key": "pk_1"})
    answer = shop.browser().get(shop.path(link))
    assert f"script-src 'self' {SITE};" in answer.headers["content-security-policy"]
    assert f"frame-src 'self' {SITE};" in answer.headers["content-security-policy"]
    assert 'data-payment-field="card" data-key="pk_1"' in answer.text
    assert 'name="payment_token"' in answer.text
    assert f'src="{SITE}/v1.js"' in answer.text
    form = fields(answer.text)
    with pytest.raises(PaymentElsewhere):
        shop.office.checkout.place(
            link.id, "card", expected_total=TOTAL, token=form.get("payment_token", "") + "tok_1"
        )
    assert provider.charges[0].token == "tok_1"
    assert "tok_1" not in repr(provider.charges[0])


def test_an_employee_gives_the_customer_a_link_to_pay_a_placed_order(
    shop: Shop, browser: TestClient, provider: TestPaymentPage
) -> None:
    order = shop.office.finishing.place(EMPLOYEE, shop.cart().cart.id, payment_method="card")
    address = shop.office.order_payments.link(EMPLOYEE, order.id)
    page = browser.get(address).text
    assert order.reference in page
    answer = browser.post(f"{address}/pay", data={"payment_method": "card"})
    assert answer.headers["location"] == f"{SITE}/checkout/0"
    provider.settle(0, paid=True)
    assert "It is paid." in browser.get(address).text


def test_an_employee_is_told_the_providers_page_on_the_phone(
    shop: Shop, provider: TestPaymentPage
) -> None:
    order = shop.office.finishing.place(EMPLOYEE, shop.cart().cart.id, payment_method="card")
    with pytest.raises(PaymentElsewhere) as waiting:
        shop.office.order_payments.charge(EMPLOYEE, order.id)
    assert waiting.value.page == f"{SITE}/checkout/0"
    provider.settle(0, paid=True)
    assert shop.office.order_payments.ask(EMPLOYEE, order.id).paid == TOTAL


def test_a_link_to_an_order_of_somebody_elses_is_withdrawn_with_it(
    shop: Shop, browser: TestClient
) -> None:
    order = shop.office.finishing.place(EMPLOYEE, shop.cart().cart.id, payment_method="card")
    address = shop.office.order_payments.link(EMPLOYEE, order.id)
    shop.office.orders.change_status(EMPLOYEE, order.id, "cancelled")
    assert browser.get(address).status_code == 410


def test_the_demos_page_asks_for_no_card(provider: TestPaymentPage, shop: Shop, link: Link) -> None:
    with pytest.raises(PaymentElsewhere):
        shop.office.checkout.place(link.id, "card", expected_total=TOTAL)
    page = TestClient(demo_payments(provider), follow_redirects=False)
    shown = page.get("/0").text
    assert not re.search(r"<input", shown)
    paid = page.post("/0", data={"paid": "1"})
    assert paid.headers["location"] == shop.links.address(link)
    assert provider.outcome(provider.charges[0].key) == ChargeResult(
        ChargeStatus.PAID, f"demo-{provider.charges[0].key}"
    )
    assert page.get("/7").status_code == 404


class _Says(TestPaymentPage):
    """A provider whose answers about the page are what a test says, or fail."""

    def __init__(self, sites: object, field: object = None) -> None:
        super().__init__(f"{SITE}/checkout")
        self._says = sites, field

    @property
    def sites(self) -> Any:
        return self._said(0)

    @sites.setter
    def sites(self, said: object) -> None:
        pass

    @property
    def field(self) -> Any:
        return self._said(1)

    @field.setter
    def field(self, said: object) -> None:
        pass

    def _said(self, place: int) -> object:
        said = self._says[place]
        if isinstance(said, Exception):
            raise said
        return said


@pytest.mark.parametrize(
    "provider",
    [
        _Says(ConnectionError("its server is away, key=sk_1")),
        _Says(None),
        _Says(SITE),  # its letters are no sites
        _Says([5]),
        _Says(["https://p\u00e4y.example"]),
        _Says(["https://pay.example; script-src *"]),
        _Says([SITE], ConnectionError("away, key=sk_1")),
        _Says([SITE], "no field"),
    ],
    ids=lambda each: repr(each._says),
)
def test_a_provider_that_cannot_say_what_its_page_needs_is_left_out(
    shop: Shop, link: Link, browser: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    settings = shop.office.setup.settings(EMPLOYEE)
    methods = [each for each in settings.payment_methods if each.code != "card"]
    by_field = PaymentMethod("card", "Card", kind=PaymentKind.FIELD)
    shop.office.setup.save(EMPLOYEE, evolve(settings, payment_methods=(*methods, by_field)))
    page = browser.get(shop.path(link))
    assert page.status_code == 200
    assert 'value="card"' not in page.text
    assert 'value="bank_transfer"' in page.text
    assert "payment method card is left out" in caplog.text
    assert "sk_1" not in caplog.text
    order = shop.office.finishing.place(EMPLOYEE, link.cart_id, payment_method="bank_transfer")
    console = TestClient(console_app(shop.office, lambda _: EMPLOYEE), base_url=BASE)
    assert console.get(f"/order/{order.id}").status_code == 200


def test_a_link_is_not_withdrawn_by_a_method_that_nobody_charges(
    shop: Shop, link: Link, browser: TestClient
) -> None:
    pressed(shop, link, browser)
    answer = browser.post(f"{shop.path(link)}/pay", data={"payment_method": "nope"})
    assert answer.status_code == 422
    assert "This link does not hold" not in answer.text
    assert browser.get(shop.path(link)).status_code == 200
