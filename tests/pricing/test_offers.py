"""The price book of an offer: what it knew as it was, what came later as it is."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from attrs import evolve

from backoffice_orders.model.carrier import Country, RangePrice
from backoffice_orders.model.cart import CartLine
from backoffice_orders.model.cart_rule import RuleUses
from backoffice_orders.model.ids import LineId, PriceRuleId, ZoneId
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.pricing.price import price
from backoffice_orders.model.product import CatalogPriceRule, SpecificPrice
from backoffice_orders.model.stock import StockItem
from backoffice_orders.model.tax import Place, TaxRate, TaxRule
from backoffice_orders.testing.samples import (
    EXPRESS,
    FRANCE,
    MOMENT,
    MUG,
    PLAQUE,
    POST,
    SETTINGS,
    SHIRT,
    STANDARD_TAX,
    book,
    cart,
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


def percent(number: int) -> tuple[TaxRate]:
    """One rate."""
    return (TaxRate(f"{number} %", Decimal(number)),)


def taxed_at(offered: PriceBook, today: PriceBook) -> list[int]:
    """The rates of the tax groups where today's cart goes to, at the prices of the offer."""
    both = today.at_prices_of(offered)
    rules = [group.rule_for(both.tax_place) for group in both.tax_groups]
    return [int(rule.rates[0].percent) if rule is not None else 0 for rule in rules]


def test_an_offers_taxes_hold_at_its_place_whatever_is_charged_there_today() -> None:
    then = evolve(STANDARD_TAX, rules=(TaxRule("FR", percent(20)),))
    now = evolve(then, rules=(TaxRule("FR", percent(21)), TaxRule("FR", percent(30), None, "75")))
    paris = Place("FR", "", "75001")
    offered = evolve(QUOTED, tax_groups=(then,), delivery=paris)
    assert taxed_at(offered, evolve(TODAY, tax_groups=(now,), delivery=paris)) == [20]
    # In another street of the same country the rule that the offer knew holds too.
    lyon = evolve(TODAY, tax_groups=(now,), delivery=Place("FR", "", "69001"))
    assert taxed_at(offered, lyon) == [20]


def test_where_an_offer_knew_no_taxes_those_of_today_hold() -> None:
    then = evolve(STANDARD_TAX, rules=(TaxRule("FR", percent(20)),))
    now = evolve(then, rules=(TaxRule("DE", percent(19)),))
    offered = evolve(QUOTED, tax_groups=(then,), delivery=Place("FR"))
    assert taxed_at(offered, evolve(TODAY, tax_groups=(now,), delivery=Place("DE"))) == [19]


def test_at_another_zone_todays_carriers_deliver() -> None:
    east = ZoneId("east")
    to_the_east = RangePrice(east, Decimal(0), Decimal(1000), euros("7.00"))
    now = evolve(POST, prices=(to_the_east,))
    offered = evolve(QUOTED, carriers=(POST, EXPRESS), countries=(FRANCE,), delivery=Place("FR"))
    moved = evolve(TODAY, carriers=(now,), countries=(Country("DE", east),), delivery=Place("DE"))
    both = moved.at_prices_of(offered)
    assert both.zone == east
    assert both.carriers == (now,)
    stayed = evolve(TODAY, carriers=(POST,), countries=(FRANCE,), delivery=Place("FR"))
    dearer = evolve(POST, name="Dearer post")
    both = evolve(stayed, carriers=(dearer,)).at_prices_of(offered)
    assert both.carriers == (POST,)  # the express does not exist any more


def test_a_state_that_an_offer_did_not_know_has_its_zone() -> None:
    west, east, land = ZoneId("west"), ZoneId("east"), ZoneId("land")
    then = Country("US", land, states={"CA": west})
    offered = evolve(QUOTED, countries=(then,), delivery=Place("US", "CA"))
    now = evolve(then, states={"NY": east})
    moved = evolve(TODAY, countries=(now,), delivery=Place("US", "NY"))
    assert moved.at_prices_of(offered).zone == east


def test_price_rules_of_then_hold_for_what_was_offered_and_those_of_today_for_the_rest() -> None:
    then = CatalogPriceRule(PriceRuleId("then"), percent=Decimal(5))
    now = CatalogPriceRule(PriceRuleId("now"), percent=Decimal(50))
    offered = evolve(QUOTED, price_rules=(then,))
    both = evolve(TODAY, price_rules=(now,)).at_prices_of(offered)
    covered = {rule.id: rule.product_ids for rule in both.price_rules}
    assert covered == {"then": (MUG.id, PLAQUE.id), "now": (SHIRT.id,)}
    nothing_new = evolve(TODAY, products={MUG.id: MUG}, price_rules=(now,))
    assert nothing_new.at_prices_of(offered).price_rules == (then,)


def test_the_dates_of_what_came_later_are_compared_with_today() -> None:
    """The offer is of MOMENT, today is three days later."""
    day = timedelta(days=1)
    begun: dict[str, Any] = {"valid_from": MOMENT + day}
    over: dict[str, Any] = {"valid_until": MOMENT + day}
    later = evolve(
        TODAY,
        specific_prices=(
            SpecificPrice(SHIRT.id, percent=Decimal(30), **begun),
            SpecificPrice(SHIRT.id, percent=Decimal(50), **over),
        ),
        price_rules=(
            CatalogPriceRule(PriceRuleId("begun"), percent=Decimal(10), **begun),
            CatalogPriceRule(PriceRuleId("over"), percent=Decimal(20), **over),
        ),
        cart_rules=(rule("begun", code="", **begun), rule("over", code="", **over)),
    )
    both = later.at_prices_of(QUOTED)
    shirts = cart(
        lines=(CartLine(LineId("l"), SHIRT.id, 1, SHIRT.combinations[0].id),),
        rule_ids=(rule("over").id,),
    )
    summary = price(shirts, both)
    assert summary.lines[0].unit_net == 1400  # 30 % off 20.00, and not 50
    assert [each.rule_id for each in summary.rules] == ["begun"]
    assert [each.error_code for each in summary.refused_rules] == ["rule_expired"]
