"""A catalog that is read."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from backoffice_orders.model.ids import (
    BrandId,
    CategoryId,
    CustomerId,
    GroupId,
    PriceRuleId,
    ProductId,
    SupplierId,
)
from backoffice_orders.model.page import Page, PageRequest
from backoffice_orders.model.product import (
    Brand,
    CatalogPriceRule,
    Category,
    Product,
    SpecificPrice,
    Supplier,
)
from backoffice_orders.ports.bases.base import Part


class ReadOnlyCatalog(Part, ABC):
    """A ``Catalog`` that is read: write ``many`` and ``search``.

    A product costs what it says: there are no specific prices, price rules or categories, unless
    their methods are written too. Products are changed where they are kept.
    """

    part: ClassVar[str] = "catalog"

    @abstractmethod
    def many(self, product_ids: Collection[ProductId]) -> Mapping[ProductId, Product]: ...

    @abstractmethod
    def search(self, text: str, page: PageRequest) -> Page[Product]: ...

    def specific_prices(
        self, product_ids: Collection[ProductId], customer_id: CustomerId | None
    ) -> tuple[SpecificPrice, ...]:
        return ()

    def priced_for(self, customer_id: CustomerId) -> tuple[ProductId, ...]:
        return ()

    def price_rules(
        self,
        product_ids: Collection[ProductId],
        category_ids: Collection[CategoryId],
        at: datetime,
        group_ids: Collection[GroupId],
        countries: Collection[str],
        currencies: Collection[str],
    ) -> tuple[CatalogPriceRule, ...]:
        return ()

    def parents(self, category_ids: Collection[CategoryId]) -> Mapping[CategoryId, CategoryId]:
        return {}

    def all_price_rules(self) -> tuple[CatalogPriceRule, ...]:
        return ()

    def all_categories(self) -> tuple[Category, ...]:
        return ()

    def all_brands(self) -> tuple[Brand, ...]:
        return ()

    def all_suppliers(self) -> tuple[Supplier, ...]:
        return ()

    def all_specific_prices(self, product_id: ProductId) -> tuple[SpecificPrice, ...]:
        return ()

    def save_product(self, product: Product) -> None:
        self.unsupported("save_product")

    def save_specific_prices(self, product_id: ProductId, prices: Sequence[SpecificPrice]) -> None:
        self.unsupported("save_specific_prices")

    def save_price_rule(self, rule: CatalogPriceRule) -> None:
        self.unsupported("save_price_rule")

    def save_category(self, category: Category) -> None:
        self.unsupported("save_category")

    def save_brand(self, brand: Brand) -> None:
        self.unsupported("save_brand")

    def save_supplier(self, supplier: Supplier) -> None:
        self.unsupported("save_supplier")

    def remove_product(self, product_id: ProductId) -> None:
        self.unsupported("remove_product")

    def remove_price_rule(self, rule_id: PriceRuleId) -> None:
        self.unsupported("remove_price_rule")

    def remove_category(self, category_id: CategoryId) -> None:
        self.unsupported("remove_category")

    def remove_brand(self, brand_id: BrandId) -> None:
        self.unsupported("remove_brand")

    def remove_supplier(self, supplier_id: SupplierId) -> None:
        self.unsupported("remove_supplier")
