"""Amounts of the shop's own currency that a cart in another one is compared with.

Figures by hand: 19.99 EUR are 18.3908 USD at 0.92, so 18.39 as every price; 3225.79 JPY at 161.37,
so 3226; 6.730633 KWD at 0.3367, so 6.731.
"""

from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve
from moneyed import Money

from backoffice_orders.model.carrier import ExchangeRate, OutOfRange
from backoffice_orders.model.ids import ProductId
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.actions.spend_steps import SpendStep, SpendSteps
from backoffice_orders.model.pricing.conditions.minimum_amount import MinimumAmount
from backoffice_orders.model.pricing.price import missing_to_free_delivery
from backoffice_orders.testing.samples import euros
from tests.pricing.test_shipping import carrier, offered, ranges, shop
from tests.pricing.till import Till, gross

# The currency, its rate, what 19.99 EUR are in it, and what 19.98 EUR are.
ABROAD = [
    ("USD", "0.92", "18.39", "18.38"),
    ("JPY", "161.37", "3226", "3224"),
    ("KWD", "0.3367", "6.731", "6.727"),
]
abroad = pytest.mark.parametrize(("currency", "rate", "price", "less"), ABROAD)


def in_currency(till: Till, currency: str, rate: str) -> Till:
    till.cart = evolve(till.cart, currency=currency)
    till.book = evolve(till.book, exchange_rates=(ExchangeRate(currency, Decimal(rate)),))
    return till


def cheaper(till: Till) -> Till:
    """The same for 19.98 EUR."""
    product = evolve(till.book.products[ProductId("p0")], price=euros("19.98"))
    till.book = evolve(till.book, products={product.id: product})
    return till


@abroad
def test_goods_for_the_amount_are_sent_for_free(
    currency: str, rate: str, price: str, less: str
) -> None:
    till = in_currency(shop(carrier(), net="19.99"), currency, rate)
    settings = evolve(till.book.settings, free_shipping_from_amount=Decimal("19.99"))
    till.book = evolve(till.book, settings=settings)
    assert missing_to_free_delivery(till.cart, till.book) is None
    assert gross(till.ring_up()) == price
    missing = missing_to_free_delivery(till.cart, cheaper(till).book)
    assert missing == Money(Decimal(price) - Decimal(less), currency)


@abroad
def test_goods_for_the_amount_are_in_the_range_that_begins_there(
    currency: str, rate: str, price: str, less: str
) -> None:
    post = carrier(prices=ranges(("0", "19.99", "5.00"), ("19.99", "1000", "0.00")))
    till = in_currency(shop(post, net="19.99"), currency, rate)
    assert gross(till.ring_up()) == price
    assert Decimal(gross(cheaper(till).ring_up())) > Decimal(less) + 1


@abroad
def test_a_range_does_not_include_its_end(currency: str, rate: str, price: str, less: str) -> None:
    post = carrier(prices=ranges(("0", "19.99", "5.00")), out_of_range=OutOfRange.DISABLE)
    till = in_currency(shop(post, net="19.99"), currency, rate)
    assert gross(till.ring_up()) == price
    assert offered(till) == []
    assert Decimal(gross(cheaper(till).ring_up())) > Decimal(less) + 1
    assert offered(till) == ["post"]


@abroad
@pytest.mark.parametrize("tax_included", [True, False])
def test_goods_for_the_minimum_amount_reach_it(
    currency: str, rate: str, price: str, less: str, tax_included: bool
) -> None:
    asked = MinimumAmount(euros("19.99"), tax_included)
    till = Till("19.99").rule(Percentage(Decimal(100)), conditions=(asked,))
    in_currency(till, currency, rate)
    assert not till.ring_up().total.gross
    assert gross(cheaper(till).ring_up()) == less


@abroad
def test_goods_for_a_step_reach_it(currency: str, rate: str, price: str, less: str) -> None:
    steps = SpendSteps((SpendStep(euros("19.99"), euros("19.99")),))
    till = in_currency(Till("19.99").rule(steps), currency, rate)
    assert not till.ring_up().total.gross
    assert gross(cheaper(till).ring_up()) == less
