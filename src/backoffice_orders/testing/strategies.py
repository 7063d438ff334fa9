"""Hypothesis strategies: carts with the price books they are priced with.

All amounts are in one currency per example. Most are small round ones, and half of the carts are
just at the limit of a carrier's range and of a rule's minimum: so they meet. The other amounts
have up to three decimals more than their currency, so that every rounding matters. Stock is
scarce, so that gifts compete for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from functools import cache

from attrs import evolve
from hypothesis import strategies as st
from moneyed import Money

from backoffice_orders.model.carrier import (
    Carrier,
    Country,
    OutOfRange,
    PriceBasis,
    RangePrice,
    Zone,
)
from backoffice_orders.model.cart import (
    Cart,
    CartLine,
    CustomLine,
    CustomLineKind,
    PriceOverride,
    RuleRefusal,
)
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.customer import CustomerGroup
from backoffice_orders.model.ids import (
    ActorId,
    CarrierId,
    CartId,
    CartRuleId,
    DiscountId,
    GroupId,
    LineId,
    PriceRuleId,
    ProductId,
    TaxGroupId,
    ZoneId,
)
from backoffice_orders.model.manual_discount import ManualDiscount
from backoffice_orders.model.money import Rounding, RoundingMode, RoundingType, minor_unit
from backoffice_orders.model.pricing.actions.amount import Amount
from backoffice_orders.model.pricing.actions.base import Action
from backoffice_orders.model.pricing.actions.free_shipping import FreeShipping
from backoffice_orders.model.pricing.actions.gift import Gift
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.pricing.conditions.base import Condition
from backoffice_orders.model.pricing.conditions.minimum_amount import MinimumAmount
from backoffice_orders.model.pricing.conditions.products import Products
from backoffice_orders.model.pricing.kinds import SHIPPED, RuleKinds
from backoffice_orders.model.pricing.price import price
from backoffice_orders.model.product import (
    CatalogPriceRule,
    PackItem,
    PackStock,
    Product,
    SpecificPrice,
)
from backoffice_orders.model.settings import ManualDiscounts, ShopSettings, TaxSplit
from backoffice_orders.model.stock import StockItem
from backoffice_orders.model.tax import TaxCombination, TaxGroup, TaxRate, TaxRule
from backoffice_orders.testing.drawing import parts, percents
from backoffice_orders.testing.samples import MOMENT

CURRENCIES = ("EUR", "JPY", "KWD")
ZONE = Zone(ZoneId("zone"), "Zone")
PRODUCT_IDS = tuple(ProductId(f"p{number}") for number in range(4))
# The ids that rules name: a gift may be one of a pack, and scarce.
_KNOWN = (
    ("ProductId", (PRODUCT_IDS[0], PRODUCT_IDS[3], PRODUCT_IDS[3], PRODUCT_IDS[1])),
    ("CarrierId", ("c0",)),
    ("GroupId", ("group",)),
)
GROUP = CustomerGroup(GroupId("group"), "Group", Decimal("2.5"))

# Made once: to make a strategy takes longer than to draw from it.
_yes_or_no = st.booleans()
_seldom = st.sampled_from([False, False, False, True])
_turns = st.sampled_from(ManualDiscounts)
_percents_off = st.sampled_from([Decimal(text) for text in ("0.01", "10", "33.33", "50", "100")])
_tax_group_ids = st.sampled_from([None, TaxGroupId("standard"), TaxGroupId("other")])
_weights = st.sampled_from([Decimal(0), Decimal("0.25"), Decimal(3)])
_starts = st.sampled_from([0, 0, 0, 5])
_middles = st.sampled_from([Decimal(50), Decimal(20), Decimal(10)])
_one_or_two = st.sampled_from([1, 2])
_how_many_carriers = st.sampled_from([1, 2, 0])
_bases = st.sampled_from([PriceBasis.PRICE, PriceBasis.PRICE, PriceBasis.WEIGHT])
_beyond = st.sampled_from(OutOfRange)
_product_ids = st.sampled_from(PRODUCT_IDS)
_quantities = st.sampled_from([1, 1, 1, 2, 3, 7])
_up_to = {most: st.integers(0, most) for most in (2, 4, 5, 6)}
_priorities = st.integers(1, 3)
_mostly_first = st.sampled_from([0, 0, 1, 2])
_splits = st.sampled_from([TaxSplit.LAWFUL, TaxSplit.LAWFUL, TaxSplit.PRESTASHOP])
roundings: st.SearchStrategy[Rounding] = st.builds(
    Rounding, st.sampled_from(RoundingMode), st.sampled_from(RoundingType)
)
rates: st.SearchStrategy[Decimal] = st.sampled_from(
    [Decimal(each) for each in ("0", "2.1", "5.5", "6", "15", "19.99", "20")]
)


@cache
def round_prices(currency: str, *amounts: int) -> st.SearchStrategy[Money]:
    """One of a few whole amounts."""
    return st.sampled_from(amounts).map(lambda amount: Money(amount, currency))


@cache
def prices(currency: str, most: int = 500) -> st.SearchStrategy[Money]:
    """Amounts from zero up: round ones, and ones with three decimals more than the currency."""
    unit = minor_unit(currency) / 1000
    fine = st.integers(0, most * 1000 * int(1 / minor_unit(currency))).map(
        lambda count: Money(count * unit, currency)
    )
    meeting = round_prices(currency, *[each for each in (10, 20, 50, 5, 15, 0) if each <= most])
    return meeting | meeting | fine


@st.composite
def tax_groups(draw: st.DrawFn) -> tuple[TaxGroup, ...]:
    """Two tax groups: one rate, and up to two of them side by side or on top of each other."""
    second = draw(st.lists(rates, max_size=2))
    combination = draw(st.sampled_from(TaxCombination))
    standard = TaxRule("FR", (TaxRate("standard", draw(rates)),))
    other = TaxRule(
        "FR",
        tuple(TaxRate(f"other {number}", rate) for number, rate in enumerate(second)),
        combination=combination,
    )
    return (
        TaxGroup(TaxGroupId("standard"), "Standard", (standard,)),
        TaxGroup(TaxGroupId("other"), "Other", (other,)),
    )


@cache
@st.composite
def products(draw: st.DrawFn, currency: str) -> tuple[Product, ...]:
    """A small catalog; the last product is a pack of the first, or none."""
    found = [
        Product(
            id_,
            f"Product {id_}",
            draw(prices(currency)),
            draw(_tax_group_ids),
            weight=draw(_weights),
            minimal_quantity=1 + draw(_seldom),
            virtual=draw(_seldom),
        )
        for id_ in PRODUCT_IDS
    ]
    if draw(_yes_or_no):
        parts = (PackItem(PRODUCT_IDS[0], 2),)
        stock = draw(st.sampled_from(PackStock))
        found[-1] = evolve(found[-1], pack=parts, pack_stock=stock)
    return tuple(found)


@st.composite
def carriers(draw: st.DrawFn, currency: str, limit: Decimal | None) -> tuple[Carrier, ...]:
    """Up to two carriers with two ranges each, which may begin late or leave a gap.

    Args:
        draw: Hypothesis' own.
        currency: What they are paid in.
        limit: Where their second range begins, by price; None draws that.
    """
    return tuple(
        Carrier(
            CarrierId(f"c{number}"),
            f"Carrier {number}",
            basis=PriceBasis.PRICE if limit else draw(_bases),
            prices=_ranges(
                0 if limit else draw(_starts),
                limit or draw(_middles),
                0 if limit else draw(_starts),
                draw(round_prices(currency, 10, 5) if limit else prices(currency, 20)),
                draw(round_prices(currency, 15, 15, 0) if limit else prices(currency, 20)),
            ),
            out_of_range=draw(_beyond),
            tax_group_id=draw(_tax_group_ids),
        )
        for number in range(draw(_one_or_two if limit else _how_many_carriers))
    )


def _ranges(
    start: int, middle: Decimal, gap: int, first: Money, second: Money
) -> tuple[RangePrice, ...]:
    high = RangePrice(ZONE.id, middle + gap, middle + 500, second)
    if start >= middle:
        return (high,)
    return (RangePrice(ZONE.id, Decimal(start), middle, first), high)


@cache
def actions(currency: str, kinds: RuleKinds = SHIPPED) -> st.SearchStrategy[Action]:
    """One action of any kind; those that shops have most are the commonest."""
    classes = [*kinds.actions.values(), Percentage, Amount, FreeShipping, Gift, Gift]
    return st.sampled_from(classes).flatmap(
        lambda kind: parts(kind, prices(currency), currency, _KNOWN)
    )


@cache
@st.composite
def conditions(draw: st.DrawFn, currency: str, kinds: RuleKinds = SHIPPED) -> tuple[Condition, ...]:
    """A minimum, products for a selection, and seldom a condition of any other kind."""
    classes: list[type[Condition]] = [
        each for each in (Products, MinimumAmount) if draw(_yes_or_no)
    ]
    if draw(_seldom):
        classes.append(draw(st.sampled_from(_other(kinds))))
    return tuple(draw(parts(kind, prices(currency), currency, _KNOWN)) for kind in classes)


def _other(kinds: RuleKinds) -> list[type[Condition]]:
    """The conditions that are no minimum and no products."""
    often = (Products, MinimumAmount)
    return [each for each in kinds.conditions.values() if each not in often]


@cache
@st.composite
def cart_rules(draw: st.DrawFn, currency: str) -> tuple[CartRule, ...]:
    """Up to four rules, with and without codes."""
    return tuple(
        CartRule(
            CartRuleId(f"r{number}"),
            f"Rule {number}",
            MOMENT - timedelta(days=number),
            tuple(draw(st.lists(actions(currency), min_size=1, max_size=2))),
            draw(conditions(currency)),
            code=f"CODE{number}" if draw(_yes_or_no) else "",
            priority=draw(_priorities),
            partial_use=not draw(_seldom),
            combinable_with=frozenset() if draw(_seldom) else None,
        )
        for number in range(draw(_up_to[4]))
    )


@st.composite
def rule_at_its_limit(draw: st.DrawFn, least: Money) -> CartRule:
    """A voucher for carts that cost so much, gross and with their delivery.

    Mostly it is decided first, and takes the goods below what the delivery is charged for.
    """
    ten = Amount(Money(10, least.currency), tax_included=True)
    half = Percentage(Decimal(50))
    return CartRule(
        CartRuleId("limit"),
        "At its limit",
        MOMENT,
        (draw(st.sampled_from([ten, half, half, FreeShipping()])),),
        (MinimumAmount(least, tax_included=True, shipping_included=True),),
        code="LIMIT",
        priority=draw(_mostly_first),
    )


@cache
@st.composite
def cart_lines(draw: st.DrawFn, currency: str) -> tuple[CartLine, ...]:
    """Up to five lines; some with a price set by hand."""
    lines = []
    for number in range(draw(_up_to[5])):
        override = None
        if draw(_seldom):
            override = PriceOverride(draw(prices(currency)), draw(_yes_or_no), "agreed")
        lines.append(
            CartLine(
                LineId(f"l{number}"),
                draw(_product_ids),
                draw(_quantities),
                price_override=override,
            )
        )
    return tuple(lines)


@cache
@st.composite
def custom_lines(draw: st.DrawFn, currency: str) -> tuple[CustomLine, ...]:
    """Up to two lines outside of the catalog."""
    return tuple(
        CustomLine(
            LineId(f"x{number}"),
            draw(st.sampled_from(CustomLineKind)),
            f"Custom {number}",
            draw(prices(currency, 50)),
            draw(_priorities),
            draw(_yes_or_no),
            draw(_tax_group_ids),
        )
        for number in range(draw(_up_to[2]))
    )


@cache
def changed_prices(currency: str) -> st.SearchStrategy[Sequence[SpecificPrice]]:
    """Specific prices: percent, amount, from a quantity on."""
    return st.lists(
        st.builds(
            SpecificPrice,
            st.sampled_from(PRODUCT_IDS),
            percent=percents,
            from_quantity=st.integers(1, 4),
        )
        | st.builds(
            SpecificPrice,
            st.sampled_from(PRODUCT_IDS),
            amount=prices(currency, 20).map(lambda money: money.amount),
            amount_tax_included=st.booleans(),
            from_quantity=st.integers(1, 4),
        ),
        max_size=3,
    )


@st.composite
def manual_discounts(
    draw: st.DrawFn, currency: str, line_ids: Sequence[LineId]
) -> tuple[ManualDiscount, ...]:
    """Up to two discounts by hand, on lines and on the order; mostly none."""
    if not draw(_seldom):
        return ()
    found = []
    for number in range(draw(_up_to[2])):
        line_id = draw(st.sampled_from([None, *line_ids]))
        by_percent = draw(_yes_or_no)
        found.append(
            ManualDiscount(
                id=DiscountId(f"d{number}"),
                title=f"By hand {number}",
                reason="goodwill",
                by=ActorId("ann"),
                at=MOMENT,
                percent=draw(_percents_off) if by_percent else None,
                amount=None if by_percent else draw(_amounts_off(currency)),
                line_id=line_id,
                each_piece=not by_percent and line_id is not None and draw(_yes_or_no),
                tax_included=draw(_yes_or_no),
            )
        )
    return tuple(found)


def _amounts_off(currency: str) -> st.SearchStrategy[Money]:
    """Amounts above zero, in whole minor units."""
    unit = minor_unit(currency)
    return st.integers(1, 3000).map(lambda count: Money(count * unit, currency))


@st.composite
def priced(draw: st.DrawFn, rounding: Rounding | None = None) -> tuple[Cart, PriceBook]:
    """A cart and its price book.

    Args:
        draw: Hypothesis' own.
        rounding: The shop's rounding; None draws any.
    """
    currency = draw(st.sampled_from(CURRENCIES))
    catalog = draw(products(currency))
    rule = CatalogPriceRule(PriceRuleId("rule"), percent=Decimal(7))
    price_rules = draw(st.sampled_from([(), (rule,)]))
    settings = ShopSettings(
        "Shop",
        currency,
        "FR",
        rounding=rounding or draw(roundings),
        tax_split=draw(_splits),
        multiple_codes_allowed=draw(_yes_or_no),
        manual_discounts=draw(_turns),
        free_shipping_from_amount=draw(st.sampled_from([Decimal(0), Decimal(80)])),
        standard_shipping=draw(prices(currency, 20)) if draw(_yes_or_no) else None,
        gift_wrapping_price=draw(prices(currency, 5)),
        gift_wrapping_tax_group_id=TaxGroupId("standard"),
    )
    book = PriceBook(
        MOMENT,
        settings,
        groups=(GROUP,),
        group_ids=draw(st.sampled_from([(), (GROUP.id,)])),
        products={product.id: product for product in catalog},
        specific_prices=tuple(draw(changed_prices(currency))),
        price_rules=price_rules,
        tax_groups=draw(tax_groups()),
        countries=(Country("FR", ZONE.id),),
        stock={StockItem(product.id): draw(_up_to[6]) for product in catalog},
    )
    cart = Cart(
        CartId("cart"),
        currency,
        MOMENT,
        MOMENT,
        lines=draw(cart_lines(currency)),
        custom_lines=draw(custom_lines(currency)),
        free_shipping=draw(_seldom) and draw(_seldom),
        gift_wrapping=draw(_yes_or_no),
    )
    rules = draw(cart_rules(currency))
    if draw(_yes_or_no):  # the cart is just at the limit of its carriers and of a rule
        goods = [line.total for line in price(cart, book).lines if not line.virtual]
        limit = sum((each.gross.amount for each in goods), Decimal(0))
        book = evolve(book, carriers=draw(carriers(currency, limit)))
        without = price(cart, book)
        least = (without.products + without.shipping_price).gross
        rules = (draw(rule_at_its_limit(least)), *rules)
    else:
        book = evolve(book, carriers=draw(carriers(currency, None)))
    granted = tuple(rule.id for rule in rules if rule.code and not draw(_seldom))
    by_hand = draw(manual_discounts(currency, [line.id for line in cart.lines]))
    refused = tuple(
        RuleRefusal(rule.id, rule.name, "not this time", ActorId("ann"), MOMENT)
        for rule in rules
        if rule.automatic and draw(_seldom) and draw(_seldom)
    )
    changed = evolve(cart, rule_ids=granted, discounts=by_hand, refused_rules=refused)
    return changed, evolve(book, cart_rules=rules)
