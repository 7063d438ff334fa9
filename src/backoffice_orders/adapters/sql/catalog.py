"""The catalog in SQL."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from operator import itemgetter
from typing import Any

from sqlalchemy import Select, Table, select, union_all

from backoffice_orders.adapters.sql.dialects.base import Dialect
from backoffice_orders.adapters.sql.documents import written, written_and_known
from backoffice_orders.adapters.sql.price_rules import Categories, PriceRules
from backoffice_orders.adapters.sql.priced_with import A_PRICE, A_PRODUCT, ByKind, by_kind, part
from backoffice_orders.adapters.sql.reference import SetUpRows
from backoffice_orders.adapters.sql.rows import mine
from backoffice_orders.adapters.sql.schema import Schema
from backoffice_orders.adapters.sql.search_index import FoundBy, SearchedRows, SearchIndex
from backoffice_orders.adapters.sql.search_plan import PRODUCTS, wanted_of
from backoffice_orders.adapters.sql.statements import Values, one_of, prepared
from backoffice_orders.adapters.transactions import writes
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


class SqlCatalog(SearchedRows, SetUpRows):
    """The ``Catalog`` port."""

    @cached_property
    def _price_rules(self) -> PriceRules:
        return PriceRules(self._session, self._shop_id)

    @cached_property
    def _categories(self) -> Categories:
        return Categories(self._session, self._shop_id)

    @cached_property
    def _index(self) -> SearchIndex:
        return SearchIndex(self._session, self._shop_id, PRODUCTS)

    def many(self, product_ids: Collection[ProductId]) -> Mapping[ProductId, Product]:
        """The products; their specific prices are read along with them."""
        wanted = sorted(set(product_ids))
        known, _ = self._with_prices(wanted)
        return {id_: known[id_] for id_ in wanted if id_ in known}

    def _with_prices(self, wanted: Sequence[ProductId]) -> tuple[dict[Any, Any], dict[Any, Any]]:
        """What is known of products, and of their prices, which these are among."""
        table, prices = self._schema.products, self._schema.specific_prices
        known = self._seen.known(self._topic(table))
        priced = self._seen.known(self._topic(prices))
        missing = [id_ for id_ in wanted if id_ not in priced]
        if missing:
            query = _with_prices(self._schema, self._dialect)
            self.note(missing, by_kind(self._session.rows(query, self.values(missing))))
        return known, priced

    def seen(self) -> Iterable[Any]:
        """The ids of the products that this transaction has asked for."""
        return self._seen.known(self._topic(self._schema.specific_prices))

    def values(self, product_ids: Sequence[ProductId]) -> Values:
        """The values of ``products_and_prices``."""
        return {"of_catalog": self._shop_id, "of_products": product_ids}

    def note(self, asked: Sequence[ProductId], rows: ByKind) -> None:
        """Know these products from now on, of which ``products_and_prices`` has these rows."""
        table, prices = self._schema.products, self._schema.specific_prices
        priced = self._seen.known(self._topic(prices))
        priced.update(dict.fromkeys(asked, ()))
        found = map(itemgetter(1, 4), rows[A_PRODUCT])  # ids and documents
        self._seen.known(self._topic(table)).update(self._readable(table, Product, found))
        # Sorted here: a database would carry all documents through its sorting.
        for _, id_, _, customer_id, document in sorted(rows[A_PRICE], key=itemgetter(2)):
            for price in self._values(prices, SpecificPrice, [(id_, document)]):
                priced[id_] += ((customer_id, price),)

    def search(self, text: str, page: PageRequest) -> Page[Product]:
        return self._search(self._schema.products, Product, wanted_of(PRODUCTS, text), page)

    def specific_prices(
        self, product_ids: Collection[ProductId], customer_id: CustomerId | None
    ) -> tuple[SpecificPrice, ...]:
        wanted = sorted(set(product_ids))
        _, priced = self._with_prices(wanted)
        found = [each for id_ in wanted if (each := priced[id_])]
        return tuple(
            [
                price
                for prices in found
                for limited_to, price in prices
                if limited_to is None or limited_to == customer_id
            ]
        )

    def priced_for(self, customer_id: CustomerId) -> tuple[ProductId, ...]:
        query = _priced_for(self._schema.specific_prices)
        rows = self._session.rows(query, self._of(customer_id=customer_id))
        return tuple([ProductId(product_id) for (product_id,) in rows])

    def price_rules(
        self,
        product_ids: Collection[ProductId],
        category_ids: Collection[CategoryId],
        at: datetime,
        group_ids: Collection[GroupId],
        countries: Collection[str],
        currencies: Collection[str],
    ) -> tuple[CatalogPriceRule, ...]:
        rules = self._price_rules.about(product_ids, category_ids, at)
        found = (
            rule.within(product_ids, category_ids)
            for rule in rules
            if rule.can_hold(at, group_ids, countries, currencies)
        )
        return tuple([rule for rule in found if rule is not None])

    def parents(self, category_ids: Collection[CategoryId]) -> Mapping[CategoryId, CategoryId]:
        return self._categories.parents(category_ids)

    def all_price_rules(self) -> tuple[CatalogPriceRule, ...]:
        return self._price_rules.all()

    def all_categories(self) -> tuple[Category, ...]:
        return self._categories.all()

    def all_brands(self) -> tuple[Brand, ...]:
        return self._reference.all("brand", Brand)

    def all_suppliers(self) -> tuple[Supplier, ...]:
        return self._reference.all("supplier", Supplier)

    @writes
    def save_product(self, product: Product) -> None:
        self._changed(self._schema.specific_prices)  # read together
        self._upsert(
            self._schema.products,
            {
                "id": product.id,
                "active": product.active,
                "document": written_and_known(self._session.cache, product),
            },
        )
        if not product.active:
            self._index.remove(product.id)
            return
        words, numbers = product.search_words, product.search_codes
        self._index.put(FoundBy(product.id, product.sort_key, words, numbers))

    @writes
    def save_specific_prices(self, product_id: ProductId, prices: Sequence[SpecificPrice]) -> None:
        table = self._schema.specific_prices
        self._changed(table)
        self._remove(table, product_id=product_id)
        self._add_all(
            table,
            (
                {
                    "product_id": product_id,
                    "position": position,
                    "customer_id": price.customer_id,
                    "document": written(price),
                }
                for position, price in enumerate(prices)
            ),
        )

    @writes
    def save_price_rule(self, rule: CatalogPriceRule) -> None:
        self._price_rules.save(rule)

    @writes
    def save_category(self, category: Category) -> None:
        self._categories.save(category)

    @writes
    def save_brand(self, brand: Brand) -> None:
        self._reference.save("brand", brand.id, brand)

    @writes
    def save_supplier(self, supplier: Supplier) -> None:
        self._reference.save("supplier", supplier.id, supplier)

    def all_specific_prices(self, product_id: ProductId) -> tuple[SpecificPrice, ...]:
        _, priced = self._with_prices([product_id])
        return tuple(price for _, price in priced[product_id])

    @writes
    def remove_product(self, product_id: ProductId) -> None:
        self._changed(self._schema.products, self._schema.specific_prices)
        self._remove(self._schema.products, id=product_id)
        self._remove(self._schema.specific_prices, product_id=product_id)
        self._index.remove(product_id)

    @writes
    def remove_price_rule(self, rule_id: PriceRuleId) -> None:
        self._price_rules.remove(rule_id)

    @writes
    def remove_category(self, category_id: CategoryId) -> None:
        self._categories.remove(category_id)

    @writes
    def remove_brand(self, brand_id: BrandId) -> None:
        self._reference.remove("brand", brand_id)

    @writes
    def remove_supplier(self, supplier_id: SupplierId) -> None:
        self._reference.remove("supplier", supplier_id)


@prepared
def _priced_for(prices: Table) -> Any:
    theirs = select(prices.c.product_id).where(mine(prices, "customer_id"))
    return theirs.distinct().order_by(prices.c.product_id)


@prepared
def _with_prices(schema: Schema, dialect: Dialect) -> Any:
    return union_all(*products_and_prices(schema, dialect))


def products_and_prices(schema: Schema, dialect: Dialect) -> tuple[Select[Any], Select[Any]]:
    """Products, and their specific prices, as rows of ``priced_with``."""
    products, prices = schema.products, schema.specific_prices
    return (
        part(A_PRODUCT, products.c.id, document=products.c.document).where(
            mine(products, shop="catalog"), one_of(products.c.id, "of_products", dialect)
        ),
        part(
            A_PRICE,
            prices.c.product_id,
            prices.c.position,
            prices.c.customer_id,
            prices.c.document,
        ).where(mine(prices, shop="catalog"), one_of(prices.c.product_id, "of_products", dialect)),
    )
