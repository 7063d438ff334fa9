"""Actions that look at single pieces, at the delivery, or at what is spent. Figures by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve

from backoffice_orders.model.errors.vouchers import (
    RuleInvalid,
    RuleMinimumAmount,
    RuleNotCombinable,
    RuleProducts,
    RuleRefused,
)
from backoffice_orders.model.ids import CartRuleId, ProductId
from backoffice_orders.model.pricing.actions.amount import Amount
from backoffice_orders.model.pricing.actions.base import Action
from backoffice_orders.model.pricing.actions.buy_get import BuyGet
from backoffice_orders.model.pricing.actions.delivery_percentage import DeliveryPercentage
from backoffice_orders.model.pricing.actions.each_piece import AmountOffEach
from backoffice_orders.model.pricing.actions.free_shipping import FreeShipping
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.actions.spend_steps import SpendStep, SpendSteps
from backoffice_orders.model.pricing.actions.target import Target
from backoffice_orders.model.pricing.price import why_refused
from backoffice_orders.model.pricing.selection import Selection
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.serialization import from_json, to_json
from backoffice_orders.testing.samples import euros, rule
from tests.pricing.till import Till, gross

HALF = Percentage(Decimal(50))
BUY_2_GET_1 = BuyGet(buy=2)
FIRST, SECOND = (Selection(product_ids=frozenset({ProductId(each)})) for each in ("p0", "p1"))
BOTH = Selection(product_ids=frozenset({ProductId("p0"), ProductId("p1")}))


def off(summary: Summary) -> str:
    """What all rules take off, gross."""
    return str(summary.discounts.gross.amount)


def refused(till: Till, action: Action) -> RuleRefused | None:
    return why_refused(rule("new", actions=(action,)), till.cart, till.book)


@pytest.mark.parametrize(
    ("pieces", "free"), [(3, "10.00"), (5, "10.00"), (6, "20.00"), (7, "20.00"), (9, "30.00")]
)
def test_buy_two_get_one(pieces: int, free: str) -> None:
    assert off(Till("10.00", quantities=(pieces,)).rule(BUY_2_GET_1).ring_up()) == free


@pytest.mark.parametrize(
    ("pieces", "free"),
    [(3, "0.00"), (4, "10.00"), (5, "20.00"), (8, "20.00"), (9, "30.00"), (10, "40.00")],
)
def test_buy_three_get_two(pieces: int, free: str) -> None:
    """A fourth piece is the first of the two that are got."""
    rule = BuyGet(3, 2)
    if free == "0.00":
        assert "4" in str(refused(Till("10.00", quantities=(pieces,)), rule))
    else:
        assert off(Till("10.00", quantities=(pieces,)).rule(rule).ring_up()) == free
    assert off(Till("10.00", quantities=(10,)).rule(BuyGet(3, 2, at_most=1)).ring_up()) == "20.00"


def test_the_cheapest_pieces_are_the_free_ones() -> None:
    # Six pieces, two of them free: the two at 4.00
    till = Till("10.00", "4.00", quantities=(3, 3)).rule(BUY_2_GET_1)
    assert off(till.ring_up()) == "8.00"


def test_too_few_for_one_free_piece() -> None:
    error = refused(Till("10.00", quantities=(2,)), BUY_2_GET_1)
    assert isinstance(error, RuleProducts)
    assert "3" in str(error)


def test_a_piece_at_half_price() -> None:
    till = Till("10.00", quantities=(3,)).rule(BuyGet(buy=2, percent=Decimal(50)))
    assert off(till.ring_up()) == "5.00"


def test_at_most_so_many_times() -> None:
    till = Till("10.00", quantities=(9,)).rule(BuyGet(buy=2, at_most=2))
    assert off(till.ring_up()) == "20.00"


def test_other_products_are_got() -> None:
    # Four of the first: twice two, so two of the second are free
    till = Till("10.00", "4.00", quantities=(4, 3)).rule(BuyGet(buy=2, of=FIRST, free=SECOND))
    assert off(till.ring_up()) == "8.00"


def test_only_what_is_in_the_cart_is_got() -> None:
    till = Till("10.00", "4.00", quantities=(6, 1)).rule(BuyGet(buy=2, of=FIRST, free=SECOND))
    assert off(till.ring_up()) == "4.00"


def test_a_piece_is_either_bought_or_got() -> None:
    # Any two bought make one of the second free. Of 2 + 1 pieces two are bought and one is got;
    # of 1 + 2 the free one is one of the second, and the other one counts as bought
    anything = BuyGet(buy=2, free=SECOND)
    assert off(Till("10.00", "4.00", quantities=(2, 1)).rule(anything).ring_up()) == "4.00"
    assert off(Till("10.00", "4.00", quantities=(1, 2)).rule(anything).ring_up()) == "4.00"
    assert refused(Till("10.00", "4.00", quantities=(1, 1)), anything) is not None


def test_a_free_piece_is_worth_what_is_left_of_it() -> None:
    # Three at 12.00 are 36.00, half of it 18.00; one of three is 6.00 of that
    till = Till("12.00", quantities=(3,)).rule(HALF).rule(BUY_2_GET_1)
    assert gross(till.ring_up()) == "12.00"


def test_half_price_after_a_free_piece() -> None:
    # One of three at 12.00 is free, then half off the 24.00 that are left
    till = Till("12.00", quantities=(3,)).rule(BUY_2_GET_1).rule(HALF)
    assert gross(till.ring_up()) == "12.00"


def test_a_piece_that_is_free_already_is_not_given_again() -> None:
    # Both rules free one piece each: two of three
    till = Till("12.00", quantities=(3,)).rule(BUY_2_GET_1).rule(BUY_2_GET_1)
    assert gross(till.ring_up()) == "12.00"


def test_half_off_the_cheapest_piece_after_half_off_everything() -> None:
    # 30.00 becomes 15.00; the cheapest piece, one of 10.00, is 5.00 now: 2.50 off
    cheapest = Percentage(Decimal(50), target=Target.CHEAPEST)
    till = Till("10.00", "20.00").rule(HALF).rule(cheapest)
    assert gross(till.ring_up()) == "12.50"


def test_an_amount_off_each_piece() -> None:
    # 2.00 off three, and 1.50 off two that cost no more
    till = Till("10.00", "1.50", quantities=(3, 2)).rule(AmountOffEach(euros("2.00"), True))
    assert off(till.ring_up()) == "9.00"


def test_an_amount_off_each_piece_of_what_is_left() -> None:
    # After half off two at 3.00 each has 1.50 left
    till = Till("3.00", quantities=(2,)).rule(HALF).rule(AmountOffEach(euros("2.00"), True))
    assert gross(till.ring_up()) == "0.00"


def test_a_net_amount_off_each_piece() -> None:
    # 1.00 net is 1.20
    till = Till("10.00", tax="20", quantities=(3,)).rule(AmountOffEach(euros("1.00")))
    assert off(till.ring_up()) == "3.60"


@pytest.mark.parametrize(
    ("action", "taken"),
    [
        (Percentage(Decimal(50), at_most=3), "11.00"),  # half of 4.00, 4.00 and one of 14.00
        (AmountOffEach(euros("1.00"), True, at_most=3), "3.00"),
        (Amount(euros("100.00"), True, at_most=2), "8.00"),
    ],
)
def test_at_most_so_many_pieces_the_cheapest_first(action: Action, taken: str) -> None:
    assert off(Till("14.00", "4.00", quantities=(2, 2)).rule(action).ring_up()) == taken


def test_a_percentage_off_the_delivery() -> None:
    till = Till("20.00", shipping="8.00").rule(DeliveryPercentage(Decimal(25)))
    summary = till.ring_up()
    assert (off(summary), gross(summary)) == ("2.00", "26.00")
    assert not summary.rules[0].free_shipping


def test_a_percentage_off_goods_and_delivery_together() -> None:
    till = Till("20.00", shipping="8.00").rule(DeliveryPercentage(Decimal(25), goods=True))
    assert gross(till.ring_up()) == "21.00"


def test_percentages_off_the_delivery_one_after_the_other() -> None:
    # Half of 8.00, and then half of the 4.00 that are left
    half = DeliveryPercentage(Decimal(50))
    assert gross(Till("20.00", shipping="8.00").rule(half).rule(half).ring_up()) == "22.00"


def test_nothing_is_left_of_a_delivery_that_is_free() -> None:
    till = Till("20.00", shipping="8.00").rule(FreeShipping())
    till.rule(DeliveryPercentage(Decimal(50)))
    summary = till.ring_up()
    assert gross(summary) == "20.00"
    assert [each.rule_id for each in summary.rules] == ["r0"]


def test_the_rest_of_a_delivery_is_freed() -> None:
    till = Till("20.00", shipping="8.00").rule(DeliveryPercentage(Decimal(50)))
    summary = till.rule(FreeShipping()).ring_up()
    assert gross(summary) == "20.00"
    assert [str(each.amount.gross.amount) for each in summary.rules] == ["4.00", "4.00"]


STEPS = SpendSteps(
    (SpendStep(euros("100.00"), euros("10.00")), SpendStep(euros("200.00"), euros("25.00")))
)


@pytest.mark.parametrize(
    ("spent", "taken"), [("100.00", "10.00"), ("199.99", "10.00"), ("200.00", "25.00")]
)
def test_spend_steps(spent: str, taken: str) -> None:
    assert off(Till(spent).rule(STEPS).ring_up()) == taken


def test_below_the_first_step() -> None:
    error = refused(Till("99.50"), STEPS)
    assert isinstance(error, RuleMinimumAmount)
    assert (error.rule, error.minimum) == (rule("new").name, euros("100.00"))
    assert error.missing == euros("0.50")


def test_what_is_got_is_taken_from_others_where_all_that_counts_must_be_bought() -> None:
    """Buy 2, get 1 of anything: 2 x 10.00 must be bought, so the 12.00 is got, which is dearer."""
    till = Till("10.00", "12.00", quantities=(2, 1)).rule(BuyGet(buy=2, of=FIRST, free=BOTH))
    assert off(till.ring_up()) == "12.00"


def test_one_of_what_counts_can_be_got_where_there_is_one_more() -> None:
    """Three at 10.00, of which two are bought: the third is cheaper than the 12.00."""
    till = Till("10.00", "12.00", quantities=(3, 1)).rule(BuyGet(buy=2, of=FIRST, free=BOTH))
    assert off(till.ring_up()) == "10.00"


def test_both_are_got_where_there_is_one_of_each_besides() -> None:
    """Buy 2, get 2: two of three at 10.00 are bought, the third and the 12.00 are got."""
    till = Till("10.00", "12.00", quantities=(3, 1))
    till.rule(BuyGet(buy=2, get=2, of=FIRST, free=BOTH))
    assert off(till.ring_up()) == "22.00"


def test_steps_are_needed() -> None:
    with pytest.raises(RuleInvalid, match="steps: there must be one"):
        SpendSteps(())


def test_an_exclusive_rule_stands_alone() -> None:
    till = Till("20.00").rule(HALF, exclusive=True).rule(Percentage(Decimal(10)))
    summary = till.ring_up()
    assert [each.rule_id for each in summary.rules] == ["r0"]
    assert gross(summary) == "10.00"


def test_an_exclusive_rule_comes_too_late() -> None:
    till = Till("20.00").rule(Percentage(Decimal(10)))
    alone = rule("alone", actions=(HALF,), exclusive=True)
    assert isinstance(why_refused(alone, till.cart, till.book), RuleNotCombinable)


@pytest.mark.parametrize(
    "action",
    [
        BuyGet(2, 1, Decimal(50), FIRST, SECOND, 3),
        AmountOffEach(euros("1.00"), True, target=Target.CHEAPEST, at_most=2),
        DeliveryPercentage(Decimal("12.5"), True),
        STEPS,
        Percentage(Decimal(5), at_most=7),
    ],
    ids=lambda action: action.kind,
)
def test_what_is_stored_reads_back(action: Action) -> None:
    stored = rule("stored", actions=(action,), exclusive=True)
    assert from_json(to_json(stored), type(stored)) == stored
    assert evolve(stored, id=CartRuleId("other")) != stored


def test_where_others_are_got_only_what_is_bought_is_missing() -> None:
    till = Till("10.00", "4.00")
    error = refused(till, BuyGet(buy=2, of=FIRST, free=SECOND))
    assert isinstance(error, RuleProducts)
    assert (error.needed, error.found) == (2, 1)


def test_what_is_left_of_an_amount_is_over_that_much() -> None:
    amount = Amount(euros("10.00"), tax_included=True)
    assert amount.over(euros("2.50")) == Amount(euros("2.50"), tax_included=True)
