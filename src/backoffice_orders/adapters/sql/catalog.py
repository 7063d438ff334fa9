"""The catalog in SQL."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import delete, func, literal, null, select, union_all

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
        """The products; their specific prices are read along with them."""
        table, prices = self._schema.products, self._schema.specific_prices
        known = self._seen.known(self._topic(table))
        priced = self._seen.known(self._topic(prices))
        wanted = sorted(set(product_ids))
        for batch in in_batches([id_ for id_ in wanted if id_ not in priced]):
            priced.update({id_: [] for id_ in batch})
            both = union_all(
                select(
                    table.c.id.label("id"),
                    literal(-1).label("position"),
                    null().label("customer_id"),
                    table.c.document.label("document"),
                ).where(self._mine(table), table.c.id.in_(batch)),
                select(
                    prices.c.product_id, prices.c.position, prices.c.customer_id, prices.c.document
                ).where(self._mine(prices), prices.c.product_id.in_(batch)),
            ).subquery()
            rows = self._connection.execute(select(both).order_by(both.c.id, both.c.position))
            for id_, position, customer_id, document in rows:
                if position < 0:
                    known[id_] = from_json(document, Product)
                else:
                    priced[id_].append((customer_id, from_json(document, SpecificPrice)))
        return {id_: known[id_] for id_ in wanted if id_ in known}

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
        self.many(product_ids)
        priced = self._seen.known(self._topic(self._schema.specific_prices))
        return tuple(
            price
            for id_ in sorted(set(product_ids))
            for limited_to, price in priced[id_]
            if limited_to is None or limited_to == customer_id
        )

    def price_rules(self) -> tuple[CatalogPriceRule, ...]:
        return self._reference.all("price_rule", CatalogPriceRule)

    def categories(self) -> tuple[Category, ...]:
        return self._reference.all("category", Category)

    def brands(self) -> tuple[Brand, ...]:
        return self._reference.all("brand", Brand)

    def suppliers(self) -> tuple[Supplier, ...]:
        return self._reference.all("supplier", Supplier)

    def save_product(self, product: Product) -> None:
        self._changed(self._schema.specific_prices)  # read together
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
        self._changed(table)
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
        return ReferenceData(self._connection, self._schema, self._shop_id, self._seen)
