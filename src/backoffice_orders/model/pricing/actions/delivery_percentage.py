"""A percentage off the delivery, or off the goods and the delivery together."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import ClassVar

from attrs import field

from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.fields import PERCENT, asked, exact
from backoffice_orders.model.pricing.actions.base import Action
from backoffice_orders.model.pricing.discounts import DeliveryPercentOff, Discount, PercentOff
from backoffice_orders.model.pricing.situation import Situation
from backoffice_orders.model.values import frozen


@frozen
class DeliveryPercentage(Action):
    """So many percent off the price of the delivery; with ``goods`` off these too."""

    kind: ClassVar[str] = "delivery_percentage"
    title: ClassVar[str] = "Percent off the delivery"

    percent: Decimal = field(converter=exact, validator=PERCENT, metadata=asked("Percent"))
    goods: bool = field(default=False, metadata=asked("Off the goods, too"))

    @property
    def looks_at_delivery(self) -> bool:
        """A delivery that costs nothing cannot become cheaper."""
        return True

    def discounts(self, rule: CartRule, situation: Situation) -> Iterable[Discount]:
        """The percentage, off what rules before it have left."""
        if self.goods:
            yield PercentOff(situation.all_goods, self.percent)
        yield DeliveryPercentOff(self.percent)
