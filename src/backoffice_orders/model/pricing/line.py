"""A line with its price: what it costs before any discount."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from backoffice_orders.model.cart import CartLine, CustomLine
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.ids import CartRuleId, CategoryId, CombinationId, LineId
from backoffice_orders.model.messages import Message
from backoffice_orders.model.product import Combination, Product
from backoffice_orders.model.tax import Taxed
from backoffice_orders.model.values import passing


@passing
class PricedLine:
    """One line, priced. It is never changed; ``Left`` says what discounts leave of it.

    ``position`` is its place among the lines, from 0. ``unit_net`` and ``unit_gross`` are exact,
    in the cart's currency; ``net`` and ``gross`` are the line's totals in minor units. ``weight``
    (kg) is the whole line's. ``reduced``: its price is already lowered by a specific price or
    catalog price rule. ``category_ids``: those that the product is in, parents included.
    ``extra_shipping`` is the product's own additional cost of delivery, net, for the whole line.
    ``gift_of``: the rule that gave it. ``tax_included``: its price was agreed gross. ``gap`` is why
    the line cannot be priced: then it costs nothing, and no rule looks at it. ``by_hand``: which
    discounts by hand are yet to be taken off it, by which lines of the same are told apart.
    """

    position: int
    line_id: LineId
    source: CartLine | CustomLine
    quantity: int
    unit_net: Decimal
    unit_gross: Decimal
    net: int
    gross: int
    taxed: Taxed
    product: Product | None = None
    combination: Combination | None = None
    category_ids: frozenset[CategoryId] = frozenset()
    weight: Decimal = Decimal(0)
    reduced: bool = False
    discountable: bool = True
    needs_shipping: bool = True
    extra_shipping: Decimal = Decimal(0)
    gift_of: CartRuleId | None = None
    tax_included: bool = False
    reasons: tuple[Message, ...] = ()
    gap: BackOfficeError | None = None
    by_hand: tuple[str, ...] = ()

    @property
    def combination_id(self) -> CombinationId | None:
        """The combination's id, None where the product has none."""
        return self.combination.id if self.combination is not None else None

    @property
    def all_pieces(self) -> Pieces:
        """All its pieces."""
        return Pieces(self, self.quantity)

    def pieces(self, count: int) -> Pieces:
        """So many of its pieces: those of which discounts have left the most."""
        return Pieces(self, min(max(count, 0), self.quantity))


class Pieces(NamedTuple):
    """So many pieces of a line."""

    line: PricedLine
    number: int
