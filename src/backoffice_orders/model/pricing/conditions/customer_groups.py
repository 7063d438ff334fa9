"""The customer must be in one of some groups."""

from __future__ import annotations

from typing import ClassVar

from attrs import field

from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.errors.vouchers import RuleCustomerGroup, RuleRefused
from backoffice_orders.model.fields import IDS, asked
from backoffice_orders.model.frozen import frozen_set
from backoffice_orders.model.ids import GroupId
from backoffice_orders.model.pricing.conditions.base import Condition
from backoffice_orders.model.pricing.situation import Situation
from backoffice_orders.model.values import frozen


@frozen
class CustomerGroups(Condition):
    """The customer groups that the rule holds for."""

    kind: ClassVar[str] = "customer_groups"
    title: ClassVar[str] = "Customers of these groups"

    group_ids: frozenset[GroupId] = field(
        converter=frozen_set, validator=IDS, metadata=asked("Customer groups")
    )

    def refusal(self, rule: CartRule, situation: Situation) -> RuleRefused | None:
        """``RuleCustomerGroup`` for a customer in none of them."""
        if self.group_ids.isdisjoint(situation.book.groups_of_customer):
            return RuleCustomerGroup(rule.name)
        return None
