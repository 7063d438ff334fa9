"""What an action is, and how a host adds its own."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable

from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.errors.vouchers import RuleRefused
from backoffice_orders.model.pricing.discounts import Discount
from backoffice_orders.model.pricing.situation import Situation
from backoffice_orders.model.rule_parts import RuleAction


class Action(RuleAction):
    """Something a cart rule does to the prices.

    A host adds an action by subclassing this with an attrs ``@frozen`` class and a ``kind`` of
    its own, the name under which it is stored, and passes it to ``BackOffice(actions=[...])``.
    One that depends on who delivers, or for how much, says so by ``looks_at_delivery``; one that
    adds something to the cart by ``brings``; one of which a rest can be left by ``spendable``.
    """

    def refusal(self, rule: CartRule, situation: Situation) -> RuleRefused | None:
        """Why it can do nothing in this cart, or None where it can.

        A rule with several actions does those that are possible; one of which none is
        possible is refused.
        """
        return None

    @abstractmethod
    def discounts(self, rule: CartRule, situation: Situation) -> Iterable[Discount]:
        """What it takes off; it is only asked where it does not refuse."""
