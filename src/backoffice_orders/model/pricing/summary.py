"""The priced cart: every amount a person sees, and what made it.

The classes keep whole minor units (cents), as pricing computes them; their properties give
``Money`` and ``TaxedMoney``.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from attrs import frozen
from moneyed import Money

from backoffice_orders.model.ids import (
    CarrierId,
    CartRuleId,
    CombinationId,
    LineId,
    ProductId,
)
from backoffice_orders.model.money import TaxedMoney, money_of_count, taxed_of_counts
from backoffice_orders.model.questions import Service

if TYPE_CHECKING:
    from backoffice_orders.model.pricing.explanation import Explanation


class LineKind(StrEnum):
    """What a line of the summary is."""

    PRODUCT = "product"
    ITEM = "item"
    FEE = "fee"
    GIFT = "gift"


@frozen(slots=False)  # made in half the time
class SummaryLine:
    """One line, priced. Counts are in minor units of ``currency``.

    ``options`` names the combination's attributes, ``customization`` the customer's answers
    as (label, answer) pairs. ``weight`` (kg) is the whole line's. ``reasons`` tell what made
    the unit price, step by step, net. Not ``priced``: what it refers to is gone, and the amounts
    are no price.
    """

    line_id: LineId
    kind: LineKind
    name: str
    quantity: int
    currency: str
    unit_net: int
    unit_gross: int
    net: int
    gross: int
    discount_net: int
    discount_gross: int
    product_id: ProductId | None = None
    combination_id: CombinationId | None = None
    reference: str = ""
    options: str = ""
    customization: tuple[tuple[str, str], ...] = ()
    weight: Decimal = Decimal(0)
    virtual: bool = False
    reasons: tuple[str, ...] = ()
    priced: bool = True

    @property
    def unit_price(self) -> TaxedMoney:
        """One piece, to the currency's minor unit.

        With rounding per line or total, ``total`` need not be a multiple of it.
        """
        return taxed_of_counts(self.unit_net, self.unit_gross, self.currency)

    @property
    def total(self) -> TaxedMoney:
        """The whole line, before discounts."""
        return taxed_of_counts(self.net, self.gross, self.currency)

    @property
    def discount(self) -> TaxedMoney:
        """The sum of this line's shares of all discounts."""
        return taxed_of_counts(self.discount_net, self.discount_gross, self.currency)

    @property
    def payable(self) -> TaxedMoney:
        """What is left to pay of it."""
        return taxed_of_counts(
            self.net - self.discount_net, self.gross - self.discount_gross, self.currency
        )


@frozen
class DiscountShare:
    """What a discount takes off one line, or off the delivery (``shipping``)."""

    line_id: LineId
    amount: TaxedMoney


@frozen
class AppliedRule:
    """A cart rule that holds, and what it takes off. The shares add up to ``amount``.

    ``parts`` are (line, net, gross) in minor units; the delivery's line is ``shipping``.
    ``unused`` is what is left of an amount rule, in the rule's own net or gross terms.
    """

    rule_id: CartRuleId
    name: str
    code: str
    currency: str
    net: int
    gross: int
    parts: tuple[tuple[LineId, int, int], ...]
    free_shipping: bool = False
    unused: Money | None = None

    @property
    def amount(self) -> TaxedMoney:
        """What it takes off in all."""
        return taxed_of_counts(self.net, self.gross, self.currency)

    @property
    def shares(self) -> tuple[DiscountShare, ...]:
        """What it takes off each line, and off the delivery."""
        return tuple(
            DiscountShare(line_id, taxed_of_counts(net, gross, self.currency))
            for line_id, net, gross in self.parts
        )


@frozen
class RefusedRule:
    """A granted cart rule that does not hold at present, and which condition failed."""

    rule_id: CartRuleId
    name: str
    code: str
    error_code: str
    sentence: str


@frozen
class ShippingCost:
    """The delivery the cart is priced with. ``carrier_id`` is None for one made by hand.

    ``net`` and ``gross`` are in minor units.
    """

    carrier_id: CarrierId | None
    name: str
    delay: str
    currency: str
    net: int
    gross: int
    reason: str

    @property
    def price(self) -> TaxedMoney:
        """What it costs."""
        return taxed_of_counts(self.net, self.gross, self.currency)


@frozen
class DeliveryOption:
    """A way of delivery that a cart may choose. ``net`` and ``gross`` are in minor units."""

    carrier_id: CarrierId
    name: str
    delay: str
    currency: str
    net: int
    gross: int
    reason: str = ""
    chosen: bool = False

    @property
    def price(self) -> TaxedMoney:
        """What it costs, in the cart's currency."""
        return taxed_of_counts(self.net, self.gross, self.currency)


@frozen
class TaxLine:
    """One tax rate: what it is charged on (net) and what it comes to, in minor units."""

    name: str
    percent: Decimal
    currency: str
    base_count: int
    amount_count: int

    @property
    def base(self) -> Money:
        """The net amount it is charged on."""
        return money_of_count(self.base_count, self.currency)

    @property
    def amount(self) -> Money:
        """The tax."""
        return money_of_count(self.amount_count, self.currency)


@frozen
class Counts:
    """A net and a gross amount in minor units."""

    net: int = 0
    gross: int = 0


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

    @property
    def products(self) -> TaxedMoney:
        """All products, custom items and gifts, before discounts."""
        return self._sum([line for line in self.lines if line.kind is not LineKind.FEE])

    @property
    def fees(self) -> TaxedMoney:
        """All fees and surcharges."""
        return self._sum([line for line in self.lines if line.kind is LineKind.FEE])

    @property
    def discounts(self) -> TaxedMoney:
        """What all rules take off, the price of a free delivery included."""
        return self._sum(self.rules)

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
        return sum(line.quantity for line in self.lines if line.kind is not LineKind.FEE)

    def line(self, line_id: LineId) -> SummaryLine | None:
        """The line with this id."""
        return next((line for line in self.lines if line.line_id == line_id), None)

    def gifts(self) -> tuple[SummaryLine, ...]:
        """The lines that rules have added."""
        return tuple(line for line in self.lines if line.kind is LineKind.GIFT)

    def explain(self) -> Explanation:
        """What made every amount; as text it reads like a receipt with reasons."""
        from backoffice_orders.model.pricing.explanation import explain

        return explain(self)

    def _sum(
        self, parts: Sequence[SummaryLine] | Sequence[AppliedRule] | Sequence[Counts]
    ) -> TaxedMoney:
        net, gross = sum(part.net for part in parts), sum(part.gross for part in parts)
        return taxed_of_counts(net, gross, self.currency)
