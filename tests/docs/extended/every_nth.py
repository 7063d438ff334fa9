"""Every third piece is free, everywhere; run where docs/extending.md has added the action."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, Phase, given, settings

from backoffice_orders.model.pricing.kinds import SHIPPED
from backoffice_orders.model.pricing.price import price
from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.testing.samples import EMPLOYEE, MUG, euros
from backoffice_orders.testing.strategies import actions
from tests.checkout.samples import Shop

KIND: Any = SHIPPED.actions["every_nth_free"]


def test_a_phone_call_with_it(store: Store) -> None:
    shop = Shop(store)
    view = shop.cart()
    shop.office.products.add(EMPLOYEE, view.cart.id, MUG.id, 1)
    granted = shop.office.vouchers.create_and_grant(
        EMPLOYEE, view.cart.id, name="Third free", actions=[KIND(3)]
    )
    assert granted.summary.discounts.gross == euros("12.00")
    placed = shop.office.finishing.place(EMPLOYEE, view.cart.id, payment_method="card")
    order = shop.office.orders.get(EMPLOYEE, placed.id)
    assert price(order.cart, order.book) == order.summary == placed.summary


def test_it_is_drawn_at_random() -> None:
    drawn = set()

    @settings(
        max_examples=200,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(actions("EUR"))
    def draw(action: Any) -> None:
        drawn.add(type(action))

    draw()
    assert drawn == {*SHIPPED.actions.values()}
