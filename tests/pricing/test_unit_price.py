"""What makes a unit price, and which specific price wins. Figures by hand."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from moneyed import Money

from backoffice_orders.model.carrier import ExchangeRate
from backoffice_orders.model.cart import CartLine, PriceOverride
from backoffice_orders.model.customer import CustomerGroup, TaxExemption
from backoffice_orders.model.customization import Customization, CustomizationValue
from backoffice_orders.model.ids import (
    CategoryId,
    CombinationId,
    CustomerId,
    FieldId,
    GroupId,
    LineId,
    PriceRuleId,
    ProductId,
    TaxGroupId,
)
from backoffice_orders.model.pricing.actions.gift import Gift
from backoffice_orders.model.pricing.price import price_with_gaps
from backoffice_orders.model.pricing.summary_parts import SummaryLine
from backoffice_orders.model.product import (
    CatalogPriceRule,
    Combination,
    CustomizationField,
    SpecificPrice,
)
from backoffice_orders.model.settings import QuantityPricesBy
from backoffice_orders.model.stock import StockItem
from backoffice_orders.model.tax import Place, TaxGroup, TaxRate, TaxRule
from backoffice_orders.testing.samples import MOMENT, euros
from tests.pricing.till import Till, gross, said

P0 = ProductId("p0")


def line(till: Till) -> SummaryLine:
    return till.ring_up().lines[0]


def unit(till: Till) -> tuple[str, str]:
    priced = line(till).unit_price
    return str(priced.net.amount), str(priced.gross.amount)


def change(till: Till, *prices: SpecificPrice, rules: tuple[CatalogPriceRule, ...] = ()) -> Till:
    till.book = evolve(till.book, specific_prices=prices, price_rules=rules)
    return till


def product(till: Till, **changes: Any) -> Till:
    changed = evolve(till.book.products[P0], **changes)
    till.book = evolve(till.book, products={**till.book.products, P0: changed})
    return till


def combined(till: Till, impact: str = "2.50", **more: Any) -> Till:
    choice = Combination(CombinationId("c"), {"Size": "L"}, euros(impact), **more)
    product(till, combinations=(choice,))
    lines = (evolve(till.cart.lines[0], combination_id=choice.id),)
    till.cart = evolve(till.cart, lines=lines)
    return till


def test_catalog_price_with_tax() -> None:
    till = Till("10.00", tax="20")
    assert unit(till) == ("10.00", "12.00")
    assert said(*line(till).reasons) == ("catalog price",)


def test_the_combinations_impact() -> None:
    till = combined(Till("10.00", tax="20"))
    assert unit(till) == ("12.50", "15.00")
    assert said(*line(till).reasons) == ("catalog price", "Size: L: +2.50")
    assert unit(combined(Till("10.00"), "-2.50")) == ("7.50", "7.50")
    assert said(*line(combined(Till("10.00"), "0")).reasons) == ("catalog price",)


def test_the_impact_in_another_currency_is_told_to_six_decimals() -> None:
    """2.50 USD at 1.0837 are 2.306911506... EUR."""
    till = combined(Till("10.00"))
    choice = evolve(till.book.products[P0].combinations[0], price_impact=Money("2.50", "USD"))
    product(till, combinations=(choice,))
    till.book = evolve(till.book, exchange_rates=(ExchangeRate("USD", Decimal("1.0837")),))
    assert unit(till) == ("12.31", "12.31")
    assert said(*line(till).reasons) == ("catalog price", "Size: L: +2.306912")


@pytest.mark.parametrize(
    ("price", "included", "expected"),
    [
        ("20.83", False, ("20.83", "21.77")),  # 15.71 x 1.06 + 5.12 = 21.7726
        ("21.77", True, ("20.83", "21.77")),  # (21.77 - 5.12) / 1.06 + 5.12 = 20.8275
        ("5.00", False, ("5.00", "5.00")),  # less than the ecotax: all of it is
        ("5.00", True, ("5.00", "5.00")),
    ],
)
def test_the_ecotax_is_a_part_of_a_price_by_hand(
    price: str, included: bool, expected: tuple[str, str]
) -> None:
    """The ecotax of 5.12 is not taxed, the price with 6 %."""
    till = product(Till("15.00", tax="6"), ecotax=euros("5.12"))
    till.book = evolve(till.book, settings=evolve(till.book.settings, ecotax_enabled=True))
    override = PriceOverride(euros(price), included, "agreed")
    till.cart = evolve(till.cart, lines=(evolve(till.cart.lines[0], price_override=override),))
    assert unit(till) == expected


def test_what_was_renamed_is_called_as_it_is_now() -> None:
    till = combined(Till("10.00"))
    before = evolve(till.cart.lines[0], title="Old name (L)")
    till.cart = evolve(till.cart, lines=(before,))
    assert (line(till).name, line(till).options) == ("Product 0", "Size: L")


def gap(till: Till) -> tuple[str, str | None, str]:
    """What the only line costs, of which line the gap is, and why."""
    summary, (found,) = price_with_gaps(till.cart, till.book)
    return str(summary.lines[0].total.gross.amount), found.line_id, found.error.code


def test_what_must_be_chosen_or_is_not_in_the_catalog_costs_nothing_and_is_named() -> None:
    till = combined(Till("10.00"))
    till.cart = evolve(till.cart, lines=(evolve(till.cart.lines[0], combination_id=None),))
    line_id = till.cart.lines[0].id
    assert gap(till) == ("0.00", line_id, "combination_required")
    till.book = evolve(till.book, products={})
    assert gap(till) == ("0.00", line_id, "product_not_found")


@pytest.mark.parametrize(
    ("price", "expected", "reason"),
    [
        (SpecificPrice(P0, Decimal(25)), ("7.50", "9.00"), "specific price -25 %: -2.5"),
        (SpecificPrice(P0, amount=Decimal(3)), ("7.00", "8.40"), "specific price: -3"),
        (
            SpecificPrice(P0, amount=Decimal(3), amount_tax_included=True),
            ("7.50", "9.00"),
            "specific price: -2.5",
        ),
        (SpecificPrice(P0, price=Decimal(4)), ("4.00", "4.80"), "specific price: fixed price"),
        (SpecificPrice(P0, Decimal(50), price=Decimal(4)), ("2.00", "2.40"), "specific price -50"),
        (SpecificPrice(P0, amount=Decimal(11)), ("0.00", "0.00"), "specific price: -11"),
    ],
)
def test_specific_prices(price: SpecificPrice, expected: tuple[str, str], reason: str) -> None:
    till = change(Till("10.00", tax="20"), price)
    assert unit(till) == expected
    assert any(str(each).startswith(reason) for each in line(till).reasons)


def test_a_fixed_price_of_a_combination_has_its_impact_in_it() -> None:
    own = SpecificPrice(P0, price=Decimal(4), combination_id=CombinationId("c"))
    assert unit(change(combined(Till("10.00")), own)) == ("4.00", "4.00")
    shared = SpecificPrice(P0, price=Decimal(4))
    assert unit(change(combined(Till("10.00")), shared)) == ("6.50", "6.50")


def test_catalog_price_rules_cover_all_or_some() -> None:
    rule = CatalogPriceRule(PriceRuleId("r"), "Sale", percent=Decimal(10))
    till = change(Till("10.00"), rules=(rule,))
    assert unit(till) == ("9.00", "9.00")
    assert str(line(till).reasons[-1]) == "catalog price rule Sale -10 %: -1"
    other = evolve(rule, product_ids=(ProductId("other"),))
    assert unit(change(Till("10.00"), rules=(other,))) == ("10.00", "10.00")
    category = evolve(rule, name="", category_ids=(CategoryId("k"),))
    assert unit(change(Till("10.00"), rules=(category,))) == ("10.00", "10.00")
    till = product(change(Till("10.00"), rules=(category,)), category_ids=(CategoryId("k"),))
    assert unit(till) == ("9.00", "9.00")
    assert str(line(till).reasons[-1]) == "catalog price rule r -10 %: -1"


def off(percent: int, **more: Any) -> SpecificPrice:
    return SpecificPrice(P0, Decimal(percent), **more)


CUSTOMER, GROUP = CustomerId("me"), GroupId("g")
LATER = MOMENT + timedelta(days=1)


@pytest.mark.parametrize(
    ("prices", "percent"),
    [
        # for this combination, over any quantity
        ((off(1, combination_id=CombinationId("c")), off(2, from_quantity=3)), 1),
        # the largest quantity that is reached
        ((off(1), off(2, from_quantity=2), off(3, from_quantity=3), off(4, from_quantity=4)), 3),
        # this customer, currency, country, group, in this order
        ((off(1, group_id=GROUP), off(2, country="FR"), off(3), off(4, group_id=GROUP)), 2),
        ((off(1, country="FR", group_id=GROUP), off(2, currency="EUR")), 2),
        (
            (off(1, currency="EUR", country="FR", group_id=GROUP), off(2, customer_id=CUSTOMER)),
            2,
        ),
        ((off(1, group_id=GROUP), off(2)), 1),
        # what holds for some days over what always holds; the last to end, then the last to begin
        ((off(1), off(2, valid_until=LATER)), 2),
        ((off(1), off(2, valid_from=MOMENT)), 2),
        ((off(1, valid_from=MOMENT), off(2, valid_until=LATER)), 2),
        ((off(1, valid_until=LATER), off(2, valid_until=LATER + timedelta(days=1))), 2),
        ((off(1, valid_until=LATER), off(2, valid_from=MOMENT, valid_until=LATER)), 2),
        ((off(1, valid_from=MOMENT - timedelta(days=1)), off(2, valid_from=MOMENT)), 2),
        ((off(1, country="FR"), off(2, valid_until=LATER)), 1),
        # the first of equals
        ((off(1), off(2)), 1),
        ((off(1, valid_until=LATER), off(2, valid_until=LATER)), 1),
        # what does not hold is passed over
        ((off(9, customer_id=CustomerId("you")), off(1)), 1),
        ((off(9, currency="USD"), off(1)), 1),
        ((off(9, country="DE"), off(1)), 1),
        ((off(9, group_id=GroupId("other")), off(1)), 1),
        ((off(9, combination_id=CombinationId("d")), off(1)), 1),
        ((off(9, valid_from=MOMENT + timedelta(seconds=1)), off(1)), 1),
        ((off(1, valid_from=MOMENT),), 1),
        ((off(9, valid_until=MOMENT), off(1)), 1),
        ((off(1, valid_until=MOMENT + timedelta(seconds=1)),), 1),
        ((SpecificPrice(ProductId("other"), Decimal(9)),), 0),
    ],
)
def test_which_specific_price_wins(prices: tuple[SpecificPrice, ...], percent: int) -> None:
    till = combined(Till("100.00", quantities=(3,)), "0")
    till.book = evolve(till.book, specific_prices=prices, customer_id=CUSTOMER, group_ids=(GROUP,))
    assert unit(till)[0] == f"{100 - percent}.00"


def test_a_products_own_price_wins_over_a_rule_of_the_same_quantity() -> None:
    rule = CatalogPriceRule(PriceRuleId("r"), percent=Decimal(2))
    assert unit(change(Till("100.00"), off(1), rules=(rule,)))[0] == "99.00"
    larger = evolve(rule, from_quantity=2)
    till = Till("100.00", quantities=(2,))
    assert unit(change(till, off(1), rules=(larger,)))[0] == "98.00"
    second = CatalogPriceRule(PriceRuleId("s"), percent=Decimal(3))
    assert unit(change(Till("100.00"), rules=(rule, second)))[0] == "98.00"
    late = evolve(rule, valid_from=MOMENT + timedelta(days=1))
    assert unit(change(Till("100.00"), rules=(late, second)))[0] == "97.00"


def test_of_price_rules_from_one_quantity_on_that_of_the_lowest_priority_wins() -> None:
    """Before whom and until when they hold; and a larger quantity wins over any priority."""
    first, second = (CatalogPriceRule(PriceRuleId(f"r{n}"), percent=Decimal(n)) for n in (2, 3))
    ours = evolve(second, country="FR", valid_until=LATER)
    assert unit(change(Till("100.00"), rules=(first, ours)))[0] == "97.00"
    before = evolve(first, priority=0)
    assert unit(change(Till("100.00"), rules=(ours, before)))[0] == "98.00"
    larger = evolve(ours, priority=9, from_quantity=2)
    till = Till("100.00", quantities=(2,))
    assert unit(change(till, rules=(before, larger)))[0] == "97.00"
    assert unit(change(Till("100.00"), off(1), rules=(evolve(before, priority=-9),)))[0] == "99.00"


def group(till: Till, percent: str) -> Till:
    reduced = CustomerGroup(GROUP, "Regulars", Decimal(percent))
    till.book = evolve(till.book, groups=(reduced,), group_ids=(GROUP,))
    return till


def test_the_groups_reduction_comes_last() -> None:
    till = group(change(Till("10.00", tax="20"), off(10)), "10")
    # 10.00 less 10 % less 10 %
    assert unit(till) == ("8.10", "9.72")
    assert str(line(till).reasons[-1]) == "group Regulars -10 %: -0.9"
    assert said(*line(group(Till("10.00"), "0")).reasons) == ("catalog price",)


def test_visitors_are_in_the_shops_default_group() -> None:
    till = group(Till("10.00"), "10")
    settings = evolve(till.book.settings, default_group_id=GROUP)
    till.book = evolve(till.book, group_ids=(), settings=settings)
    assert unit(till) == ("9.00", "9.00")


def ecotax(till: Till) -> Till:
    own = TaxGroup(TaxGroupId("eco"), "Eco", (TaxRule("FR", (TaxRate("eco", Decimal(42)),)),))
    settings = evolve(till.book.settings, ecotax_enabled=True, ecotax_tax_group_id=own.id)
    till.book = evolve(till.book, settings=settings, tax_groups=(*till.book.tax_groups, own))
    return till


def test_ecotax_has_its_own_tax() -> None:
    till = ecotax(product(Till("15.00", tax="6"), ecotax=euros("5.12")))
    # 15.00 at 6 % is 15.90, 5.12 at 42 % is 7.2704
    assert unit(till) == ("20.12", "23.17")
    assert said(*line(till).reasons) == ("catalog price", "ecotax 5.12")
    taxes = {
        str(t.percent): (str(t.base.amount), str(t.amount.amount)) for t in till.ring_up().taxes
    }
    # the tax of 3.05 in the ratio of 0.90 to 2.1504
    assert taxes == {"6": ("15.00", "0.90"), "42": ("5.12", "2.15")}


@pytest.mark.parametrize(
    ("amount", "included", "expected", "taxes"),
    [
        ("3.00", False, ("17.12", "19.99"), {"6": "0.72", "42": "2.15"}),  # 12.72 + 7.2704
        ("3.18", True, ("17.12", "19.99"), {"6": "0.72", "42": "2.15"}),
        ("17.00", False, ("3.12", "4.43"), {"42": "1.31"}),  # 2.00 of it off the ecotax
        ("18.74", True, ("3.12", "4.43"), {"42": "1.31"}),  # 15.90 + 2.84
        ("20.12", False, ("0.00", "0.00"), {}),
        ("30.00", False, ("0.00", "0.00"), {}),
        ("30.00", True, ("0.00", "0.00"), {}),
    ],
)
def test_an_amount_comes_off_the_price_with_its_tax_and_then_off_the_ecotax(
    amount: str, included: bool, expected: tuple[str, str], taxes: dict[str, str]
) -> None:
    """Of 15.00 at 6 % and 5.12 at 42 %, and never a tax that neither of the two has."""
    till = ecotax(product(Till("15.00", tax="6"), ecotax=euros("5.12")))
    reduced = SpecificPrice(P0, amount=Decimal(amount), amount_tax_included=included)
    summary = change(till, reduced).ring_up()
    assert unit(till) == expected
    assert {str(tax.percent): str(tax.amount.amount) for tax in summary.taxes} == taxes


def test_an_ecotax_of_nothing_is_not_named_among_a_prices_reasons() -> None:
    till = ecotax(product(Till("15.00"), ecotax=euros("0.00")))
    assert said(*line(till).reasons) == ("catalog price",)


def test_ecotax_of_a_combination_and_none() -> None:
    till = ecotax(product(Till("15.00"), ecotax=euros("5.00")))
    combined(till, "0", ecotax=euros("7.00"))
    assert unit(till)[0] == "22.00"
    till = ecotax(product(Till("15.00"), ecotax=euros("5.00")))
    assert unit(combined(till, "0", ecotax=euros("0")))[0] == "20.00"
    assert unit(ecotax(product(Till("15.00"), ecotax=euros("0"))))[0] == "15.00"
    assert unit(product(Till("15.00"), ecotax=euros("5.00")))[0] == "15.00"  # switched off


@pytest.mark.parametrize(
    ("included", "expected"), [(False, ("9.00", "10.80")), (True, ("7.50", "9.00"))]
)
def test_a_price_by_hand_stands_instead_of_all(included: bool, expected: tuple[str, str]) -> None:
    till = group(change(Till("10.00", tax="20"), off(50)), "10")
    override = PriceOverride(euros("9.00"), included, "agreed")
    till.cart = evolve(till.cart, lines=(evolve(till.cart.lines[0], price_override=override),))
    assert unit(till) == expected
    assert said(*line(till).reasons) == ("price set by hand: agreed",)


def test_other_currencies() -> None:
    till = Till("10.00", tax="20", currency="EUR")
    till.book = evolve(till.book, exchange_rates=(ExchangeRate("USD", Decimal("1.25")),))
    till.cart = evolve(till.cart, currency="USD")
    assert unit(till) == ("12.50", "15.00")
    fixed = SpecificPrice(P0, price=Decimal(8), currency="USD")
    assert unit(change(till, fixed))[0] == "8.00"
    in_euros = SpecificPrice(P0, amount=Decimal(2))
    assert unit(change(till, in_euros))[0] == "10.00"
    till.cart = evolve(till.cart, currency="CHF")
    assert gap(till) == ("0.00", None, "currency_unavailable")


@pytest.mark.parametrize(
    ("price", "expected"),
    [
        (Money("10.00", "EUR"), ("12.50", "15.00")),  # 10.00 x 1.25
        (Money("10.00", "USD"), ("10.00", "12.00")),  # the cart's own
        (Money("6.00", "CHF"), ("15.00", "18.00")),  # 6.00 / 0.5 is 12.00 EUR, x 1.25
    ],
)
def test_a_product_priced_in_any_of_the_shops_currencies(
    price: Money, expected: tuple[str, str]
) -> None:
    till = Till("1.00", "1.00", tax="20")
    rates = (ExchangeRate("USD", Decimal("1.25")), ExchangeRate("CHF", Decimal("0.5")))
    products = {id_: evolve(each, price=price) for id_, each in till.book.products.items()}
    till.book = evolve(till.book, exchange_rates=rates, products=products)
    till.cart = evolve(till.cart, currency="USD")
    assert unit(till) == expected
    first, second = till.ring_up().lines  # the rates are looked up once, and serve both
    assert first.unit_price == second.unit_price


def test_exemptions() -> None:
    exemption = TaxExemption("reverse charge")
    till = Till("10.00", tax="20")
    till.cart = evolve(till.cart, tax_exemption=exemption)
    assert unit(till) == ("10.00", "10.00")
    till = Till("10.00", tax="20")
    till.book = evolve(till.book, tax_exemption=exemption)
    assert unit(till) == ("10.00", "10.00")
    till = Till("10.00", tax="20")
    till.book = evolve(till.book, settings=evolve(till.book.settings, taxes_enabled=False))
    assert unit(till) == ("10.00", "10.00")


def test_tax_of_another_place() -> None:
    till = Till("10.00", tax="20")
    till.book = evolve(till.book, delivery=Place("DE"))
    assert unit(till) == ("10.00", "10.00")


FROM_TWO = SpecificPrice(P0, Decimal(10), from_quantity=2)
RED, BLUE = (Combination(CombinationId(name), {"Colour": name}, euros("0")) for name in "rb")


def in_colours(*quantities: int, **changes: Any) -> Till:
    """A product of 10.00 on one line per quantity, red and blue by turns."""
    till = product(change(Till("10.00"), FROM_TWO), combinations=(RED, BLUE))
    till.cart = evolve(
        till.cart,
        lines=tuple(
            CartLine(LineId(f"l{n}"), P0, quantity, (RED, BLUE)[n % 2].id, **changes)
            for n, quantity in enumerate(quantities)
        ),
    )
    return till


def by(till: Till, which: QuantityPricesBy) -> Till:
    changed = evolve(till.book.settings, quantity_prices_by=which)
    till.book = evolve(till.book, settings=changed)
    return till


def test_a_quantity_is_counted_over_all_combinations_of_a_product() -> None:
    """10 % from two pieces: one red and one blue are two."""
    assert gross(in_colours(1, 1).ring_up()) == "18.00"
    assert gross(in_colours(1).ring_up()) == "10.00"


def test_a_quantity_is_counted_over_all_customizations_of_a_product() -> None:
    asked = CustomizationField(FieldId("name"), "Name")
    till = product(change(Till("10.00"), FROM_TWO), customization_fields=(asked,))
    lines = tuple(
        CartLine(
            LineId(name), P0, 1, customization=Customization((CustomizationValue(asked.id, name),))
        )
        for name in ("Ann", "Bob")
    )
    till.cart = evolve(till.cart, lines=lines)
    assert gross(till.ring_up()) == "18.00"
    assert gross(by(till, QuantityPricesBy.COMBINATION).ring_up()) == "18.00"


def test_by_combination_each_combination_counts_for_itself() -> None:
    till = by(in_colours(1, 2, 1), QuantityPricesBy.COMBINATION)
    assert gross(till.ring_up()) == "36.00"  # two red on two lines, and two blue
    assert gross(by(in_colours(1, 1), QuantityPricesBy.COMBINATION).ring_up()) == "20.00"
    assert gross(by(in_colours(1, 2), QuantityPricesBy.COMBINATION).ring_up()) == "28.00"


def test_a_price_of_one_combination_counts_the_others_too() -> None:
    till = change(in_colours(1, 1), evolve(FROM_TWO, combination_id=RED.id))
    assert gross(till.ring_up()) == "19.00"


def test_a_price_rule_counts_a_product_over_its_lines_but_not_other_products() -> None:
    rule = CatalogPriceRule(PriceRuleId("r"), percent=Decimal(10), from_quantity=2)
    assert gross(change(in_colours(1, 1), rules=(rule,)).ring_up()) == "18.00"
    assert gross(change(Till("10.00", "10.00"), rules=(rule,)).ring_up()) == "20.00"


def test_a_piece_with_a_price_by_hand_counts_too() -> None:
    till = in_colours(1, 1)
    by_hand = PriceOverride(euros("5.00"), True, "agreed")
    first, second = till.cart.lines
    till.cart = evolve(till.cart, lines=(evolve(first, price_override=by_hand), second))
    assert gross(till.ring_up()) == "14.00"  # 5 and 9


def test_a_gift_does_not_count() -> None:
    till = change(Till("10.00"), FROM_TWO).rule(Gift(P0))
    till.book = evolve(till.book, stock={StockItem(P0): 9})
    summary = till.ring_up()
    assert len(summary.gifts()) == 1
    assert gross(summary) == "10.00"


def test_a_price_rule_of_a_category_covers_those_below_it() -> None:
    home = CatalogPriceRule(
        PriceRuleId("r"), percent=Decimal(10), category_ids=(CategoryId("home"),)
    )
    till = product(change(Till("10.00"), rules=(home,)), category_ids=(CategoryId("mugs"),))
    assert gross(till.ring_up()) == "10.00"
    tree = {"mugs": "kitchen", "kitchen": "home", "home": "mugs"}  # and round again
    parents = {CategoryId(child): CategoryId(parent) for child, parent in tree.items()}
    till.book = evolve(till.book, parent_categories=parents)
    assert gross(till.ring_up()) == "9.00"
