"""A percentage off the order, one product, the cheapest product, or a selection."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import ClassVar

from attrs import field

from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.fields import PERCENT, asked, exact
from backoffice_orders.model.pricing.actions.target import TargetedAction
from backoffice_orders.model.pricing.discounts import Discount, PercentOff
from backoffice_orders.model.pricing.situation import Situation
from backoffice_orders.model.values import frozen


@frozen
class Percentage(TargetedAction):
    """So many percent off what earlier rules have left of its target."""

    kind: ClassVar[str] = "percentage"
    title: ClassVar[str] = "Percent off"

    percent: Decimal = field(converter=exact, validator=PERCENT, metadata=asked("Percent"))

    def discounts(self, rule: CartRule, situation: Situation) -> Iterable[Discount]:
        """The percentage, off the target."""
        yield PercentOff(self.pieces(rule, situation), self.percent)
