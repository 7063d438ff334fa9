"""The catalog in memory."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from backoffice_orders.adapters.memory.search import best_first
from backoffice_orders.adapters.memory.tables import MemoryPort, Table, Tables
from backoffice_orders.adapters.transactions import writes
from backoffice_orders.model.ids import (
    BrandId,
    CategoryId,
    CustomerId,
    GroupId,
    PriceRuleId,
    ProductId,
    ShopId,
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
from backoffice_orders.model.text import (
    best_rank,
    code_match_rank,
    match_rank,
    normalize_code,
    query_text,
    query_words,
)


class MemoryCatalog(MemoryPort):
    """The ``Catalog`` port."""

    def __init__(self, tables: Tables, shop_id: ShopId) -> None:
        super().__init__(tables)
        self._products: Table[Product] = Table(tables, "products", shop_id)
        self._prices: Table[tuple[SpecificPrice, ...]] = Table(tables, "specific_prices", shop_id)
        self._price_rules: Table[CatalogPriceRule] = Table(tables, "price_rules", shop_id)
        self._categories: Table[Category] = Table(tables, "categories", shop_id)
        self._brands: Table[Brand] = Table(tables, "brands", shop_id)
        self._suppliers: Table[Supplier] = Table(tables, "suppliers", shop_id)

    def many(self, product_ids: Collection[ProductId]) -> Mapping[ProductId, Product]:
        found = {product_id: self._products.get(product_id) for product_id in product_ids}
        return {product_id: product for product_id, product in found.items() if product}

    def search(self, text: str, page: PageRequest) -> Page[Product]:
        query, code = query_words(text), normalize_code(query_text(text))

        def rank(product: Product) -> int | None:
            return best_rank(
                match_rank(query, product.search_words),
                code_match_rank(code, product.search_codes),
            )

        return best_first(
            (
                (rank(product), product.sort_key, product.id, product)
                for product in self._products.values()
                if product.active
            ),
            page,
        )

    def specific_prices(
        self, product_ids: Collection[ProductId], customer_id: CustomerId | None
    ) -> tuple[SpecificPrice, ...]:
        return tuple(
            price
            for product_id in sorted(set(product_ids))
            for price in self._prices.get(product_id) or ()
            if price.customer_id is None or price.customer_id == customer_id
        )

    def priced_for(self, customer_id: CustomerId) -> tuple[ProductId, ...]:
        return tuple(
            product_id
            for product_id, prices in self._prices.items()
            if any(price.customer_id == customer_id for price in prices)
        )

    def price_rules(
        self,
        product_ids: Collection[ProductId],
        category_ids: Collection[CategoryId],
        at: datetime,
        group_ids: Collection[GroupId],
        countries: Collection[str],
        currencies: Collection[str],
    ) -> tuple[CatalogPriceRule, ...]:
        found = (
            rule.within(product_ids, category_ids)
            for rule in self._price_rules.values()
            if rule.can_hold(at, group_ids, countries, currencies)
        )
        return tuple(rule for rule in found if rule is not None)

    def parents(self, category_ids: Collection[CategoryId]) -> Mapping[CategoryId, CategoryId]:
        found: dict[CategoryId, CategoryId] = {}
        left = list(category_ids)
        while left:
            category = self._categories.get(left.pop())
            if category is not None and category.parent_id and category.id not in found:
                found[category.id] = category.parent_id
                left.append(category.parent_id)
        return found

    def all_price_rules(self) -> tuple[CatalogPriceRule, ...]:
        return tuple(self._price_rules.values())

    def all_categories(self) -> tuple[Category, ...]:
        return tuple(self._categories.values())

    def all_brands(self) -> tuple[Brand, ...]:
        return tuple(self._brands.values())

    def all_suppliers(self) -> tuple[Supplier, ...]:
        return tuple(self._suppliers.values())

    @writes
    def save_product(self, product: Product) -> None:
        self._products.put(product.id, product)

    @writes
    def save_specific_prices(self, product_id: ProductId, prices: Sequence[SpecificPrice]) -> None:
        self._prices.put(product_id, tuple(prices))

    @writes
    def save_price_rule(self, rule: CatalogPriceRule) -> None:
        self._price_rules.put(rule.id, rule)

    @writes
    def save_category(self, category: Category) -> None:
        self._categories.put(category.id, category)

    @writes
    def save_brand(self, brand: Brand) -> None:
        self._brands.put(brand.id, brand)

    @writes
    def save_supplier(self, supplier: Supplier) -> None:
        self._suppliers.put(supplier.id, supplier)

    def all_specific_prices(self, product_id: ProductId) -> tuple[SpecificPrice, ...]:
        return self._prices.get(product_id) or ()

    @writes
    def remove_product(self, product_id: ProductId) -> None:
        self._products.remove(product_id)
        self._prices.remove(product_id)

    @writes
    def remove_price_rule(self, rule_id: PriceRuleId) -> None:
        self._price_rules.remove(rule_id)

    @writes
    def remove_category(self, category_id: CategoryId) -> None:
        self._categories.remove(category_id)

    @writes
    def remove_brand(self, brand_id: BrandId) -> None:
        self._brands.remove(brand_id)

    @writes
    def remove_supplier(self, supplier_id: SupplierId) -> None:
        self._suppliers.remove(supplier_id)
