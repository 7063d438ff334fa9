"""Create an order for a customer on the phone: from first letters to placed order.

Open a ``BackOffice`` on a store, and call its use cases section by section::

    office = BackOffice.sqlite("shop.db")
    ann = Actor.employee("ann", "Ann")
    hits = office.customers.search(ann, "do jo")

Everything a host needs is here; storage, contact rules and other adapters are in
``backoffice_orders.adapters`` and are imported only when they are used.
"""

from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.address import Address, AddressForm
from backoffice_orders.model.carrier import (
    Carrier,
    Country,
    ExchangeRate,
    OutOfRange,
    PriceBasis,
    RangePrice,
    Zone,
)
from backoffice_orders.model.cart import Cart, CartLine, CustomLine, CustomLineKind
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.customer import Customer, CustomerGroup, PriceDisplay, TaxExemption
from backoffice_orders.model.errors.base import BackOfficeError, Conflict, InvalidInput, NotFound
from backoffice_orders.model.money import (
    Rounding,
    RoundingMode,
    RoundingType,
    TaxedMoney,
    money_text,
)
from backoffice_orders.model.order import Order, Payment
from backoffice_orders.model.page import Page
from backoffice_orders.model.pricing.actions.amount import Amount
from backoffice_orders.model.pricing.actions.base import Action
from backoffice_orders.model.pricing.actions.free_shipping import FreeShipping
from backoffice_orders.model.pricing.actions.gift import Gift
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.actions.target import Target
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.pricing.conditions.base import Condition
from backoffice_orders.model.pricing.conditions.carriers import Carriers
from backoffice_orders.model.pricing.conditions.countries import Countries
from backoffice_orders.model.pricing.conditions.customer_groups import CustomerGroups
from backoffice_orders.model.pricing.conditions.minimum_amount import MinimumAmount
from backoffice_orders.model.pricing.conditions.products import Products
from backoffice_orders.model.pricing.explanation import Explanation
from backoffice_orders.model.pricing.price import price
from backoffice_orders.model.pricing.summary import DeliveryOption, Summary, SummaryLine
from backoffice_orders.model.pricing.what_if import Trial, WhatIf
from backoffice_orders.model.product import (
    CatalogPriceRule,
    Category,
    Combination,
    CustomizationField,
    CustomizationKind,
    OutOfStockPolicy,
    PackItem,
    PackStock,
    Product,
    ProductCodes,
    SpecificPrice,
)
from backoffice_orders.model.settings import (
    OrderStatus,
    PaymentMethod,
    QuantityPricesBy,
    ShopSettings,
    TaxAddress,
)
from backoffice_orders.model.shop import Concern
from backoffice_orders.model.tax import Place, TaxCombination, TaxGroup, TaxRate, TaxRule
from backoffice_orders.services.addresses import AddressEntry
from backoffice_orders.services.changing import Changes, LinePrice, WrittenAddress
from backoffice_orders.services.desk import OwnParts
from backoffice_orders.services.products import FileUpload
from backoffice_orders.services.view import CartView

__version__ = "0.1.0"

__all__ = [
    "Action",
    "Actor",
    "Address",
    "AddressEntry",
    "AddressForm",
    "Amount",
    "BackOffice",
    "BackOfficeError",
    "Carrier",
    "Carriers",
    "Cart",
    "CartLine",
    "CartRule",
    "CartView",
    "CatalogPriceRule",
    "Category",
    "Changes",
    "Combination",
    "Concern",
    "Condition",
    "Conflict",
    "Countries",
    "Country",
    "CustomLine",
    "CustomLineKind",
    "Customer",
    "CustomerGroup",
    "CustomerGroups",
    "CustomizationField",
    "CustomizationKind",
    "DeliveryOption",
    "ExchangeRate",
    "Explanation",
    "FileUpload",
    "FreeShipping",
    "Gift",
    "InvalidInput",
    "LinePrice",
    "MinimumAmount",
    "NotFound",
    "Order",
    "OrderStatus",
    "OutOfRange",
    "OutOfStockPolicy",
    "OwnParts",
    "PackItem",
    "PackStock",
    "Page",
    "Payment",
    "PaymentMethod",
    "Percentage",
    "Permission",
    "Place",
    "PriceBasis",
    "PriceBook",
    "PriceDisplay",
    "Product",
    "ProductCodes",
    "Products",
    "QuantityPricesBy",
    "RangePrice",
    "Rounding",
    "RoundingMode",
    "RoundingType",
    "ShopSettings",
    "SpecificPrice",
    "Summary",
    "SummaryLine",
    "Target",
    "TaxAddress",
    "TaxCombination",
    "TaxExemption",
    "TaxGroup",
    "TaxRate",
    "TaxRule",
    "TaxedMoney",
    "Trial",
    "WhatIf",
    "WrittenAddress",
    "Zone",
    "money_text",
    "price",
]
