"""How an amount is shared out among lines, in minor units. Figures by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from moneyed import Money

from backoffice_orders.i18n import Language
from backoffice_orders.model.ids import CartRuleId, CombinationId, LineId
from backoffice_orders.model.money import MinorUnits, Rounding, RoundingMode, RoundingType
from backoffice_orders.model.pricing.line import PricedLine
from backoffice_orders.model.pricing.price import _settle
from backoffice_orders.model.pricing.shares import OfRate, allocate_by_rate, by_rate
from backoffice_orders.model.pricing.tax_breakdown import tax_breakdown, tax_lines
from backoffice_orders.model.product import Combination
from backoffice_orders.model.tax import UNTAXED, Taxed, TaxRate
from tests.pricing.till import Till

TWENTY = Taxed(((TaxRate("VAT 20%", Decimal(20)), Decimal(20), Decimal(1)),), Decimal("1.2"))
TEN = Taxed(((TaxRate("VAT 10%", Decimal(10)), Decimal(10), Decimal(1)),), Decimal("1.1"))
# Half of it is taxed at 20 %, the other half at 10 %.
MIXED = Taxed(
    (
        (TaxRate("VAT 20%", Decimal(20)), Decimal(20), Decimal("0.5")),
        (TaxRate("VAT 10%", Decimal(10)), Decimal(10), Decimal("0.5")),
    ),
    Decimal("1.15"),
    ((Decimal("0.5"), 1), (Decimal("0.5"), 1)),
)


def minor(kind: RoundingType = RoundingType.ITEM) -> MinorUnits:
    return MinorUnits.of("EUR", Rounding(RoundingMode.HALF_UP, kind))


def lines_of(*nets: str) -> tuple[PricedLine, ...]:
    """Lines of the products p0, p1, and so on, at these prices."""
    till = Till(*nets)
    return tuple(_settle(till.cart, till.book).situation.lines)


def rate_of(lines: tuple[PricedLine, ...], kind: RoundingType) -> list[OfRate]:
    return list(by_rate(lines, minor(kind)))


@pytest.mark.parametrize("kind", RoundingType)
def test_what_is_left_over_goes_to_what_comes_last_by_what_it_sells(
    kind: RoundingType,
) -> None:
    """One cent for two lines of the same weight: to p1, wherever it stands in the cart."""
    lines = lines_of("1.00", "1.00")
    assert allocate_by_rate(rate_of(lines, kind), 1, [100, 100]) == [0, 1]
    turned = (lines[1], lines[0])
    assert allocate_by_rate(rate_of(turned, kind), 1, [100, 100]) == [1, 0]


def test_lines_that_sell_the_same_are_one_where_only_the_total_is_rounded() -> None:
    """Three of one product in two lines, one of another: 10 cents are split 7.5 and 2.5.

    Of the two equal remainders the later one gets the cent: 7 and 3. Two thirds of 7 are 4.67.
    """
    first, other = lines_of("1.00", "1.00")
    again = evolve(first, line_id=LineId("again"))
    rates = rate_of((first, again, other), RoundingType.TOTAL)
    assert [[*kind] for kind in rates[0].kinds] == [[0, 1], [2]]
    assert allocate_by_rate(rates, 10, [200, 100, 100]) == [5, 2, 3]


def test_lines_that_sell_the_same_are_each_for_themselves_otherwise() -> None:
    first, other = lines_of("1.00", "1.00")
    again = evolve(first, line_id=LineId("again"))
    rates = rate_of((first, again, other), RoundingType.ITEM)
    assert [[*kind] for kind in rates[0].kinds] == [[0, 1, 2]]


LARGE = Combination(CombinationId("large"), {"Size": "L"}, Money("0", "EUR"))
SMALL = evolve(LARGE, id=CombinationId("small"))


@pytest.mark.parametrize(
    "change",
    [
        {"combination": LARGE},
        {"gift_of": CartRuleId("rule")},
        {"unit_net": Decimal("0.99")},
        {"unit_gross": Decimal("0.99")},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_makes_a_line_sell_something_else(change: dict[str, Any]) -> None:
    (line,) = lines_of("1.00")
    rates = rate_of((line, evolve(line, **change)), RoundingType.TOTAL)
    assert len(rates[0].kinds) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"combination": LARGE}, {"combination": SMALL}),
        ({"gift_of": CartRuleId("a")}, {"gift_of": CartRuleId("b")}),
    ],
)
def test_two_that_both_have_it_are_told_apart(one: dict[str, Any], other: dict[str, Any]) -> None:
    (line,) = lines_of("1.00")
    rates = rate_of((evolve(line, **one), evolve(line, **other)), RoundingType.TOTAL)
    assert len(rates[0].kinds) == 2


def test_what_is_no_product_comes_before_all_products() -> None:
    (line,) = lines_of("1.00")
    custom = evolve(line, product=None, line_id=LineId("fee"))
    (rate,) = rate_of((line, custom), RoundingType.ITEM)
    assert rate.rank(1) == ("", "", "", Decimal(1), Decimal(1), ())
    assert rate.rank(0) == ("p0", "", "", Decimal(1), Decimal(1), ())


def test_it_is_split_over_the_rates_first() -> None:
    """Ten cents on 20 % (weight 300) and 10 % (weight 100): 7.5 and 2.5, and within each."""
    one, two, three = lines_of("1.00", "1.00", "1.00")
    lines = (
        evolve(one, taxed=TWENTY),
        evolve(two, taxed=TEN),
        evolve(three, taxed=TWENTY),
    )
    rates = rate_of(lines, RoundingType.ITEM)
    found = allocate_by_rate(rates, 8, [200, 100, 100])
    assert found == [4, 2, 2]


def test_a_rates_tax_line_has_its_base_and_its_tax() -> None:
    (line,) = tax_breakdown({TWENTY: (1000, 1200)}, minor())
    assert (line.name, line.percent, line.base_count, line.amount_count) == (
        "VAT 20%",
        Decimal(20),
        1000,
        200,
    )


def test_tax_that_rounding_left_on_what_is_not_taxed_has_a_line_of_its_own() -> None:
    (line,) = tax_breakdown({UNTAXED: (1000, 1001)}, minor())
    assert (line.name, line.percent, line.base_count, line.amount_count) == (
        "untaxed",
        Decimal(0),
        0,
        1,
    )
    assert tax_breakdown({UNTAXED: (1000, 1000)}, minor()) == ()


@pytest.mark.parametrize("sign", [1, -1])
def test_what_has_two_rates_is_split_by_their_shares(sign: int) -> None:
    """10.00 net, half at 20 % and half at 10 %: 5.00 each, and taxes of 1.00 and 0.50."""
    found = tax_breakdown({MIXED: (1000 * sign, 1150 * sign)}, minor())
    assert [(each.name, each.base_count, each.amount_count) for each in found] == [
        ("VAT 10%", 500 * sign, 50 * sign),
        ("VAT 20%", 500 * sign, 100 * sign),
    ]


def test_lines_of_one_rate_and_name_are_added_up() -> None:
    percent = Decimal(20)
    found = tax_lines(
        [
            (percent, "VAT", 100, 20),
            (percent, "Other", 10, 2),
            (percent, "VAT", 50, 10),
            (percent, "Gone", 5, 1),
            (percent, "Gone", -5, -1),
            (percent, "Base", 1, 0),
            (percent, "Tax", 0, 1),
        ],
        minor(),
    )
    assert [(each.name, each.base_count, each.amount_count) for each in found] == [
        ("Base", 1, 0),
        ("Other", 10, 2),
        ("Tax", 0, 1),
        ("VAT", 150, 30),
    ]


def test_taxes_of_one_name_are_told_apart_by_their_rates() -> None:
    low = Taxed(((TaxRate("VAT", Decimal("5.50")), Decimal("5.50"), Decimal(1)),))
    high = Taxed(((TaxRate("VAT", Decimal(20)), Decimal(20), Decimal(1)),))
    lines = tax_breakdown({low: (1000, 1055), high: (1000, 1200), TEN: (1000, 1100)}, minor())
    assert [Language("en").say(each.called(lines)) for each in lines] == [
        "VAT (5.5 %)",
        "VAT 10%",
        "VAT (20 %)",
    ]
    assert [each.called([each]) for each in lines] == ["VAT", "VAT 10%", "VAT"]


def test_what_is_untaxed_is_so_in_the_readers_language() -> None:
    (line,) = tax_breakdown({UNTAXED: (1000, 1001)}, minor())
    said = [Language(tag).say(line.called([line])) for tag in ("en", "de", "fr")]
    assert said == ["untaxed", "unversteuert", "non taxé"]
