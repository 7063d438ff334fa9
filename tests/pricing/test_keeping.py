"""What an order keeps of its price book: what its price has depended on, and no more."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from attrs import evolve
from hypothesis import given, strategies as st

from backoffice_orders.model.carrier import ExchangeRate, RangePrice
from backoffice_orders.model.cart import Cart, CustomLine, CustomLineKind, ManualDelivery
from backoffice_orders.model.cart_rule import RuleUses
from backoffice_orders.model.ids import (
    CarrierId,
    CartRuleId,
    CategoryId,
    LineId,
    PriceRuleId,
    TaxGroupId,
)
from backoffice_orders.model.pricing import needs
from backoffice_orders.model.pricing.actions.free_shipping import FreeShipping
from backoffice_orders.model.pricing.actions.gift import Gift
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.pricing.conditions.carriers import Carriers
from backoffice_orders.model.pricing.conditions.minimum_amount import MinimumAmount
from backoffice_orders.model.pricing.keeping import kept_by_offer, kept_by_order
from backoffice_orders.model.pricing.price import price
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.product import CatalogPriceRule, SpecificPrice
from backoffice_orders.model.stock import StockItem
from backoffice_orders.model.tax import Place, TaxGroup, TaxRate, TaxRule
from backoffice_orders.testing.samples import (
    EUROPE,
    EXPRESS,
    FRANCE,
    GERMANY,
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
from backoffice_orders.testing.strategies import priced
from tests.properties.dose import dose

# Two mugs, with a voucher that holds and one that waits for a larger cart.
THE_CART = cart(rule_ids=(CartRuleId("granted"), CartRuleId("waiting")))
TOO_MUCH = MinimumAmount(euros("999.00"))
APPLIES, TOO_DEAR = rule("applies", code=""), rule("dear", code="", conditions=(TOO_MUCH,))
GRANTED, WAITING = rule("granted"), rule("waiting", conditions=(TOO_MUCH,))
OTHERS = rule("others", actions=(Gift(PLAQUE.id),))


def kept(cart: Cart, book: PriceBook) -> tuple[PriceBook, Summary]:
    """What an order of the cart keeps."""
    return kept_by_order(cart, book, price(cart, book))


@st.composite
def with_more_rules(draw: st.DrawFn) -> tuple[Cart, PriceBook]:
    """A cart and a book with catalog price rules besides, and cart rules that keep out others."""
    the_cart, the_book = draw(priced())
    changes: list[dict[str, Any]] = [{}, {}, {"exclusive": True}, {"combinable_with": frozenset()}]
    cart_rules = [evolve(each, **draw(st.sampled_from(changes))) for each in the_book.cart_rules]
    ids = sorted(the_book.products)
    rules = tuple(
        CatalogPriceRule(
            PriceRuleId(f"price-rule-{number}"),
            product_ids=draw(st.lists(st.sampled_from(ids), unique=True)) if ids else (),
            percent=Decimal(draw(st.sampled_from((5, 10)))),
            from_quantity=draw(st.sampled_from((1, 1, 3))),
        )
        for number in range(draw(st.integers(0, 3)))
    )
    return the_cart, evolve(the_book, price_rules=rules, cart_rules=tuple(cart_rules))


@given(with_more_rules())
@dose()
def test_what_is_kept_gives_the_same_price(pair: tuple[Cart, PriceBook]) -> None:
    the_cart, the_book = pair
    before = price(the_cart, the_book)
    left, summary = kept_by_order(the_cart, the_book, before)
    assert price(the_cart, left) == summary
    assert evolve(summary, delivery_options=before.delivery_options) == before
    had = {*the_cart.rule_ids, *(each.rule_id for each in summary.rules)}
    had |= {each.rule_id for each in the_cart.refused_rules}  # refused by hand, and shown so
    assert {each.id for each in left.cart_rules} <= had
    assert kept_by_order(the_cart, left, summary) == (left, summary)


@given(with_more_rules())
@dose(1 / 3)
def test_what_an_offer_keeps_gives_the_same_price(pair: tuple[Cart, PriceBook]) -> None:
    the_cart, the_book = pair
    summary = price(the_cart, the_book)
    assert price(the_cart, kept_by_offer(the_cart, the_book, summary)) == summary


def test_rules_that_neither_apply_nor_were_granted_leave_no_trace() -> None:
    rules = (APPLIES, GRANTED, WAITING, TOO_DEAR, OTHERS)
    uses = {each.id: RuleUses(1, 1) for each in (GRANTED, TOO_DEAR, OTHERS)}
    stock = {StockItem(PLAQUE.id): 3}
    left, _ = kept(THE_CART, book(cart_rules=rules, rule_uses=uses, stock=stock))
    assert left.cart_rules == (APPLIES, GRANTED, WAITING)
    assert left.rule_uses == {GRANTED.id: RuleUses(1, 1)}
    assert left.stock == {}
    assert left.products == {MUG.id: MUG}


def test_a_gift_stays_with_its_stock() -> None:
    gift = rule("granted", actions=(Gift(SHIRT.id, SHIRT.combinations[0].id),))
    there = StockItem(SHIRT.id, "shirt-m")
    stock = {StockItem(PLAQUE.id): 3, there: 1}
    left, summary = kept(THE_CART, book(cart_rules=(gift,), stock=stock))
    assert len(summary.gifts()) == 1
    assert set(left.products) == {MUG.id, SHIRT.id}
    assert left.stock == {there: 1}


def test_of_changed_prices_the_one_that_holds_stays() -> None:
    half, tenth = (SpecificPrice(MUG.id, percent=Decimal(each)) for each in (50, 10))
    for_many = SpecificPrice(MUG.id, percent=Decimal(90), from_quantity=100)
    sale = CatalogPriceRule(PriceRuleId("sale"), percent=Decimal(5))
    left, _ = kept(THE_CART, book(specific_prices=(half, tenth, for_many), price_rules=(sale,)))
    assert left.specific_prices == (half,)
    assert left.price_rules == ()


def test_an_offer_keeps_the_prices_of_larger_quantities() -> None:
    for_many = SpecificPrice(MUG.id, percent=Decimal(90), from_quantity=100)
    shirts = SpecificPrice(SHIRT.id, percent=Decimal(5))
    there = book(specific_prices=(for_many, shirts))
    left = kept_by_offer(THE_CART, there, price(THE_CART, there))
    assert left.specific_prices == (for_many,)


def test_a_price_rule_stays_for_the_products_that_it_changes() -> None:
    sale = CatalogPriceRule(
        PriceRuleId("sale"),
        percent=Decimal(5),
        product_ids=(PLAQUE.id, MUG.id),
        category_ids=(CategoryId("cups"),),
    )
    left, summary = kept(THE_CART, book(price_rules=(sale,)))
    assert left.price_rules == (evolve(sale, product_ids=(MUG.id,), category_ids=()),)
    assert summary.lines[0].total.net == euros("19.00")  # 2 x 10.00, less 5 %


def test_of_deliveries_the_chosen_one_stays() -> None:
    chosen = evolve(THE_CART, carrier_id=EXPRESS.id)
    left, summary = kept(chosen, book())
    assert left.carriers == (EXPRESS,)
    assert left.countries == (FRANCE,)
    assert [each.carrier_id for each in summary.delivery_options] == [EXPRESS.id]
    by_hand = ManualDelivery("Van", euros("3.00"), "as agreed")
    left, summary = kept(evolve(THE_CART, manual_delivery=by_hand), book())
    assert left.carriers == ()
    assert summary.delivery_options == ()


def test_a_rule_that_names_a_carrier_still_names_it() -> None:
    waiting = rule("waiting", conditions=(Carriers({EXPRESS.id, CarrierId("gone")}),))
    chosen = evolve(THE_CART, carrier_id=POST.id)
    left, summary = kept(chosen, book(cart_rules=(waiting,), countries=(FRANCE, GERMANY)))
    assert EXPRESS.name in summary.refused_rules[-1].sentence + summary.refused_rules[0].sentence
    assert price(chosen, left) == summary
    assert left.carriers == (POST,)


def test_where_a_rule_has_looked_at_other_deliveries_they_stay() -> None:
    """Half off takes the parcel below what the express takes, which the other rule asks for."""
    from_twenty = (RangePrice(EUROPE.id, Decimal(20), Decimal(1000), euros("1.00")),)
    large = evolve(EXPRESS, prices=from_twenty)
    half = rule("half", code="", actions=(Percentage(Decimal(50)),))
    free = rule("free", code="", actions=(FreeShipping(),), conditions=(Carriers({large.id}),))
    there = book(carriers=(large, POST), cart_rules=(free, half))
    before = price(THE_CART, there)
    left, summary = kept(THE_CART, there)
    assert price(THE_CART, left) == summary
    assert evolve(summary, delivery_options=before.delivery_options) == before


def test_of_taxes_the_rule_of_the_place_stays() -> None:
    five = (TaxRate("5 %", Decimal(5)),)
    books = TaxGroup(TaxGroupId("books"), "Books", (TaxRule("DE", five),))
    left, _ = kept(THE_CART, book(tax_groups=(books, STANDARD_TAX), delivery=Place("DE")))
    german = tuple(each for each in STANDARD_TAX.rules if each.country == "DE")
    assert left.tax_groups == (evolve(STANDARD_TAX, rules=german),)


def test_of_exchange_rates_those_stay_that_something_is_priced_in() -> None:
    rates = tuple(ExchangeRate(code, Decimal(2)) for code in ("USD", "JPY"))
    left, _ = kept(evolve(THE_CART, currency="USD"), book(exchange_rates=rates))
    assert left.exchange_rates == rates[:1]


def test_the_taxes_of_all_that_may_be_charged_are_asked_for() -> None:
    def tax(name: str) -> TaxGroupId:
        return TaxGroupId(name)

    fee = CustomLine(
        LineId("fee"), CustomLineKind.FEE, "Fee", euros("1.00"), tax_group_id=tax("fee")
    )
    van = ManualDelivery("Van", euros("3.00"), "as agreed", tax_group_id=tax("van"))
    settings = evolve(
        SETTINGS,
        ecotax_tax_group_id=tax("eco"),
        gift_wrapping_tax_group_id=tax("paper"),
        standard_shipping_tax_group_id=tax("standard"),
    )
    products = (evolve(MUG, tax_group_id=tax("mug")), evolve(SHIRT, tax_group_id=None))
    carriers = (evolve(POST, tax_group_id=tax("post")),)
    the_cart = cart(custom_lines=(fee,), manual_delivery=van)
    assert needs.tax_groups([the_cart], settings, products, carriers) == {
        "eco",
        "fee",
        "mug",
        "paper",
        "post",
        "standard",
        "van",
    }
