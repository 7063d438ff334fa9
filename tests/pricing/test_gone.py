"""What a cart refers to is gone: that part costs nothing and is named, the rest is priced."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from moneyed import Money

from backoffice_orders.model.cart import (
    Cart,
    CartLine,
    CustomLine,
    CustomLineKind,
    ManualDelivery,
)
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.customization import Customization, CustomizationValue
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.errors.pricing import CurrencyUnavailable, TaxGroupNotFound
from backoffice_orders.model.errors.products import CombinationNotFound, ProductNotFound
from backoffice_orders.model.errors.vouchers import RuleGiftUnavailable
from backoffice_orders.model.ids import (
    CarrierId,
    CartRuleId,
    CombinationId,
    FieldId,
    LineId,
    ProductId,
    TaxGroupId,
)
from backoffice_orders.model.labels import DELIVERY, GIFT_WRAPPING
from backoffice_orders.model.pricing.actions.amount import Amount
from backoffice_orders.model.pricing.actions.base import Action
from backoffice_orders.model.pricing.actions.free_shipping import FreeShipping
from backoffice_orders.model.pricing.actions.gift import Gift
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.pricing.conditions.minimum_amount import MinimumAmount
from backoffice_orders.model.pricing.price import Gap, price, price_with_gaps, why_refused
from backoffice_orders.model.stock import StockItem
from backoffice_orders.testing.samples import (
    EXPRESS,
    MOMENT,
    MUG,
    POST,
    PRODUCTS,
    SETTINGS,
    SHIRT,
    STANDARD_TAX,
    book,
    cart,
    euros,
)

GONE = TaxGroupId("gone")
POUNDS = Money("8.00", "GBP")
OTHER = CartLine(LineId("other"), ProductId("poster"), 3, title="Red poster")


def named(gaps: Sequence[Gap]) -> list[tuple[LineId | None, str]]:
    """The gaps as they can be compared."""
    return [(gap.line_id, repr(gap.error)) for gap in gaps]


def with_products(*changed: Any, **changes: Any) -> PriceBook:
    """The sample shop with some of its products changed."""
    products = {each.id: each for each in PRODUCTS} | {each.id: each for each in changed}
    return book(products=products, **changes)


def beside_two_mugs(line: CartLine) -> Cart:
    """Two mugs (24.00 gross, delivered for 6.00) and another line."""
    two_mugs = cart()
    return evolve(two_mugs, lines=(*two_mugs.lines, line))


@pytest.mark.parametrize(
    ("line", "the_book", "error"),
    [
        (OTHER, book(), ProductNotFound("poster", "Red poster")),
        (
            CartLine(LineId("other"), SHIRT.id, 1, CombinationId("shirt-xl")),
            book(),
            CombinationNotFound("shirt", "shirt-xl"),
        ),
        (
            CartLine(LineId("other"), ProductId("plaque"), 2),
            with_products(evolve(PRODUCTS[2], tax_group_id=GONE)),
            TaxGroupNotFound("gone", PRODUCTS[2].name),
        ),
        (
            CartLine(LineId("other"), ProductId("plaque"), 2),
            with_products(evolve(PRODUCTS[2], price=POUNDS)),
            CurrencyUnavailable("GBP"),
        ),
        (
            CartLine(LineId("other"), ProductId("plaque"), 2),
            with_products(evolve(PRODUCTS[2], additional_shipping_cost=POUNDS)),
            CurrencyUnavailable("GBP"),
        ),
        (
            CartLine(LineId("other"), SHIRT.id, 1, CombinationId("shirt-m")),
            with_products(
                evolve(
                    SHIRT,
                    combinations=(
                        evolve(SHIRT.combinations[0], price_impact=POUNDS),
                        SHIRT.combinations[1],
                    ),
                )
            ),
            CurrencyUnavailable("GBP"),
        ),
    ],
    ids=["product", "combination", "tax group", "currency", "shipping cost", "impact"],
)
def test_a_line_that_cannot_be_priced_costs_nothing_and_is_named(
    line: CartLine, the_book: PriceBook, error: BackOfficeError
) -> None:
    summary, gaps = price_with_gaps(beside_two_mugs(line), the_book)
    assert named(gaps) == [(LineId("other"), repr(error))]
    assert str(summary.total) == "30.00 EUR (25.00 EUR net)"  # two mugs 24.00, post 6.00
    assert str(summary.lines[1].total.gross.amount) == "0.00"
    assert summary.lines[1].quantity == line.quantity
    assert [str(each) for each in summary.lines[1].reasons] == ["not priced"]


def test_a_product_that_is_gone_is_shown_by_the_name_that_it_had() -> None:
    text = Customization((CustomizationValue(FieldId("motto"), "Hello"),))
    line = evolve(OTHER, customization=text)
    shown = price(beside_two_mugs(line), book()).lines[1]
    assert (shown.name, shown.customization) == ("Red poster", (("motto", "Hello"),))
    unnamed = price(beside_two_mugs(evolve(OTHER, title="")), book()).lines[1]
    assert unnamed.name == "poster"


def test_a_line_outside_of_the_catalog_whose_tax_group_is_gone() -> None:
    service = CustomLine(
        LineId("fitting"), CustomLineKind.ITEM, "Fitting", euros("50.00"), tax_group_id=GONE
    )
    summary, gaps = price_with_gaps(evolve(cart(), custom_lines=(service,)), book())
    assert named(gaps) == [(LineId("fitting"), repr(TaxGroupNotFound("gone", "Fitting")))]
    assert summary.total.gross == euros("30.00")


def test_goods_without_a_tax_group_are_untaxed_and_no_gap() -> None:
    summary, gaps = price_with_gaps(cart(), with_products(evolve(MUG, tax_group_id=None)))
    assert gaps == ()
    assert str(summary.lines[0].total.gross.amount) == "20.00"


def test_who_pays_no_tax_needs_no_tax_group() -> None:
    untaxed = book(tax_groups=(), settings=evolve(SETTINGS, taxes_enabled=False))
    summary, gaps = price_with_gaps(cart(), untaxed)
    assert gaps == ()
    assert str(summary.total.gross.amount) == "25.00"


def test_a_carrier_that_cannot_be_priced_is_left_out_alone() -> None:
    carriers = (evolve(POST, tax_group_id=GONE), EXPRESS)
    summary, gaps = price_with_gaps(cart(), book(carriers=carriers))
    assert gaps == ()
    assert [option.carrier_id for option in summary.delivery_options] == ["express"]
    in_pounds = evolve(POST, prices=(evolve(POST.prices[0], price=POUNDS),))
    summary, gaps = price_with_gaps(cart(), book(carriers=(in_pounds, EXPRESS)))
    assert gaps == ()
    assert [option.carrier_id for option in summary.delivery_options] == ["express"]


def test_where_no_carrier_can_be_priced_it_is_said_why() -> None:
    carriers = (evolve(POST, tax_group_id=GONE), evolve(EXPRESS, tax_group_id=GONE))
    summary, gaps = price_with_gaps(cart(), book(carriers=carriers))
    assert named(gaps) == [(None, repr(TaxGroupNotFound("gone", DELIVERY())))]
    assert summary.shipping is None
    assert summary.total.gross == euros("24.00")


def test_a_delivery_made_by_hand_whose_tax_group_is_gone() -> None:
    by_hand = ManualDelivery("Courier", euros("7.00"), "in a hurry", tax_group_id=GONE)
    summary, gaps = price_with_gaps(evolve(cart(), manual_delivery=by_hand), book())
    assert named(gaps) == [(None, repr(TaxGroupNotFound("gone", DELIVERY())))]
    assert summary.shipping is None


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        (
            {"gift_wrapping_price": euros("2.00"), "gift_wrapping_tax_group_id": GONE},
            TaxGroupNotFound("gone", GIFT_WRAPPING()),
        ),
        ({"gift_wrapping_price": POUNDS}, CurrencyUnavailable("GBP")),
    ],
)
def test_gift_wrapping_that_cannot_be_priced(
    changes: dict[str, Any], error: BackOfficeError
) -> None:
    wrapped = evolve(cart(), gift_wrapping=True)
    summary, gaps = price_with_gaps(wrapped, book(settings=evolve(SETTINGS, **changes)))
    assert named(gaps) == [(None, repr(error))]
    assert summary.total.gross == euros("30.00")


def test_a_cart_in_a_currency_without_a_rate_has_one_gap_and_not_one_a_line() -> None:
    in_pounds = evolve(cart(), currency="GBP", gift_wrapping=True)
    wrapping = evolve(SETTINGS, gift_wrapping_price=euros("2.00"))
    summary, gaps = price_with_gaps(in_pounds, book(settings=wrapping))
    assert named(gaps) == [(None, repr(CurrencyUnavailable("GBP")))]
    assert str(summary.total.gross.amount) == "0.00"


def automatic(*actions: Action, **changes: Any) -> CartRule:
    """A rule that applies by itself."""
    return CartRule(CartRuleId("rule"), "Rule", MOMENT, tuple(actions), **changes)


@pytest.mark.parametrize(
    "rule",
    [
        automatic(Amount(POUNDS, tax_included=True)),
        automatic(FreeShipping(), conditions=(MinimumAmount(POUNDS),)),
    ],
    ids=["amount", "minimum"],
)
def test_a_rule_in_a_currency_without_a_rate_does_not_apply_and_others_do(rule: CartRule) -> None:
    five = evolve(automatic(Amount(euros("5.00"), tax_included=True)), id=CartRuleId("five"))
    the_book = book(cart_rules=(rule, five))
    summary = price(cart(), the_book)
    assert [each.rule_id for each in summary.rules] == ["five"]
    assert summary.total.gross == euros("25.00")  # 24.00 + 6.00 - 5.00
    refusal = why_refused(rule, cart(), the_book)
    assert refusal is not None
    assert refusal.code == "rule_currency_unavailable"


@pytest.mark.parametrize(
    "gift",
    [
        Gift(ProductId("poster")),
        Gift(SHIRT.id, CombinationId("shirt-xl")),
        Gift(SHIRT.id),
        Gift(MUG.id, CombinationId("blue")),
    ],
    ids=["product gone", "combination gone", "now in combinations", "no combinations any more"],
)
def test_a_gift_that_is_gone_is_not_given_and_the_cart_works(gift: Gift) -> None:
    stock = {StockItem(gift.product_id, gift.combination_id or ""): 9}
    summary, gaps = price_with_gaps(cart(), book(cart_rules=(automatic(gift),), stock=stock))
    assert (summary.rules, summary.gifts(), gaps) == ((), (), ())
    assert summary.total.gross == euros("30.00")


def test_a_gift_that_is_gone_is_named_with_its_rule() -> None:
    """By its combination where it has one; by its id where nothing is known of it."""
    m = SHIRT.combinations[0].id
    for gift, name in (
        (Gift(ProductId("poster")), "poster"),
        (Gift(SHIRT.id), "Cotton shirt"),
        (Gift(SHIRT.id, m), SHIRT.title(m)),
    ):
        error = why_refused(automatic(gift), cart(), book(cart_rules=(automatic(gift),), stock={}))
        assert isinstance(error, RuleGiftUnavailable)
        assert (error.rule, error.gift) == (automatic(gift).name, name)


@pytest.mark.parametrize("change", [{"tax_group_id": GONE}, {"price": POUNDS}])
def test_a_gift_that_cannot_be_priced_is_not_given(change: dict[str, Any]) -> None:
    the_book = with_products(
        evolve(PRODUCTS[2], minimal_quantity=1, customization_fields=(), **change),
        cart_rules=(automatic(Gift(ProductId("plaque"))),),
        stock={StockItem(ProductId("plaque")): 9},
    )
    assert price(cart(), the_book).gifts() == ()


def test_a_granted_rule_that_does_not_exist_any_more_is_named() -> None:
    granted = evolve(cart(), rule_ids=(CartRuleId("spring"),))
    (refused,) = price(granted, book()).refused_rules
    assert (refused.rule_id, refused.error_code) == ("spring", "rule_gone")


def test_an_offer_is_delivered_by_carriers_that_are_still_there() -> None:
    offered = book()
    now = book(carriers=(evolve(POST, active=False), EXPRESS))
    options = price(cart(), now.at_prices_of(offered)).delivery_options
    assert [option.carrier_id for option in options] == ["express"]
    drone = evolve(EXPRESS, id=CarrierId("drone"))
    none_left = book(carriers=(drone,)).at_prices_of(offered)
    assert [each.carrier_id for each in price(cart(), none_left).delivery_options] == ["drone"]


def test_an_offer_does_not_sell_a_combination_that_is_gone() -> None:
    shirts = evolve(
        cart(), lines=(CartLine(LineId("line"), SHIRT.id, 1, CombinationId("shirt-m")),)
    )
    now = with_products(evolve(SHIRT, combinations=SHIRT.combinations[1:]))
    _, gaps = price_with_gaps(shirts, now.at_prices_of(book()))
    assert named(gaps) == [
        (
            LineId("line"),
            repr(CombinationNotFound("shirt", "shirt-m")),
        )
    ]


def test_an_offer_keeps_taxes_and_rates_that_are_gone() -> None:
    now = book(tax_groups=())
    summary, gaps = price_with_gaps(cart(), now.at_prices_of(book(tax_groups=(STANDARD_TAX,))))
    assert gaps == ()
    assert summary.total.gross.amount == Decimal("30.00")
