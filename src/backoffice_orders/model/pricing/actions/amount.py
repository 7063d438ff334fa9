"""An amount off the order, one product, the cheapest product, or a selection."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from attrs import evolve, field
from moneyed import Money

from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.errors.vouchers import RuleRefused
from backoffice_orders.model.fields import AGREED_CASH, asked
from backoffice_orders.model.pricing.actions.target import TargetedAction
from backoffice_orders.model.pricing.discounts import AmountOff, Discount
from backoffice_orders.model.pricing.situation import Situation
from backoffice_orders.model.rule_parts import Budget
from backoffice_orders.model.values import frozen


@frozen
class Amount(TargetedAction):
    """So much off, never more than the target costs; spread over its lines by what they cost.

    ``amount`` is gross where ``tax_included``, and is converted into the cart's currency. Off
    the cheapest product it is at most the price of one piece.
    """

    kind: ClassVar[str] = "amount"
    title: ClassVar[str] = "An amount off"

    amount: Money = field(validator=AGREED_CASH, metadata=asked("Amount"))
    tax_included: bool = field(default=False, metadata=asked("Tax included"))

    @property
    def spendable(self) -> Budget:
        """The amount."""
        return Budget(self.amount, self.tax_included)

    def over(self, amount: Money) -> Amount:
        """The same, over this amount."""
        return evolve(self, amount=amount)

    def refusal(self, rule: CartRule, situation: Situation) -> RuleRefused | None:
        """As for every target; raises ``CurrencyUnavailable`` without a rate for the amount."""
        situation.in_cart_currency(self.amount)
        return super().refusal(rule, situation)

    def discounts(self, rule: CartRule, situation: Situation) -> Iterable[Discount]:
        """The amount, off the target."""
        amount = situation.in_cart_currency(self.amount)
        yield AmountOff(self.pieces(rule, situation), amount, self.tax_included)
