"""Hypothesis strategies: carts with the price books they are priced with.

All amounts are in one currency per example. Prices have up to three decimals more than their
currency, so that every rounding matters.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

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
from backoffice_orders.model.cart import Cart, CartLine, CustomLine, CustomLineKind, PriceOverride
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.customer import CustomerGroup
from backoffice_orders.model.ids import (
    CarrierId,
    CartId,
    CartRuleId,
    GroupId,
    LineId,
    PriceRuleId,
    ProductId,
    TaxGroupId,
    ZoneId,
)
from backoffice_orders.model.money import Rounding, RoundingMode, RoundingType, minor_unit
from backoffice_orders.model.pricing.actions.amount import Amount
from backoffice_orders.model.pricing.actions.base import Action
from backoffice_orders.model.pricing.actions.free_shipping import FreeShipping
from backoffice_orders.model.pricing.actions.gift import Gift
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.actions.target import Target
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.pricing.conditions.base import Condition
from backoffice_orders.model.pricing.conditions.carriers import Carriers
from backoffice_orders.model.pricing.conditions.minimum_amount import MinimumAmount
from backoffice_orders.model.pricing.conditions.products import Products
from backoffice_orders.model.product import CatalogPriceRule, Product, SpecificPrice
from backoffice_orders.model.settings import ShopSettings
from backoffice_orders.model.stock import StockItem
from backoffice_orders.model.tax import TaxCombination, TaxGroup, TaxRate, TaxRule
from backoffice_orders.testing.samples import MOMENT

CURRENCIES = ("EUR", "JPY", "KWD")
ZONE = Zone(ZoneId("zone"), "Zone")
PRODUCT_IDS = tuple(ProductId(f"p{number}") for number in range(4))
GROUP = CustomerGroup(GroupId("group"), "Group", Decimal("2.5"))

roundings: st.SearchStrategy[Rounding] = st.builds(
    Rounding, st.sampled_from(RoundingMode), st.sampled_from(RoundingType)
)
rates: st.SearchStrategy[Decimal] = st.sampled_from(
    ["0", "2.1", "5.5", "6", "15", "19.99", "20"]
).map(Decimal)


def prices(currency: str, most: int = 500) -> st.SearchStrategy[Money]:
    """Amounts from zero up, with up to three decimals more than the currency has."""
    unit = minor_unit(currency) / 1000
    return st.integers(0, most * 1000 * int(1 / minor_unit(currency))).map(
        lambda count: Money(count * unit, currency)
    )


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


@st.composite
def products(draw: st.DrawFn, currency: str) -> tuple[Product, ...]:
    """A small catalog."""
    return tuple(
        Product(
            id_,
            f"Product {id_}",
            draw(prices(currency)),
            draw(st.sampled_from([TaxGroupId("standard"), TaxGroupId("other"), None])),
            weight=draw(st.sampled_from(["0", "0.25", "3"]).map(Decimal)),
            virtual=draw(st.booleans()),
        )
        for id_ in PRODUCT_IDS
    )


@st.composite
def carriers(draw: st.DrawFn, currency: str) -> tuple[Carrier, ...]:
    """Up to two carriers with two price ranges each."""
    return tuple(
        Carrier(
            CarrierId(f"c{number}"),
            f"Carrier {number}",
            basis=draw(st.sampled_from(PriceBasis)),
            prices=(
                RangePrice(ZONE.id, Decimal(0), Decimal(50), draw(prices(currency, 20))),
                RangePrice(ZONE.id, Decimal(50), Decimal(500), draw(prices(currency, 20))),
            ),
            out_of_range=draw(st.sampled_from(OutOfRange)),
            tax_group_id=draw(st.sampled_from([TaxGroupId("standard"), None])),
        )
        for number in range(draw(st.integers(0, 2)))
    )


percents: st.SearchStrategy[Decimal] = st.sampled_from(
    ["0", "3.3", "10", "33.33", "50", "100"]
).map(Decimal)
targets: st.SearchStrategy[tuple[Target, ProductId | None]] = st.sampled_from(
    [(Target.ORDER, None), (Target.CHEAPEST, None), (Target.SELECTION, None)]
    + [(Target.PRODUCT, id_) for id_ in PRODUCT_IDS[:2]]
)


@st.composite
def actions(draw: st.DrawFn, currency: str) -> Action:
    """One action of any kind."""
    kind = draw(st.sampled_from(["percentage", "amount", "free_shipping", "gift"]))
    if kind == "free_shipping":
        return FreeShipping()
    if kind == "gift":
        return Gift(draw(st.sampled_from(PRODUCT_IDS)))
    target, product_id = draw(targets)
    spare = draw(st.booleans())
    if kind == "percentage":
        return Percentage(
            draw(percents), target=target, product_id=product_id, exclude_discounted=spare
        )
    return Amount(
        draw(prices(currency)),
        draw(st.booleans()),
        target=target,
        product_id=product_id,
        exclude_discounted=spare,
    )


@st.composite
def conditions(draw: st.DrawFn, currency: str) -> tuple[Condition, ...]:
    """Up to one condition of each kind, and products for a selection."""
    found: list[Condition] = [Products(product_ids=frozenset(PRODUCT_IDS[:2]))]
    if draw(st.booleans()):
        found.append(
            MinimumAmount(draw(prices(currency, 100)), draw(st.booleans()), draw(st.booleans()))
        )
    if draw(st.integers(0, 3)) == 0:
        found.append(Carriers(frozenset({CarrierId("c0")})))
    return tuple(found[draw(st.integers(0, 1)) :])


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
            code=draw(st.sampled_from(["", f"CODE{number}"])),
            priority=draw(st.integers(1, 3)),
            partial_use=draw(st.booleans()),
        )
        for number in range(draw(st.integers(0, 4)))
    )


@st.composite
def cart_lines(draw: st.DrawFn, currency: str) -> tuple[CartLine, ...]:
    """Up to five lines; some with a price set by hand."""
    lines = []
    for number in range(draw(st.integers(0, 5))):
        override = None
        if draw(st.integers(0, 4)) == 0:
            override = PriceOverride(draw(prices(currency)), draw(st.booleans()), "agreed")
        lines.append(
            CartLine(
                LineId(f"l{number}"),
                draw(st.sampled_from(PRODUCT_IDS)),
                draw(st.integers(1, 7)),
                price_override=override,
            )
        )
    return tuple(lines)


@st.composite
def custom_lines(draw: st.DrawFn, currency: str) -> tuple[CustomLine, ...]:
    """Up to two lines outside of the catalog."""
    return tuple(
        CustomLine(
            LineId(f"x{number}"),
            draw(st.sampled_from(CustomLineKind)),
            f"Custom {number}",
            draw(prices(currency, 50)),
            draw(st.integers(1, 3)),
            draw(st.booleans()),
            draw(st.sampled_from([TaxGroupId("standard"), None])),
        )
        for number in range(draw(st.integers(0, 2)))
    )


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
def priced(draw: st.DrawFn, rounding: Rounding | None = None) -> tuple[Cart, PriceBook]:
    """A cart and its price book.

    Args:
        draw: Hypothesis' own.
        rounding: The shop's rounding; None draws any.
    """
    currency = draw(st.sampled_from(CURRENCIES))
    catalog = draw(products(currency))
    rules = draw(cart_rules(currency))
    rule = CatalogPriceRule(PriceRuleId("rule"), percent=Decimal(7))
    price_rules = draw(st.sampled_from([(), (rule,)]))
    settings = ShopSettings(
        "Shop",
        currency,
        "FR",
        rounding=rounding or draw(roundings),
        multiple_codes_allowed=draw(st.booleans()),
        free_shipping_from_amount=draw(st.sampled_from([Decimal(0), Decimal(80)])),
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
        carriers=draw(carriers(currency)),
        countries=(Country("FR", ZONE.id),),
        cart_rules=rules,
        stock={StockItem(product.id): draw(st.integers(0, 20)) for product in catalog},
    )
    cart = Cart(
        CartId("cart"),
        currency,
        MOMENT,
        MOMENT,
        lines=draw(cart_lines(currency)),
        custom_lines=draw(custom_lines(currency)),
        rule_ids=tuple(rule.id for rule in rules if rule.code and draw(st.booleans())),
        free_shipping=draw(st.integers(0, 5)) == 0,
        gift_wrapping=draw(st.booleans()),
    )
    return cart, book
