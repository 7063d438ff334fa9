"""The price book of an offer: what it knew as it was, what came later as it is."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from attrs import evolve

from backoffice_orders.model.cart_rule import RuleUses
from backoffice_orders.model.product import SpecificPrice
from backoffice_orders.model.stock import StockItem
from backoffice_orders.testing.samples import (
    MOMENT,
    MUG,
    PLAQUE,
    SETTINGS,
    SHIRT,
    book,
    euros,
    rule,
)

OFFERED = SpecificPrice(MUG.id, percent=Decimal(5))
QUOTED = book(
    products={MUG.id: MUG, PLAQUE.id: PLAQUE},
    specific_prices=(OFFERED,),
    cart_rules=(rule("old"), rule("gone")),
    rule_uses={rule("old").id: RuleUses(1, 1)},
    stock={StockItem(MUG.id): 9},
)
DEARER_MUG = evolve(MUG, price=euros("20.00"))
ON_SHIRTS = SpecificPrice(SHIRT.id, percent=Decimal(30))
TODAY = book(
    moment=MOMENT + timedelta(days=3),
    settings=evolve(SETTINGS, name="Renamed"),
    products={MUG.id: DEARER_MUG, SHIRT.id: SHIRT},
    specific_prices=(SpecificPrice(MUG.id, percent=Decimal(50)), ON_SHIRTS),
    cart_rules=(rule("old", name="Changed"), rule("new")),
    rule_uses={rule("old").id: RuleUses(4, 2)},
    stock={StockItem(MUG.id): 3},
)


def test_what_was_offered_costs_what_it_did_and_the_rest_what_it_does() -> None:
    both = TODAY.at_prices_of(QUOTED)
    assert both.products == {MUG.id: MUG, SHIRT.id: SHIRT}  # the plaque is not sold any more
    assert both.specific_prices == (OFFERED, ON_SHIRTS)
    assert both.cart_rules == (rule("old"), rule("gone"), rule("new"))
    assert both.moment == MOMENT
    assert both.settings == SETTINGS


def test_what_is_left_is_what_is_left_today() -> None:
    both = TODAY.at_prices_of(QUOTED)
    assert both.rule_uses == {rule("old").id: RuleUses(4, 2)}
    assert both.stock == {StockItem(MUG.id): 3}
