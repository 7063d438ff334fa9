"""What the model of the page expects of a cart, and which refusals."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import define, field
from moneyed import Money

from backoffice_orders.model.ids import CartRuleId, CombinationId, CustomerId, ProductId
from backoffice_orders.testing.samples import MUG, PLAQUE, SHIRT, STOCK

Item = tuple[ProductId, CombinationId | None]
ITEMS: dict[Item, int] = {
    (ProductId(product), CombinationId(combination) if combination else None): level
    for (product, combination), level in STOCK.items()
}


@define
class ModelLine:
    """What the model expects of a line."""

    item: Item
    text: str
    quantity: int
    price: Money | None = None


@define
class ModelCart:
    """What the model expects of a cart."""

    customer: CustomerId
    lines: list[ModelLine] = field(factory=list)
    granted: list[CartRuleId] = field(factory=list)
    addressed: bool = False
    ordered: bool = False
    held: bool = False
    quoted: bool = False
    version: int = 1
    # What discounts by hand are on, in their order: a line, or (None) the order.
    discounts: list[ModelLine | None] = field(factory=list)

    def wanted(self) -> dict[Item, int]:
        """How many pieces of each item are in it."""
        wanted: dict[Item, int] = {}
        for line in self.lines:
            wanted[line.item] = wanted.get(line.item, 0) + line.quantity
        return wanted

    def overdrawn(self, levels: Mapping[Item, int]) -> bool:
        """Whether it asks for more than there is."""
        return any(levels[item] < count for item, count in self.wanted().items())

    def short(self, item: Item, more: int, levels: Mapping[Item, int]) -> str | None:
        """Why so many more of an item are refused, if there are too few."""
        wanted = self.wanted().get(item, 0) + more
        return "out_of_stock" if wanted > levels[item] else None

    def why_not(
        self, item: Item, quantity: int, total: int, text: str, levels: Mapping[Item, int]
    ) -> str | None:
        """Why adding so many, which makes ``total`` on the line, is refused."""
        if item[0] not in {MUG.id, SHIRT.id, PLAQUE.id}:
            return "product_not_found"
        if item not in ITEMS:
            return "combination_required" if item[1] is None else "combination_not_found"
        if quantity < 1:
            return "quantity_not_positive"
        if item[0] == PLAQUE.id and not text:
            return "customization_required"
        if len(text) > 20:
            return "customization_invalid"
        return bad_quantity(item, quantity, total) or self.short(item, quantity, levels)


def bad_quantity(item: Item, quantity: int, total: int) -> str | None:
    """Why a quantity, which makes ``total`` on the line, is refused whatever the stock."""
    if quantity < 1:
        return "quantity_not_positive"
    if item[0] == PLAQUE.id and total < PLAQUE.minimal_quantity:
        return "minimal_quantity"
    return None
