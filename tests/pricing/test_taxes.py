"""Which rates are charged where, and what they come to. Figures by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from moneyed import Money

from backoffice_orders.model.ids import TaxGroupId
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.settings import TaxAddress
from backoffice_orders.model.tax import Place, TaxCombination, TaxGroup, TaxRate, TaxRule
from tests.pricing.till import Till, gross, net


def rule(country: str, *percents: str, **more: Any) -> TaxRule:
    rates = tuple(TaxRate(f"{country} {percent}", Decimal(percent)) for percent in percents)
    return TaxRule(country, rates, **more)


def charged(*rules: TaxRule, at: Place, nets: tuple[str, ...] = ("100.00",)) -> Summary:
    till = Till(*nets)
    group = TaxGroup(TaxGroupId("tax"), "Tax", rules)
    till.book = evolve(till.book, tax_groups=(group,), delivery=at)
    return till.ring_up()


def lines(summary: Summary) -> list[tuple[str, str, str]]:
    return [(tax.name, str(tax.base.amount), str(tax.amount.amount)) for tax in summary.taxes]


def test_combined_rates_stand_side_by_side() -> None:
    summary = charged(rule("CA", "5", "9.975"), at=Place("CA"))
    assert gross(summary) == "114.98"  # 14.975, rounded half up
    # 14.98 in the ratio of 5 to 9.975: 5.0017 and 9.9783
    assert lines(summary) == [("CA 5", "100.00", "5.00"), ("CA 9.975", "100.00", "9.98")]


def test_successive_rates_are_charged_on_those_before() -> None:
    successive = rule("CA", "5", "9.975", combination=TaxCombination.SUCCESSIVE)
    summary = charged(successive, at=Place("CA"))
    assert gross(summary) == "115.47"  # 105.00 x 1.09975 = 115.47375
    assert [each[2] for each in lines(summary)] == ["5.00", "10.47"]


@pytest.mark.parametrize(
    ("place", "percent"),
    [
        (Place("US"), "1"),
        (Place("US", "FL"), "2"),
        (Place("US", "FL", "33101"), "3"),
        (Place("US", "FL", "33 199"), "3"),
        (Place("US", "FL", "33200"), "2"),
        (Place("US", "NY", "33150"), "1"),
        (Place("US", "", "90001"), "4"),
        (Place("US", "", "90002"), "1"),
        (Place("GB", "", "sw1a 1aa"), "5"),
        (Place("GB", "", "SW9"), "6"),
        (Place("DE", "FL"), None),
    ],
)
def test_the_most_specific_rule_wins(place: Place, percent: str | None) -> None:
    rules = (
        rule("US", "1"),
        rule("US", "2", state="FL"),
        rule("US", "3", state="FL", postcode_from="33100", postcode_to="33199"),
        rule("US", "4", postcode_from="90001"),
        rule("GB", "5", postcode_from="SW1A", postcode_to="SW1Z"),
        rule("GB", "6"),
    )
    found = [str(tax.percent) for tax in charged(*rules, at=place).taxes]
    assert found == ([] if percent is None else [percent])


def test_of_equals_the_first() -> None:
    summary = charged(rule("FR", "20"), rule("FR", "5"), at=Place("FR"))
    assert [str(tax.percent) for tax in summary.taxes] == ["20"]


@pytest.mark.parametrize(
    ("by", "percent"), [(TaxAddress.DELIVERY, "20"), (TaxAddress.INVOICE, "19")]
)
def test_by_delivery_or_invoice_address(by: TaxAddress, percent: str) -> None:
    till = Till("100.00")
    group = TaxGroup(TaxGroupId("tax"), "Tax", (rule("FR", "20"), rule("DE", "19")))
    settings = evolve(till.book.settings, tax_address=by)
    till.book = evolve(
        till.book,
        settings=settings,
        tax_groups=(group,),
        delivery=Place("FR"),
        invoice=Place("DE"),
    )
    assert [str(tax.percent) for tax in till.ring_up().taxes] == [percent]
    till.book = evolve(till.book, invoice=None)
    assert [str(tax.percent) for tax in till.ring_up().taxes] == ["20"]


def test_rates_are_listed_from_the_lowest_and_add_up() -> None:
    till = Till("33.33", "10.00", tax="20", shipping="4.17")
    books = TaxGroup(TaxGroupId("books"), "Books", (rule("FR", "5.5"),))
    second = evolve(list(till.book.products.values())[1], tax_group_id=books.id)
    products = {**till.book.products, second.id: second}
    till.book = evolve(till.book, products=products, tax_groups=(*till.book.tax_groups, books))
    summary = till.ring_up()
    # 33.33 x 0.2 = 6.666; 10.00 x 0.055 = 0.55
    assert lines(summary) == [("FR 5.5", "10.00", "0.55"), ("20%", "33.33", "6.67")]
    assert (net(summary), gross(summary)) == ("47.50", "54.72")
    assert summary.total.tax == Money("7.22", "EUR")


def test_wrapping_is_taxed_and_an_empty_cart_has_none() -> None:
    till = Till("10.00", tax="20")
    settings = evolve(
        till.book.settings,
        gift_wrapping_price=Money("2.50", "EUR"),
        gift_wrapping_tax_group_id=TaxGroupId("tax"),
    )
    till.book = evolve(till.book, settings=settings)
    assert gross(till.ring_up()) == "12.00"
    till.cart = evolve(till.cart, gift_wrapping=True)
    summary = till.ring_up()
    assert (str(summary.wrapping), gross(summary)) == ("3.00 EUR (2.50 EUR net)", "15.00")
    assert lines(summary) == [("20%", "12.50", "2.50")]
    empty = Till()
    empty.cart = evolve(empty.cart, gift_wrapping=True)
    empty.book = evolve(empty.book, settings=settings)
    assert gross(empty.ring_up()) == "0.00"
