"""The book of an offer that is opened later: what holds as it was offered, and what is today's."""

from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve

from backoffice_orders.model.answers import Answers, Refusal
from backoffice_orders.model.carrier import Carrier, Country, ExchangeRate
from backoffice_orders.model.cart_rule import RuleUses
from backoffice_orders.model.ids import CartRuleId, CategoryId, PriceRuleId, ZoneId
from backoffice_orders.model.product import CatalogPriceRule, SpecificPrice
from backoffice_orders.model.service import Service
from backoffice_orders.model.stock import StockItem
from backoffice_orders.model.tax import Place
from backoffice_orders.testing.samples import (
    EXPRESS,
    FRANCE,
    GERMANY,
    MUG,
    PLAQUE,
    POST,
    SHIRT,
    book,
    euros,
    rule,
)

DEARER = evolve(MUG, price=euros("15.00"))


def test_a_product_costs_what_it_did_and_a_later_one_what_it_does() -> None:
    today = book(products={MUG.id: DEARER, SHIRT.id: SHIRT})
    held = today.at_prices_of(book(products={MUG.id: MUG, PLAQUE.id: PLAQUE}))
    assert {id_: str(each.price.amount) for id_, each in held.products.items()} == {
        "mug": "10.00",
        "shirt": "20.00",
    }


def test_specific_prices_are_the_offers_and_those_of_later_products() -> None:
    of_mug, of_shirt = (SpecificPrice(each, percent=Decimal(5)) for each in (MUG.id, SHIRT.id))
    then = SpecificPrice(MUG.id, percent=Decimal(50))
    today = book(specific_prices=(of_mug, of_shirt))
    held = today.at_prices_of(book(products={MUG.id: MUG}, specific_prices=(then,)))
    assert held.specific_prices == (then, of_shirt)


def test_catalog_price_rules_are_the_offers_for_what_it_knew() -> None:
    everything, now = (
        CatalogPriceRule(PriceRuleId(name), percent=Decimal(5), category_ids=())
        for name in ("then", "now")
    )
    of_books = evolve(now, id=PriceRuleId("books"), category_ids=(CategoryId("books"),))
    shirt = evolve(SHIRT, category_ids=(CategoryId("books"),))
    today = book(products={MUG.id: MUG, SHIRT.id: shirt}, price_rules=(now, of_books))
    held = today.at_prices_of(book(products={MUG.id: MUG}, price_rules=(everything,)))
    assert [(each.id, each.product_ids, each.category_ids) for each in held.price_rules] == [
        ("then", ("mug",), ()),
        ("now", ("shirt",), ()),
        ("books", ("shirt",), ()),
    ]
    same = book(products={MUG.id: MUG}, price_rules=(now,))
    assert same.at_prices_of(book(price_rules=(everything,))).price_rules == (everything,)


def test_a_currency_has_the_offers_rate_and_a_later_one_todays() -> None:
    today = book(exchange_rates=(ExchangeRate("USD", Decimal(2)), ExchangeRate("GBP", Decimal(3))))
    held = today.at_prices_of(book(exchange_rates=(ExchangeRate("USD", Decimal(1)),)))
    assert [(each.currency, each.rate) for each in held.exchange_rates] == [
        ("USD", Decimal(1)),
        ("GBP", Decimal(3)),
    ]


def test_rules_are_the_offers_and_those_that_it_did_not_know() -> None:
    uses = {CartRuleId("a"): RuleUses(2, 1)}
    today = book(cart_rules=(rule("a", name="Now"), rule("b")), rule_uses=uses)
    held = today.at_prices_of(book(cart_rules=(rule("a", name="Then"),)))
    assert [(each.id, each.name) for each in held.cart_rules] == [("a", "Then"), ("b", "Ten off b")]
    assert dict(held.rule_uses) == uses


def test_what_is_left_is_todays() -> None:
    stock = {StockItem(MUG.id): 3}
    held = book(stock=stock).at_prices_of(book(stock={StockItem(MUG.id): 9}))
    assert dict(held.stock) == stock


def test_categories_of_both_lead_upwards() -> None:
    a, b, c = (CategoryId(each) for each in "abc")
    today, then = book(parent_categories={a: b, b: c}), book(parent_categories={a: c})
    assert dict(today.at_prices_of(then).parent_categories) == {a: c, b: c}


def test_carriers_are_the_offers_that_are_still_there_or_todays() -> None:
    def carriers(today: tuple[str, ...], then: tuple[str, ...]) -> list[str]:
        known: dict[str, Carrier] = {each.id: each for each in (POST, EXPRESS)}
        now, offered = ([known[each] for each in names] for names in (today, then))
        held = book(carriers=tuple(now)).at_prices_of(book(carriers=tuple(offered)))
        return [each.id for each in held.carriers]

    assert carriers(("post", "express"), ("post",)) == ["post"]
    assert carriers(("express",), ("post", "express")) == ["express"]
    assert carriers(("express",), ("post",)) == ["express"]


@pytest.mark.parametrize(
    ("carriers", "elsewhere", "found"),
    [((POST,), False, True), ((), True, True), ((), False, False)],
)
def test_whether_anybody_delivers_anywhere_is_todays(
    carriers: tuple[Carrier, ...], elsewhere: bool, found: bool
) -> None:
    today = book(carriers=carriers, carriers_elsewhere=elsewhere)
    assert today.at_prices_of(book()).carriers_elsewhere is found


def test_names_of_carriers_are_the_offers_before_todays() -> None:
    today = book(carrier_names={POST.id: "Post now", EXPRESS.id: "Express"})
    held = today.at_prices_of(book(carrier_names={POST.id: "Post then"}))
    assert dict(held.carrier_names) == {"post": "Post then", "express": "Express"}


def test_places_services_and_what_they_answered_are_todays() -> None:
    here, there = Place("FR", "", "75004"), Place("DE", "", "10115")
    today = book(
        delivery=here,
        invoice=there,
        services=(Service.TAXES,),
        answers=Answers(refusals=(Refusal("No such postcode"),)),
    )
    held = today.at_prices_of(book(delivery=there, invoice=here))
    assert (held.delivery, held.invoice) == (here, there)
    assert (held.services, held.answers) == (today.services, today.answers)


def test_a_country_has_the_zones_of_the_offer_and_those_that_it_did_not_know() -> None:
    def france(**states: str) -> Country:
        return evolve(FRANCE, states={state: ZoneId(zone) for state, zone in states.items()})

    today = book(countries=(france(COR="islands", BRE="west"), GERMANY))
    held = today.at_prices_of(book(countries=(france(COR="sea"),)))
    assert [(each.code, dict(each.states)) for each in held.countries] == [
        ("FR", {"COR": "sea", "BRE": "west"}),
        ("DE", {}),
    ]
