"""The priced cart: every amount a person sees, and what made it.

The classes keep whole minor units (cents), as pricing computes them; their properties give
``Money`` and ``TaxedMoney``.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from backoffice_orders.model.ids import (
    LineId,
)
from backoffice_orders.model.money import TaxedMoney, taxed_of_counts
from backoffice_orders.model.pricing.summary_parts import (
    FEE,
    GIFT,
    AppliedDiscount,
    AppliedRule,
    Counts,
    DeliveryOption,
    RefusedRule,
    ShippingCost,
    SummaryLine,
    TaxLine,
)
from backoffice_orders.model.service import Service
from backoffice_orders.model.values import frozen

if TYPE_CHECKING:
    from backoffice_orders.model.pricing.explanation import Explanation


@frozen(slots=False)  # what is cached is found at once
class Summary:
    """A cart's prices.

    Products (with custom items and gifts) plus fees minus discounts plus shipping plus
    wrapping is the total, in net and in gross; the tax lines add up to gross minus net.
    ``shipping`` is None where something has to be sent but nobody delivers it. The ``counts``
    are in minor units of ``currency``. ``estimates`` are the services of other systems that have
    not answered about the cart as it is: the shop's own figures stand in.
    """

    currency: str
    lines: tuple[SummaryLine, ...]
    rules: tuple[AppliedRule, ...]
    refused_rules: tuple[RefusedRule, ...]
    needs_shipping: bool
    shipping: ShippingCost | None
    delivery_options: tuple[DeliveryOption, ...]
    wrapping_counts: Counts
    total_counts: Counts
    taxes: tuple[TaxLine, ...]
    weight: Decimal = Decimal(0)
    estimates: tuple[Service, ...] = ()
    manual_discounts: tuple[AppliedDiscount, ...] = ()

    @property
    def products(self) -> TaxedMoney:
        """All products, custom items and gifts, before discounts."""
        return self._sum([line for line in self.lines if line.kind is not FEE])

    @property
    def fees(self) -> TaxedMoney:
        """All fees and surcharges."""
        return self._sum([line for line in self.lines if line.kind is FEE])

    @property
    def discounts(self) -> TaxedMoney:
        """What rules and discounts by hand take off, the price of a free delivery included."""
        return self._sum(self.rules) + self.given_by_hand

    @property
    def given_by_hand(self) -> TaxedMoney:
        """What the discounts by hand take off."""
        return self._sum(self.manual_discounts)

    @property
    def wrapping(self) -> TaxedMoney:
        """The gift wrapping."""
        return self._sum([self.wrapping_counts])

    @cached_property
    def total(self) -> TaxedMoney:
        """What the customer pays (gross), and what the shop keeps of it (net)."""
        return taxed_of_counts(self.total_counts.net, self.total_counts.gross, self.currency)

    @property
    def shipping_price(self) -> TaxedMoney:
        """The price of the delivery, zero where there is none."""
        return self.shipping.price if self.shipping else TaxedMoney.zero(self.currency)

    @property
    def units(self) -> int:
        """How many pieces, gifts included, fees not."""
        return sum([line.quantity for line in self.lines if line.kind is not FEE])

    def line(self, line_id: LineId) -> SummaryLine | None:
        """The line with this id."""
        return next((line for line in self.lines if line.line_id == line_id), None)

    def gifts(self) -> tuple[SummaryLine, ...]:
        """The lines that rules have added."""
        return tuple([line for line in self.lines if line.kind is GIFT])

    def explain(self) -> Explanation:
        """What made every amount; as text it reads like a receipt with reasons."""
        from backoffice_orders.model.pricing.explanation import explain

        return explain(self)

    def _sum(
        self,
        parts: Sequence[SummaryLine]
        | Sequence[AppliedRule]
        | Sequence[AppliedDiscount]
        | Sequence[Counts],
    ) -> TaxedMoney:
        net, gross = sum(part.net for part in parts), sum(part.gross for part in parts)
        return taxed_of_counts(net, gross, self.currency)
