"""Every piece knows what discounts have left of it. Figures by hand."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest
from attrs import evolve

from backoffice_orders.model.ids import LineId, ProductId
from backoffice_orders.model.money import RoundingMode, RoundingType
from backoffice_orders.model.pricing.actions.amount import Amount
from backoffice_orders.model.pricing.actions.each_piece import AmountOffEach
from backoffice_orders.model.pricing.actions.gift import Gift
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.actions.target import Target
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.settings import TaxSplit
from backoffice_orders.model.stock import StockItem
from backoffice_orders.testing.samples import euros
from tests.pricing.till import Till, gross

MUG = ProductId("p0")


def off(percent: int, pieces: int | None = None) -> Percentage:
    """So many percent off the first product, or off so many pieces of it."""
    return Percentage(Decimal(percent), target=Target.PRODUCT, product_id=MUG, at_most=pieces)


def taken(summary: Summary) -> list[tuple[str, str]]:
    """What each rule takes off, net and gross."""
    return [(str(rule.amount.net.amount), str(rule.amount.gross.amount)) for rule in summary.rules]


def as_it_is_rounded(till: Till) -> Till:
    """Net amounts are those of the pieces, and not what the gross sums make of them."""
    settings = evolve(till.book.settings, tax_split=TaxSplit.PRESTASHOP)
    till.book = evolve(till.book, settings=settings)
    return till


def test_the_piece_with_the_most_left_is_taken_first() -> None:
    """Two at 10.00 net, 12.00 gross: 5.00 off one, 2.50 and 4.50 off the other; then the first."""
    till = as_it_is_rounded(Till("10.00", tax="20", quantities=(2,)))
    for percent in (50, 25, 60, 100):
        till.rule(off(percent, 1))
    summary = till.ring_up()
    assert taken(summary) == [
        ("5.00", "6.00"),
        ("2.50", "3.00"),
        ("4.50", "5.40"),
        ("5.00", "6.00"),
    ]
    assert gross(summary) == "3.60"


def test_some_pieces_of_a_lot_leave_the_others_as_they_are() -> None:
    """Three at 10.00: half off one; then a tenth off two, which have 10.00 left; then the first."""
    till = Till("10.00", quantities=(3,)).rule(off(50, 1)).rule(off(10, 2)).rule(off(100, 2))
    assert taken(till.ring_up()) == [("5.00", "5.00"), ("2.00", "2.00"), ("18.00", "18.00")]


def test_an_odd_cent_of_a_lot_stays_with_those_that_are_not_picked() -> None:
    """10 % off two at 0.33 leaves 0.59: one of them is worth 0.29, the other 0.30."""
    till = Till("0.33", quantities=(2,)).rule(off(10)).rule(off(100, 1)).rule(off(100, 1))
    assert taken(till.ring_up()) == [("0.07", "0.07"), ("0.29", "0.29"), ("0.30", "0.30")]


def test_of_a_lot_each_piece_is_worth_its_share() -> None:
    """10 % off three at 0.33 leaves 0.89: one of them is worth 0.30, two 0.59."""
    till = Till("0.33", quantities=(3,)).rule(off(10)).rule(off(100, 1)).rule(off(100, 2))
    assert taken(till.ring_up()) == [("0.10", "0.10"), ("0.30", "0.30"), ("0.59", "0.59")]


def test_a_discount_on_the_whole_line_is_spread_over_its_pieces() -> None:
    """Two at 10.00: one is free; half off what is left takes 5.00 off the other one alone."""
    till = Till("10.00", quantities=(2,)).rule(off(100, 1)).rule(off(50)).rule(off(100, 1))
    assert taken(till.ring_up()) == [("10.00", "10.00"), ("5.00", "5.00"), ("5.00", "5.00")]


def test_a_gift_in_between_changes_nothing_of_the_pieces() -> None:
    """Three at 10.00, one of them free; a gift; half off one more: 5.00."""
    till = Till("10.00", "3.00", quantities=(3, 1))
    till.book = evolve(till.book, stock={StockItem(ProductId("p1")): 9})
    summary = till.rule(off(100, 1)).rule(Gift(ProductId("p1"))).rule(off(50, 1)).ring_up()
    assert taken(summary) == [("10.00", "10.00"), ("3.00", "3.00"), ("5.00", "5.00")]


def test_two_gifts_of_a_rule_are_two_lines() -> None:
    till = Till("10.00", "3.00")
    till.book = evolve(till.book, stock={StockItem(ProductId("p1")): 9})
    summary = till.rule(Gift(ProductId("p1")), Gift(ProductId("p1"))).ring_up()
    assert [line.line_id for line in summary.gifts()] == ["gift:r0", "gift:r0:2"]
    assert [str(line.payable.gross.amount) for line in summary.gifts()] == ["0.00", "0.00"]
    assert gross(summary) == "13.00"


def test_a_gift_costs_what_one_piece_is_rounded_to() -> None:
    """0.835 net at 20 % is 0.84 and 1.00, however the others are rounded."""
    for type in RoundingType:
        till = Till("0.835", tax="20", quantities=(3,), type=type)
        till.book = evolve(till.book, stock={StockItem(MUG): 9})
        summary = as_it_is_rounded(till.rule(Gift(MUG))).ring_up()
        (gift,) = summary.gifts()
        assert (str(gift.total.net.amount), str(gift.total.gross.amount)) == ("0.84", "1.00"), type
        assert taken(summary) == [("0.84", "1.00")], type


def test_what_an_amount_does_not_use_up_is_said_in_its_own_terms() -> None:
    summary = Till("10.00", tax="20").rule(Amount(euros("15.00"), True)).ring_up()
    (rule,) = summary.rules
    assert (str(rule.amount.gross.amount), rule.unused) == ("12.00", euros("3.00"))
    assert gross(summary) == "0.00"


def test_an_amount_of_just_what_is_left_takes_it_and_leaves_nothing_unused() -> None:
    summary = Till("10.00", "0.01", tax="20").rule(Amount(euros("12.01"), True)).ring_up()
    (rule,) = summary.rules
    assert (str(rule.amount.gross.amount), rule.unused) == ("12.01", None)
    assert [str(line.payable.net.amount) for line in summary.lines] == ["0.00", "0.00"]


def test_nothing_of_a_percentage_is_more_than_all_or_less_than_nothing() -> None:
    """Rounded up, 1 % of a cent is a cent: of one that is left, and of none."""
    till = Till("0.01").rule(off(99)).rule(off(1))
    assert taken(till.ring_up()) == [("0.01", "0.01")]


def test_it_is_what_a_piece_has_left_that_counts_and_not_its_lot() -> None:
    """Three at 10.00: half off two; then the third has the most left."""
    till = Till("10.00", quantities=(3,)).rule(off(50, 2)).rule(off(100, 1))
    assert taken(till.ring_up()) == [("10.00", "10.00"), ("10.00", "10.00")]


def test_what_was_picked_is_as_many_pieces_as_were_picked() -> None:
    """Three at 10.00: a tenth off one; the two others are free; then the one of 9.00."""
    till = Till("10.00", quantities=(3,)).rule(off(10, 1)).rule(off(100, 2)).rule(off(100, 1))
    assert taken(till.ring_up()) == [("1.00", "1.00"), ("20.00", "20.00"), ("9.00", "9.00")]


@pytest.mark.parametrize(("mode", "lines"), [*product(RoundingMode, [(2,), (1, 1)])])
def test_what_each_piece_is_cheaper_does_not_depend_on_its_lines(
    mode: RoundingMode, lines: tuple[int, ...]
) -> None:
    """Two at 10.00 net and 2.1 %, each 10.00 gross cheaper: 20.00 / 1.021 = 19.5886 net."""
    till = Till("10.00", tax="2.1", type=RoundingType.TOTAL, mode=mode)
    (line,) = till.cart.lines
    alike = [evolve(line, id=LineId(f"l{n}"), quantity=each) for n, each in enumerate(lines)]
    till.cart = evolve(till.cart, lines=tuple(alike))
    as_it_is_rounded(till).rule(AmountOffEach(euros("10.00"), True))
    net = "19.58" if mode is RoundingMode.DOWN else "19.59"
    assert taken(till.ring_up()) == [(net, "20.00")]


def test_a_piece_that_costs_less_than_it_is_cheaper_costs_nothing() -> None:
    """2.00 gross off 12.00, of which 1.67 is net; 1.80 is all of the other, 1.50 net."""
    till = as_it_is_rounded(Till("10.00", "1.50", tax="20"))
    summary = till.rule(AmountOffEach(euros("2.00"), True)).ring_up()
    assert [(line.discount_net, line.discount_gross) for line in summary.lines] == [
        (167, 200),
        (150, 180),
    ]
