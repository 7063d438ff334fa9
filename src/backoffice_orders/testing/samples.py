"""Small, valid things to test with. Amounts are easy to compute by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from attrs import evolve
from moneyed import Money

from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.address import Address
from backoffice_orders.model.carrier import Carrier, Country, RangePrice, Zone
from backoffice_orders.model.cart import Cart, CartLine
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.customer import Customer, CustomerGroup
from backoffice_orders.model.ids import (
    ActorId,
    AddressId,
    CarrierId,
    CartId,
    CartRuleId,
    CombinationId,
    CustomerId,
    FieldId,
    GroupId,
    LineId,
    OrderId,
    ProductId,
    TaxGroupId,
    ZoneId,
)
from backoffice_orders.model.order import Order, StatusChange
from backoffice_orders.model.order_number import order_reference
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.pricing.price import price
from backoffice_orders.model.product import (
    Combination,
    CustomizationField,
    Product,
    ProductCodes,
)
from backoffice_orders.model.settings import ShopSettings
from backoffice_orders.model.tax import TaxGroup, TaxRate, TaxRule

MOMENT = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)
EMPLOYEE = Actor.employee("ann", "Ann")

SETTINGS = ShopSettings(
    name="Sample shop", currency="EUR", country="FR", default_group_id=GroupId("customers")
)
CUSTOMERS = CustomerGroup(GroupId("customers"), "Customers")
STANDARD_TAX = TaxGroup(
    TaxGroupId("standard"),
    "Standard",
    (
        TaxRule("FR", (TaxRate("TVA 20%", Decimal(20)),)),
        TaxRule("DE", (TaxRate("MwSt 19%", Decimal(19)),)),
    ),
)
EUROPE = Zone(ZoneId("europe"), "Europe")
FRANCE = Country("FR", EUROPE.id)
GERMANY = Country("DE", EUROPE.id)
POST = Carrier(
    CarrierId("post"),
    "Post",
    delay="2-3 days",
    prices=(RangePrice(EUROPE.id, Decimal(0), Decimal(1000), Money("5.00", "EUR")),),
    tax_group_id=STANDARD_TAX.id,
)
EXPRESS = Carrier(
    CarrierId("express"),
    "Express",
    delay="tomorrow",
    prices=(RangePrice(EUROPE.id, Decimal(0), Decimal(1000), Money("9.00", "EUR")),),
    tax_group_id=STANDARD_TAX.id,
)


def euros(amount: str) -> Money:
    """So many euros."""
    return Money(amount, "EUR")


MUG = Product(
    ProductId("mug"),
    "Blue mug",
    euros("10.00"),
    STANDARD_TAX.id,
    codes=ProductCodes(reference="MUG-1", ean13="4006381333931"),
    weight=Decimal("0.4"),
)
SHIRT = Product(
    ProductId("shirt"),
    "Cotton shirt",
    euros("20.00"),
    STANDARD_TAX.id,
    codes=ProductCodes(reference="SHIRT"),
    weight=Decimal("0.2"),
    combinations=(
        Combination(
            CombinationId("shirt-m"),
            {"Size": "M"},
            euros("0.00"),
            codes=ProductCodes(reference="SHIRT-M"),
        ),
        Combination(
            CombinationId("shirt-l"),
            {"Size": "L"},
            euros("2.50"),
            codes=ProductCodes(reference="SHIRT-L"),
        ),
    ),
)
PLAQUE = Product(
    ProductId("plaque"),
    "Engraved plaque",
    euros("30.00"),
    STANDARD_TAX.id,
    codes=ProductCodes(reference="PLAQUE"),
    weight=Decimal("1.0"),
    minimal_quantity=2,
    customization_fields=(
        CustomizationField(FieldId("engraving"), "Engraving", required=True, max_length=20),
        CustomizationField(FieldId("back"), "Text on the back"),
    ),
)
PRODUCTS = (MUG, SHIRT, PLAQUE)
STOCK: dict[tuple[str, str | None], int] = {
    ("mug", None): 10,
    ("shirt", "shirt-m"): 5,
    ("shirt", "shirt-l"): 0,
    ("plaque", None): 8,
}


def set_up_shop(office: BackOffice, actor: Actor = EMPLOYEE) -> None:
    """Give the office the sample shop: settings, taxes, carriers, products and stock."""
    office.setup.save(
        actor,
        SETTINGS,
        CUSTOMERS,
        STANDARD_TAX,
        EUROPE,
        FRANCE,
        GERMANY,
        POST,
        EXPRESS,
        *PRODUCTS,
    )
    for (product_id, combination_id), level in STOCK.items():
        combination = CombinationId(combination_id) if combination_id else None
        office.setup.set_stock(actor, ProductId(product_id), level, combination)


def customer(id: str = "cus_1", **changes: Any) -> Customer:
    """A customer, John Doe unless said otherwise."""
    plain = Customer(CustomerId(id), "John", "Doe", f"{id}@example.com", MOMENT)
    return evolve(plain, **changes)


def address(id: str = "addr_1", customer_id: str = "cus_1", **changes: Any) -> Address:
    """An address in Paris, unless said otherwise."""
    plain = Address(
        AddressId(id),
        CustomerId(customer_id),
        "John",
        "Doe",
        "1 rue de Rivoli",
        "Paris",
        "FR",
        postcode="75001",
    )
    return evolve(plain, **changes)


def cart(id: str = "cart_1", **changes: Any) -> Cart:
    """A cart with two mugs."""
    plain = Cart(
        CartId(id),
        "EUR",
        MOMENT,
        MOMENT,
        customer_id=CustomerId("cus_1"),
        lines=(CartLine(LineId(f"{id}_line"), MUG.id, 2),),
        assigned_to=ActorId("ann"),
    )
    return evolve(plain, **changes)


def rule(id: str = "rule_1", **changes: Any) -> CartRule:
    """Ten percent off, with a code."""
    plain = CartRule(
        CartRuleId(id),
        f"Ten off {id}",
        MOMENT,
        (Percentage(Decimal(10)),),
        code=f"CODE-{id}",
    )
    return evolve(plain, **changes)


def book(**changes: Any) -> PriceBook:
    """A price book of the sample shop, for deliveries within France."""
    plain = PriceBook(
        MOMENT,
        SETTINGS,
        groups=(CUSTOMERS,),
        products={product.id: product for product in PRODUCTS},
        tax_groups=(STANDARD_TAX,),
        carriers=(POST, EXPRESS),
        countries=(FRANCE, GERMANY),
    )
    return evolve(plain, **changes)


def order(id: str = "ord_1", number: int = 1, **changes: Any) -> Order:
    """An order of two mugs."""
    the_book = book()
    the_cart = cart(f"cart_of_{id}", order_id=OrderId(id))
    plain = Order(
        id=OrderId(id),
        reference=order_reference(number),
        number=number,
        placed_at=MOMENT,
        placed_by=ActorId("ann"),
        cart=the_cart,
        book=the_book,
        summary=price(the_cart, the_book),
        customer=customer(),
        delivery_address=address(),
        invoice_address=address(),
        payment_method="bank_transfer",
        history=(StatusChange("awaiting_payment", MOMENT, ActorId("ann")),),
    )
    return evolve(plain, **changes)
