"""Statuses and payment methods that the shop has given up, under orders that have them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from attrs import evolve

from backoffice_orders.adapters.memory.payments import Behaviour
from backoffice_orders.model.errors.finishing import PaymentMethodUnknown, StatusUnknown
from backoffice_orders.model.errors.payments import PaymentPending
from backoffice_orders.model.ids import CartId
from backoffice_orders.model.order import Order
from backoffice_orders.model.settings import ShopSettings
from backoffice_orders.testing.samples import EMPLOYEE
from tests.checkout.conftest import shop
from tests.checkout.samples import Shop
from tests.console.samples import Page

__all__ = ["shop"]


def placed(shop: Shop, method: str = "bank_transfer", status: str = "awaiting_payment") -> Order:
    return shop.office.finishing.place(
        EMPLOYEE, shop.cart().cart.id, payment_method=method, status=status
    )


def give_up(shop: Shop, *codes: str) -> ShopSettings:
    """Take statuses and payment methods out of the settings."""
    settings = shop.office.setup.settings(EMPLOYEE)
    left = evolve(
        settings,
        statuses=tuple(each for each in settings.statuses if each.code not in codes),
        payment_methods=tuple(each for each in settings.payment_methods if each.code not in codes),
    )
    shop.office.setup.save(EMPLOYEE, left)
    return left


def test_an_order_whose_status_is_gone(shop: Shop) -> None:
    order = placed(shop)
    give_up(shop, "awaiting_payment")
    office = shop.office
    assert office.orders.get(EMPLOYEE, order.id) == order
    assert [info.status for info in office.orders.search(EMPLOYEE)] == ["awaiting_payment"]
    details = office.customers.details(EMPLOYEE, order.customer_id)
    assert details.spent == (order.total,)
    office.orders.add_note(EMPLOYEE, order.id, "asked for the invoice")
    assert office.orders.change_status(EMPLOYEE, order.id, "awaiting_payment").history == (
        order.history
    )
    paid = office.orders.record_payment(EMPLOYEE, order.id, order.total)
    assert not paid.due
    shipped = office.orders.change_status(EMPLOYEE, order.id, "shipped")
    assert shipped.status == "shipped"
    with pytest.raises(StatusUnknown):
        office.orders.change_status(EMPLOYEE, order.id, "awaiting_payment")


def test_an_order_that_was_cancelled_stays_so_when_the_status_is_gone(shop: Shop) -> None:
    order = placed(shop)
    shop.office.orders.change_status(EMPLOYEE, order.id, "cancelled")
    give_up(shop, "cancelled")
    details = shop.office.customers.details(EMPLOYEE, order.customer_id)
    assert details.spent == ()
    assert not shop.office.orders.get(EMPLOYEE, order.id).due


def test_an_order_whose_payment_method_is_gone(shop: Shop) -> None:
    order = placed(shop)
    give_up(shop, "bank_transfer")
    paid = shop.office.orders.record_payment(EMPLOYEE, order.id, order.total)
    assert [payment.method for payment in paid.payments] == ["bank_transfer"]


def test_an_order_whose_payment_method_is_gone_is_charged_and_confirmed(shop: Shop) -> None:
    """The money is on record, and the customer gets their letter."""
    cart = shop.cart()
    link = shop.sent(cart)
    shop.cards.behaviour, shop.cards.answers = Behaviour.SILENT_AFTER_CHARGING, False
    total = cart.summary.total.gross
    with pytest.raises(PaymentPending):
        shop.office.checkout.place(link.id, "card", expected_total=total)
    shop.cards.answers = True
    give_up(shop, "card", "awaiting_payment")
    shop.clock.advance(timedelta(minutes=5))
    shop.deliver()
    order = shop.office.orders.search(EMPLOYEE).items[0]
    assert shop.office.orders.get(EMPLOYEE, order.order_id).paid == total
    assert len(shop.mail.messages) == 2  # the link, and the confirmation


def test_a_payment_method_that_is_gone_is_refused_for_new_orders(shop: Shop) -> None:
    cart_id: CartId = shop.cart().cart.id
    give_up(shop, "bank_transfer")
    with pytest.raises(PaymentMethodUnknown):
        shop.office.finishing.place(EMPLOYEE, cart_id, payment_method="bank_transfer")
    order = shop.office.finishing.place(EMPLOYEE, cart_id, payment_method="invoice")
    assert order.payment_method == "invoice"


def test_the_pages_name_them_by_their_codes() -> None:
    page = Page()
    order = placed(page.shop)
    give_up(page.shop, "awaiting_payment", "bank_transfer")
    shown = page.get(f"/order/{order.id}")
    assert '<span class="tag">awaiting_payment</span>' in shown
    assert re.search(r"<dd>\s*bank_transfer\s*</dd>", shown)
    assert '<option value="awaiting_payment" selected>' in shown
    assert page.browser.get(f"/api/orders/{order.id}").json()["status"] == "awaiting_payment"
    page.get("/")
