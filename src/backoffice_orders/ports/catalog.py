"""The catalog: products, and the prices that change them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

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


class Catalog(Protocol):
    """The shop's products."""

    def many(self, product_ids: Collection[ProductId]) -> Mapping[ProductId, Product]:
        """Those of the products that exist, switched off or not, by id."""
        ...

    def search(self, text: str, page: PageRequest) -> Page[Product]:
        """Active products by the first letters of the words of their name, or by a number.

        Every word of ``text`` must begin one of ``Product.search_words``; or the whole text,
        without case, spaces and hyphens, must begin a reference, SKU, EAN-13, UPC or ISBN of the
        product or of one of its combinations. Best matches first: a whole number, then those with
        the most words matched as a whole, then by name (``Product.sort_key``) and id. A text
        without any letter or digit finds everything. Only its first words count: see
        ``model.text.query_words``.
        """
        ...

    def specific_prices(
        self, product_ids: Collection[ProductId], customer_id: CustomerId | None
    ) -> tuple[SpecificPrice, ...]:
        """The specific prices of these products that are for everybody or for this customer.

        In the order in which they were saved, product by product in the order of their ids.
        """
        ...

    def priced_for(self, customer_id: CustomerId) -> tuple[ProductId, ...]:
        """The products that have specific prices for this customer alone, by id."""
        ...

    def price_rules(
        self,
        product_ids: Collection[ProductId],
        category_ids: Collection[CategoryId],
        at: datetime,
        group_ids: Collection[GroupId],
        countries: Collection[str],
        currencies: Collection[str],
    ) -> tuple[CatalogPriceRule, ...]:
        """The catalog price rules that can change these products' prices, by id.

        Those that ``CatalogPriceRule.can_hold``, each with those of its products and categories
        alone that are asked for (``CatalogPriceRule.within``).

        Args:
            product_ids: Which products.
            category_ids: The categories they are in, and all above them.
            at: The moment (UTC) that is within the rules' dates.
            group_ids: The customer's groups; a rule may be for everybody too.
            countries: Where carts go to (ISO 3166-1 alpha-2); a rule may hold everywhere too.
            currencies: What they are paid in (ISO 4217); a rule may hold in any, too.
        """
        ...

    def parents(self, category_ids: Collection[CategoryId]) -> Mapping[CategoryId, CategoryId]:
        """The way upwards from these categories: what is right above each, and above that.

        A category that has none above it, or does not exist, leads nowhere.
        """
        ...

    def all_price_rules(self) -> tuple[CatalogPriceRule, ...]:
        """All catalog price rules, by id: for those who set up the shop, as all such lists."""
        ...

    def all_categories(self) -> tuple[Category, ...]:
        """All categories, by id."""
        ...

    def all_brands(self) -> tuple[Brand, ...]:
        """All brands, by id."""
        ...

    def all_suppliers(self) -> tuple[Supplier, ...]:
        """All suppliers, by id."""
        ...

    def save_product(self, product: Product) -> None:
        """Store or replace a product."""
        ...

    def save_specific_prices(self, product_id: ProductId, prices: Sequence[SpecificPrice]) -> None:
        """Replace all specific prices of a product."""
        ...

    def save_price_rule(self, rule: CatalogPriceRule) -> None:
        """Store or replace a catalog price rule."""
        ...

    def save_category(self, category: Category) -> None:
        """Store or replace a category."""
        ...

    def save_brand(self, brand: Brand) -> None:
        """Store or replace a brand."""
        ...

    def save_supplier(self, supplier: Supplier) -> None:
        """Store or replace a supplier."""
        ...

    def all_specific_prices(self, product_id: ProductId) -> tuple[SpecificPrice, ...]:
        """All specific prices of a product, whomever they are for, in the order of saving."""
        ...

    def remove_product(self, product_id: ProductId) -> None:
        """Take a product away with its specific prices; nothing where there is none.

        Its stock stays counted.
        """
        ...

    def remove_price_rule(self, rule_id: PriceRuleId) -> None:
        """Take a catalog price rule away; nothing where there is none."""
        ...

    def remove_category(self, category_id: CategoryId) -> None:
        """Take a category away; nothing where there is none."""
        ...

    def remove_brand(self, brand_id: BrandId) -> None:
        """Take a brand away; nothing where there is none."""
        ...

    def remove_supplier(self, supplier_id: SupplierId) -> None:
        """Take a supplier away; nothing where there is none."""
        ...
