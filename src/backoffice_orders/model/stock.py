"""Stock: what an order takes, and how much of a product is left."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from attrs import field

from backoffice_orders.model.fields import LEVEL, Whole
from backoffice_orders.model.ids import CombinationId, ProductId
from backoffice_orders.model.product import OutOfStockPolicy, PackStock, Product
from backoffice_orders.model.settings import ShopSettings
from backoffice_orders.model.values import frozen


class StockItem(NamedTuple):
    """What stock is counted of: a product, or one of its combinations ("" is none).

    Every store changes items in their order, so that two never wait for each other.
    """

    product_id: ProductId
    combination_id: str = ""

    @staticmethod
    @lru_cache(maxsize=20_000)  # each line asks for it several times
    def of(product_id: ProductId, combination_id: CombinationId | None = None) -> StockItem:
        """The item of a product line."""
        return StockItem(product_id, combination_id or "")


@frozen
class StockCount:
    """So many of a product or combination can still be sold: those that carts hold come on top."""

    product_id: ProductId
    level: int = field(validator=LEVEL)
    combination_id: CombinationId | None = None


@frozen
class StockDemand:
    """So many pieces of an item, one at least; ``may_go_below_zero`` is a back-order."""

    item: StockItem
    quantity: int = field(validator=Whole(1, 10**15))
    may_go_below_zero: bool = False

    def and_more(self, other: StockDemand) -> StockDemand:
        """Both demands of one item in one."""
        below_zero = self.may_go_below_zero and other.may_go_below_zero
        return StockDemand(self.item, self.quantity + other.quantity, below_zero)


def merged(demands: Iterable[StockDemand]) -> tuple[StockDemand, ...]:
    """One demand per item, in the order in which the items are first named.

    Pieces of an item that is named several times add up, and may go below zero only where each
    of its demands may.
    """
    of: dict[StockItem, StockDemand] = {}
    for each in demands:
        before = of.get(each.item)
        of[each.item] = each if before is None else before.and_more(each)
    return tuple(of.values())


@frozen
class Reservation:
    """Pieces held for a reference (a cart or an order) until a moment in UTC."""

    reference: str
    item: StockItem
    quantity: int
    until: datetime | None


Units = Iterable[tuple[ProductId, CombinationId | None, int]]
# Before Python 3.12 an enum takes ten times as long to be asked for a member.
_DEFAULT, _ALLOW = OutOfStockPolicy.DEFAULT, OutOfStockPolicy.ALLOW


def may_be_back_ordered(product: Product, settings: ShopSettings) -> bool:
    """Whether the product can be ordered beyond its stock."""
    if product.out_of_stock is _DEFAULT:
        return settings.order_out_of_stock
    return product.out_of_stock is _ALLOW


class Wanted(NamedTuple):
    """How many pieces of which items, and the items of which there must be as many."""

    pieces: Mapping[StockItem, int]
    guarded: Set[StockItem]

    def demands(self) -> tuple[StockDemand, ...]:
        """One demand per item, in the items' order.

        Every store takes stock in this order, so that two orders never wait for each other.
        """
        pieces, guarded = self
        return tuple(
            [StockDemand(each, pieces[each], each not in guarded) for each in sorted(pieces)]
        )

    def short(self, levels: Mapping[StockItem, int]) -> Set[StockItem]:
        """The items of which there are too few at these levels."""
        return {item for item in self.guarded if levels.get(item, 0) < self.pieces[item]}


def demand(
    units: Units, products: Mapping[ProductId, Product], settings: ShopSettings
) -> tuple[StockDemand, ...]:
    """What these units take from stock; see ``wanted`` and ``Wanted.demands``."""
    return wanted(units, products, settings).demands()


def wanted_of(
    items: Collection[StockItem],
    units: Units,
    products: Mapping[ProductId, Product],
    settings: ShopSettings,
) -> dict[StockItem, int]:
    """How many pieces of some items these units take."""
    ids = {item.product_id for item in items}
    # Whatever else there is takes nothing of them, but for packs.
    concerned = [
        unit
        for unit in units
        if unit[0] in ids or ((product := products.get(unit[0])) is not None and product.pack)
    ]
    pieces = wanted(concerned, products, settings).pieces
    return {item: pieces.get(item, 0) for item in items}


def wanted(units: Units, products: Mapping[ProductId, Product], settings: ShopSettings) -> Wanted:
    """What these units take from stock.

    A pack takes from its own stock, its parts', or both. What is not sold any more, a product
    or combination that is gone, takes nothing.
    """
    pieces: dict[StockItem, int] = {}
    guarded: set[StockItem] = set()
    for product_id, combination_id, quantity in units:
        product = products.get(product_id)
        if product is None:
            continue
        if product.combinations if combination_id is None else not product.sells(combination_id):
            continue
        is_guarded = not may_be_back_ordered(product, settings)
        if not product.pack:  # as most are
            item = StockItem.of(product_id, combination_id)
            pieces[item] = pieces.get(item, 0) + quantity
            if is_guarded:
                guarded.add(item)
            continue
        for item, count in _taken_by_one(product, combination_id, settings):
            pieces[item] = pieces.get(item, 0) + count * quantity
            if is_guarded:
                guarded.add(item)
    return Wanted(pieces, guarded)


def all_stock_items(products: Iterable[Product], settings: ShopSettings) -> set[StockItem]:
    """The items that decide how much is left of these products, in whatever combination."""
    items: set[StockItem] = set()
    for product in products:
        if product.pack:
            for combination_id in product.purchasable():
                items.update(stock_items(product, combination_id, settings))
        elif product.combinations:
            items.update([StockItem.of(product.id, each.id) for each in product.combinations])
        else:
            items.add(StockItem.of(product.id))
    return items


def stock_items(
    product: Product, combination_id: CombinationId | None, settings: ShopSettings
) -> tuple[StockItem, ...]:
    """The items that decide how much of it is left."""
    return tuple([item for item, _ in _taken_by_one(product, combination_id, settings)])


def remaining(
    product: Product,
    combination_id: CombinationId | None,
    levels: Mapping[StockItem, int],
    settings: ShopSettings,
) -> int:
    """How many can still be had at these stock levels; an unknown level is zero.

    A pack is limited by its scarcest part. Below zero means so many are owed to others.
    """
    if not product.pack:
        return levels.get(StockItem.of(product.id, combination_id), 0)
    taken = _taken_by_one(product, combination_id, settings)
    return min([levels.get(item, 0) // pieces for item, pieces in taken])


def _taken_by_one(
    product: Product, combination_id: CombinationId | None, settings: ShopSettings
) -> Sequence[tuple[StockItem, int]]:
    """What one piece takes from stock: items, and how much of each."""
    own = ((StockItem.of(product.id, combination_id), 1),)
    if not product.pack:
        return own
    kind = product.pack_stock or settings.pack_stock
    if kind is PackStock.PACK_ONLY:
        return own
    parts: dict[StockItem, int] = {}
    for part in product.pack:
        item = StockItem.of(part.product_id, part.combination_id)
        parts[item] = parts.get(item, 0) + part.quantity
    return [*parts.items()] if kind is PackStock.PRODUCTS_ONLY else [*own, *parts.items()]
