"""What a shop is set up with, stored one by one."""

from __future__ import annotations

from backoffice_orders.model.carrier import Carrier, Country, ExchangeRate, Zone
from backoffice_orders.model.customer import CustomerGroup
from backoffice_orders.model.product import (
    Brand,
    CatalogPriceRule,
    Category,
    Product,
    Supplier,
)
from backoffice_orders.model.settings import ShopSettings
from backoffice_orders.model.tax import TaxGroup
from backoffice_orders.services.desk import Work

Entry = (
    ShopSettings
    | CustomerGroup
    | TaxGroup
    | Zone
    | Country
    | Carrier
    | ExchangeRate
    | Category
    | Brand
    | Supplier
    | CatalogPriceRule
    | Product
)


def save_entry(work: Work, entry: Entry) -> None:
    """Store or replace one thing that a shop is set up with."""
    match entry:
        case ShopSettings():
            work.shops.save(entry)
        case CustomerGroup():
            work.customers.save_group(entry)
        case TaxGroup():
            work.tax_rules.save_group(entry)
        case Zone():
            work.carriers.save_zone(entry)
        case Country():
            work.carriers.save_country(entry)
        case Carrier():
            work.carriers.save(entry)
        case ExchangeRate():
            work.exchange_rates.save(entry)
        case Category():
            work.catalog.save_category(entry)
        case Brand():
            work.catalog.save_brand(entry)
        case Supplier():
            work.catalog.save_supplier(entry)
        case CatalogPriceRule():
            work.catalog.save_price_rule(entry)
        case Product():
            work.catalog.save_product(entry)
