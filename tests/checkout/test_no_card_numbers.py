"""No number of a card is kept, wherever somebody types one that has to do with a payment."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve
from starlette.testclient import TestClient

from backoffice_orders.adapters.memory import TestCards, TestPaymentPage
from backoffice_orders.console import console_app
from backoffice_orders.model.errors.payments import CardNumberRefused
from backoffice_orders.model.link import Link
from backoffice_orders.model.order import Order
from backoffice_orders.model.payment import Charge, ChargeResult, ChargeStatus
from backoffice_orders.testing.samples import EMPLOYEE, euros
from tests.checkout.samples import Shop, fields
from tests.console.samples import SECRET
from tests.dump import text_of

CARD = "4111 1111 1111 1111"
TOTAL = euros("30.00")


@pytest.fixture
def link(shop: Shop) -> Link:
    return shop.sent(shop.cart())


@pytest.fixture
def order(shop: Shop) -> Order:
    cart = shop.cart(shop.customer("Jane", "jane@example.com"))
    return shop.office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="card")


def kept(shop: Shop, logged: pytest.LogCaptureFixture) -> str:
    """Everything that the store, the mail and the logs hold, without spaces."""
    mails = "".join(each.as_string() for each in shop.mail.messages)
    return f"{text_of(shop.store)}{mails}{logged.text}".replace(" ", "")


USE_CASES: dict[str, Callable[[Shop, Link, Order], object]] = {
    "a token, placing": lambda s, link, _: s.office.checkout.place(
        link.id, "card", expected_total=TOTAL, token=CARD
    ),
    "a token, paying": lambda s, link, _: s.office.checkout.pay(link.id, "card", CARD),
    "a payment method": lambda s, link, _: s.office.checkout.place(
        link.id, CARD, expected_total=TOTAL
    ),
    "a token on the phone": lambda s, _, order: s.office.order_payments.charge(
        EMPLOYEE, order.id, token=CARD
    ),
    "a method on the phone": lambda s, _, order: s.office.order_payments.charge(
        EMPLOYEE, order.id, payment_method=CARD
    ),
    "a payment's reference": lambda s, _, order: s.office.orders.record_payment(
        EMPLOYEE, order.id, TOTAL, reference=CARD
    ),
    "a refund's reference": lambda s, _, order: s.office.orders.record_refund(
        EMPLOYEE, order.id, TOTAL, reference=CARD
    ),
    "a reference, placing": lambda s, link, _: s.office.finishing.place(
        EMPLOYEE,
        link.cart_id,
        payment_method="card",
        paid=TOTAL,
        payment_reference=CARD,
    ),
}


@pytest.mark.parametrize("name", USE_CASES)
def test_a_use_case_refuses_it_and_keeps_nothing(
    shop: Shop, link: Link, order: Order, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    before = text_of(shop.store)
    with pytest.raises(CardNumberRefused):
        USE_CASES[name](shop, link, order)
    assert text_of(shop.store) == before, "something was stored"
    assert "4111111111111111" not in kept(shop, caplog)
    assert shop.cards.charged == {}


@pytest.mark.parametrize("field", ["payment_token", "payment_method", "card", "total"])
def test_the_checkouts_form_keeps_none(
    shop: Shop, link: Link, field: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    browser = shop.browser()
    form = fields(browser.get(shop.path(link)).text)
    sent = {**form, "payment_method": "card", field: CARD}
    answer = browser.post(f"{shop.path(link)}/place", data=sent)
    assert "4111" not in answer.text.replace(" ", "")
    assert "4111111111111111" not in kept(shop, caplog)


def test_no_form_of_the_checkout_asks_for_one(shop: Shop, link: Link) -> None:
    page = shop.browser().get(shop.path(link)).text
    assert "cc-number" not in page
    assert 'name="card"' not in page


def test_the_api_says_which_field_to_correct(shop: Shop, order: Order) -> None:
    app = console_app(shop.office, lambda _: EMPLOYEE, secret=SECRET)
    answer = TestClient(app).post(
        f"/api/orders/{order.id}/payments",
        json={"amount": {"amount": "30.00", "currency": "EUR"}, "reference": CARD},
    )
    problem: dict[str, Any] = answer.json()
    assert answer.status_code == 422, problem
    assert problem["code"] == "card_number_refused", problem
    assert "4111" not in answer.text


def test_a_providers_word_is_kept_without_it(shop: Shop, link: Link) -> None:
    class Talkative(TestPaymentPage):
        def charge(self, charge: Any) -> Any:
            super().charge(charge)
            self.settle(0, paid=False)
            return evolve(super().charge(charge), reason=f"{CARD} was declined")

    provider = Talkative("https://pay.example")
    object.__setattr__(shop.office.desk, "payment_providers", (provider,))
    with pytest.raises(Exception, match="…1111 was declined"):
        shop.office.checkout.place(link.id, "card", expected_total=TOTAL)
    assert "4111111111111111" not in text_of(shop.store).replace(" ", "")


class _CardForAName(TestCards):
    """A provider that calls a payment by the number of its card, and goes on for long."""

    def charge(self, charge: Charge) -> ChargeResult:
        return ChargeResult(ChargeStatus.PAID, reference=f"paid by\n{CARD}, {'x' * 5000}")


def test_a_providers_name_for_a_payment_is_kept_without_it(
    order: Order, shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    object.__setattr__(shop.office.desk, "payment_providers", (_CardForAName(),))
    paid = shop.office.order_payments.charge(EMPLOYEE, order.id)
    (payment,) = paid.payments
    assert payment.amount == order.total
    assert payment.reference.startswith("paid by …1111, xxx")
    assert len(payment.reference) == 255
    assert "4111111111111111" not in kept(shop, caplog)
