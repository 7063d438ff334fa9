"""A condition that this back office cannot read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field

from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.errors.vouchers import RuleKindUnknown, RuleRefused
from backoffice_orders.model.frozen import frozen_mapping
from backoffice_orders.model.pricing.conditions.base import Condition
from backoffice_orders.model.pricing.situation import Situation
from backoffice_orders.model.values import frozen


@frozen
class UnknownCondition(Condition):
    """A condition of a kind that is not known here, or whose fields that kind does not have.

    ``stored`` is what was read, its ``kind`` included: it is written back unchanged.
    """

    stored: Mapping[str, Any] = field(converter=frozen_mapping, hash=False)

    def refusal(self, rule: CartRule, situation: Situation) -> RuleRefused | None:
        """``RuleKindUnknown``, whatever the cart: nobody knows whether it holds."""
        return RuleKindUnknown(rule.name, str(self.stored.get("kind", "")))
