"""What is left of lines of which some pieces were discounted, and who gets what."""

from __future__ import annotations

import pytest

from backoffice_orders.model.ids import ProductId
from backoffice_orders.model.pricing.actions.buy_get import BuyGet
from backoffice_orders.model.pricing.left import Left
from backoffice_orders.model.pricing.line import PricedLine
from backoffice_orders.model.pricing.price import _settle
from backoffice_orders.model.pricing.selection import Selection
from tests.pricing.till import Till, gross


@pytest.fixture
def lines() -> tuple[PricedLine, ...]:
    """One piece at 10.00, two at 10.00, three at 1.00."""
    till = Till("10.00", "10.00", "1.00", quantities=(1, 2, 3))
    return tuple(_settle(till.cart, till.book).situation.lines)


def test_what_is_taken_off_some_pieces_is_left_of_these_alone(
    lines: tuple[PricedLine, ...],
) -> None:
    """5.00 off one of the two: 15.00 are left of them, and 10.00 of the one with most left."""
    left = Left.of(lines)
    left = left.without(left.picked([lines[1].pieces(1)]), [500], [500])
    assert (left.net, left.gross) == ([1000, 1500, 300], [1000, 1500, 300])
    assert left.of_pieces(lines[1].pieces(1)) == (1000, 1000)
    assert left.of_pieces(lines[1].all_pieces) == (1500, 1500)
    assert left.of_pieces(lines[0].all_pieces) == (1000, 1000)
    assert left.of_pieces(lines[2].pieces(2)) == (200, 200)


def test_lots_of_a_line_that_is_not_picked_are_not_picked(lines: tuple[PricedLine, ...]) -> None:
    left = Left.of(lines)
    left = left.without(left.picked([lines[1].pieces(1)]), [500], [500])
    assert left.whole([0, 2]).lots == {}
    assert left.whole([0, 2]).nets == [1000, 300]
    assert list(left.whole([1]).lots) == [0]
    assert list(left.whole(None).lots) == [1]


def test_what_is_taken_off_a_whole_line_is_spread_over_its_lots(
    lines: tuple[PricedLine, ...],
) -> None:
    """Of 10.00 and 5.00, 3.00 off: 8.00 and 4.00 are left."""
    left = Left.of(lines)
    left = left.without(left.picked([lines[1].pieces(1)]), [500], [500])
    left = left.without(left.whole([1]), [300], [300])
    assert left.of_pieces(lines[1].pieces(1)) == (800, 800)
    assert left.gross[1] == 1200


def test_no_pieces_are_picked_of_less_than_none(lines: tuple[PricedLine, ...]) -> None:
    assert [lines[1].pieces(count).number for count in (-1, 0, 1, 2, 3)] == [0, 0, 1, 2, 2]


# Product 0 at 1.00 is bought, and it or product 1 at 2.00 is got.
OF = Selection(product_ids=frozenset({ProductId("p0")}))
FREE = Selection(product_ids=frozenset({ProductId("p0"), ProductId("p1")}))


@pytest.mark.parametrize(
    ("bought", "paid"),
    [
        # Two are bought, so one of them is spare: it and one of product 1 are got. 9.00 - 3.00.
        (3, "6.00"),
        # Twice two are bought, one is spare: it and all three of product 1. 11.00 - 7.00.
        (5, "4.00"),
    ],
)
def test_what_has_to_be_bought_is_not_got(bought: int, paid: str) -> None:
    till = Till("1.00", "2.00", quantities=(bought, 3)).rule(BuyGet(2, 2, of=OF, free=FREE))
    assert gross(till.ring_up()) == paid
