"""What a shop was set up with is read back, and taken away."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from moneyed import Money

from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.carrier import ExchangeRate
from backoffice_orders.model.ids import (
    ActorId,
    BrandId,
    CategoryId,
    CombinationId,
    PriceRuleId,
    ProductId,
    SupplierId,
)
from backoffice_orders.model.product import (
    Brand,
    CatalogPriceRule,
    Category,
    SpecificPrice,
    Supplier,
)
from backoffice_orders.model.stock import StockCount, StockItem
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import (
    CUSTOMERS,
    EMPLOYEE,
    EUROPE,
    EXPRESS,
    FRANCE,
    GERMANY,
    MUG,
    POST,
    SETTINGS,
    SHIRT,
    STANDARD_TAX,
    rule,
)
from tests.page.conftest import Refused

CUPS = Category(CategoryId("cups"), "Cups")
BRAND = Brand(BrandId("b"), "Brand")
SUPPLIER = Supplier(SupplierId("s"), "Supplier")
DOLLARS = ExchangeRate("USD", Decimal("1.1"))
SALE = CatalogPriceRule(PriceRuleId("sale"), percent=Decimal(5))


def test_everything_that_was_set_up_reads_back(office: BackOffice) -> None:
    setup = office.setup
    setup.save(EMPLOYEE, CUPS, BRAND, SUPPLIER, DOLLARS, SALE, rule())
    assert setup.customer_groups(EMPLOYEE) == (CUSTOMERS,)
    assert setup.tax_groups(EMPLOYEE) == (STANDARD_TAX,)
    assert setup.zones(EMPLOYEE) == (EUROPE,)
    assert setup.countries(EMPLOYEE) == (GERMANY, FRANCE)
    assert setup.carriers(EMPLOYEE) == (EXPRESS, POST)
    assert setup.exchange_rates(EMPLOYEE) == (DOLLARS,)
    assert setup.categories(EMPLOYEE) == (CUPS,)
    assert setup.brands(EMPLOYEE) == (BRAND,)
    assert setup.suppliers(EMPLOYEE) == (SUPPLIER,)
    assert setup.price_rules(EMPLOYEE) == (SALE,)
    assert setup.cart_rules(EMPLOYEE).items == (rule(),)
    assert setup.products(EMPLOYEE, [SHIRT.id, ProductId("none"), MUG.id]) == (SHIRT, MUG)


def test_what_is_taken_away_is_gone(office: BackOffice) -> None:
    setup = office.setup
    price = SpecificPrice(MUG.id, percent=Decimal(5))
    other = SpecificPrice(MUG.id, percent=Decimal(10), from_quantity=3)
    setup.save(EMPLOYEE, CUPS, BRAND, SUPPLIER, DOLLARS, SALE, rule())
    setup.set_specific_prices(EMPLOYEE, MUG.id, [price, other])
    assert setup.specific_prices(EMPLOYEE, MUG.id) == (price, other)
    gone = (CUPS, BRAND, SUPPLIER, DOLLARS, SALE, rule(), EXPRESS, GERMANY, price, SHIRT)
    for _ in range(2):  # what is gone already stays gone
        setup.remove(EMPLOYEE, *gone)
    assert setup.specific_prices(EMPLOYEE, MUG.id) == (other,)
    assert setup.carriers(EMPLOYEE) == (POST,)
    assert setup.countries(EMPLOYEE) == (FRANCE,)
    assert setup.exchange_rates(EMPLOYEE) == ()
    assert setup.categories(EMPLOYEE) == ()
    assert setup.brands(EMPLOYEE) == ()
    assert setup.suppliers(EMPLOYEE) == ()
    assert setup.price_rules(EMPLOYEE) == ()
    assert setup.cart_rules(EMPLOYEE).items == ()
    assert setup.products(EMPLOYEE, [SHIRT.id]) == ()
    setup.remove(EMPLOYEE, CUSTOMERS, STANDARD_TAX, EUROPE)
    assert setup.customer_groups(EMPLOYEE) == ()
    assert setup.tax_groups(EMPLOYEE) == ()
    assert setup.zones(EMPLOYEE) == ()


@pytest.mark.parametrize("other", [SETTINGS, "post", None, StockCount(MUG.id, 5)])
def test_what_cannot_be_taken_away_is_said_and_nothing_is(office: BackOffice, other: Any) -> None:
    with pytest.raises(TypeError):
        office.setup.remove(EMPLOYEE, POST, other)
    assert office.setup.carriers(EMPLOYEE) == (EXPRESS, POST)


def test_goods_come_in(office: BackOffice, cart: CartView, refused: Refused) -> None:
    office.setup.receive_stock(EMPLOYEE, MUG.id, 20)  # there were 10
    office.setup.receive_stock(EMPLOYEE, SHIRT.id, 3, CombinationId("shirt-l"))  # there was none
    assert office.setup.stock(EMPLOYEE, [MUG.id, SHIRT.id, ProductId("none")]) == {
        StockItem(MUG.id): 30,
        StockItem(SHIRT.id, "shirt-m"): 5,
        StockItem(SHIRT.id, "shirt-l"): 3,
    }
    for quantity in (0, -1):
        refused(
            "quantity_not_positive",
            lambda: office.setup.receive_stock(EMPLOYEE, MUG.id, quantity),
        )


def test_many_are_counted_at_once(office: BackOffice) -> None:
    office.setup.count_stock(
        EMPLOYEE,
        [StockCount(MUG.id, 7), StockCount(SHIRT.id, -2, CombinationId("shirt-m"))],
    )
    levels = office.setup.stock(EMPLOYEE, [MUG.id, SHIRT.id])
    assert [levels[StockItem(MUG.id)], levels[StockItem(SHIRT.id, "shirt-m")]] == [7, -2]


def test_a_rule_that_was_used_can_only_be_switched_off(
    office: BackOffice, cart: CartView, refused: Refused
) -> None:
    office.setup.save(EMPLOYEE, rule())
    office.vouchers.grant_code(EMPLOYEE, cart.cart.id, rule().code)
    office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="bank_transfer")
    refused("rule_used", lambda: office.setup.remove(EMPLOYEE, rule()))
    assert office.setup.cart_rules(EMPLOYEE).items == (rule(),)


def test_who_does_not_manage_the_shop_sees_the_settings_alone(
    office: BackOffice, refused: Refused
) -> None:
    temp = Actor(ActorId("temp"), "Temp", frozenset({Permission.READ_CATALOG}))
    assert office.setup.settings(temp) == SETTINGS
    refused("permission_denied", lambda: office.setup.carriers(temp))
    refused("permission_denied", lambda: office.setup.cart_rules(temp))
    refused("permission_denied", lambda: office.setup.remove(temp, POST))
    refused("permission_denied", lambda: office.setup.receive_stock(temp, MUG.id, 1))


NOPE = ProductId("nope")
NO_COMBINATION = CombinationId("nope")


@pytest.mark.parametrize(
    ("count", "code"),
    [
        ((NOPE, None), "product_not_found"),
        ((SHIRT.id, NO_COMBINATION), "combination_not_found"),
        ((SHIRT.id, None), "combination_required"),
    ],
)
def test_stock_is_counted_of_what_there_is(
    office: BackOffice, refused: Refused, count: tuple[ProductId, CombinationId | None], code: str
) -> None:
    product_id, combination_id = count
    refused(code, lambda: office.setup.set_stock(EMPLOYEE, product_id, 5, combination_id))
    refused(code, lambda: office.setup.receive_stock(EMPLOYEE, product_id, 5, combination_id))
    item = StockItem.of(product_id, combination_id)
    assert office.desk.read(EMPLOYEE, lambda work: work.stock.levels([item]))[item] == 0


def test_specific_prices_are_of_what_there_is(office: BackOffice, refused: Refused) -> None:
    def priced(product_id: ProductId, combination_id: CombinationId | None = None) -> None:
        price = SpecificPrice(product_id, Decimal(5), combination_id=combination_id)
        office.setup.set_specific_prices(EMPLOYEE, product_id, [price])

    refused("product_not_found", lambda: priced(NOPE))
    refused("combination_not_found", lambda: priced(SHIRT.id, NO_COMBINATION))
    office.setup.set_specific_prices(EMPLOYEE, NOPE, [])  # what is gone has none


@pytest.mark.parametrize("name", ["standard_shipping", "shipping_handling", "gift_wrapping_price"])
def test_settings_cost_nothing_in_a_currency_without_a_rate(
    office: BackOffice, refused: Refused, name: str
) -> None:
    settings = office.setup.settings(EMPLOYEE)
    pounds: dict[str, Any] = {name: Money("5.00", "GBP")}
    changed = evolve(settings, **pounds)
    refused("currency_unavailable", lambda: office.setup.save(EMPLOYEE, changed))
    assert office.setup.settings(EMPLOYEE) == settings
    office.setup.save(EMPLOYEE, changed, ExchangeRate("GBP", Decimal("0.85")))
    assert office.setup.settings(EMPLOYEE) == changed


@pytest.mark.parametrize("name", ["statuses", "payment_methods", "discount_reasons"])
def test_a_code_of_the_settings_is_there_once(
    office: BackOffice, refused: Refused, name: str
) -> None:
    twice: Any = {name: (*getattr(SETTINGS, name), getattr(SETTINGS, name)[0])}
    refused("field_invalid", lambda: office.setup.save(EMPLOYEE, evolve(SETTINGS, **twice)))


@pytest.mark.parametrize(
    ("typed", "kept"), [("FR", "fr"), ("de_at", "de-AT"), ("zh-hant", "zh-Hant")]
)
def test_a_language_is_kept_as_it_is_written(office: BackOffice, typed: str, kept: str) -> None:
    john = office.customers.create(
        EMPLOYEE, first_name="John", last_name="Doe", email="j@example.com", language=typed
    )
    assert john.language == kept
