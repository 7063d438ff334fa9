"""The working form of a line while prices are computed. Mutable, and never leaves pricing."""

from __future__ import annotations

from decimal import Decimal

from attrs import define

from backoffice_orders.model.cart import CartLine, CustomLine
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.ids import CartRuleId, CategoryId, CombinationId, LineId
from backoffice_orders.model.product import Combination, Product
from backoffice_orders.model.tax import Taxed


@define(eq=False)
class Row:
    """One line being priced.

    ``unit_net`` and ``unit_gross`` are exact, in the cart's currency. ``net`` and ``gross``
    are the line's totals in minor units, ``left_net`` and ``left_gross`` what the rules have
    left of them. ``weight`` (kg) is the whole line's. ``reduced``: its price is already
    lowered by a specific price or catalog price rule. ``category_ids``: those that the product
    is in, parents included. ``extra_shipping`` is the product's own additional cost of delivery,
    net, for the whole line. ``tax_included``: its price was agreed with its tax. ``gift_of``: the
    rule that gave it. ``gap`` is why the line cannot be priced: then it costs nothing, and no rule
    looks at it.
    """

    line_id: LineId
    source: CartLine | CustomLine
    quantity: int
    unit_net: Decimal
    unit_gross: Decimal
    taxed: Taxed
    product: Product | None = None
    combination: Combination | None = None
    category_ids: frozenset[CategoryId] = frozenset()
    weight: Decimal = Decimal(0)
    reduced: bool = False
    discountable: bool = True
    needs_shipping: bool = True
    extra_shipping: Decimal = Decimal(0)
    tax_included: bool = False
    gift_of: CartRuleId | None = None
    reasons: tuple[str, ...] = ()
    gap: BackOfficeError | None = None
    net: int = 0
    gross: int = 0
    left_net: int = 0
    left_gross: int = 0

    @property
    def combination_id(self) -> CombinationId | None:
        """The combination's id, None where the product has none."""
        return self.combination.id if self.combination is not None else None

    def settle(self, net: int, gross: int) -> None:
        """Fix the line's totals (minor units), before any discount."""
        self.net = self.left_net = net
        self.gross = self.left_gross = gross
