"""A customer group that is shown net prices sees them; what is to be paid stays gross."""

from __future__ import annotations

import pytest
from attrs import evolve

from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.customer import CustomerGroup, PriceDisplay
from backoffice_orders.model.ids import GroupId
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import CUSTOMERS, EMPLOYEE, MUG, euros


@pytest.mark.parametrize(
    ("display", "mugs", "delivery"),
    [(PriceDisplay.TAX_EXCLUDED, "20.00", "5.00"), (PriceDisplay.TAX_INCLUDED, "24.00", "6.00")],
)
def test_the_group_of_a_customer_says_how_prices_are_shown(
    office: BackOffice, cart: CartView, display: PriceDisplay, mugs: str, delivery: str
) -> None:
    """Two mugs of 10.00 and 5.00 of delivery, both with 20 %."""
    office.setup.save(EMPLOYEE, evolve(CUSTOMERS, shows_prices=display))
    view = office.carts.view(EMPLOYEE, cart.cart.id)
    assert view.shows_prices is display
    assert view.shows_prices.of(view.summary.lines[0].total) == euros(mugs)
    assert view.shows_prices.of(view.summary.shipping_price) == euros(delivery)
    assert view.summary.total.gross == euros("30.00")


def test_the_first_of_several_groups_says_it(office: BackOffice) -> None:
    trade = CustomerGroup(GroupId("trade"), "Trade", shows_prices=PriceDisplay.TAX_EXCLUDED)
    office.setup.save(EMPLOYEE, trade)
    for email, groups, shown in (
        ("a@example.com", (trade.id, CUSTOMERS.id), PriceDisplay.TAX_EXCLUDED),
        ("b@example.com", (CUSTOMERS.id, trade.id), PriceDisplay.TAX_INCLUDED),
    ):
        customer = office.customers.create(
            EMPLOYEE, first_name="J", last_name="Doe", email=email, group_ids=groups
        )
        cart = office.carts.start(EMPLOYEE, customer.id)
        view = office.products.add(EMPLOYEE, cart.cart.id, MUG.id, 1)
        assert view.shows_prices is shown
