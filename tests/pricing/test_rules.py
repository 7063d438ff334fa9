"""Conditions and actions of cart rules, one by one. Figures by hand."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from backoffice_orders.model.cart import CartLine, CustomLine, CustomLineKind
from backoffice_orders.model.cart_rule import RuleUses
from backoffice_orders.model.errors.vouchers import RuleInvalid, RuleProducts, RuleRefused
from backoffice_orders.model.ids import (
    BrandId,
    CarrierId,
    CartRuleId,
    CategoryId,
    CombinationId,
    CustomerId,
    FieldId,
    GroupId,
    LineId,
    ProductId,
    SupplierId,
)
from backoffice_orders.model.pricing.actions.amount import Amount
from backoffice_orders.model.pricing.actions.base import Action
from backoffice_orders.model.pricing.actions.free_shipping import FreeShipping
from backoffice_orders.model.pricing.actions.gift import Gift
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.actions.target import Target
from backoffice_orders.model.pricing.conditions.base import Condition
from backoffice_orders.model.pricing.conditions.carriers import Carriers
from backoffice_orders.model.pricing.conditions.countries import Countries
from backoffice_orders.model.pricing.conditions.customer_groups import CustomerGroups
from backoffice_orders.model.pricing.conditions.minimum_amount import MinimumAmount
from backoffice_orders.model.pricing.conditions.products import Products
from backoffice_orders.model.pricing.price import price, why_refused
from backoffice_orders.model.pricing.summary_parts import LineKind
from backoffice_orders.model.product import (
    Combination,
    CustomizationField,
    CustomizationKind,
    OutOfStockPolicy,
    PackItem,
    PackStock,
    Product,
    SpecificPrice,
)
from backoffice_orders.model.stock import StockItem
from backoffice_orders.model.tax import Place
from backoffice_orders.testing.samples import MOMENT, POST, euros, rule
from tests.pricing.till import Till, gross, said

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
    taxed = evolve(till.book.settings, standard_shipping_tax_group_id=till.book.tax_groups[0].id)
    till.book = evolve(till.book, settings=taxed)  # 6.00 gross
    assert least("66.00", True, True) is None
    assert least("66.01", True, True) is not None
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


def below(till: Till, **parents: str) -> Till:
    """The first product in the category "mugs", and these categories below others."""
    first = evolve(till.book.products[P0], category_ids=(CategoryId("mugs"),))
    tree = {CategoryId(child): CategoryId(parent) for child, parent in parents.items()}
    products = {**till.book.products, P0: first}
    till.book = evolve(till.book, products=products, parent_categories=tree)
    return till


@pytest.mark.parametrize(
    ("asked", "found"),
    [("mugs", 2), ("kitchen", 2), ("home", 2), ("garden", 0), ("cups", 0)],
)
def test_a_category_covers_those_below_it(till: Till, asked: str, found: int) -> None:
    below(till, mugs="kitchen", kitchen="home", cups="mugs", garden="home")
    refused = refusal(till, Products(3, category_ids={CategoryId(asked)}))
    assert isinstance(refused, RuleProducts)
    assert refused.found == found


def test_a_selection_covers_the_categories_below(till: Till) -> None:
    """10 % off the two mugs of 12.00, not off the other product."""
    asked = Products(1, category_ids={CategoryId("home")})
    below(till, mugs="kitchen", kitchen="home")
    till.rule(Percentage(Decimal(10), target=Target.SELECTION), conditions=(asked,))
    assert discounts(till) == [("2.00", "2.40")]


def test_categories_that_are_below_each_other_are_one(till: Till) -> None:
    below(till, mugs="kitchen", kitchen="mugs")
    assert code(till, Products(2, category_ids={CategoryId("kitchen")})) is None
    assert code(till, Products(2, category_ids={CategoryId("mugs")})) is None


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
    not_on_sale = evolve(missing, exclude_discounted=True)
    assert code(till, actions=(not_on_sale,)) == expected, "what is there is not on sale"
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
    assert said(*summary.gifts()[0].reasons) == ("catalog price", "gift of Rule 0")
    assert not summary.gifts()[0].payable
    assert gross(summary) == "65.00"
    assert summary.refused_rules == ()


def pack_of(part: ProductId, pieces: int, stock: PackStock = PackStock.PRODUCTS_ONLY) -> Product:
    items = (PackItem(part, pieces),)
    return Product(ProductId("pack"), "Pack", euros("9.00"), pack=items, pack_stock=stock)


def holding(till: Till, *lines: tuple[Product, int], **levels: int) -> Till:
    """The cart with these lines instead of its own, and these stock levels."""
    products = {**till.book.products, **{product.id: product for product, _ in lines}}
    stock = {StockItem(ProductId(id_)): level for id_, level in levels.items()}
    till.book = evolve(till.book, products=products, stock=stock)
    till.cart = evolve(
        till.cart,
        lines=tuple(
            CartLine(LineId(f"l{n}"), product.id, quantity)
            for n, (product, quantity) in enumerate(lines)
        ),
    )
    return till


@pytest.mark.parametrize(
    ("stock", "mugs", "given"),
    [
        (PackStock.PRODUCTS_ONLY, 4, False),  # two packs take all four
        (PackStock.PRODUCTS_ONLY, 5, True),
        (PackStock.BOTH, 4, False),
        (PackStock.PACK_ONLY, 1, True),  # packs were packed before
    ],
)
def test_a_gift_beside_packs_of_it(stock: PackStock, mugs: int, given: bool) -> None:
    till = holding(Till("10.00"), (pack_of(P0, 2, stock), 2), p0=mugs, pack=9)
    assert len(till.rule(Gift(P0)).ring_up().gifts()) == given


@pytest.mark.parametrize(("mugs", "given"), [(3, False), (4, True)])
def test_a_pack_as_a_gift_beside_its_parts(mugs: int, given: bool) -> None:
    """Two mugs are bought, and the pack takes two more."""
    mug = Till("10.00").book.products[P0]
    till = holding(Till("10.00"), (mug, 2), p0=mugs)
    pack = pack_of(P0, 2)
    till.book = evolve(till.book, products={**till.book.products, pack.id: pack})
    assert len(till.rule(Gift(pack.id)).ring_up().gifts()) == given


@pytest.mark.parametrize(
    ("taken", "given"), [(PackStock.PACK_ONLY, False), (PackStock.PRODUCTS_ONLY, True)]
)
def test_a_pack_as_a_gift_takes_what_the_shop_says(taken: PackStock, given: bool) -> None:
    """There are mugs, and no pack that was packed before."""
    mug = Till("10.00").book.products[P0]
    till = holding(Till("10.00"), (mug, 1), p0=9, pack=0)
    pack = evolve(pack_of(P0, 2), pack_stock=None)
    settings = evolve(till.book.settings, pack_stock=taken)
    products = {**till.book.products, pack.id: pack}
    till.book = evolve(till.book, settings=settings, products=products)
    assert len(till.rule(Gift(pack.id)).ring_up().gifts()) == given


def test_gifts_and_packs_of_them_share_what_is_left() -> None:
    """Of four mugs one is bought; the gift pack takes two more, and then a mug the last one."""
    mug = Till("10.00").book.products[P0]
    till = holding(Till("10.00"), (mug, 1), p0=4)
    pack = pack_of(P0, 2)
    till.book = evolve(till.book, products={**till.book.products, pack.id: pack})
    till.rule(Gift(pack.id)).rule(Gift(P0)).rule(Gift(P0))
    assert [gift.name for gift in till.ring_up().gifts()] == ["Pack", "Product 0"]


def test_a_gift_of_what_may_be_owed_is_not_taken_from_a_pack_that_may_not() -> None:
    """The mug may be ordered beyond its stock, the pack of it not: it would be short of mugs."""
    free = evolve(Till("10.00").book.products[P0], out_of_stock=OutOfStockPolicy.ALLOW)
    till = holding(Till("10.00"), (pack_of(P0, 2), 1), p0=2)
    till.book = evolve(till.book, products={**till.book.products, P0: free})
    assert till.rule(Gift(P0)).ring_up().gifts() == ()


def test_one_rule_gives_two_only_where_there_are_two(till: Till) -> None:
    stocked(till, 3).rule(Gift(P0), Gift(P0))  # two of the three are in the cart
    assert [line.line_id for line in till.ring_up().gifts()] == ["gift:r0"]


def test_a_gift_that_is_not_sold_singly(till: Till) -> None:
    stocked(till, 9, minimal_quantity=3)
    assert code(till, actions=(Gift(P0),)) == (
        "rule_gift_minimum: The gift of 'Ten off asked', Product 0, is sold from 3 pieces on "
        "and cannot be given singly."
    )
    assert till.rule(Gift(P0)).ring_up().rules == ()


def test_a_gift_of_a_combination_that_is_not_sold_singly(till: Till) -> None:
    one = Combination(CombinationId("one"), {"Size": "S"}, euros("0"), minimal_quantity=1)
    two = evolve(one, id=CombinationId("two"), minimal_quantity=2)
    stocked(till, 9, minimal_quantity=2, combinations=(one, two))
    till.cart = evolve(till.cart, lines=till.cart.lines[1:])
    stock = {StockItem(P0, each.id): 9 for each in (one, two)}
    till.book = evolve(till.book, stock=stock)
    assert code(till, actions=(Gift(P0, one.id),)) is None
    refused = refusal(till, actions=(Gift(P0, two.id),))
    assert refused is not None
    assert refused.code == "rule_gift_minimum"


@pytest.mark.parametrize("kind", CustomizationKind)
def test_a_gift_that_needs_the_customers_text_or_file(till: Till, kind: CustomizationKind) -> None:
    asked = CustomizationField(FieldId("f"), "Engraving", kind, required=True)
    stocked(till, 9, customization_fields=(asked,))
    assert code(till, actions=(Gift(P0),)) == (
        "rule_gift_customization: The gift of 'Ten off asked', Product 0, cannot be given "
        "without its 'Engraving': add it as a line."
    )
    stocked(till, 9, customization_fields=(evolve(asked, required=False),))
    assert code(till, actions=(Gift(P0),)) is None


def granted(till: Till, *rule_ids: str) -> Till:
    for rule_id in rule_ids:
        till.cart = till.cart.with_rule(CartRuleId(rule_id))
    return till


FREE_OF_ALL = Percentage(Decimal(100))


@pytest.mark.parametrize(
    ("before", "actions"),
    [
        (FREE_OF_ALL, (Amount(euros("5.00"), True),)),
        (FREE_OF_ALL, (Amount(euros("5.00")),)),
        (FREE_OF_ALL, (TEN,)),
        (FREE_OF_ALL, (Percentage(Decimal(10), target=Target.CHEAPEST),)),
        (FREE_OF_ALL, (TEN, Amount(euros("5.00"), True))),
        (
            Percentage(Decimal(100), target=Target.PRODUCT, product_id=P0),
            (Amount(euros("5.00"), True, target=Target.PRODUCT, product_id=P0),),
        ),
        (TEN, (Amount(euros("0.00")),)),
        (TEN, (Percentage(Decimal(0)),)),
        (TEN, (Amount(euros("0.004"), True),)),  # half a cent is the least that is something
    ],
)
def test_what_can_take_nothing_off_does_not_apply(
    till: Till, before: Action, actions: tuple[Action, ...]
) -> None:
    till.rule(before).rule(*actions, code="NONE", partial_use=True)
    summary = granted(till, "r1").ring_up()
    assert [rule.rule_id for rule in summary.rules] == ["r0"]
    assert [(rule.name, rule.error_code) for rule in summary.refused_rules] == [
        ("Rule 1", "rule_takes_nothing")
    ]
    alone = evolve(till.book, cart_rules=till.book.cart_rules[:1])
    assert evolve(summary, refused_rules=()) == price(evolve(till.cart, rule_ids=()), alone)


def test_goods_that_cost_nothing_cannot_be_made_cheaper() -> None:
    till = Till("0.00").rule(TEN, code="TEN")
    assert [r.error_code for r in granted(till, "r0").ring_up().refused_rules] == [
        "rule_takes_nothing"
    ]


NOWHERE = Percentage(Decimal(10), target=Target.PRODUCT, product_id=ProductId("none"))


@pytest.mark.parametrize(
    ("actions", "reason"),
    [
        ((NOWHERE,), "rule_products"),
        ((NOWHERE, FreeShipping()), "rule_takes_nothing"),
        ((FreeShipping(), NOWHERE), "rule_takes_nothing"),
        ((NOWHERE, Gift(ProductId("none"))), "rule_products"),
        ((NOWHERE, Percentage(Decimal(0))), "rule_takes_nothing"),
    ],
)
def test_a_rule_that_can_do_one_thing_of_two_waits_for_it(
    actions: tuple[Action, ...], reason: str
) -> None:
    """The delivery costs nothing yet; what keeps a rule out altogether is said."""
    summary = granted(Till("50.00", shipping="0.00").rule(*actions, code="A"), "r0").ring_up()
    assert [rule.error_code for rule in summary.refused_rules] == [reason]


def test_what_takes_nothing_does_not_stand_in_the_way_of_others(till: Till) -> None:
    """Not combinable with anything, but not applied either."""
    till.rule(FREE_OF_ALL, combinable_with=None).rule(TEN, code="A", combinable_with=frozenset())
    till.rule(Gift(P0), code="B")
    stocked(granted(till, "r1", "r2"), 9)
    assert [rule.rule_id for rule in till.ring_up().rules] == ["r0", "r2"]


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
