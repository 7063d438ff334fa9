"""The cart must be worth so much."""

from __future__ import annotations

from typing import ClassVar

from attrs import field
from moneyed import Money

from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.errors.vouchers import RuleMinimumAmount, RuleRefused
from backoffice_orders.model.fields import AGREED_CASH, asked
from backoffice_orders.model.pricing.conditions.base import Condition
from backoffice_orders.model.pricing.situation import Situation
from backoffice_orders.model.values import frozen


@frozen
class MinimumAmount(Condition):
    """The goods (before discounts, without gifts) must cost at least ``amount``.

    Compared net or gross, with or without the price of the delivery.
    """

    kind: ClassVar[str] = "minimum_amount"
    title: ClassVar[str] = "From an amount on"

    amount: Money = field(validator=AGREED_CASH, metadata=asked("Amount", 60, 25, 65))
    tax_included: bool = field(default=True, metadata=asked("Tax included"))
    shipping_included: bool = field(default=False, metadata=asked("Delivery included"))

    @property
    def looks_at_delivery(self) -> bool:
        """Where the price of the delivery counts."""
        return self.shipping_included

    def refusal(self, rule: CartRule, situation: Situation) -> RuleRefused | None:
        """``RuleMinimumAmount`` with what is missing, in the cart's currency."""
        worth = situation.worth(self.tax_included)
        if self.shipping_included:
            worth += situation.shipping(self.tax_included)
        needed = situation.limit(self.amount)
        if worth >= needed:
            return None
        currency = situation.cart.currency
        minor = situation.minor
        missing = minor.money(max(minor.count(needed - worth), 1))
        return RuleMinimumAmount(rule.name, Money(needed, currency), missing)
