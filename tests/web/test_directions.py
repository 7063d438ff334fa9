"""Names keep their own direction between words of another: a bracket stays where it belongs."""

from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve
from starlette.testclient import TestClient

from backoffice_orders.console import console_app
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.testing.samples import EMPLOYEE, MUG, POST
from tests.checkout.samples import BASE, Shop
from tests.console.samples import SECRET


@pytest.mark.parametrize("page", ["console", "order", "checkout"])
def test_names_on_pages_are_isolated(page: str) -> None:
    shop = Shop()
    office = shop.office
    mug, post = evolve(MUG, name="Mug (blue)"), evolve(POST, name="Post (home)")
    office.setup.save(EMPLOYEE, mug, post)
    cart = shop.cart().cart
    ten = [Percentage(Decimal(10))]
    office.vouchers.create_and_grant(EMPLOYEE, cart.id, name="Ten (off)", actions=ten)
    console = TestClient(console_app(office, lambda _: EMPLOYEE, secret=SECRET), base_url=BASE)
    if page == "checkout":
        text = shop.browser().get(shop.path(office.finishing.send(EMPLOYEE, cart.id))).text
    elif page == "order":
        order = office.finishing.place(EMPLOYEE, cart.id, payment_method="invoice")
        text = console.get(f"/order/{order.id}").text
    else:
        text = console.get(f"/cart/{cart.id}").text
    for name in ("Mug (blue)", "Ten (off)", "Post (home)"):
        assert f"<bdi>{name}" in text  # and the code of a voucher, on the order
