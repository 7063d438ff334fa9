"""How what is paid splits into net and tax: for every rate the tax is that rate of the net."""

from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve

from backoffice_orders.model.ids import ProductId, TaxGroupId
from backoffice_orders.model.money import RoundingType
from backoffice_orders.model.pricing.actions.amount import Amount
from backoffice_orders.model.pricing.actions.free_shipping import FreeShipping
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.settings import TaxSplit
from backoffice_orders.model.tax import TaxGroup, TaxRate, TaxRule
from backoffice_orders.testing.samples import euros
from backoffice_orders.testing.sums import check_sums
from tests.pricing.till import Till, gross, net

HALF = Percentage(Decimal(50))
TWENTY = TaxRate("20%", Decimal(20))


def as_prestashop(till: Till) -> Till:
    settings = evolve(till.book.settings, tax_split=TaxSplit.PRESTASHOP)
    till.book = evolve(till.book, settings=settings)
    return till


def tax(summary: Summary) -> list[tuple[str, str]]:
    return [(str(each.base.amount), str(each.amount.amount)) for each in summary.taxes]


def test_half_of_a_euro() -> None:
    # 0.50 / 1.2 = 0.4167
    summary = Till("0.8333", tax="20").at_gross("1.00").rule(HALF).ring_up()
    assert (gross(summary), net(summary)) == ("0.50", "0.42")
    assert tax(summary) == [("0.42", "0.08")]


def test_half_of_a_hundred() -> None:
    # 83.33 makes 100.00; half of that is 41.67 and 8.33
    summary = Till("83.33", tax="20").rule(HALF).ring_up()
    assert (gross(summary), net(summary)) == ("50.00", "41.67")
    assert tax(summary) == [("41.67", "8.33")]


def test_pieces_that_are_rounded_one_by_one() -> None:
    # 0.83 makes 0.996, so each costs 1.00; of 10.00 the net is 8.33 and not ten times 0.83
    summary = Till("0.83", tax="20", quantities=(10,)).ring_up()
    assert (gross(summary), net(summary)) == ("10.00", "8.33")
    line = summary.lines[0]
    assert (str(line.unit_price.net.amount), str(line.total.net.amount)) == ("0.83", "8.33")


def test_the_cent_that_is_missing_goes_where_rounding_took_most() -> None:
    # 1.01 / 1.2 = 0.8417 loses 0.17 cents, 2.02 / 1.2 = 1.6833 loses 0.33; 3.03 / 1.2 = 2.525
    summary = Till("0.84", "1.68", tax="20").at_gross("1.01", "2.02").ring_up()
    assert (gross(summary), net(summary)) == ("3.03", "2.53")
    assert [str(line.total.net.amount) for line in summary.lines] == ["0.84", "1.69"]


def test_the_same_in_prestashops_way() -> None:
    summary = as_prestashop(Till("0.83", tax="20", quantities=(10,))).ring_up()
    assert (gross(summary), net(summary)) == ("10.00", "8.30")
    assert tax(summary) == [("8.30", "1.70")]
    half = as_prestashop(Till("83.33", tax="20").rule(HALF)).ring_up()
    assert tax(half) == [("41.66", "8.34")]


def test_what_the_discount_takes_off_changes_and_not_the_price_of_the_line() -> None:
    summary = Till("83.33", tax="20").rule(HALF).ring_up()
    line = summary.lines[0]
    assert str(line.total.net.amount) == "83.33"
    assert str(summary.discounts.net.amount) == "41.66"
    check_sums(summary)


def test_the_delivery_keeps_the_price_it_is_offered_at() -> None:
    # The post is 4.17 and 5.00. 10.00 of goods and 5.00 make 12.50 net: the goods get 8.33.
    till = Till("0.83", tax="20", quantities=(10,), shipping="4.17")
    settings = evolve(till.book.settings, standard_shipping_tax_group_id=till.book.tax_groups[0].id)
    till.book = evolve(till.book, settings=settings)
    summary = till.ring_up()
    assert (gross(summary), net(summary)) == ("15.00", "12.50")
    assert str(summary.shipping_price.net.amount) == "4.17"
    assert str(summary.lines[0].total.net.amount) == "8.33"


@pytest.mark.parametrize("type", RoundingType)
def test_several_discounts_on_several_lines(type: RoundingType) -> None:
    till = Till("3.33", "1.17", "0.99", tax="19", quantities=(3, 7, 2), type=type)
    summary = till.rule(HALF).rule(Amount(euros("1.11"), True)).ring_up()
    (each,) = summary.taxes
    exact = summary.total.gross.amount / Decimal("1.19")
    assert abs(each.base.amount - exact) <= Decimal("0.005")
    check_sums(summary)


def test_what_costs_nothing_has_no_tax() -> None:
    summary = Till("0.83", tax="20", quantities=(10,)).rule(Percentage(Decimal(100))).ring_up()
    assert (gross(summary), net(summary)) == ("0.00", "0.00")
    assert summary.taxes == ()
    assert str(summary.discounts.net.amount) == str(summary.products.net.amount)


def taxed_delivery(till: Till) -> Till:
    """The delivery is taxed at 20 %, goods are not; so is the wrapping."""
    group = TaxGroup(TaxGroupId("services"), "Services", (TaxRule("FR", (TWENTY,)),))
    settings = evolve(
        till.book.settings,
        standard_shipping_tax_group_id=group.id,
        gift_wrapping_tax_group_id=group.id,
    )
    till.book = evolve(till.book, settings=settings, tax_groups=(*till.book.tax_groups, group))
    return till


def wrapped(till: Till, price: str) -> Till:
    till.book = evolve(
        till.book, settings=evolve(till.book.settings, gift_wrapping_price=euros(price))
    )
    till.cart = evolve(till.cart, gift_wrapping=True)
    return till


def test_without_goods_of_its_rate_the_delivery_has_the_difference() -> None:
    # 8.335 makes 8.34 and 10.002, so 10.00, of which 8.33 is net.
    summary = taxed_delivery(Till("10.00", shipping="8.335")).ring_up()
    assert (gross(summary), net(summary)) == ("20.00", "18.33")
    assert str(summary.shipping_price.net.amount) == "8.33"
    assert tax(summary)[-1] == ("8.33", "1.67")


def test_without_a_delivery_that_costs_something_the_wrapping_has_it() -> None:
    summary = taxed_delivery(wrapped(Till("10.00"), "8.335")).ring_up()
    assert (gross(summary), net(summary)) == ("20.00", "18.33")
    assert str(summary.wrapping.net.amount) == "8.33"
    assert tax(summary)[-1] == ("8.33", "1.67")


def test_of_delivery_and_wrapping_the_delivery_has_it() -> None:
    # 8.34 and 8.34 net, 20.00 gross: 16.67 net.
    summary = taxed_delivery(wrapped(Till("10.00", shipping="8.335"), "8.335")).ring_up()
    assert (gross(summary), net(summary)) == ("30.00", "26.67")
    assert str(summary.shipping_price.net.amount) == "8.33"
    assert str(summary.wrapping.net.amount) == "8.34"
    assert tax(summary)[-1] == ("16.67", "3.33")


def test_a_delivery_that_is_freed_has_no_difference() -> None:
    """Nothing is to be paid for it: the wrapping has the difference."""
    till = taxed_delivery(wrapped(Till("10.00", shipping="8.335"), "8.335"))
    summary = till.rule(FreeShipping()).ring_up()
    assert (gross(summary), net(summary)) == ("20.00", "18.33")
    assert str(summary.wrapping.net.amount) == "8.33"


def second_reduced(till: Till) -> Till:
    """The second product is taxed at 5.5 %."""
    reduced = TaxGroup(
        TaxGroupId("reduced"), "Reduced", (TaxRule("FR", (TaxRate("5.5%", Decimal("5.5")),)),)
    )
    second = ProductId("p1")
    products = {**till.book.products}
    products[second] = evolve(products[second], tax_group_id=reduced.id)
    till.book = evolve(till.book, products=products, tax_groups=(*till.book.tax_groups, reduced))
    return till


def test_two_rates_are_split_each_for_itself() -> None:
    """0.83 makes 1.00 at 20 %, and 0.88 at 5.5 %: ten pieces are 8.33 of 10.00, 8.34 of 8.80."""
    summary = second_reduced(Till("0.83", "0.83", tax="20", quantities=(10, 10))).ring_up()
    assert tax(summary) == [("8.34", "0.46"), ("8.33", "1.67")]
    assert [str(line.total.net.amount) for line in summary.lines] == ["8.33", "8.34"]


def test_goods_of_which_nothing_is_to_be_paid_leave_no_tax_below_zero() -> None:
    """3 x 9.32 at 20 % and 2 x 2.63 at 5.5 % are 33.22; 99.9 % of it is 33.19.

    The 0.03 that are left are all of the first, and 0.025 of them, so 0.03, are net.
    """
    till = second_reduced(Till("7.77", "2.49", tax="20", quantities=(3, 2)))
    summary = till.rule(Percentage(Decimal("99.9"))).ring_up()
    assert (gross(summary), net(summary)) == ("0.03", "0.03")
    assert tax(summary) == [("0.03", "0.00")]
    assert [str(line.payable.net.amount) for line in summary.lines] == ["0.03", "0.00"]
    check_sums(summary)


def test_what_is_missing_goes_to_where_rounding_took_most() -> None:
    """0.83 of 1.00 lost a third of a cent each, 1.67 of 2.00 gained as much: 4.17 of 5.00.

    3 x 0.83 and 1.67 make 4.16: the first of those that lost has the cent.
    """
    summary = Till("0.83", "0.83", "0.83", "1.67", tax="20").ring_up()
    assert (gross(summary), net(summary)) == ("5.00", "4.17")
    nets = [str(line.total.net.amount) for line in summary.lines]
    assert nets == ["0.84", "0.83", "0.83", "1.67"]


def test_what_is_too_much_comes_from_where_rounding_gave_most() -> None:
    """1.67 of 2.00 gained a third of a cent each, 0.83 of 1.00 lost as much: 5.83 of 7.00.

    3 x 1.67 and 0.83 make 5.84: the first of those that gained gives the cent.
    """
    summary = Till("0.83", "1.67", "1.67", "1.67", tax="20").ring_up()
    assert (gross(summary), net(summary)) == ("7.00", "5.83")
    nets = [str(line.total.net.amount) for line in summary.lines]
    assert nets == ["0.83", "1.66", "1.67", "1.67"]


def test_where_more_is_missing_than_there_are_lines_each_gets_its_share() -> None:
    """A hundred at 0.83 and a hundred at 0.84: 83.00 of 100.00, and 84.00 of 101.00.

    201.00 makes 167.50: half a euro more, 0.25 for each.
    """
    summary = Till("0.83", "0.84", tax="20", quantities=(100, 100)).ring_up()
    assert (gross(summary), net(summary)) == ("201.00", "167.50")
    assert [str(line.total.net.amount) for line in summary.lines] == ["83.33", "84.17"]


def test_no_line_is_made_cheaper_than_nothing_and_the_others_have_the_rest() -> None:
    """0.21 and 0.02 net at 50 %, 0.32 and 0.03 gross; 0.11 and then 0.08 off, net.

    First 10 and 1 cents net; 0.12 net are 0.18, 17 gross less: 15 and 2. Then 7 and 1 net; 0.04 are
    0.06, 12 gross less: 10 and 2, but the second line has one cent left.
    """
    till = Till("0.21", "0.02", tax="50").rule(Amount(euros("0.11"))).rule(Amount(euros("0.08")))
    summary = till.ring_up()
    assert [str(line.discount.gross.amount) for line in summary.lines] == ["0.26", "0.03"]
    assert [
        [str(share.amount.gross.amount) for share in rule.shares] for rule in summary.rules
    ] == [["0.15", "0.02"], ["0.11", "0.01"]]
    assert gross(summary) == "0.06"


def test_the_first_line_that_has_more_left_has_what_another_had_not() -> None:
    """0.03, 0.02 and 0.11 net at 20 %: 0.04, 0.02 and 0.13. 0.14 off, net: 0.17.

    Net 2, 2 and 10 cents; 17 gross: 2, 3 and 12, but the second line has two.
    """
    till = Till("0.03", "0.02", "0.11", tax="20").rule(Amount(euros("0.14")))
    summary = till.ring_up()
    assert [str(line.discount.gross.amount) for line in summary.lines] == ["0.03", "0.02", "0.12"]


@pytest.mark.parametrize("type", list(RoundingType))
def test_a_net_amount_off_goods_of_two_rates_is_that_amount(type: RoundingType) -> None:
    """20.00 off 100.00 at 20 % and 50.00 at 10 %, net: 13.33 and 6.67.

    86.67 and 17.33 of tax, 43.33 and 4.33: 130.00 net, 151.66 to pay.
    """
    till = Till("100.00", "50.00", tax="20", type=type).rule(Amount(euros("20.00")))
    low = TaxGroup(TaxGroupId("low"), "Low", (TaxRule("FR", (TaxRate("10%", Decimal(10)),)),))
    products = {**till.book.products}
    second = ProductId("p1")
    products[second] = evolve(products[second], tax_group_id=low.id)
    till.book = evolve(till.book, products=products, tax_groups=(*till.book.tax_groups, low))
    for each in (till, as_prestashop(till)):
        summary = each.ring_up()
        check_sums(summary)
        assert summary.discounts.net == euros("20.00")
        assert (net(summary), gross(summary)) == ("130.00", "151.66")
        assert [(tax.base, tax.amount) for tax in summary.taxes] == [
            (euros("43.33"), euros("4.33")),
            (euros("86.67"), euros("17.33")),
        ]


def test_net_amounts_leave_what_is_taxed_to_the_cent() -> None:
    """56.05 at 10 % are 61.66, rounded up; 8.57 and 4.24 off: 43.24, of which 4.324 are tax."""
    till = Till("56.05", tax="10").rule(Amount(euros("8.57"))).rule(Amount(euros("4.24")))
    summary = till.ring_up()
    assert (net(summary), gross(summary)) == ("43.24", "47.56")
