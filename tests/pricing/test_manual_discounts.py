"""Discounts by hand: what they take off, from what, and when. Figures are worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from moneyed import Money

from backoffice_orders.model.carrier import ExchangeRate
from backoffice_orders.model.cart import CustomLine, CustomLineKind
from backoffice_orders.model.ceiling import Ceiling
from backoffice_orders.model.errors.discounts import DiscountAboveCeiling, DiscountInvalid
from backoffice_orders.model.ids import ActorId, DiscountId, LineId, ProductId
from backoffice_orders.model.manual_discount import ManualDiscount
from backoffice_orders.model.money import RoundingType
from backoffice_orders.model.pricing.actions.amount import Amount
from backoffice_orders.model.pricing.actions.buy_get import BuyGet
from backoffice_orders.model.pricing.actions.gift import Gift
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.actions.target import Target
from backoffice_orders.model.pricing.conditions.minimum_amount import MinimumAmount
from backoffice_orders.model.pricing.difference import difference
from backoffice_orders.model.pricing.price import price, price_with_gaps
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.settings import ManualDiscounts, TaxSplit
from backoffice_orders.testing.samples import MOMENT, euros
from backoffice_orders.testing.sums import check_sums
from tests.pricing.test_shipping import carrier, ranges, shop
from tests.pricing.till import Till, gross, net

POST = carrier(prices=ranges(("0", "50", "10.00"), ("50", "1000", "15.00")))
L0, L1 = LineId("l0"), LineId("l1")


def discount(
    line_id: LineId | None = None,
    *,
    percent: str | None = None,
    amount: str | None = None,
    **more: Any,
) -> ManualDiscount:
    return ManualDiscount(
        id=DiscountId(more.pop("id", "d0")),
        title=more.pop("title", "As agreed"),
        reason="goodwill",
        by=ActorId("ann"),
        at=MOMENT,
        percent=None if percent is None else Decimal(percent),
        amount=None if amount is None else euros(amount),
        line_id=line_id,
        **more,
    )


def given(till: Till, *discounts: ManualDiscount) -> Till:
    numbered = [evolve(each, id=DiscountId(f"d{n}")) for n, each in enumerate(discounts)]
    till.cart = evolve(till.cart, discounts=tuple(numbered))
    return till


def turned(till: Till, turn: ManualDiscounts) -> Till:
    till.book = evolve(till.book, settings=evolve(till.book.settings, manual_discounts=turn))
    return till


def after_vouchers(till: Till) -> Till:
    return turned(till, ManualDiscounts.AFTER_VOUCHERS)


def off(summary: Summary) -> list[str]:
    """What each discount by hand takes off, gross."""
    return [str(each.amount.gross.amount) for each in summary.manual_discounts]


@pytest.mark.parametrize("line_id", [L0, L1])
def test_of_equal_lines_a_voucher_takes_the_one_without_a_discount(line_id: LineId) -> None:
    """Half off one of two pieces, and all off the other: 5.00, whichever of them comes first."""
    till = Till("10.00", "10.00").rule(Percentage(Decimal(50), target=Target.CHEAPEST))
    both = [evolve(line, product_id=ProductId("p0")) for line in till.cart.lines]
    till.cart = evolve(till.cart, lines=tuple(both))
    summary = given(after_vouchers(till), discount(line_id, percent="100")).ring_up()
    assert (off(summary), gross(summary)) == (["10.00"], "5.00")


def test_nor_do_cents_that_another_voucher_has_taken_decide() -> None:
    """0.01 is taken off the line of two: half of one of its pieces is 5.00 all the same.

    30.00 - 0.01 - 5.00 - 10.00.
    """
    till = Till("10.00", "10.00", quantities=(2, 1)).rule(Amount(euros("0.01"), True))
    till.rule(Percentage(Decimal(50), target=Target.CHEAPEST), priority=2)
    both = [evolve(line, product_id=ProductId("p0")) for line in till.cart.lines]
    till.cart = evolve(till.cart, lines=tuple(both))
    summary = given(after_vouchers(till), discount(L1, percent="100")).ring_up()
    assert (off(summary), gross(summary)) == (["10.00"], "14.99")


# What is taken off


def test_percent_off_the_order_is_off_all_goods() -> None:
    """40.00 and 60.00: 10 % is 10.00, of which 4.00 and 6.00 are the lines' shares."""
    summary = given(Till("40.00", "60.00"), discount(percent="10")).ring_up()
    assert (off(summary), gross(summary)) == (["10.00"], "90.00")
    assert summary.manual_discounts[0].parts == (("l0", 400, 400), ("l1", 600, 600))
    check_sums(summary)


def test_percent_off_a_line_leaves_the_others_alone() -> None:
    summary = given(Till("40.00", "60.00"), discount(L1, percent="10")).ring_up()
    assert (off(summary), gross(summary)) == (["6.00"], "94.00")
    assert summary.manual_discounts[0].parts == (("l1", 600, 600),)


@pytest.mark.parametrize(
    ("quantity", "each_piece", "whole"), [(1, "2.00", "2.00"), (3, "6.00", "2.00")]
)
def test_an_amount_is_for_each_piece_or_for_the_line(
    quantity: int, each_piece: str, whole: str
) -> None:
    """2.00 off each of three pieces are 6.00, off the line 2.00 however many there are."""
    till = Till("10.00", quantities=(quantity,))
    assert off(given(till, discount(L0, amount="2.00", each_piece=True)).ring_up()) == [each_piece]
    assert off(given(till, discount(L0, amount="2.00")).ring_up()) == [whole]


def test_an_amount_is_gross_unless_it_is_said_to_be_net() -> None:
    """With 20 %: 12.00 gross are 10.00 net; 12.00 net are 14.40 gross."""
    till = Till("100.00", tax="20")
    summary = given(till, discount(amount="12.00")).ring_up()
    assert (net(summary), gross(summary)) == ("90.00", "108.00")
    summary = given(till, discount(amount="12.00", tax_included=False)).ring_up()
    assert (net(summary), gross(summary)) == ("88.00", "105.60")


def test_an_amount_takes_no_more_than_there_is_and_says_what_is_left() -> None:
    summary = given(Till("10.00"), discount(amount="12.50")).ring_up()
    (applied,) = summary.manual_discounts
    assert (gross(summary), applied.unused) == ("0.00", euros("2.50"))


def test_the_next_one_is_taken_off_what_the_one_before_has_left() -> None:
    """10 % of 100.00 and 10 % of 90.00."""
    summary = given(Till("100.00"), discount(percent="10"), discount(percent="10")).ring_up()
    assert (off(summary), gross(summary)) == (["10.00", "9.00"], "81.00")


def test_it_is_rounded_once_as_the_shop_rounds() -> None:
    """10 % of 3 x 0.33 = 0.99 is 0.099: 0.10, and not 3 x 0.03."""
    summary = given(Till("0.33", "0.33", "0.33"), discount(percent="10")).ring_up()
    assert (off(summary), gross(summary)) == (["0.10"], "0.89")


def test_a_discount_on_a_line_that_is_gone_takes_nothing() -> None:
    summary = given(Till("10.00"), discount(LineId("gone"), percent="10")).ring_up()
    assert (off(summary), gross(summary)) == (["0.00"], "10.00")


def test_fees_delivery_and_wrapping_are_not_touched() -> None:
    """Half of 10.00; 4.00 of fee and 5.00 of delivery stay."""
    fee = CustomLine(LineId("fee"), CustomLineKind.FEE, "Rush", euros("4.00"))
    till = Till("10.00", shipping="5.00")
    till.cart = evolve(till.cart, custom_lines=(fee,))
    assert gross(given(till, discount(percent="50")).ring_up()) == "14.00"


def test_items_outside_of_the_catalog_are_goods() -> None:
    item = CustomLine(LineId("x"), CustomLineKind.ITEM, "Assembly", euros("20.00"))
    till = Till("10.00")
    till.cart = evolve(till.cart, custom_lines=(item,))
    assert off(given(till, discount(LineId("x"), percent="50")).ring_up()) == ["10.00"]
    assert off(given(till, discount(percent="50")).ring_up()) == ["15.00"]


def test_it_comes_off_an_agreed_price() -> None:
    """8.00 agreed instead of 10.00, and 25 % off that: 6.00."""
    till = given(Till("10.00").at_gross("8.00"), discount(L0, percent="25"))
    assert gross(till.ring_up()) == "6.00"


def test_gifts_cost_nothing_with_it_too() -> None:
    """10.00 and a gift worth 10.00: half off is 5.00, and the gift takes its 10.00 off itself."""
    till = Till("10.00", quantities=(1,)).rule(Gift(ProductId("p0")))
    till.book = evolve(till.book, settings=evolve(till.book.settings, order_out_of_stock=True))
    for turn in ManualDiscounts:
        summary = given(turned(till, turn), discount(percent="50")).ring_up()
        assert [line.kind.value for line in summary.lines] == ["product", "gift"]
        assert (off(summary), gross(summary)) == (["5.00"], "5.00")


# Before and after vouchers


def test_before_vouchers_a_percentage_of_a_voucher_is_of_what_is_left() -> None:
    """100.00 - 20.00 by hand = 80.00, half of that is 40.00."""
    till = given(Till("100.00").rule(Percentage(Decimal(50))), discount(amount="20.00"))
    summary = till.ring_up()
    assert (off(summary), gross(summary)) == (["20.00"], "40.00")
    assert [str(rule.amount.gross.amount) for rule in summary.rules] == ["40.00"]


def test_after_vouchers_it_comes_off_what_they_have_left() -> None:
    """100.00, half of it is 50.00, and 20.00 by hand: 30.00."""
    till = Till("100.00").rule(Percentage(Decimal(50)))
    summary = given(after_vouchers(till), discount(amount="20.00")).ring_up()
    assert (off(summary), gross(summary)) == (["20.00"], "30.00")
    assert [str(rule.amount.gross.amount) for rule in summary.rules] == ["50.00"]


@pytest.mark.parametrize("turn", ManualDiscounts)
def test_it_takes_no_vouchers_place(turn: ManualDiscounts) -> None:
    """An exclusive voucher applies beside it."""
    till = Till("100.00").rule(Percentage(Decimal(10)), exclusive=True)
    summary = given(turned(till, turn), discount(percent="10")).ring_up()
    assert (len(summary.rules), gross(summary)) == (1, "81.00")


@pytest.mark.parametrize("turn", ManualDiscounts)
def test_a_vouchers_minimum_looks_at_goods_before_any_discount(turn: ManualDiscounts) -> None:
    """100.00 is enough for a voucher from 100.00, although 40.00 are taken off by hand."""
    till = Till("100.00").rule(Amount(euros("10.00")), conditions=(MinimumAmount(euros("100.00")),))
    assert gross(given(turned(till, turn), discount(amount="40.00")).ring_up()) == "50.00"


def test_a_voucher_that_finds_nothing_left_is_not_used_up() -> None:
    till = Till("10.00").rule(Percentage(Decimal(10)), code="TEN")
    till.cart = evolve(till.cart, rule_ids=(till.book.cart_rules[0].id,))
    summary = given(till, discount(percent="100")).ring_up()
    assert [each.code for each in summary.refused_rules] == ["TEN"]
    assert (summary.rules, gross(summary)) == ((), "0.00")


def test_pieces_that_a_voucher_frees_are_as_cheap_as_the_others() -> None:
    """Three at 10.00 with 30 % off by hand are 21.00; the third free frees 7.00."""
    rule = BuyGet(buy=2)
    till = Till("10.00", quantities=(3,)).rule(rule)
    assert gross(given(till, discount(L0, percent="30")).ring_up()) == "14.00"


def test_after_vouchers_it_spreads_over_pieces_by_what_is_left_of_them() -> None:
    """Three at 10.00, one of them free: 20.00 are left, of which 10 % is 2.00."""
    rule = BuyGet(buy=2)
    till = after_vouchers(Till("10.00", quantities=(3,)).rule(rule))
    assert gross(given(till, discount(L0, percent="10")).ring_up()) == "18.00"


@pytest.mark.parametrize("turn", ManualDiscounts)
def test_the_delivery_is_that_of_what_is_left(turn: ManualDiscounts) -> None:
    """The post takes 10.00 below 50.00 and 15.00 from there on: with 10 % off 45.00 are left."""
    till = turned(shop(POST, net="50.00"), turn)
    assert gross(till.ring_up()) == "65.00"
    assert gross(given(till, discount(percent="10")).ring_up()) == "55.00"


@pytest.mark.parametrize("turn", ManualDiscounts)
def test_a_rule_about_the_delivery_must_hold_with_the_one_that_is_charged(
    turn: ManualDiscounts,
) -> None:
    """10.00 off from 72.00 with delivery: 60.00 and 15.00 are enough, and with the rule too.

    With 12.00 off by hand 38.00 would be left, the parcel would cost 10.00, and 60.00 and 10.00
    are not enough: it is refused, whenever the 12.00 are taken off. 48.00 and 10.00 are to be paid.
    """
    minimum = MinimumAmount(euros("72.00"), tax_included=True, shipping_included=True)
    rule = Amount(euros("10.00"), tax_included=True)
    till = turned(shop(POST, net="60.00").rule(rule, conditions=(minimum,)), turn)
    assert gross(till.ring_up()) == "65.00"
    summary = given(till, discount(amount="12.00")).ring_up()
    assert (summary.rules, gross(summary)) == ((), "58.00")


# Tax


@pytest.mark.parametrize(
    ("split", "net_total"), [(TaxSplit.LAWFUL, "41.67"), (TaxSplit.PRESTASHOP, "41.66")]
)
def test_net_and_tax_split_as_for_vouchers(split: TaxSplit, net_total: str) -> None:
    """Half of 83.33 net, 100.00 gross: 50.00, of which 20 % makes 41.67 and 8.33."""
    till = Till("83.33", tax="20")
    till.book = evolve(till.book, settings=evolve(till.book.settings, tax_split=split))
    summary = given(till, discount(percent="50")).ring_up()
    assert (gross(summary), net(summary)) == ("50.00", net_total)
    check_sums(summary)


def test_where_the_total_is_rounded_it_adds_up() -> None:
    """Three at 0.335 are 1.01 (1.005 up); a third off is 0.34 (0.3366…), so 0.67 are left."""
    till = Till("0.335", "0.335", "0.335", type=RoundingType.TOTAL)
    summary = given(till, discount(percent="33.33")).ring_up()
    assert (off(summary), gross(summary)) == (["0.34"], "0.67")
    check_sums(summary)


def test_those_on_a_line_come_before_those_on_the_order() -> None:
    """10.00 off one of two lines of 10.00, and a cent off both: nothing is left of the one."""
    for line in (L0, L1):
        till = given(
            Till("10.00", "10.00"), discount(amount="0.01"), discount(line, amount="10.00")
        )
        summary = till.ring_up()
        assert (off(summary), gross(summary)) == (["10.00", "0.01"], "9.99"), line


# What is said


def test_the_receipt_explains_it() -> None:
    till = given(
        Till("40.00", "60.00"), discount(percent="10", title="Loyal"), discount(L0, amount="50.00")
    )
    assert str(till.ring_up().explain()).splitlines() == [
        "Product 0                                               40.00 EUR",
        "    1 x 40.00 EUR (40.00 EUR net)",
        "    catalog price",
        "    of this, 40.00 EUR is taken off by As agreed",
        "Product 1                                               60.00 EUR",
        "    1 x 60.00 EUR (60.00 EUR net)",
        "    catalog price",
        "    of this, 6.00 EUR is taken off by Loyal",
        "As agreed                                              -40.00 EUR",
        "    by hand",
        "    40.00 EUR off Product 0",
        "    10.00 EUR of it is not used up",
        "Loyal                                                   -6.00 EUR",
        "    by hand, 10 %",
        "    6.00 EUR off Product 1",
        "Total                                                   54.00 EUR",
        "    0%: 0.00 EUR on 54.00 EUR",
    ]


def test_a_difference_tells_what_it_has_changed() -> None:
    """10 % of 100.00 becomes 15 %: 5.00 less to pay."""
    till = Till("100.00")
    without = till.ring_up()
    ten = given(till, discount(percent="10")).ring_up()
    fifteen = given(till, discount(percent="15")).ring_up()
    for before, after, amount in (
        (without, ten, "-10.00"),
        (ten, fifteen, "-5.00"),
        (fifteen, without, "15.00"),
    ):
        found = difference(before, after)
        assert [(each.kind.value, each.subject, each.name) for each in found.changes] == [
            ("discount", "d0", "As agreed")
        ]
        assert str(found.total.gross.amount) == amount
        assert found.changes[0].amount == found.total
    assert not difference(ten, ten)


# Ceilings


def above(till: Till) -> list[tuple[str, str]]:
    """The discounts that are above their ceilings, with what they come to."""
    _, gaps = price_with_gaps(till.cart, till.book)
    errors = [each.error for each in gaps if isinstance(each.error, DiscountAboveCeiling)]
    assert len(errors) == len(gaps), gaps
    return [(each.discount_id, str(each.given.amount)) for each in errors]


TEN = Ceiling(percent=Decimal(10))


@pytest.mark.parametrize(
    ("discounts", "found"),
    [
        pytest.param([{"percent": "10"}], [], id="at the ceiling"),
        pytest.param([{"percent": "10.01"}], [("d0", "10.01")], id="above it"),
        pytest.param([{"percent": "10"}] * 2, [("d1", "19.00")], id="two that are both within"),
        pytest.param([{"line_id": L0, "percent": "20"}], [], id="more on a line, not of the order"),
        pytest.param(
            [{"line_id": L0, "percent": "20"}, {"percent": "1"}],
            [("d1", "10.90")],
            id="a line's and the order's",
        ),
        pytest.param([{"line_id": L0, "amount": "10.01"}], [("d0", "10.01")], id="an amount"),
    ],
)
def test_all_of_an_order_together_are_within_the_percentage(
    discounts: list[dict[str, Any]], found: list[tuple[str, str]]
) -> None:
    """Two lines of 50.00: 10 % of the goods are 10.00."""
    till = Till("50.00", "50.00")
    assert above(given(till, *(discount(**each, ceiling=TEN) for each in discounts))) == found


def test_the_amount_follows_the_quantity_and_the_ceiling_does_not() -> None:
    till = Till("10.00", quantities=(5,))
    five = Ceiling(amount=euros("5.00"))
    given(till, discount(L0, amount="1.00", each_piece=True, ceiling=five))
    assert above(till) == []
    till.cart = till.cart.with_quantity(L0, 6)
    assert above(till) == [("d0", "6.00")]


def test_both_parts_of_a_ceiling_hold() -> None:
    """10 % of 100.00 is 10.00, but no more than 5.00; 10 % of 20.00 is 2.00."""
    both = Ceiling(percent=Decimal(10), amount=euros("5.00"))
    assert above(given(Till("100.00"), discount(amount="5.01", ceiling=both))) == [("d0", "5.01")]
    assert above(given(Till("20.00"), discount(amount="2.01", ceiling=both))) == [("d0", "2.01")]
    assert above(given(Till("20.00"), discount(amount="2.00", ceiling=both))) == []


def test_whoever_gives_the_last_one_answers_for_all_before_it() -> None:
    """The chief gives 30.00 without a ceiling; 1.00 of somebody with 10 % makes 31.00."""
    chief, ann = discount(amount="30.00"), discount(amount="1.00", ceiling=TEN)
    assert above(given(Till("100.00"), chief, ann)) == [("d1", "31.00")]
    assert above(given(Till("100.00"), ann, chief)) == []


def test_rounding_is_no_excess_and_cents_are_no_way_around() -> None:
    """10 % of 0.05 is 0.005, rounded to 0.01; and ten times so on ten lines."""
    till = Till(*["0.05"] * 10)
    lines = [discount(line.id, percent="10", ceiling=TEN) for line in till.cart.lines]
    assert above(given(till, *lines)) == []
    amounts = [discount(line.id, amount="0.01", ceiling=TEN) for line in till.cart.lines]
    assert above(given(till, *amounts))[0] == ("d5", "0.06")


def test_a_ceiling_is_what_a_rate_that_was_divided_makes_of_it() -> None:
    """50 of a currency at 1.99 euros each are 99.50; 1 / 1.99 is kept with 28 digits."""
    till = Till("1000.00")
    till.book = evolve(till.book, exchange_rates=(ExchangeRate("USD", 1 / Decimal("1.99")),))
    fifty = Ceiling(amount=Money("50.00", "USD"))
    assert above(given(till, discount(amount="99.50", ceiling=fifty))) == []
    assert above(given(till, discount(amount="99.51", ceiling=fifty))) == [("d0", "99.51")]


def test_shares_of_a_percentage_are_within_it() -> None:
    """A thirteenth of each of two lines is a thirteenth of both."""
    till, thirteenth = Till("2.74", "2.74"), Decimal(100) / 13
    ceiling = Ceiling(percent=thirteenth)
    each = [discount(id, percent=str(thirteenth), ceiling=ceiling) for id in (L0, L1)]
    assert above(given(till, *each)) == []


def test_vouchers_do_not_count() -> None:
    """Half off by a voucher, and 10 % of the 50.00 that are left."""
    till = after_vouchers(Till("100.00").rule(Percentage(Decimal(50))))
    assert above(given(till, discount(percent="10", ceiling=TEN))) == []
    assert above(given(till, discount(percent="20", ceiling=TEN))) == []
    assert above(given(till, discount(percent="21", ceiling=TEN))) == [("d0", "10.50")]


def test_fees_and_delivery_do_not_raise_the_ceiling() -> None:
    fee = CustomLine(LineId("fee"), CustomLineKind.FEE, "Rush", euros("900.00"))
    till = Till("100.00", shipping="50.00")
    till.cart = evolve(till.cart, custom_lines=(fee,))
    assert above(given(till, discount(amount="10.01", ceiling=TEN))) == [("d0", "10.01")]


def test_a_ceiling_without_a_rate_allows_nothing() -> None:
    yen = Ceiling(amount=Money("1000", "JPY"))
    till = given(Till("100.00"), discount(amount="0.01", ceiling=yen))
    assert above(till) == [("d0", "0.01")]


# What is no discount


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({}, "amount"),
        ({"percent": "10", "amount": "1.00"}, "amount"),
        ({"percent": "0"}, "percent"),
        ({"amount": "0.00"}, "amount"),
        ({"percent": "10", "each_piece": True}, "each_piece"),
        ({"amount": "1.00", "each_piece": True}, "each_piece"),
    ],
)
def test_terms_that_say_nothing_are_refused(terms: dict[str, Any], field: str) -> None:
    line_id = L0 if terms.get("percent") and "each_piece" in terms else None
    with pytest.raises(DiscountInvalid) as refused:
        discount(line_id, **terms)
    assert refused.value.field == field


def test_a_cart_without_discounts_by_hand_is_priced_as_ever() -> None:
    till = Till("10.00").rule(Percentage(Decimal(10)))
    assert price(till.cart, till.book).manual_discounts == ()
    assert after_vouchers(till).ring_up().manual_discounts == ()
