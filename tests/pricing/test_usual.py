"""What a line would cost without what has changed its price. Figures by hand."""

from __future__ import annotations

from decimal import Decimal

from attrs import evolve
from moneyed import Money

from backoffice_orders.model.cart import PriceOverride
from backoffice_orders.model.customer import CustomerGroup
from backoffice_orders.model.ids import GroupId, ProductId
from backoffice_orders.model.pricing.usual import usual_prices
from backoffice_orders.model.product import SpecificPrice
from backoffice_orders.testing.samples import euros
from tests.pricing.till import Till


def usual(till: Till) -> dict[str, str]:
    """The usual gross price of one piece by the line's id, where it is another one."""
    found = usual_prices(till.cart, till.book, till.ring_up())
    return {line_id: str(each.gross.amount) for line_id, each in found.items()}


def by_hand(till: Till, number: int, price: str) -> Till:
    override = PriceOverride(euros(price), False, "agreed")
    lines = [*till.cart.lines]
    lines[number] = evolve(lines[number], price_override=override)
    till.cart = evolve(till.cart, lines=tuple(lines))
    return till


def test_what_a_group_has_less_is_not_usual() -> None:
    till = Till("10.00", tax="20")
    friends = CustomerGroup(GroupId("friends"), "Friends", reduction_percent=Decimal(10))
    till.book = evolve(till.book, group_ids=(friends.id,), groups=(friends,))
    assert till.ring_up().lines[0].unit_price.gross == euros("10.80")
    assert usual(till) == {"l0": "12.00"}


def test_what_costs_what_it_always_does_is_left_out_and_what_comes_after_it_is_not() -> None:
    till = Till("10.00", "20.00", "30.00")
    cheaper = SpecificPrice(ProductId("p2"), Decimal(50))
    till.book = evolve(till.book, specific_prices=(cheaper,))
    assert usual(by_hand(till, 1, "20.00")) == {"l2": "30.00"}


def test_what_is_gone_has_no_usual_price_and_what_comes_after_it_has_one() -> None:
    till = by_hand(by_hand(Till("10.00", "20.00"), 0, "8.00"), 1, "15.00")
    assert usual(till) == {"l0": "10.00", "l1": "20.00"}
    there = ProductId("p1")
    till.book = evolve(till.book, products={there: till.book.products[there]})
    assert usual(till) == {"l1": "20.00"}


def test_what_nobody_can_convert_has_no_usual_price_and_what_comes_after_it_has_one() -> None:
    till = by_hand(by_hand(Till("10.00", "20.00"), 0, "8.00"), 1, "15.00")
    abroad = evolve(till.book.products[ProductId("p0")], price=Money("9.00", "USD"))
    till.book = evolve(till.book, products={**till.book.products, abroad.id: abroad})
    assert usual(till) == {"l1": "20.00"}
