"""How what is paid splits into net and tax: for every rate the tax is that rate of the net."""

from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve

from backoffice_orders.model.money import RoundingType
from backoffice_orders.model.pricing.actions.amount import Amount
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.settings import TaxSplit
from backoffice_orders.testing.samples import euros
from backoffice_orders.testing.sums import check_sums
from tests.pricing.till import Till, gross, net

HALF = Percentage(Decimal(50))


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
