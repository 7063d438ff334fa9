"""The cart must hold so many of some products."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from attrs import field, frozen

from backoffice_orders.model.errors.vouchers import RuleProducts, RuleRefused
from backoffice_orders.model.fields import IDS, Whole
from backoffice_orders.model.frozen import frozen_set
from backoffice_orders.model.ids import (
    BrandId,
    CategoryId,
    CombinationId,
    ProductId,
    SupplierId,
)
from backoffice_orders.model.pricing.conditions.base import Condition

if TYPE_CHECKING:
    from backoffice_orders.model.cart_rule import CartRule
    from backoffice_orders.model.pricing.row import Row
    from backoffice_orders.model.pricing.situation import Situation


@frozen
class Products(Condition):
    """At least ``quantity`` pieces of products that match every list that is not empty.

    A category stands for those below it too.

    The rows that match are also the *selection* that a percentage can be limited to.
    """

    kind: ClassVar[str] = "products"

    quantity: int = field(default=1, validator=Whole(1))
    product_ids: frozenset[ProductId] = field(
        default=frozenset(), converter=frozen_set, validator=IDS
    )
    combination_ids: frozenset[CombinationId] = field(
        default=frozenset(), converter=frozen_set, validator=IDS
    )
    category_ids: frozenset[CategoryId] = field(
        default=frozenset(), converter=frozen_set, validator=IDS
    )
    brand_ids: frozenset[BrandId] = field(default=frozenset(), converter=frozen_set, validator=IDS)
    supplier_ids: frozenset[SupplierId] = field(
        default=frozenset(), converter=frozen_set, validator=IDS
    )

    def matches(self, row: Row) -> bool:
        """Whether the row's product is one of those asked for."""
        product = row.product
        if product is None:
            return False
        return (
            (not self.product_ids or product.id in self.product_ids)
            and (not self.combination_ids or row.combination_id in self.combination_ids)
            and (not self.category_ids or not self.category_ids.isdisjoint(row.category_ids))
            and (not self.brand_ids or product.brand_id in self.brand_ids)
            and (not self.supplier_ids or not self.supplier_ids.isdisjoint(product.supplier_ids))
        )

    def refusal(self, rule: CartRule, situation: Situation) -> RuleRefused | None:
        """``RuleProducts`` with how many are asked for and how many there are."""
        found = sum(row.quantity for row in situation.bought() if self.matches(row))
        return None if found >= self.quantity else RuleProducts(rule.name, self.quantity, found)


def selection(rule: CartRule, rows: list[Row]) -> list[Row]:
    """The rows that any of the rule's product conditions asks for."""
    wanted = [each for each in rule.conditions if isinstance(each, Products)]
    return [row for row in rows if any(each.matches(row) for each in wanted)]
