"""A price and its ecotax are taxed each for itself: what each rate is charged on, by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given, strategies as st
from moneyed import Money

from backoffice_orders.model.cart import CartLine
from backoffice_orders.model.ids import CombinationId, LineId, ProductId, TaxGroupId
from backoffice_orders.model.money import MinorUnits, Rounding, RoundingType
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.pricing.tax_breakdown import tax_breakdown
from backoffice_orders.model.pricing.tax_split import net_of
from backoffice_orders.model.product import Combination, SpecificPrice
from backoffice_orders.model.settings import TaxSplit
from backoffice_orders.model.tax import UNTAXED, TaxGroup, TaxRate, TaxRule, mixed
from backoffice_orders.testing.sums import check_sums
from tests.pricing.till import Till

GOODS, ECO = TaxGroupId("tax"), TaxGroupId("eco")


def group(id: TaxGroupId, *percents: str) -> TaxGroup:
    rates = tuple(TaxRate(f"{id} {percent}", Decimal(percent)) for percent in percents)
    return TaxGroup(id, id, (TaxRule("FR", rates),))


def charged(
    goods: tuple[str, ...],
    eco: tuple[str, ...],
    *,
    net: str = "10.00",
    ecotax: str = "2.00",
    off: str | None = None,
    split: TaxSplit = TaxSplit.LAWFUL,
) -> Summary:
    till = Till(net)
    product = evolve(till.book.products[ProductId("p0")], ecotax=Money(ecotax, "EUR"))
    settings = evolve(
        till.book.settings, ecotax_enabled=True, ecotax_tax_group_id=ECO, tax_split=split
    )
    till.book = evolve(
        till.book,
        settings=settings,
        products={product.id: product},
        tax_groups=(group(GOODS, *goods), group(ECO, *eco)),
    )
    return (till.rule(Percentage(Decimal(off))) if off else till).ring_up()


def lines(summary: Summary) -> list[tuple[str, str, str]]:
    return [(tax.name, str(tax.base.amount), str(tax.amount.amount)) for tax in summary.taxes]


@pytest.mark.parametrize("split", TaxSplit)
@pytest.mark.parametrize(
    ("goods", "eco", "expected"),
    [
        # What is not taxed is in no rate's base: 10.00 at 4 %, 2.00 at nothing.
        (("4",), (), [("tax 4", "10.00", "0.40")]),
        ((), ("20",), [("eco 20", "2.00", "0.40")]),
        (("20",), ("5.5",), [("eco 5.5", "2.00", "0.11"), ("tax 20", "10.00", "2.00")]),
        (
            ("5", "10"),
            ("20",),
            [("tax 5", "10.00", "0.50"), ("tax 10", "10.00", "1.00"), ("eco 20", "2.00", "0.40")],
        ),
        (("20",), ("20",), [("eco 20", "2.00", "0.40"), ("tax 20", "10.00", "2.00")]),
        ((), (), []),
    ],
)
def test_each_rate_is_charged_on_its_part(
    goods: tuple[str, ...],
    eco: tuple[str, ...],
    expected: list[tuple[str, str, str]],
    split: TaxSplit,
) -> None:
    summary = charged(goods, eco, split=split)
    assert lines(summary) == expected
    assert summary.total.net == Money("12.00", "EUR")


def test_a_discount_leaves_both_parts_smaller() -> None:
    """Half of 10.00 and of 2.00."""
    summary = charged(("4",), ("20",), off="50")
    assert lines(summary) == [("tax 4", "5.00", "0.20"), ("eco 20", "1.00", "0.20")]


def test_the_parts_of_a_discounted_price_add_up() -> None:
    """0.05 and 0.05, less 10 %: 0.09 in all are 0.045 twice, and the later one gets the cent."""
    summary = charged(("20",), ("5.5",), net="0.05", ecotax="0.05", off="10")
    bases = {tax.name: tax.base_count for tax in summary.taxes}
    assert summary.total.net == Money("0.09", "EUR")
    assert bases == {"tax 20": 4, "eco 5.5": 5}


@given(first=st.integers(0, 10**6), second=st.integers(1, 10**6), net=st.integers(-(10**7), 10**7))
def test_parts_add_up_whatever_is_left(first: int, second: int, net: int) -> None:
    """Each is its share of the net, to a unit, and both make the net."""
    one, other = group(GOODS, "20").rules[0].taxed, group(ECO, "5.5").rules[0].taxed
    both = mixed(Decimal(first), one, Decimal(second), other)
    charged = tax_breakdown({both: (net, net)}, MinorUnits.of("EUR", Rounding()))
    bases = {tax.name: tax.base_count for tax in charged}
    assert sum(bases.values()) == net
    for name, part in (("tax 20", first), ("eco 5.5", second)):
        assert abs(bases.get(name, 0) - Decimal(net) * part / (first + second)) <= 1


def test_goods_and_their_ecotax_of_one_rate_are_split_together() -> None:
    """Ten products of 0.83, 1.08 ... 3.08 net and 23.50 gross: 23.50 / 1.2 = 19.58 net."""
    whole = [Decimal("0.83") + Decimal("0.25") * step for step in range(10)]
    till = Till(*(str(net - Decimal("0.02")) for net in whole))
    ecotax = Money("0.02", "EUR")
    products = {id_: evolve(each, ecotax=ecotax) for id_, each in till.book.products.items()}
    settings = evolve(till.book.settings, ecotax_enabled=True, ecotax_tax_group_id=GOODS)
    groups = (group(GOODS, "20"),)
    till.book = evolve(till.book, settings=settings, products=products, tax_groups=groups)
    summary = till.ring_up()
    assert summary.total.gross == Money("23.50", "EUR")
    assert lines(summary) == [("tax 20", "19.58", "3.92")]


def test_half_a_cent_of_a_mixed_price_is_half_a_cent() -> None:
    """2.00 at 10 % and 1.00 of untaxed ecotax are 3.20 of 3.00 net: 0.08 of it are 0.075."""
    (taxed,) = (rule.taxed for rule in group(GOODS, "10").rules)
    both = mixed(Decimal("2.00"), taxed, Decimal("1.00"), UNTAXED)
    assert (net_of(320, both), net_of(8, both), net_of(-8, both)) == (300, 8, -8)


def twenty_products(
    *eco: str, type: RoundingType = RoundingType.TOTAL, first: str = "1.01", step: str = "0.01"
) -> Till:
    """1.01, 1.02 ... 1.20 net at 20 %, 22.10 in all, each with 0.13 of ecotax, 2.60 in all."""
    nets = [str(Decimal(first) + number * Decimal(step)) for number in range(20)]
    till = Till(*nets, type=type)
    products = [evolve(each, ecotax=Money("0.13", "EUR")) for each in till.book.products.values()]
    settings = evolve(till.book.settings, ecotax_enabled=True, ecotax_tax_group_id=ECO)
    till.book = evolve(
        till.book,
        settings=settings,
        products={each.id: each for each in products},
        tax_groups=(group(GOODS, "20"), group(ECO, *eco)),
    )
    return till


@pytest.mark.parametrize("split", TaxSplit)
def test_what_rounding_leaves_of_many_products_does_not_add_up(split: TaxSplit) -> None:
    """22.10 at 20 % is 4.42, and 20 x 0.13 = 2.60 at 5.5 % is 0.143: 29.263 in all."""
    till = twenty_products("5.5")
    till.book = evolve(till.book, settings=evolve(till.book.settings, tax_split=split))
    summary = till.ring_up()
    assert str(summary.total.gross.amount) == "29.26"
    assert lines(summary) == [("eco 5.5", "2.60", "0.14"), ("tax 20", "22.10", "4.42")]
    check_sums(summary)


def test_nor_where_the_ecotax_is_not_taxed() -> None:
    """1.02, 1.12 ... 2.92 make 1.224, 1.344 ...: rounded, each is 0.004 less, 47.20 in all.

    47.20 / 1.2 = 39.33 and 7.87; with 2.60 of nothing, 49.80.
    """
    summary = twenty_products(type=RoundingType.ITEM, first="1.02", step="0.10").ring_up()
    assert str(summary.total.gross.amount) == "49.80"
    assert lines(summary) == [("tax 20", "39.33", "7.87")]
    assert str(summary.total.net.amount) == "41.93"


def test_nor_where_every_piece_is_rounded() -> None:
    """Twenty rounded prices are 29.28: 2.74 of ecotax, 2.743 to be exact, and 26.54.

    2.74 / 1.055 = 2.597 and 26.54 / 1.2 = 22.117.
    """
    summary = twenty_products("5.5", type=RoundingType.ITEM).ring_up()
    assert str(summary.total.gross.amount) == "29.28"
    assert lines(summary) == [("eco 5.5", "2.60", "0.14"), ("tax 20", "22.12", "4.42")]
    check_sums(summary)


def test_other_goods_of_the_rate_are_of_it_together() -> None:
    """0.83 ten times over, without ecotax, is 1.00 each: 10.00 more gross at 20 %.

    26.54 and 10.00 are 36.54; 36.54 / 1.2 = 30.45 and 6.09.
    """
    till = twenty_products("5.5", type=RoundingType.ITEM)
    plain = evolve(
        till.book.products[ProductId("p0")],
        id=ProductId("plain"),
        price=Money("0.83", "EUR"),
        ecotax=None,
    )
    till.book = evolve(till.book, products={**till.book.products, plain.id: plain})
    till.cart = evolve(till.cart, lines=(*till.cart.lines, CartLine(LineId("plain"), plain.id, 10)))
    summary = till.ring_up()
    assert str(summary.total.gross.amount) == "39.28"
    assert lines(summary) == [("eco 5.5", "2.60", "0.14"), ("tax 20", "30.45", "6.09")]
    check_sums(summary)


@pytest.mark.parametrize("split", TaxSplit)
def test_a_price_below_nothing_leaves_the_ecotax(split: TaxSplit) -> None:
    """5.00 and a combination for 6.00 less: nothing, and 2.00 of ecotax at 5.5 %."""
    till = Till("10.00")
    small = Combination(CombinationId("small"), {"Size": "S"}, Money("-6.00", "EUR"))
    product = evolve(
        till.book.products[ProductId("p0")], ecotax=Money("2.00", "EUR"), combinations=(small,)
    )
    settings = evolve(
        till.book.settings, ecotax_enabled=True, ecotax_tax_group_id=ECO, tax_split=split
    )
    till.book = evolve(
        till.book,
        settings=settings,
        products={product.id: product},
        specific_prices=(SpecificPrice(product.id, price=Decimal(5)),),
        tax_groups=(group(GOODS, "20"), group(ECO, "5.5")),
    )
    (line,) = till.cart.lines
    till.cart = evolve(till.cart, lines=(evolve(line, combination_id=small.id),))
    summary = till.ring_up()
    assert str(summary.total.gross.amount) == "2.11"
    assert lines(summary) == [("eco 5.5", "2.00", "0.11")]
