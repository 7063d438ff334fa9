"""Public pricing bugs of other systems that cannot happen here; figures from their reports."""

from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve
from moneyed import Money

from backoffice_orders.model.ids import PriceRuleId
from backoffice_orders.model.money import RoundingMode, RoundingType
from backoffice_orders.model.pricing.actions.amount import Amount
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.conditions.minimum_amount import MinimumAmount
from backoffice_orders.model.pricing.price import price
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.product import CatalogPriceRule, SpecificPrice
from backoffice_orders.testing.samples import euros
from tests.pricing.till import Till, gross, net

ALL = Percentage(Decimal(100))
TYPES = pytest.mark.parametrize("type", RoundingType)


def is_zero(summary: Summary) -> bool:
    lines_are_zero = all(not line.payable for line in summary.lines)
    return not summary.total and lines_are_zero and not any(t.amount_count for t in summary.taxes)


@TYPES
def test_everything_off_five_taxed_lines_leaves_nothing(type: RoundingType) -> None:
    """https://github.com/odoo/odoo/pull/156897: 0.01 was left."""
    till = Till("5.60", "8.92", "44.91", "217.26", "2400.00", tax="15", type=type).rule(ALL)
    assert is_zero(till.ring_up())


@TYPES
def test_everything_off_two_lines_at_an_odd_rate_leaves_nothing(type: RoundingType) -> None:
    """Two lines of 19.99 at 19.99 %: a rate whose tax never comes out even.

    The same fault as https://github.com/coreshop/CoreShop/issues/1475: a full discount that
    is computed by another way than the price is not the price.
    """
    assert is_zero(Till("19.99", "19.99", tax="19.99", type=type).rule(ALL).ring_up())


def test_ten_off_three_equal_lines() -> None:
    """https://github.com/frappe/erpnext/issues/58042: the shares came to 9.98."""
    summary = Till("100.00", "100.00", "100.00").rule(Amount(euros("10.00"))).ring_up()
    shares = [str(share.amount.gross.amount) for share in summary.rules[0].shares]
    assert shares == ["3.33", "3.33", "3.34"]
    for line, share in zip(summary.lines, summary.rules[0].shares, strict=True):
        assert line.payable == line.total - share.amount


@pytest.mark.parametrize(
    ("type", "before"), [(RoundingType.LINE, "26.46"), (RoundingType.TOTAL, "26.45")]
)
def test_everything_off_rounded_per_line_or_on_the_total(type: RoundingType, before: str) -> None:
    """https://github.com/odoo/odoo/pull/271032: 13.225 rounds to 13.23 per line."""
    till = Till("11.50", "11.50", tax="15", type=type)
    assert gross(till.ring_up()) == before
    assert is_zero(till.rule(ALL).ring_up())


def test_net_and_tax_of_a_gross_price_add_up() -> None:
    """https://github.com/woocommerce/woocommerce/pull/17536: 9.99 at 20 %."""
    till = Till("0", tax="20").at_gross("9.99")
    summary = till.ring_up()
    assert (gross(summary), net(summary)) == ("9.99", "8.33")  # 9.99 / 1.2 = 8.325
    assert summary.total.net + summary.taxes[0].amount == euros("9.99")
    assert is_zero(till.rule(ALL).ring_up())


def test_a_percentage_with_half_a_cent() -> None:
    """https://github.com/PrestaShop/PrestaShop/issues/18274: 18.90 - 2.835 was 16.07."""
    summary = Till("18.90").rule(Percentage(Decimal(15))).ring_up()
    assert (gross(summary), str(summary.discounts.gross.amount)) == ("16.06", "2.84")


def test_a_discount_is_rounded_before_it_is_taken_off() -> None:
    """https://github.com/VirtoCommerce/vc-storefront/issues/122: 10 % off 49.95."""
    summary = Till("49.95").rule(Percentage(Decimal(10))).ring_up()
    assert (str(summary.discounts.gross.amount), gross(summary)) == ("5.00", "44.95")


def test_everything_off_is_not_more_than_everything() -> None:
    """https://github.com/magento/magento2/issues/10790: 5,999.99 less 6,000.00 was -0.01."""
    till = Till("0", "0", tax="21", quantities=(1, 1)).at_gross("6520.00", "5999.99")
    assert gross(till.ring_up()) == "12519.99"
    assert is_zero(till.rule(ALL).ring_up())


def test_an_amount_larger_than_the_order() -> None:
    """https://github.com/vendurehq/vendure/issues/1717: 500 off 100 was -400."""
    summary = Till("100.00", shipping="5.00").rule(Amount(euros("500.00"))).ring_up()
    assert gross(summary) == "5.00"  # the delivery is still to be paid
    assert summary.rules[0].unused == euros("400.00")


def test_a_voucher_stays_within_a_cart_that_shrinks() -> None:
    """https://github.com/openfoodfoundation/openfoodnetwork/issues/11233: below zero."""
    till = Till("3.00", quantities=(4,)).rule(Amount(euros("10.00")))
    assert gross(till.ring_up()) == "2.00"
    line = evolve(till.cart.lines[0], quantity=1)
    assert gross(price(evolve(till.cart, lines=(line,)), till.book)) == "0.00"


def test_a_voucher_taken_away_leaves_the_delivery() -> None:
    """https://github.com/vendurehq/vendure/issues/1823: the delivery's price was gone."""
    till = Till("20.00", shipping="5.00")
    before = till.ring_up()
    till.rule(Amount(euros("100.00")), code="BIG")
    rule_id = till.book.cart_rules[0].id
    granted = till.cart.with_rule(rule_id)
    assert gross(price(granted, till.book)) == "5.00"
    assert price(granted.without_rule(rule_id), till.book) == before


@pytest.mark.parametrize("quantities", [(2, 1), (3, 1)])
@TYPES
def test_a_large_amount_off_taxed_products_on_sale(
    type: RoundingType, quantities: tuple[int, ...]
) -> None:
    """https://github.com/PrestaShop/PrestaShop/pull/42281: 0.01 was left."""
    till = Till("12.34", "45.67", tax="20", type=type, quantities=quantities)
    sale = tuple(SpecificPrice(line.product_id, Decimal(10)) for line in till.cart.lines)
    till.book = evolve(till.book, specific_prices=sale)
    assert is_zero(till.rule(Amount(euros("1000.00"), True)).ring_up())


def test_an_amount_that_does_not_divide_evenly() -> None:
    """https://github.com/duncanmcclean/statamic-cargo/pull/168: 10.00 became 9.99."""
    till = Till("15.00", "15.00", "15.00", currency="CHF")
    summary = till.rule(Amount(Money("10.00", "CHF"))).ring_up()
    assert str(summary.discounts.gross.amount) == "10.00"
    assert gross(summary) == "35.00"


def test_everything_off_where_rounding_is_up() -> None:
    """https://github.com/odoo/odoo/pull/278291: a residue became a whole cent."""
    till = Till("0.333", "0.333", "0.333", tax="7", mode=RoundingMode.UP)
    assert is_zero(till.rule(ALL).ring_up())


@TYPES
def test_everything_off_a_price_between_two_cents(type: RoundingType) -> None:
    """https://github.com/woocommerce/woocommerce/issues/19390: 10.01 less 10.00."""
    assert is_zero(Till("10.005", type=type).rule(ALL).ring_up())


def test_a_minimum_that_is_just_reached() -> None:
    """https://github.com/abantecart/abantecart-src/issues/1032: an equal amount was refused."""
    till = Till("50.00").rule(
        Amount(euros("5.00")), conditions=(MinimumAmount(euros("50.00"), False),)
    )
    assert gross(till.ring_up()) == "45.00"


def test_what_lines_pay_adds_up_to_what_is_paid() -> None:
    """https://github.com/shopware/shopware/pull/19070: three lines of 6.67 for 20.00."""
    summary = Till("10.00", "10.00", "10.00").rule(Amount(euros("10.00"))).ring_up()
    paid = sum((line.payable.gross for line in summary.lines), euros("0"))
    assert paid == summary.total.gross == euros("20.00")


def test_a_shown_unit_price_times_the_quantity_is_the_line() -> None:
    """https://github.com/PrestaShop/PrestaShop/issues/27024: 36 x 34.46 was 1,240.70."""
    till = Till("43.08", quantities=(36,))
    till.book = evolve(
        till.book,
        price_rules=(CatalogPriceRule(PriceRuleId("sale"), percent=Decimal(20)),),
    )
    line = till.ring_up().lines[0]
    assert (str(line.unit_price.gross.amount), str(line.total.gross.amount)) == ("34.46", "1240.56")
