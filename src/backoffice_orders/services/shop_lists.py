"""What a shop was set up with, read back: the part of ``Setup`` that changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.carrier import Carrier, Country, ExchangeRate, Zone
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.customer import CustomerGroup
from backoffice_orders.model.ids import ProductId
from backoffice_orders.model.page import Page, PageRequest
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
from backoffice_orders.services.desk import Work
from backoffice_orders.services.section import Section

T = TypeVar("T")


class ShopLists(Section):
    """Lists of what a shop was set up with, by id; they need ``manage_shop``."""

    def settings(self, actor: Actor) -> ShopSettings:
        """The shop's settings, or ``ShopNotSetUp``; for these, ``read_catalog`` is enough."""
        actor.require(Permission.READ_CATALOG)
        return self._desk.read(actor, lambda work: work.settings)

    def customer_groups(self, actor: Actor) -> tuple[CustomerGroup, ...]:
        """The customer groups."""
        return self._look(actor, lambda work: work.customers.all_groups())

    def tax_groups(self, actor: Actor) -> tuple[TaxGroup, ...]:
        """The tax groups with their rules and rates."""
        return self._look(actor, lambda work: work.tax_rules.all_groups())

    def zones(self, actor: Actor) -> tuple[Zone, ...]:
        """The zones of the carriers' prices."""
        return self._look(actor, lambda work: work.carriers.all_zones())

    def countries(self, actor: Actor) -> tuple[Country, ...]:
        """The countries the shop sells to, inactive ones included."""
        return self._look(actor, lambda work: work.carriers.all_countries())

    def carriers(self, actor: Actor) -> tuple[Carrier, ...]:
        """The carriers with their prices, inactive ones included."""
        return self._look(actor, lambda work: work.carriers.all_carriers())

    def exchange_rates(self, actor: Actor) -> tuple[ExchangeRate, ...]:
        """The currencies the shop sells in besides its own, with their rates."""
        return self._look(actor, lambda work: work.exchange_rates.all_rates())

    def categories(self, actor: Actor) -> tuple[Category, ...]:
        """The categories of the catalog."""
        return self._look(actor, lambda work: work.catalog.all_categories())

    def brands(self, actor: Actor) -> tuple[Brand, ...]:
        """The brands."""
        return self._look(actor, lambda work: work.catalog.all_brands())

    def suppliers(self, actor: Actor) -> tuple[Supplier, ...]:
        """The suppliers."""
        return self._look(actor, lambda work: work.catalog.all_suppliers())

    def products(self, actor: Actor, product_ids: Sequence[ProductId]) -> tuple[Product, ...]:
        """Those of the products that exist, switched off or not."""
        found = self._look(actor, lambda work: work.catalog.many(product_ids))
        return tuple(found[each] for each in dict.fromkeys(product_ids) if each in found)

    def price_rules(self, actor: Actor) -> tuple[CatalogPriceRule, ...]:
        """The catalog price rules."""
        return self._look(actor, lambda work: work.catalog.all_price_rules())

    def specific_prices(self, actor: Actor, product_id: ProductId) -> tuple[SpecificPrice, ...]:
        """All specific prices of a product, in the order in which they were set."""
        return self._look(actor, lambda work: work.catalog.all_specific_prices(product_id))

    def cart_rules(self, actor: Actor, *, page: int = 1, size: int = 20) -> Page[CartRule]:
        """The cart rules, by name."""
        request = PageRequest(page, size)
        return self._look(actor, lambda work: work.cart_rules.search("", request))

    def stock(self, actor: Actor, product_ids: Sequence[ProductId]) -> Mapping[StockItem, int]:
        """The stock levels of products and of each of their combinations.

        Products that do not exist are left out; what was never counted is zero.
        """

        def look(work: Work) -> Mapping[StockItem, int]:
            found = work.catalog.many(product_ids)
            items = [
                StockItem.of(product.id, combination_id)
                for product in found.values()
                for combination_id in product.purchasable()
            ]
            return work.stock.levels(items)

        return self._look(actor, look)

    def _look(self, actor: Actor, use_case: Callable[[Work], T]) -> T:
        actor.require(Permission.MANAGE_SHOP)
        return self._desk.read(actor, use_case)
