"""The catalog in SQL."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import delete, func, or_, select, union_all

from backoffice_orders.adapters.sql.reference import ReferenceData
from backoffice_orders.adapters.sql.rows import ShopRows, in_batches, written
from backoffice_orders.adapters.sql.search import (
    Ranked,
    everything,
    page_of_documents,
    ranked_by_code,
    ranked_by_words,
)
from backoffice_orders.model.ids import CustomerId, ProductId
from backoffice_orders.model.page import Page, PageRequest
from backoffice_orders.model.product import (
    Brand,
    CatalogPriceRule,
    Category,
    Product,
    SpecificPrice,
    Supplier,
)
from backoffice_orders.model.text import WHOLE_CODE_RANK, normalize_code, words
from backoffice_orders.serialization import from_json


class SqlCatalog(ShopRows):
    """The ``Catalog`` port."""

    def many(self, product_ids: Collection[ProductId]) -> Mapping[ProductId, Product]:
        found = self._documents(self._schema.products, Product, product_ids)
        return {ProductId(id_): product for id_, product in found.items()}

    def search(self, text: str, page: PageRequest) -> Page[Product]:
        table = self._schema.products
        found = page_of_documents(
            self._connection,
            table,
            self._shop_id,
            self._ranked(text),
            page,
            table.c.active.is_(True),
        )
        return Page(tuple(from_json(each, Product) for each in found), found.number, found.more)

    def _ranked(self, text: str) -> Ranked:
        query, code = words(text), normalize_code(text)
        if not query:
            return everything(self._schema.products, self._shop_id)
        by_words = ranked_by_words(self._schema.product_words, self._shop_id, query)
        if not code:
            return by_words
        by_code = ranked_by_code(self._schema.product_codes, self._shop_id, code, WHOLE_CODE_RANK)
        both = union_all(by_words, by_code).subquery()
        return select(both.c.entry_id, func.max(both.c.rank).label("rank")).group_by(
            both.c.entry_id
        )

    def specific_prices(
        self, product_ids: Collection[ProductId], customer_id: CustomerId | None
    ) -> tuple[SpecificPrice, ...]:
        table = self._schema.specific_prices
        prices: list[SpecificPrice] = []
        for batch in in_batches(sorted(set(product_ids))):
            query = (
                select(table.c.document)
                .where(
                    self._mine(table),
                    table.c.product_id.in_(batch),
                    or_(table.c.customer_id.is_(None), table.c.customer_id == customer_id),
                )
                .order_by(table.c.product_id, table.c.position)
            )
            found = self._connection.execute(query).scalars()
            prices.extend(from_json(each, SpecificPrice) for each in found)
        return tuple(prices)

    def price_rules(self) -> tuple[CatalogPriceRule, ...]:
        return self._reference.all("price_rule", CatalogPriceRule)

    def categories(self) -> tuple[Category, ...]:
        return self._reference.all("category", Category)

    def brands(self) -> tuple[Brand, ...]:
        return self._reference.all("brand", Brand)

    def suppliers(self) -> tuple[Supplier, ...]:
        return self._reference.all("supplier", Supplier)

    def save_product(self, product: Product) -> None:
        self._upsert(
            self._schema.products,
            {
                "id": product.id,
                "sort_key": product.sort_key,
                "active": product.active,
                "document": written(product),
            },
        )
        self._replace_words(self._schema.product_words, product.id, product.search_words)
        self._replace_words(self._schema.product_codes, product.id, product.search_codes)

    def save_specific_prices(self, product_id: ProductId, prices: Sequence[SpecificPrice]) -> None:
        table = self._schema.specific_prices
        self._connection.execute(delete(table).where(self._mine(table, product_id=product_id)))
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

    def save_price_rule(self, rule: CatalogPriceRule) -> None:
        self._reference.save("price_rule", rule.id, rule)

    def save_category(self, category: Category) -> None:
        self._reference.save("category", category.id, category)

    def save_brand(self, brand: Brand) -> None:
        self._reference.save("brand", brand.id, brand)

    def save_supplier(self, supplier: Supplier) -> None:
        self._reference.save("supplier", supplier.id, supplier)

    @property
    def _reference(self) -> ReferenceData:
        return ReferenceData(self._connection, self._schema, self._shop_id)
