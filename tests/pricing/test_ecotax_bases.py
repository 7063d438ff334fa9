"""A price and its ecotax are taxed each for itself: what each rate is charged on, by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given, strategies as st
from moneyed import Money

from backoffice_orders.model.ids import ProductId, TaxGroupId
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.pricing.tax_split import net_of
from backoffice_orders.model.settings import TaxSplit
from backoffice_orders.model.tax import UNTAXED, TaxGroup, TaxRate, TaxRule, mixed
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
    bases = mixed(Decimal(first), one, Decimal(second), other).bases(net)
    assert sum(bases) == net
    for base, part in zip(bases, (first, second), strict=True):
        assert abs(base - Decimal(net) * part / (first + second)) <= 1


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
