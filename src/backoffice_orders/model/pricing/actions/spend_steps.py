"""The more a customer spends, the more is taken off: 10 off from 100, 25 off from 200."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import ClassVar

from attrs import field
from moneyed import Money

from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.errors.vouchers import RuleInvalid, RuleMinimumAmount, RuleRefused
from backoffice_orders.model.fields import AGREED_CASH, Values, asked, in_a_tuple
from backoffice_orders.model.pricing.actions.base import Action
from backoffice_orders.model.pricing.discounts import AmountOff, Discount
from backoffice_orders.model.pricing.situation import Situation
from backoffice_orders.model.reasons import NEEDS_ONE
from backoffice_orders.model.values import frozen


@frozen
class SpendStep:
    """From goods for ``start`` on, ``off`` is taken off."""

    start: Money = field(validator=AGREED_CASH, metadata=asked("From", 25, 50, 60))
    off: Money = field(validator=AGREED_CASH, metadata=asked("Amount off", 5, 10, 20, 30))


@frozen
class SpendSteps(Action):
    """The amount of the highest step that the goods (before discounts, without gifts) reach.

    Both amounts of a step are gross where ``tax_included``, and are converted into the cart's
    currency. What is more than the goods cost is lost.
    """

    kind: ClassVar[str] = "spend_steps"
    title: ClassVar[str] = "The more is bought, the more is off"

    steps: tuple[SpendStep, ...] = field(
        converter=in_a_tuple, validator=Values(SpendStep, 100), metadata=asked("Steps")
    )
    tax_included: bool = field(default=True, metadata=asked("Tax included"))

    def __attrs_post_init__(self) -> None:
        if not self.steps:
            raise RuleInvalid("steps", NEEDS_ONE())

    def refusal(self, rule: CartRule, situation: Situation) -> RuleRefused | None:
        """``RuleMinimumAmount`` below the first step, with what is missing."""
        worth = situation.worth(self.tax_included)
        first = min(situation.limit(step.start) for step in self.steps)
        if self._off(situation) is not None:
            return None
        minor, currency = situation.minor, situation.cart.currency
        missing = minor.money(max(minor.count(first - worth), 1))
        return RuleMinimumAmount(rule.name, Money(first, currency), missing)

    def discounts(self, rule: CartRule, situation: Situation) -> Iterable[Discount]:
        """The amount of the highest step that is reached, off all goods."""
        off = self._off(situation)
        if off is not None:
            pieces = situation.all_goods
            left = situation.left_in_all(pieces, self.tax_included)
            yield AmountOff(pieces, min(off, left), self.tax_included)

    def _off(self, situation: Situation) -> Decimal | None:
        worth = situation.worth(self.tax_included)
        reached = [
            (start, situation.in_cart_currency(step.off))
            for step in self.steps
            if (start := situation.limit(step.start)) <= worth
        ]
        return max(reached)[1] if reached else None
