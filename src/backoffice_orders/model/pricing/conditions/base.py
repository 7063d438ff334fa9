"""What a condition is, and how a host adds its own."""

from __future__ import annotations

from abc import abstractmethod

from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.errors.vouchers import RuleRefused
from backoffice_orders.model.pricing.situation import Situation
from backoffice_orders.model.rule_parts import RuleCondition


class Condition(RuleCondition):
    """Something that must hold before a cart rule applies.

    A host adds a condition by subclassing this with an attrs ``@frozen`` class and a ``kind`` of
    its own, the name under which it is stored, and passes it to ``BackOffice(conditions=[...])``.
    One that depends on who delivers, or for how much, says so by ``looks_at_delivery``.
    """

    @abstractmethod
    def refusal(self, rule: CartRule, situation: Situation) -> RuleRefused | None:
        """Why the rule does not apply, or None where this condition holds."""
