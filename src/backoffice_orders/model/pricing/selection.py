"""Which products a rule is about."""

from __future__ import annotations

from typing import Protocol

from attrs import field

from backoffice_orders.model.fields import IDS, asked
from backoffice_orders.model.frozen import frozen_set
from backoffice_orders.model.ids import (
    BrandId,
    CategoryId,
    CombinationId,
    ProductId,
    SupplierId,
)
from backoffice_orders.model.pricing.line import PricedLine
from backoffice_orders.model.values import frozen


class Wanted(Protocol):
    """Lists of what a product has to be; an empty one asks for nothing."""

    @property
    def product_ids(self) -> frozenset[ProductId]:
        """One of these products."""
        ...

    @property
    def combination_ids(self) -> frozenset[CombinationId]:
        """One of these combinations."""
        ...

    @property
    def category_ids(self) -> frozenset[CategoryId]:
        """In one of these categories, or below it."""
        ...

    @property
    def brand_ids(self) -> frozenset[BrandId]:
        """Of one of these brands."""
        ...

    @property
    def supplier_ids(self) -> frozenset[SupplierId]:
        """From one of these suppliers."""
        ...


def matches(wanted: Wanted, line: PricedLine) -> bool:
    """Whether the line's product is one of those that are wanted, by every list."""
    product = line.product
    if product is None:
        return False
    return (
        (not wanted.product_ids or product.id in wanted.product_ids)
        and (not wanted.combination_ids or line.combination_id in wanted.combination_ids)
        and (not wanted.category_ids or not wanted.category_ids.isdisjoint(line.category_ids))
        and (not wanted.brand_ids or product.brand_id in wanted.brand_ids)
        and (not wanted.supplier_ids or not wanted.supplier_ids.isdisjoint(product.supplier_ids))
    )


@frozen(kw_only=True)
class Selection:
    """Products that match every list that is not empty; without any list, all of the catalog.

    A category stands for those below it too.
    """

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
