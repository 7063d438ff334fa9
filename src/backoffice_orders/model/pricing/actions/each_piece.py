"""An amount off each piece."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from attrs import field
from moneyed import Money

from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.errors.vouchers import RuleRefused
from backoffice_orders.model.fields import AGREED_CASH, asked
from backoffice_orders.model.pricing.actions.target import TargetedAction
from backoffice_orders.model.pricing.discounts import AmountOff, Discount
from backoffice_orders.model.pricing.situation import Situation
from backoffice_orders.model.values import frozen


@frozen
class AmountOffEach(TargetedAction):
    """So much off each piece of its target, and never more than what is left of the piece.

    ``amount`` is gross where ``tax_included``, and is converted into the cart's currency. What a
    cheaper piece does not use up is not kept for others.
    """

    kind: ClassVar[str] = "amount_off_each"
    title: ClassVar[str] = "An amount off each piece"

    amount: Money = field(validator=AGREED_CASH, metadata=asked("Amount"))
    tax_included: bool = field(default=False, metadata=asked("Tax included"))

    def refusal(self, rule: CartRule, situation: Situation) -> RuleRefused | None:
        """As for every target; raises ``CurrencyUnavailable`` without a rate for the amount."""
        situation.in_cart_currency(self.amount)
        return super().refusal(rule, situation)

    def discounts(self, rule: CartRule, situation: Situation) -> Iterable[Discount]:
        """So much off each of them: no piece is cheaper for standing on a line of its own."""
        amount = situation.in_cart_currency(self.amount)
        yield AmountOff(self.pieces(rule, situation), amount, self.tax_included, each=True)
