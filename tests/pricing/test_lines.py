"""Lines outside of the catalog, rounding, and discounts over several rates. Figures by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from backoffice_orders.model.carrier import (
    Carrier,
    Country,
    ExchangeRate,
    PriceBasis,
    RangePrice,
    Zone,
)
from backoffice_orders.model.cart import CustomLine, CustomLineKind
from backoffice_orders.model.errors.pricing import CurrencyUnavailable
from backoffice_orders.model.ids import CarrierId, CombinationId, LineId, TaxGroupId, ZoneId
from backoffice_orders.model.money import RoundingType
from backoffice_orders.model.pricing.actions.amount import Amount
from backoffice_orders.model.pricing.actions.base import Action
from backoffice_orders.model.pricing.actions.gift import Gift
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.conditions.carriers import Carriers
from backoffice_orders.model.pricing.lines import FEE, NOT_IN_CATALOG
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.pricing.summary_parts import LineKind
from backoffice_orders.model.product import Combination
from backoffice_orders.model.stock import StockItem
from backoffice_orders.model.tax import TaxGroup, TaxRate, TaxRule
from backoffice_orders.testing.samples import euros
from tests.pricing.till import Till, gross, net

TAX = TaxGroupId("tax")


def custom(kind: CustomLineKind = CustomLineKind.ITEM, **more: Any) -> CustomLine:
    values: dict[str, Any] = {"unit_price": euros("12.00"), "quantity": 2, **more}
    return CustomLine(LineId("x"), kind, "Engraving", **values)


def with_custom(line: CustomLine, *nets: str) -> Summary:
    till = Till(*nets, tax="20", shipping="5.00")
    till.cart = evolve(till.cart, custom_lines=(line,))
    return till.rule(Percentage(Decimal(50))).ring_up()


def test_an_item_with_its_tax_and_its_discount() -> None:
    summary = with_custom(custom(tax_group_id=TAX))
    line = summary.lines[0]
    assert (line.kind, line.name, line.quantity) == (LineKind.ITEM, "Engraving", 2)
    assert (line.unit_net, line.unit_gross, line.net, line.gross) == (1200, 1440, 2400, 2880)
    assert (line.discount_net, line.discount_gross) == (1200, 1440)
    assert (line.virtual, line.reasons) == (True, (NOT_IN_CATALOG(),))
    assert (line.product_id, line.combination_id, line.reference, line.options) == (
        None,
        None,
        "",
        "",
    )
    assert not summary.needs_shipping
    included = with_custom(custom(tax_group_id=TAX, tax_included=True)).lines[0]
    assert (included.unit_net, included.unit_gross) == (1000, 1200)


def test_an_item_that_is_sent_weighs_something() -> None:
    summary = with_custom(custom(weight=Decimal("1.5"), virtual=False))
    assert summary.lines[0].weight == summary.weight == Decimal("3.0")
    assert summary.needs_shipping
    assert not summary.lines[0].virtual
    assert gross(summary) == "17.00"  # untaxed: 24.00 less half, and 5.00


def test_a_fee_is_not_discounted_and_not_sent() -> None:
    summary = with_custom(custom(CustomLineKind.FEE, tax_group_id=TAX, virtual=False), "10.00")
    product, fee = summary.lines
    assert (fee.kind, fee.reasons, fee.discount_gross) == (LineKind.FEE, (FEE(),), 0)
    assert product.discount_gross == 600
    assert str(summary.fees) == "28.80 EUR (24.00 EUR net)"
    assert str(summary.products) == "12.00 EUR (10.00 EUR net)"
    assert gross(summary) == "39.80"  # 6.00, 28.80 and 5.00
    assert (summary.units, summary.line(LineId("x")), summary.line(LineId("no"))) == (1, fee, None)


@pytest.mark.parametrize(
    ("type", "line", "total"),
    [
        (RoundingType.ITEM, ("9.44", "755.20"), "755.20"),
        (RoundingType.LINE, ("9.44", "755.04"), "755.04"),
        (RoundingType.TOTAL, ("9.44", "755.04"), "755.04"),
    ],
)
def test_the_unit_price_that_is_shown(
    type: RoundingType, line: tuple[str, str], total: str
) -> None:
    # 7.80 with 21 % is 9.438; eighty of it 755.04
    summary = Till("7.80", tax="21", type=type, quantities=(80,)).ring_up()
    shown = summary.lines[0]
    assert (str(shown.unit_price.gross.amount), str(shown.total.gross.amount)) == line
    assert str(shown.unit_price.net.amount) == "7.80"
    assert gross(summary) == total


def test_on_the_total_the_lines_share_the_rounded_sum() -> None:
    till = Till("0.334", "0.333", "0.333", type=RoundingType.TOTAL)
    assert [line.gross for line in till.ring_up().lines] == [34, 33, 33]
    # goods and fees are rounded each on their own
    fee = CustomLine(LineId("x"), CustomLineKind.FEE, "Fee", euros("0.004"))
    till.cart = evolve(till.cart, custom_lines=(fee,))
    assert [line.gross for line in till.ring_up().lines] == [34, 33, 33, 0]
    assert [line.gross for line in Till(type=RoundingType.TOTAL).ring_up().lines] == []


def two_rates(*actions: Action, **more: Any) -> Summary:
    """Lines of 10.00 at 20 % and of 30.00 at 5.5 %: 12.00 and 31.65."""
    till = Till("10.00", "30.00", tax="20", **more)
    rule = TaxRule("FR", (TaxRate("5.5%", Decimal("5.5")),))
    books = TaxGroup(TaxGroupId("books"), "Books", (rule,))
    second = evolve(list(till.book.products.values())[1], tax_group_id=books.id)
    till.book = evolve(
        till.book,
        products={**till.book.products, second.id: second},
        tax_groups=(*till.book.tax_groups, books),
    )
    for action in actions:
        till.rule(action)
    return till.ring_up()


def test_a_gross_amount_over_two_rates() -> None:
    summary = two_rates(Amount(euros("10.00"), True))
    # 10.00 in the ratio of 12.00 to 31.65: 2.75 and 7.25; net 2.29 and 6.87
    assert summary.rules[0].parts == (("l0", 229, 275), ("l1", 687, 725))
    assert (net(summary), gross(summary)) == ("30.84", "33.65")
    assert [str(tax.amount.amount) for tax in summary.taxes] == ["1.27", "1.54"]


def test_a_net_amount_over_two_rates() -> None:
    summary = two_rates(Amount(euros("10.00")))
    # 10.00 in the ratio of 10 to 30: 2.50 and 7.50; gross 3.00 and 7.91
    assert summary.rules[0].parts == (("l0", 250, 300), ("l1", 750, 791))


def test_a_percentage_over_two_rates() -> None:
    summary = two_rates(Percentage(Decimal(10)), Percentage(Decimal(10)))
    # 10 % of 43.65 is 4.365, rounded 4.37: 1.20 and 3.17; of the 39.28 left 3.93: 1.08 and 2.85
    assert summary.rules[0].parts == (("l0", 100, 120), ("l1", 300, 317))
    # 25.63 of the books are left: 24.29 net and 1.34 of tax (25.63 / 1.055 = 24.294), so that
    # 5.71 net are taken off 30.00, and not 3.00 and 2.70
    assert summary.rules[1].parts == (("l0", 90, 108), ("l1", 271, 285))


def test_nothing_is_taken_below_zero_where_net_and_gross_round_apart() -> None:
    # three pieces of 0.01 net are 0.03, gross 0.012 each, rounded 0.01: 0.03 as well
    till = Till("0.01", "0.01", "0.01", tax="20").rule(Amount(euros("0.02")))
    summary = till.ring_up()
    assert (summary.rules[0].net, summary.rules[0].gross) == (2, 2)
    assert (net(summary), gross(summary)) == ("0.01", "0.01")


def test_combinations_weigh_more_or_less_but_never_below_nothing() -> None:
    till = Till("10.00", quantities=(2,))
    product = next(iter(till.book.products.values()))

    def weighing(impact: str) -> Decimal:
        choice = Combination(CombinationId("c"), {"Size": "L"}, euros("0"), Decimal(impact))
        heavy = evolve(product, weight=Decimal("0.5"), combinations=(choice,))
        till.book = evolve(till.book, products={product.id: heavy})
        line = evolve(till.cart.lines[0], combination_id=choice.id)
        till.cart = evolve(till.cart, lines=(line,))
        return till.ring_up().weight

    assert weighing("0.25") == Decimal("1.5")
    assert weighing("-0.25") == Decimal("0.5")
    assert weighing("-0.75") == Decimal(0)
    assert weighing("0") == Decimal("1.0")


def test_a_gift_is_given_once_where_the_delivery_is_settled_by_turns() -> None:
    """The gift is too heavy for the bike, and so the delivery is another one than before."""
    zone = Zone(ZoneId("z"), "Z")
    prices = (RangePrice(zone.id, Decimal(0), Decimal(99), euros("1.00")),)
    bike = Carrier(
        CarrierId("bike"), "Bike", basis=PriceBasis.WEIGHT, prices=prices, max_weight=Decimal(1)
    )
    van = evolve(bike, id=CarrierId("van"), name="Van", max_weight=None, position=1)
    till = Till("10.00")
    product = evolve(next(iter(till.book.products.values())), weight=Decimal("0.6"))
    till.book = evolve(
        till.book,
        products={product.id: product},
        carriers=(bike, van),
        countries=(Country("FR", zone.id),),
        stock={StockItem(product.id): 9},
    )
    till.rule(Gift(product.id))
    till.rule(Percentage(Decimal(50)), conditions=(Carriers({van.id}),))
    summary = till.ring_up()
    assert summary.shipping is not None
    assert summary.shipping.carrier_id == "van"
    assert len(summary.gifts()) == 1
    assert [rule.name for rule in summary.rules] == ["Rule 0", "Rule 1"]
    assert gross(summary) == "6.00"


def test_converting_between_the_shops_currencies() -> None:
    till = Till("1.00")
    rates = (ExchangeRate("USD", Decimal("1.25")), ExchangeRate("CHF", Decimal("0.5")))
    book = evolve(till.book, exchange_rates=rates)
    assert book.convert(Decimal(10), "EUR", "USD") == Decimal("12.5")
    assert book.convert(Decimal(10), "USD", "EUR") == Decimal(8)
    assert book.convert(Decimal(10), "USD", "CHF") == Decimal(4)
    assert book.convert(Decimal(10), "GBP", "GBP") == Decimal(10)
    with pytest.raises(CurrencyUnavailable):
        book.convert(Decimal(10), "EUR", "GBP")
