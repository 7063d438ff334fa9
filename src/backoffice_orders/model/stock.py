"""Stock: what an order takes, and how much of a product is left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from attrs import frozen

from backoffice_orders.model.ids import CombinationId, ProductId
from backoffice_orders.model.product import OutOfStockPolicy, PackStock, Product
from backoffice_orders.model.settings import ShopSettings


class StockItem(NamedTuple):
    """What stock is counted of: a product, or one of its combinations ("" is none).

    Every store changes items in their order, so that two never wait for each other.
    """

    product_id: ProductId
    combination_id: str = ""

    @classmethod
    def of(cls, product_id: ProductId, combination_id: CombinationId | None) -> StockItem:
        """The item of a product line."""
        return cls(product_id, combination_id or "")


@frozen
class StockDemand:
    """So many pieces of an item; ``may_go_below_zero`` is a back-order."""

    item: StockItem
    quantity: int
    may_go_below_zero: bool = False


@frozen
class Reservation:
    """Pieces held for a reference (a cart or an order) until a moment in UTC."""

    reference: str
    item: StockItem
    quantity: int
    until: datetime | None


Units = Iterable[tuple[ProductId, CombinationId | None, int]]


def may_be_back_ordered(product: Product, settings: ShopSettings) -> bool:
    """Whether the product can be ordered beyond its stock."""
    if product.out_of_stock is OutOfStockPolicy.DEFAULT:
        return settings.order_out_of_stock
    return product.out_of_stock is OutOfStockPolicy.ALLOW


def demand(
    units: Units, products: Mapping[ProductId, Product], settings: ShopSettings
) -> tuple[StockDemand, ...]:
    """What these units take from stock, one entry per item, in the items' order.

    A pack takes from its own stock, its parts', or both. Every store takes stock in this
    order, so that two orders never wait for each other.
    """
    wanted: dict[StockItem, int] = {}
    below_zero: dict[StockItem, bool] = {}

    def want(item: StockItem, quantity: int, allowed: bool) -> None:
        wanted[item] = wanted.get(item, 0) + quantity
        below_zero[item] = below_zero.get(item, True) and allowed

    for product_id, combination_id, quantity in units:
        product = products[product_id]
        allowed = may_be_back_ordered(product, settings)
        if not product.pack:
            want(StockItem(product_id, combination_id or ""), quantity, allowed)
            continue
        kind = _pack_stock(product, settings)
        if kind is not PackStock.PRODUCTS_ONLY:
            want(StockItem.of(product_id, combination_id), quantity, allowed)
        if kind is not PackStock.PACK_ONLY:
            for part in product.pack:
                item = StockItem.of(part.product_id, part.combination_id)
                want(item, part.quantity * quantity, allowed)
    return tuple(StockDemand(item, wanted[item], below_zero[item]) for item in sorted(wanted))


def stock_items(
    product: Product, combination_id: CombinationId | None, settings: ShopSettings
) -> tuple[StockItem, ...]:
    """The items that decide how much of it is left."""
    own = (StockItem.of(product.id, combination_id),)
    if not product.pack:
        return own
    kind = _pack_stock(product, settings)
    parts = tuple(StockItem.of(part.product_id, part.combination_id) for part in product.pack)
    if kind is PackStock.PACK_ONLY:
        return own
    return parts if kind is PackStock.PRODUCTS_ONLY else own + parts


def remaining(
    product: Product,
    combination_id: CombinationId | None,
    levels: Mapping[StockItem, int],
    settings: ShopSettings,
) -> int:
    """How many can still be had at these stock levels; an unknown level is zero.

    A pack is limited by its scarcest part. Below zero means so many are owed to others.
    """
    kind = _pack_stock(product, settings)
    counts = []
    if kind is not PackStock.PRODUCTS_ONLY:
        counts.append(levels.get(StockItem.of(product.id, combination_id), 0))
    if kind is not PackStock.PACK_ONLY:
        counts.extend(
            levels.get(StockItem.of(part.product_id, part.combination_id), 0) // part.quantity
            for part in product.pack
        )
    return min(counts)


def _pack_stock(product: Product, settings: ShopSettings) -> PackStock:
    if not product.pack:
        return PackStock.PACK_ONLY
    return product.pack_stock or settings.pack_stock
