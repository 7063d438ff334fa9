"""Setting up a shop: what the owner decides once, and what is imported."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from attrs import frozen

from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.carrier import Carrier, Country, ExchangeRate, Zone
from backoffice_orders.model.customer import CustomerGroup
from backoffice_orders.model.ids import CombinationId, ProductId
from backoffice_orders.model.product import (
    Brand,
    CatalogPriceRule,
    Category,
    Product,
    SpecificPrice,
    Supplier,
)
from backoffice_orders.model.settings import ShopSettings
from backoffice_orders.model.stock import StockItem
from backoffice_orders.model.tax import TaxGroup
from backoffice_orders.services.desk import Desk, Work

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


@frozen
class Setup:
    """The shop's settings, catalog, carriers and taxes; needs ``manage_shop``."""

    _desk: Desk

    def settings(self, actor: Actor) -> ShopSettings:
        """The shop's settings, or ``ShopNotSetUp``."""
        return self._desk.read(actor, lambda work: work.settings)

    def save(self, actor: Actor, *entries: Entry) -> None:
        """Store or replace settings, groups, taxes, zones, carriers, products and so on."""

        def save(work: Work) -> None:
            for entry in entries:
                save_entry(work, entry)

        self._manage(actor, save)

    def set_stock(
        self,
        actor: Actor,
        product_id: ProductId,
        level: int,
        combination_id: CombinationId | None = None,
    ) -> None:
        """Count a product or combination anew."""
        item = StockItem.of(product_id, combination_id)
        self._manage(actor, lambda work: work.stock.set_level(item, level))

    def set_specific_prices(
        self, actor: Actor, product_id: ProductId, prices: Sequence[SpecificPrice]
    ) -> None:
        """Replace all specific prices of a product."""
        self._manage(actor, lambda work: work.catalog.save_specific_prices(product_id, prices))

    def _manage(self, actor: Actor, save: Callable[[Work], None]) -> None:
        actor.require(Permission.MANAGE_SHOP)
        self._desk.write(actor, save)


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
