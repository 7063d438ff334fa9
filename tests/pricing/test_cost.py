"""What something costs before it is added: as it does once it is. Figures by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given

from backoffice_orders.model.cart import Cart, CartLine, PriceOverride
from backoffice_orders.model.errors.products import CombinationRequired, ProductNotFound
from backoffice_orders.model.ids import CombinationId, LineId, ProductId
from backoffice_orders.model.money import Rounding, RoundingType
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.pricing.cost import Cost, cost_of
from backoffice_orders.model.pricing.lines import UNPRICEABLE
from backoffice_orders.model.pricing.price import price
from backoffice_orders.model.product import Combination, SpecificPrice
from backoffice_orders.model.settings import QuantityPricesBy, TaxSplit
from backoffice_orders.testing.samples import MUG, SHIRT, book, cart, euros
from backoffice_orders.testing.strategies import priced
from tests.pricing.till import said
from tests.properties.dose import dose

M, L = CombinationId("m"), CombinationId("l")
EMPTY = evolve(cart(), lines=())


def costs(found: Cost) -> tuple[str, str, str, str]:
    """Net and gross of a piece, net and gross of all."""
    return (
        str(found.unit_price.net.amount),
        str(found.unit_price.gross.amount),
        str(found.total.net.amount),
        str(found.total.gross.amount),
    )


def test_three_mugs_for_a_visitor() -> None:
    """10.00 net at 20 %; 0.4 kg each."""
    found = cost_of(EMPTY, book(), MUG.id, quantity=3)
    assert costs(found) == ("10.00", "12.00", "30.00", "36.00")
    assert (found.product_id, found.combination_id, found.quantity) == (MUG.id, None, 3)
    assert (found.weight, found.reduced, said(*found.reasons)) == (
        Decimal("1.2"),
        False,
        ("catalog price",),
    )


def test_a_piece_costs_what_it_is_rounded_to() -> None:
    """0.835 net is 0.84, and 1.002 gross is 1.00; ten by line are 8.35 and 10.02."""
    products = {MUG.id: evolve(MUG, price=euros("0.835"))}
    by_item, by_line = (
        evolve(book(products=products).settings, rounding=Rounding(type=each))
        for each in (RoundingType.ITEM, RoundingType.LINE)
    )
    item = cost_of(EMPTY, book(products=products, settings=by_item), MUG.id, quantity=10)
    line = cost_of(EMPTY, book(products=products, settings=by_line), MUG.id, quantity=10)
    assert costs(item) == ("0.84", "1.00", "8.40", "10.00")
    assert costs(line) == ("0.84", "1.00", "8.35", "10.02")


@pytest.mark.parametrize(
    ("counted", "cost"),
    [(QuantityPricesBy.PRODUCT, "9.00"), (QuantityPricesBy.COMBINATION, "20.00")],
)
def test_the_cart_counts_for_quantity_prices(counted: QuantityPricesBy, cost: str) -> None:
    """10 % off 10.00 from three shirts; the cart has two of another combination. Else 20.00."""
    change = SpecificPrice(SHIRT.id, percent=Decimal(10), from_quantity=3, price=Decimal("10.00"))
    plain = evolve(SHIRT, combinations=tuple(Combination(each, {}, euros("0")) for each in (M, L)))
    has = evolve(cart(), lines=(CartLine(LineId("l"), SHIRT.id, 2, L),))
    known = book(products={SHIRT.id: plain}, specific_prices=(change,))
    known = evolve(known, settings=evolve(known.settings, quantity_prices_by=counted))
    found = cost_of(has, known, SHIRT.id, M)
    assert str(found.unit_price.net.amount) == cost


def test_what_cannot_be_priced_is_refused() -> None:
    with pytest.raises(ProductNotFound):
        cost_of(EMPTY, book(), ProductId("gone"))
    with pytest.raises(CombinationRequired):
        cost_of(EMPTY, book(products={SHIRT.id: SHIRT}), SHIRT.id)


@dose()
@given(priced())
def test_it_costs_what_the_line_costs_once_it_is_added(pair: tuple[Cart, PriceBook]) -> None:
    """On a line of its own, but for a sum that is rounded, or split into net and tax, in all."""
    before, known = pair
    as_it_is = evolve(known.settings, tax_split=TaxSplit.PRESTASHOP)
    if as_it_is.rounding.type is RoundingType.TOTAL:
        as_it_is = evolve(as_it_is, rounding=Rounding(as_it_is.rounding.mode, RoundingType.LINE))
    known = evolve(known, settings=as_it_is)
    for line in before.lines:
        new = evolve(line, id=LineId("new"), price_override=None)
        after = evolve(before, lines=(*before.lines, new))
        try:
            found = cost_of(before, known, new.product_id, new.combination_id, new.quantity)
        except UNPRICEABLE:
            continue
        added = price(after, known).line(new.id)
        assert added is not None
        assert (found.unit_price, found.total) == (added.unit_price, added.total)
        assert (found.weight, found.reasons) == (added.weight, added.reasons)


def test_a_price_by_hand_in_the_cart_is_that_lines_alone() -> None:
    line = evolve(cart().lines[0], price_override=PriceOverride(euros("1.00"), False, "sorry"))
    found = cost_of(evolve(cart(), lines=(line,)), book(), MUG.id)
    assert found.unit_price.net == euros("10.00")
