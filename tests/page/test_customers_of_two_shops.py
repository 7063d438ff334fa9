"""Shops with the same ids of customers, and one catalog and its cart rules for both."""

from __future__ import annotations

from decimal import Decimal

import pytest
from moneyed import Money

from backoffice_orders.adapters.memory import FixedClock
from backoffice_orders.back_office import BackOffice
from backoffice_orders.commands import AddProduct, CreateAndGrantRule, GrantCode, NewCustomer
from backoffice_orders.model.errors.vouchers import RuleOtherCustomer
from backoffice_orders.model.ids import CustomerId
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.product import SpecificPrice
from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE, MUG, euros, set_up_shop
from tests.page.test_shared_stock import SHARED, shop

HALF = CreateAndGrantRule("Half", [Percentage(Decimal(50))], code="HALF")


@pytest.fixture
def north(store: Store, clock: FixedClock) -> BackOffice:
    office = shop(store, "north", clock)
    set_up_shop(office)
    return office


@pytest.fixture
def south(store: Store, clock: FixedClock, north: BackOffice) -> BackOffice:
    """It has customers, carts and orders of its own, and all else of the north's."""
    return shop(store, "south", clock, shared=SHARED)


def mug_for(office: BackOffice, first_name: str) -> CartView:
    somebody = NewCustomer(first_name, "Roe", f"{first_name}@example.com")
    return office.carts.start(EMPLOYEE, commands=[somebody, AddProduct(MUG.id)])


def whose(view: CartView) -> CustomerId:
    assert view.cart.customer_id is not None
    return view.cart.customer_id


@pytest.fixture
def ann(north: BackOffice) -> CartView:
    return mug_for(north, "Ann")


@pytest.fixture
def bob(south: BackOffice, ann: CartView) -> CartView:
    """A cart of another shop's customer, who has Ann's id."""
    view = mug_for(south, "Bob")
    assert whose(view) == whose(ann)
    return view


def test_a_voucher_is_its_own_customers(
    north: BackOffice, south: BackOffice, ann: CartView, bob: CartView
) -> None:
    north.run(EMPLOYEE, ann.cart.id, ann.version, HALF)
    (hers,) = north.vouchers.of_customer(EMPLOYEE, whose(ann))
    assert (hers.name, hers.customer_id) == ("Half", whose(ann))
    assert south.vouchers.of_customer(EMPLOYEE, whose(bob)) == ()
    with pytest.raises(RuleOtherCustomer):
        south.run(EMPLOYEE, bob.cart.id, bob.version, GrantCode("HALF"))


def test_a_shop_that_shares_the_rules_gives_vouchers_to_its_own_customers(
    north: BackOffice, south: BackOffice, ann: CartView, bob: CartView
) -> None:
    granted = south.run(EMPLOYEE, bob.cart.id, bob.version, HALF)
    # Half of 12.00, and 6.00 for the delivery.
    assert granted.summary.total.gross == euros("12.00")
    (his,) = south.vouchers.of_customer(EMPLOYEE, whose(bob))
    assert (his.name, his.customer_id) == ("Half", whose(bob))
    assert north.vouchers.of_customer(EMPLOYEE, whose(ann)) == ()
    with pytest.raises(RuleOtherCustomer):
        north.run(EMPLOYEE, ann.cart.id, ann.version, GrantCode("HALF"))


def test_another_shops_voucher_is_saved_as_it_was(
    north: BackOffice, south: BackOffice, ann: CartView, bob: CartView
) -> None:
    north.run(EMPLOYEE, ann.cart.id, ann.version, HALF)
    (seen,) = south.setup.cart_rules(EMPLOYEE).items
    assert seen.customer_id == f"north/{whose(ann)}"
    south.setup.save(EMPLOYEE, seen)
    assert len(north.vouchers.of_customer(EMPLOYEE, whose(ann))) == 1


def test_a_price_is_its_own_customers(
    north: BackOffice, south: BackOffice, ann: CartView, bob: CartView
) -> None:
    # 1.00 net with 20 % of tax, and 6.00 for the delivery.
    for_ann = SpecificPrice(MUG.id, price=Decimal("1.00"), customer_id=whose(ann))
    north.setup.set_specific_prices(EMPLOYEE, MUG.id, [for_ann])
    assert cost(north, ann) == euros("7.20")
    assert cost(south, bob) == euros("18.00")


def test_a_shop_that_shares_the_catalog_prices_it_for_its_own_customers(
    north: BackOffice, south: BackOffice, ann: CartView, bob: CartView
) -> None:
    for_bob = SpecificPrice(MUG.id, price=Decimal("2.00"), customer_id=whose(bob))
    south.setup.set_specific_prices(EMPLOYEE, MUG.id, [for_bob])
    assert south.setup.specific_prices(EMPLOYEE, MUG.id) == (for_bob,)
    assert cost(south, bob) == euros("8.40")
    assert cost(north, ann) == euros("18.00")


def test_prices_of_both_shops_are_saved_together(
    north: BackOffice, south: BackOffice, ann: CartView, bob: CartView
) -> None:
    for_ann = SpecificPrice(MUG.id, price=Decimal("1.00"), customer_id=whose(ann))
    north.setup.set_specific_prices(EMPLOYEE, MUG.id, [for_ann])
    for_bob = SpecificPrice(MUG.id, price=Decimal("2.00"), customer_id=whose(bob))
    both = (*south.setup.specific_prices(EMPLOYEE, MUG.id), for_bob)
    south.setup.set_specific_prices(EMPLOYEE, MUG.id, both)
    assert (cost(north, ann), cost(south, bob)) == (euros("7.20"), euros("8.40"))


def test_vouchers_and_prices_of_another_shop_are_not_erased(
    north: BackOffice, south: BackOffice, ann: CartView, bob: CartView
) -> None:
    north.run(EMPLOYEE, ann.cart.id, ann.version, HALF)
    south.customers.erase(EMPLOYEE, whose(bob))
    (hers,) = north.vouchers.of_customer(EMPLOYEE, whose(ann))
    assert (hers.code, hers.enabled) == ("HALF", True)


def cost(office: BackOffice, view: CartView) -> Money:
    """What a cart of one mug and its delivery costs now, gross."""
    return office.carts.view(EMPLOYEE, view.cart.id).summary.total.gross
