"""The delivery must go to one of some countries."""

from __future__ import annotations

from typing import ClassVar

from attrs import field

from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.errors.vouchers import RuleCountry, RuleRefused
from backoffice_orders.model.fields import COUNTRY, Each, asked
from backoffice_orders.model.frozen import frozen_set
from backoffice_orders.model.pricing.conditions.base import Condition
from backoffice_orders.model.pricing.situation import Situation
from backoffice_orders.model.values import frozen


@frozen
class Countries(Condition):
    """Delivery countries (ISO 3166-1 alpha-2) that the rule holds for."""

    kind: ClassVar[str] = "countries"
    title: ClassVar[str] = "Delivered to these countries"

    codes: frozenset[str] = field(
        converter=frozen_set, validator=Each(COUNTRY, 300), metadata=asked("Countries", "FR", "DE")
    )

    def refusal(self, rule: CartRule, situation: Situation) -> RuleRefused | None:
        """``RuleCountry`` for a delivery to anywhere else."""
        country = situation.book.delivery_place.country
        return None if country in self.codes else RuleCountry(rule.name, country)
