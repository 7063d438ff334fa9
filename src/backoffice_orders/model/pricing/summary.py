"""The priced cart: every amount a person sees, and what made it."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from attrs import field, frozen
from moneyed import Money

from backoffice_orders.model.carrier import DeliveryOption
from backoffice_orders.model.ids import (
    CarrierId,
    CartRuleId,
    CombinationId,
    LineId,
    ProductId,
)
from backoffice_orders.model.money import TaxedMoney


class LineKind(StrEnum):
    """What a line of the summary is."""

    PRODUCT = "product"
    ITEM = "item"
    FEE = "fee"
    GIFT = "gift"


@frozen
class SummaryLine:
    """One line, priced.

    ``total`` is before discounts, ``discount`` the sum of this line's shares of them.
    ``options`` names the combination's attributes, ``customization`` the customer's answers
    as (label, answer) pairs. ``unit_price`` is shown to the currency's minor unit; with
    rounding per line or total, ``total`` need not be a multiple of it. ``weight`` (kg) is the
    whole line's.
    """

    line_id: LineId
    kind: LineKind
    name: str
    quantity: int
    unit_price: TaxedMoney
    total: TaxedMoney
    discount: TaxedMoney
    product_id: ProductId | None = None
    combination_id: CombinationId | None = None
    reference: str = ""
    options: str = ""
    customization: tuple[tuple[str, str], ...] = ()
    weight: Decimal = Decimal(0)
    virtual: bool = False
    reasons: tuple[str, ...] = ()

    @property
    def payable(self) -> TaxedMoney:
        """What is left to pay of it."""
        return self.total - self.discount


@frozen
class DiscountShare:
    """What a discount takes off one line, or off the delivery (``shipping``)."""

    line_id: LineId
    amount: TaxedMoney


@frozen
class AppliedRule:
    """A cart rule that holds, and what it takes off. The shares add up to ``amount``.

    ``unused`` is what is left of an amount rule, in the rule's own net or gross terms.
    """

    rule_id: CartRuleId
    name: str
    code: str
    amount: TaxedMoney
    shares: tuple[DiscountShare, ...]
    free_shipping: bool = False
    unused: Money | None = None


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
    """The delivery the cart is priced with. ``carrier_id`` is None for one made by hand."""

    carrier_id: CarrierId | None
    name: str
    delay: str
    price: TaxedMoney
    reason: str


@frozen
class TaxLine:
    """One tax rate: what it is charged on (net) and what it comes to."""

    name: str
    percent: Decimal
    base: Money
    amount: Money


@frozen
class Summary:
    """A cart's prices.

    Products (with custom items and gifts) plus fees minus discounts plus shipping plus
    wrapping is the total, in net and in gross; the tax lines add up to gross minus net.
    ``shipping`` is None where something has to be sent but nobody delivers it.
    """

    currency: str
    lines: tuple[SummaryLine, ...]
    rules: tuple[AppliedRule, ...]
    refused_rules: tuple[RefusedRule, ...]
    needs_shipping: bool
    shipping: ShippingCost | None
    delivery_options: tuple[DeliveryOption, ...]
    wrapping: TaxedMoney
    products: TaxedMoney
    fees: TaxedMoney
    discounts: TaxedMoney
    total: TaxedMoney
    taxes: tuple[TaxLine, ...]
    weight: Decimal = field(default=Decimal(0))

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
