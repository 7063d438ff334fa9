"""Rules about single pieces: however pieces are spread over lines, each gives what it has left.

A mug costs 12.00, the delivery 6.00.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from backoffice_orders.model.cart import Cart, CartLine
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.ids import DiscountId, LineId, ProductId
from backoffice_orders.model.manual_discount import ManualDiscount
from backoffice_orders.model.pricing.actions.base import Action
from backoffice_orders.model.pricing.actions.buy_get import BuyGet
from backoffice_orders.model.pricing.actions.each_piece import AmountOffEach
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.actions.target import Target
from backoffice_orders.model.pricing.price import price
from backoffice_orders.model.product import Product, SpecificPrice
from backoffice_orders.model.settings import ManualDiscounts
from backoffice_orders.testing.samples import (
    EMPLOYEE,
    MOMENT,
    MUG,
    SETTINGS,
    STANDARD_TAX,
    book,
    cart,
    euros,
    rule,
)


def mugs(*quantities: int) -> Cart:
    """A cart with lines of so many mugs each."""
    return cart(
        lines=tuple(
            CartLine(LineId(f"l{number}"), MUG.id, quantity)
            for number, quantity in enumerate(quantities)
        )
    )


ONE_FREE = rule("first", actions=(BuyGet(1),), code="", priority=1)
TWO_GET_ONE = rule("first", actions=(BuyGet(2),), code="", priority=1)


@pytest.mark.parametrize(
    ("before", "off", "lines", "taken"),
    [
        (ONE_FREE, "3.00", [(2,), (1, 1)], "3.00"),  # 0.00 and 12.00 are left
        (ONE_FREE, "6.00", [(2,), (1, 1)], "6.00"),
        (ONE_FREE, "20.00", [(2,), (1, 1)], "12.00"),
        (TWO_GET_ONE, "5.00", [(3,), (1, 2), (1, 1, 1)], "10.00"),
    ],
)
def test_an_amount_off_each_piece_takes_what_each_has_left(
    before: CartRule, off: str, lines: list[tuple[int, ...]], taken: str
) -> None:
    each = rule("each", actions=(AmountOffEach(euros(off), True),), code="", priority=2)
    for spread in lines:
        summary = price(mugs(*spread), book(cart_rules=(before, each)))
        assert summary.rules[1].amount.gross == euros(taken), spread


def test_an_amount_by_hand_off_each_piece_does_so_too() -> None:
    by_hand = ManualDiscount(
        id=DiscountId("d"),
        title="sorry",
        reason="goodwill",
        by=EMPLOYEE.id,
        at=MOMENT,
        amount=euros("3.00"),
        line_id=LineId("l0"),
        each_piece=True,
    )
    settings = evolve(SETTINGS, manual_discounts=ManualDiscounts.AFTER_VOUCHERS)
    asked = evolve(mugs(2), discounts=(by_hand,))
    summary = price(asked, book(settings=settings, cart_rules=(ONE_FREE,)))
    assert summary.manual_discounts[0].amount.gross == euros("3.00")


@pytest.mark.parametrize(
    ("action", "total"),
    [
        (BuyGet(1), "9.60"),  # that of a is free, and 20 % are off that of b
        (Percentage(Decimal(50), at_most=1), "15.60"),
        (Percentage(Decimal(50), target=Target.CHEAPEST), "15.60"),
    ],
)
def test_of_two_that_cost_the_same_the_order_of_lines_decides_nothing(
    action: Action, total: str
) -> None:
    a = Product(ProductId("a"), "A", euros("10.00"), STANDARD_TAX.id)
    b = evolve(a, id=ProductId("b"), name="B")
    twenty = Percentage(Decimal(20), target=Target.PRODUCT, product_id=b.id)
    rules = (
        rule("first", actions=(action,), code="", priority=1),
        rule("second", actions=(twenty,), code="", priority=2),
    )
    lines = CartLine(LineId("la"), a.id, 1), CartLine(LineId("lb"), b.id, 1)
    shop = book(products={a.id: a, b.id: b}, cart_rules=rules, carriers=())
    for ordered in (lines, lines[::-1]):
        assert price(cart(lines=ordered), shop).total.gross == euros(total)


@pytest.mark.parametrize(
    ("change", "spared"),
    [
        ({"price": Decimal(15)}, False),  # dearer than 10.00
        ({"price": Decimal(10)}, False),
        ({"price": Decimal(8)}, True),
        ({"percent": Decimal(5)}, True),
        ({"amount": Decimal(1)}, True),
        ({"price": Decimal(15), "percent": Decimal(5)}, True),
    ],
)
def test_a_price_is_reduced_where_it_is_lowered(change: dict[str, Any], spared: bool) -> None:
    ten = Percentage(Decimal(10), exclude_discounted=True)
    shop = book(
        cart_rules=(rule("spare", actions=(ten,), code=""),),
        specific_prices=(SpecificPrice(MUG.id, **change),),
    )
    assert (price(cart(), shop).rules == ()) == spared
