"""A percentage off the order, one product, the cheapest product, or a selection."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from attrs import field, frozen

from backoffice_orders.model.fields import PERCENT, exact
from backoffice_orders.model.pricing.actions.target import Target, TargetedAction

if TYPE_CHECKING:
    from backoffice_orders.model.cart_rule import CartRule
    from backoffice_orders.model.pricing.discounting import Discounting
    from backoffice_orders.model.pricing.situation import Situation


@frozen
class Percentage(TargetedAction):
    """So many percent off what earlier rules have left of its target."""

    kind: ClassVar[str] = "percentage"

    percent: Decimal = field(converter=exact, validator=PERCENT)

    def apply(self, rule: CartRule, situation: Situation, discounting: Discounting) -> None:
        """Take the percentage off the target's rows."""
        rows = self.rows(rule, situation)
        if self.target is Target.CHEAPEST:
            discounting.percent_of_one_piece(rows, self.percent)
        else:
            discounting.percent(rows, self.percent)
