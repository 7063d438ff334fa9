"""Conditions and actions of cart rules, one by one. Figures by hand."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from backoffice_orders.model.cart import CustomLine, CustomLineKind
from backoffice_orders.model.cart_rule import RuleUses
from backoffice_orders.model.errors.vouchers import RuleInvalid, RuleRefused
from backoffice_orders.model.ids import (
    BrandId,
    CarrierId,
    CartRuleId,
    CategoryId,
    CombinationId,
    CustomerId,
    GroupId,
    LineId,
    ProductId,
    SupplierId,
)
from backoffice_orders.model.pricing.actions.amount import Amount
from backoffice_orders.model.pricing.actions.base import Action
from backoffice_orders.model.pricing.actions.gift import Gift
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.actions.target import Target
from backoffice_orders.model.pricing.conditions.base import Condition
from backoffice_orders.model.pricing.conditions.carriers import Carriers
from backoffice_orders.model.pricing.conditions.countries import Countries
from backoffice_orders.model.pricing.conditions.customer_groups import CustomerGroups
from backoffice_orders.model.pricing.conditions.minimum_amount import MinimumAmount
from backoffice_orders.model.pricing.conditions.products import Products
from backoffice_orders.model.pricing.price import why_refused
from backoffice_orders.model.pricing.summary import LineKind
from backoffice_orders.model.product import Combination, SpecificPrice
from backoffice_orders.model.stock import StockItem
from backoffice_orders.model.tax import Place
from backoffice_orders.testing.samples import MOMENT, POST, euros, rule
from tests.pricing.till import Till, gross

P0, P1 = ProductId("p0"), ProductId("p1")
TEN = Percentage(Decimal(10))


def refusal(till: Till, *conditions: Condition, **changes: Any) -> RuleRefused | None:
    asked = rule("asked", actions=changes.pop("actions", (TEN,)), conditions=conditions, **changes)
    return why_refused(asked, till.cart, till.book)


def code(till: Till, *conditions: Condition, **changes: Any) -> str | None:
    refused = refusal(till, *conditions, **changes)
    return None if refused is None else f"{refused.code}: {refused}"


@pytest.fixture
def till() -> Till:
    return Till("10.00", "30.00", tax="20", quantities=(2, 1), shipping="5.00")


def test_standing(till: Till) -> None:
    second = timedelta(seconds=1)
    assert code(till) is None
    assert (
        code(till, enabled=False) == "rule_disabled: The voucher 'Ten off asked' is switched off."
    )
    assert code(till, valid_from=MOMENT) is None
    assert code(till, valid_from=MOMENT + second) == (
        "rule_not_started: The voucher 'Ten off asked' is valid from 2026-01-15T09:00:01+00:00 on."
    )
    assert code(till, valid_until=MOMENT + second) is None
    assert code(till, valid_until=MOMENT) == (
        "rule_expired: The voucher 'Ten off asked' was valid until 2026-01-15T09:00:00+00:00."
    )
    assert code(till, customer_id=CustomerId("you")) == (
        "rule_other_customer: The voucher 'Ten off asked' belongs to another customer."
    )
    till.book = evolve(till.book, customer_id=CustomerId("you"))
    assert code(till, customer_id=CustomerId("you")) is None
    till.book = evolve(till.book, settings=evolve(till.book.settings, cart_rules_enabled=False))
    assert code(till) == (
        "rules_switched_off: The shop has vouchers switched off; 'Ten off asked' cannot be used."
    )


def test_uses(till: Till) -> None:
    till.book = evolve(till.book, rule_uses={CartRuleId("asked"): RuleUses(5, 2)})
    assert code(till, quantity=6, quantity_per_customer=3) is None
    assert code(till, quantity=5) == (
        "rule_used_up: The voucher 'Ten off asked' has been used 5 times, which is all."
    )
    assert code(till, quantity=6, quantity_per_customer=2) == (
        "rule_used_up_by_customer: This customer has used 'Ten off asked' 2 times, "
        "as often as allowed."
    )
    till.book = evolve(till.book, rule_uses={})
    assert code(till, quantity=1, quantity_per_customer=1) is None
    assert code(till, quantity=0) is not None


def test_an_empty_cart_and_fees_alone() -> None:
    empty = Till()
    expected = "rule_empty_cart: Add products before the voucher 'Ten off asked'."
    assert code(empty) == expected
    fee = CustomLine(LineId("f"), CustomLineKind.FEE, "Fee", euros("3.00"))
    empty.cart = evolve(empty.cart, custom_lines=(fee,))
    assert code(empty) == expected
    item = evolve(fee, kind=CustomLineKind.ITEM)
    empty.cart = evolve(empty.cart, custom_lines=(item,))
    assert code(empty) is None


def test_combinability(till: Till) -> None:
    till.rule(TEN, code="FIRST", combinable_with=frozenset({CartRuleId("friend")}))
    till.cart = till.cart.with_rule(CartRuleId("r0"))
    expected = "rule_not_combinable: The voucher 'Ten off asked' cannot be combined with 'Rule 0'."
    assert code(till) == expected
    friend = rule("friend", actions=(TEN,))
    assert why_refused(friend, till.cart, till.book) is None
    till.book = evolve(
        till.book, cart_rules=(evolve(till.book.cart_rules[0], combinable_with=None),)
    )
    assert code(till) is None
    assert code(till, combinable_with=frozenset()) == expected
    assert code(till, combinable_with=frozenset({CartRuleId("r0")})) is None
    one = evolve(till.book.settings, multiple_codes_allowed=False)
    till.book = evolve(till.book, settings=one)
    assert code(till) == (
        "rule_only_one_code: Only one voucher per order: take 'Rule 0' away to use 'Ten off asked'."
    )
    assert code(till, code="") is None


def test_minimum_amount_net_gross_and_with_the_delivery(till: Till) -> None:
    # 20.00 and 30.00 net, 60.00 gross; 5.00 of delivery
    def least(amount: str, *how: bool) -> str | None:
        return code(till, MinimumAmount(euros(amount), *how))

    assert least("60.00") is None
    assert least("60.01") == (
        "rule_minimum_amount: The voucher 'Ten off asked' asks for 60.01 EUR in the cart: "
        "0.01 EUR more are needed."
    )
    assert least("50.00", False) is None
    assert least("58.20", False) == (
        "rule_minimum_amount: The voucher 'Ten off asked' asks for 58.20 EUR in the cart: "
        "8.20 EUR more are needed."
    )
    assert least("65.00", True, True) is None
    assert least("65.01", True, True) is not None
    assert least("55.00", False, True) is None
    assert least("55.01", False, True) is not None
    assert MinimumAmount(euros("1"), True, True).looks_at_delivery
    assert not MinimumAmount(euros("1")).looks_at_delivery


def test_countries_groups_carriers(till: Till) -> None:
    assert code(till, Countries({"FR", "DE"})) is None
    assert code(till, Countries({"DE"})) == (
        "rule_country: The voucher 'Ten off asked' is not valid for deliveries to FR."
    )
    till.book = evolve(till.book, delivery=Place("DE"))
    assert code(till, Countries({"DE"})) is None
    groups = CustomerGroups({GroupId("a"), GroupId("b")})
    assert code(till, groups) == (
        "rule_customer_group: The voucher 'Ten off asked' is for other customer groups."
    )
    till.book = evolve(till.book, group_ids=(GroupId("x"), GroupId("b")))
    assert code(till, groups) is None
    till.book = evolve(till.book, carriers=(POST,))
    assert code(till, Carriers({POST.id})) == (
        "rule_carrier: The voucher 'Ten off asked' is only valid with: Post."
    )
    assert code(till, Carriers({CarrierId("gone")})) == (
        "rule_carrier: The voucher 'Ten off asked' is only valid with: "
        "carriers that no longer exist."
    )
    assert Carriers({POST.id}).looks_at_delivery
    assert not Countries({"FR"}).looks_at_delivery


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        (Products(1, {P0}), 2),
        (Products(1, {P1}), 1),
        (Products(1, {P0, P1}), 3),
        (Products(1, combination_ids={CombinationId("c")}), 2),
        (Products(1, category_ids={CategoryId("k"), CategoryId("z")}), 2),
        (Products(1, brand_ids={BrandId("b")}), 2),
        (Products(1, supplier_ids={SupplierId("s"), SupplierId("z")}), 2),
        (Products(1, {P0}, category_ids={CategoryId("z")}), 0),
        (Products(1, {P1}, brand_ids={BrandId("b")}), 0),
        (Products(1), 3),
    ],
)
def test_products(till: Till, condition: Products, found: int) -> None:
    choice = Combination(CombinationId("c"), {"Size": "L"}, euros("0"))
    first = evolve(
        till.book.products[P0],
        combinations=(choice,),
        category_ids=(CategoryId("k"),),
        brand_id=BrandId("b"),
        supplier_ids=(SupplierId("s"),),
    )
    till.book = evolve(till.book, products={**till.book.products, P0: first})
    lines = (evolve(till.cart.lines[0], combination_id=choice.id), till.cart.lines[1])
    item = CustomLine(LineId("x"), CustomLineKind.ITEM, "Service", euros("3.00"))
    till.cart = evolve(till.cart, lines=lines, custom_lines=(item,))
    if found:
        assert code(till, evolve(condition, quantity=found)) is None
    assert code(till, evolve(condition, quantity=found + 1)) == (
        f"rule_products: The voucher 'Ten off asked' asks for {found + 1} of its products; "
        f"the cart has {found}."
    )


def discounts(till: Till) -> list[tuple[str, str]]:
    return [(str(r.amount.net.amount), str(r.amount.gross.amount)) for r in till.ring_up().rules]


def test_percentages_of_their_targets(till: Till) -> None:
    # lines of 20.00 and 30.00 net, 24.00 and 36.00 gross; pieces of 12.00 and 36.00
    for action, expected in [
        (TEN, ("5.00", "6.00")),
        (Percentage(Decimal(10), target=Target.PRODUCT, product_id=P1), ("3.00", "3.60")),
        (Percentage(Decimal(10), target=Target.CHEAPEST), ("1.00", "1.20")),
    ]:
        fresh = Till("10.00", "30.00", tax="20", quantities=(2, 1)).rule(action)
        assert discounts(fresh) == [expected]
    chosen = Percentage(Decimal(10), target=Target.SELECTION)
    till.rule(chosen, conditions=(Products(1, {P0}),))
    assert discounts(till) == [("2.00", "2.40")]


def test_amounts_of_their_targets() -> None:
    def taken(*actions: Action, **more: Any) -> list[tuple[str, str]]:
        fresh = Till("10.00", "30.00", tax="20", quantities=(2, 1)).rule(*actions, **more)
        return discounts(fresh)

    assert taken(Amount(euros("6.00"), True)) == [("5.00", "6.00")]
    assert taken(Amount(euros("6.00"))) == [("6.00", "7.20")]
    product = Amount(euros("50.00"), target=Target.PRODUCT, product_id=P0)
    assert taken(product) == [("20.00", "24.00")]
    # at most one piece of the cheapest
    assert taken(Amount(euros("50.00"), target=Target.CHEAPEST)) == [("10.00", "12.00")]
    assert taken(Amount(euros("50.00"), True, target=Target.CHEAPEST)) == [("10.00", "12.00")]
    chosen = Amount(euros("1.20"), True, target=Target.SELECTION)
    assert taken(chosen, conditions=(Products(1, {P1}),)) == [("1.00", "1.20")]
    assert taken(TEN, Amount(euros("6.00"), True)) == [("10.00", "12.00")]


def test_rules_take_turns_by_priority_and_age(till: Till) -> None:
    till.rule(Percentage(Decimal(50)), priority=2).rule(Amount(euros("10.00"), True), priority=1)
    till.rule(TEN, priority=2)
    # 60.00 less 10.00, half of 50.00, 10 % of 25.00
    assert [applied.name for applied in till.ring_up().rules] == [
        "Rule 1",
        "Rule 0",
        "Rule 2",
    ]
    assert [each[1] for each in discounts(till)] == ["10.00", "25.00", "2.50"]


def test_products_on_sale_are_spared(till: Till) -> None:
    sale = SpecificPrice(P0, Decimal(50))
    till.book = evolve(till.book, specific_prices=(sale,))
    spare = Percentage(Decimal(10), exclude_discounted=True)
    till.rule(spare)
    assert discounts(till) == [("3.00", "3.60")]
    only = Percentage(Decimal(10), target=Target.PRODUCT, product_id=P0, exclude_discounted=True)
    assert code(till, actions=(only,)) == (
        "rule_only_reduced: The voucher 'Ten off asked' does not apply to products on sale."
    )
    cheapest = Percentage(Decimal(10), target=Target.CHEAPEST, exclude_discounted=True)
    assert code(till, actions=(cheapest,)) is None


def test_a_target_that_is_not_in_the_cart(till: Till) -> None:
    missing = Percentage(Decimal(10), target=Target.PRODUCT, product_id=ProductId("none"))
    expected = (
        "rule_products: The voucher 'Ten off asked' asks for 1 of its products; the cart has 0."
    )
    assert code(till, actions=(missing,)) == expected
    assert code(till, actions=(missing, TEN)) is None
    # the first action's reason is told
    gone = Gift(ProductId("none"))
    assert code(till, actions=(missing, gone)) == expected
    with pytest.raises(RuleInvalid):
        Percentage(Decimal(10), target=Target.PRODUCT)
    with pytest.raises(RuleInvalid):
        Amount(euros("1"), product_id=P0)


def stocked(till: Till, level: int, **product: Any) -> Till:
    changed = evolve(till.book.products[P0], **product)
    till.book = evolve(
        till.book,
        products={**till.book.products, P0: changed},
        stock={StockItem(P0): level},
    )
    return till


def test_gifts_must_be_there(till: Till) -> None:
    give = Gift(P0)
    expected = "rule_gift_unavailable: The gift of 'Ten off asked', Product 0, is not available."
    assert code(stocked(till, 3), actions=(give,)) is None  # two are in the cart
    assert code(stocked(till, 2), actions=(give,)) == expected
    assert code(stocked(till, 9, active=False), actions=(give,)) == expected
    assert (
        code(stocked(till, 9, active=True, available_for_order=False), actions=(give,)) == expected
    )
    till.book = evolve(till.book, settings=evolve(till.book.settings, order_out_of_stock=True))
    assert code(stocked(till, 0, available_for_order=True), actions=(give,)) is None
    assert code(till, actions=(Gift(ProductId("none")),)) == (
        "rule_gift_unavailable: The gift of 'Ten off asked', none, is not available."
    )


def test_gifts_are_lines_of_their_own(till: Till) -> None:
    stocked(till, 4).rule(Gift(P0), Gift(P0)).rule(Gift(P0))
    summary = till.ring_up()
    # four in stock, two in the cart: the second rule's gift is one too many
    assert [(line.line_id, line.kind, line.quantity) for line in summary.lines[2:]] == [
        ("gift:r0", LineKind.GIFT, 1),
        ("gift:r0:2", LineKind.GIFT, 1),
    ]
    assert summary.gifts()[0].reasons == ("catalog price", "gift of Rule 0")
    assert not summary.gifts()[0].payable
    assert gross(summary) == "65.00"
    assert summary.refused_rules == ()


def test_gifts_are_not_discounted_again(till: Till) -> None:
    stocked(till, 9).rule(Gift(P0)).rule(TEN)
    assert discounts(till) == [("10.00", "12.00"), ("5.00", "6.00")]


def test_a_refused_voucher_is_named_with_its_reason(till: Till) -> None:
    till.rule(TEN, code="MUCH", conditions=(MinimumAmount(euros("100.00")),))
    till.cart = till.cart.with_rule(CartRuleId("r0"))
    refused = till.ring_up().refused_rules
    assert [(r.rule_id, r.name, r.code, r.error_code) for r in refused] == [
        ("r0", "Rule 0", "MUCH", "rule_minimum_amount")
    ]
    assert refused[0].sentence.endswith("40.00 EUR more are needed.")


def test_what_an_amount_does_not_use_up(till: Till) -> None:
    till.rule(Amount(euros("75.50"), True), partial_use=True, code="BIG")
    till.cart = till.cart.with_rule(CartRuleId("r0"))
    applied = till.ring_up().rules[0]
    assert (applied.name, applied.code, applied.currency) == ("Rule 0", "BIG", "EUR")
    assert applied.unused == euros("15.50")
    assert applied.parts == (("l0", 2000, 2400), ("l1", 3000, 3600))
