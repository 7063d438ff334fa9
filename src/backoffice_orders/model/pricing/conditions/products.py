"""The cart must hold so many of some products."""

from __future__ import annotations

from typing import ClassVar

from attrs import field

from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.errors.vouchers import RuleProducts, RuleRefused
from backoffice_orders.model.fields import IDS, Whole, asked
from backoffice_orders.model.frozen import frozen_set
from backoffice_orders.model.ids import (
    BrandId,
    CategoryId,
    CombinationId,
    ProductId,
    SupplierId,
)
from backoffice_orders.model.pricing.conditions.base import Condition
from backoffice_orders.model.pricing.line import PricedLine
from backoffice_orders.model.pricing.selection import matches
from backoffice_orders.model.pricing.situation import Situation
from backoffice_orders.model.values import frozen


@frozen
class Products(Condition):
    """At least ``quantity`` pieces of products that match every list that is not empty.

    A category stands for those below it too.

    The lines that match are also the *selection* that a percentage can be limited to.
    """

    kind: ClassVar[str] = "products"
    title: ClassVar[str] = "So many of these products"

    quantity: int = field(default=1, validator=Whole(1), metadata=asked("Pieces at least", 1))
    product_ids: frozenset[ProductId] = field(
        default=frozenset(), converter=frozen_set, validator=IDS, metadata=asked("Products")
    )
    combination_ids: frozenset[CombinationId] = field(
        default=frozenset(), converter=frozen_set, validator=IDS, metadata=asked("Combinations")
    )
    category_ids: frozenset[CategoryId] = field(
        default=frozenset(), converter=frozen_set, validator=IDS, metadata=asked("Categories")
    )
    brand_ids: frozenset[BrandId] = field(
        default=frozenset(), converter=frozen_set, validator=IDS, metadata=asked("Brands")
    )
    supplier_ids: frozenset[SupplierId] = field(
        default=frozenset(), converter=frozen_set, validator=IDS, metadata=asked("Suppliers")
    )

    def matches(self, line: PricedLine) -> bool:
        """Whether the line's product is one of those asked for."""
        return matches(self, line)

    def refusal(self, rule: CartRule, situation: Situation) -> RuleRefused | None:
        """``RuleProducts`` with how many are asked for and how many there are."""
        found = sum(line.quantity for line in situation.bought() if self.matches(line))
        return None if found >= self.quantity else RuleProducts(rule.name, self.quantity, found)


def selection(rule: CartRule, lines: list[PricedLine]) -> list[PricedLine]:
    """The lines that any of the rule's product conditions asks for."""
    wanted = [each for each in rule.conditions if isinstance(each, Products)]
    return [line for line in lines if any(each.matches(line) for each in wanted)]
