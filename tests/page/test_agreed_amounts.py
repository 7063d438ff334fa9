"""What is agreed on the phone can be paid: half a cent is entered nowhere."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from attrs import evolve
from moneyed import Money

from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.carrier import ExchangeRate
from backoffice_orders.model.cart import CustomLineKind
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.pricing.actions.amount import Amount
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.conditions.minimum_amount import MinimumAmount
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE, MUG, euros

WAYS: dict[str, Callable[[BackOffice, CartView, Money], object]] = {
    "price by hand": lambda office, cart, amount: office.products.set_price(
        EMPLOYEE, cart.cart.id, cart.cart.lines[0].id, amount, tax_included=True, reason="agreed"
    ),
    "item": lambda office, cart, amount: office.products.add_custom(
        EMPLOYEE, cart.cart.id, "Sofa", amount
    ),
    "fee": lambda office, cart, amount: office.products.add_custom(
        EMPLOYEE, cart.cart.id, "Fee", amount, kind=CustomLineKind.FEE
    ),
    "delivery by hand": lambda office, cart, amount: office.shipping.set_manual(
        EMPLOYEE, cart.cart.id, "Bike", amount, reason="far"
    ),
    "voucher": lambda office, _, amount: office.vouchers.create(
        EMPLOYEE, name="Sorry", actions=[Amount(amount, tax_included=True)]
    ),
    "voucher for this cart": lambda office, cart, amount: office.vouchers.create_and_grant(
        EMPLOYEE, cart.cart.id, name="Sorry", actions=[Amount(amount, tax_included=True)]
    ),
    "voucher from": lambda office, _, amount: office.vouchers.create(
        EMPLOYEE,
        name="Sorry",
        actions=[Percentage(euros("5").amount)],
        conditions=[MinimumAmount(amount)],
    ),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("amount", ["4.999", "0.001", "4.990001"])
def test_half_a_cent_is_not_entered(
    office: BackOffice, cart: CartView, way: str, amount: str
) -> None:
    with pytest.raises(FieldInvalid, match=r"the smallest amount of EUR is 0\.01"):
        WAYS[way](office, cart, euros(amount))
    assert office.carts.view(EMPLOYEE, cart.cart.id) == cart
    assert office.vouchers.search(EMPLOYEE, "").items == ()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("amount", ["4.99", "4.990", "5"])
def test_cents_are(office: BackOffice, cart: CartView, way: str, amount: str) -> None:
    assert WAYS[way](office, cart, euros(amount))


def test_a_catalogs_net_price_may_be_finer(office: BackOffice, cart: CartView) -> None:
    office.setup.save(EMPLOYEE, evolve(MUG, price=euros("4.158333")))
    # 4.99 gross a piece: 4.158333 x 1.2 = 4.9899996
    line = office.carts.view(EMPLOYEE, cart.cart.id).summary.lines[0]
    assert line.unit_price.gross == euros("4.99")


@pytest.mark.parametrize(
    ("currency", "rate", "price"),
    [("JPY", "160", "1598"), ("USD", "1.1", "10.99"), ("KWD", "0.3351", "3.348")],
)
def test_what_was_agreed_is_rounded_in_another_currency(
    office: BackOffice, cart: CartView, currency: str, rate: str, price: str
) -> None:
    """9.99 EUR each: 1598.4 JPY, 10.989 USD, 3.347649 KWD."""
    office.setup.save(EMPLOYEE, ExchangeRate(currency, Decimal(rate)))
    for way in ("price by hand", "item", "delivery by hand"):
        WAYS[way](office, cart, euros("9.99"))
    changed = office.carts.set_currency(EMPLOYEE, cart.cart.id, currency).cart
    override, manual = changed.lines[0].price_override, changed.manual_delivery
    assert override is not None
    assert manual is not None
    own = (override.price, changed.custom_lines[0].unit_price, manual.price)
    assert own == (Money(price, currency),) * 3
