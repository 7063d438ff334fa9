"""The port of cart rules, as a back office that knows some kinds of rules sees it.

Stores keep rules whatever they are made of; which of them can be evaluated is this office's matter.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from attrs import evolve

from backoffice_orders.model.cart_rule import CartRule, RuleUses
from backoffice_orders.model.ids import CartRuleId, CustomerId, OrderId
from backoffice_orders.model.page import Page, PageRequest
from backoffice_orders.model.values import frozen
from backoffice_orders.ports.cart_rules import CartRules
from backoffice_orders.serialization.rules import KnownRules


@frozen(eq=False)
class KnownCartRules(CartRules):
    """The port of cart rules; saving one of a kind that is not known raises ``RuleInvalid``.

    ``orders`` is what the ids of orders begin with there: see ``shop_marks.mark_of``.
    """

    _port: CartRules
    _known: KnownRules
    _orders: str = ""

    def get(self, rule_id: CartRuleId) -> CartRule:
        """As the port says."""
        return self._known.rule(self._port.get(rule_id))

    def by_code(self, code: str) -> CartRule:
        """As the port says."""
        return self._known.rule(self._port.by_code(code))

    def for_cart(
        self, granted: Collection[CartRuleId], customer_id: CustomerId | None, at: datetime
    ) -> tuple[CartRule, ...]:
        """As the port says."""
        return self._known.rules(self._port.for_cart(granted, customer_id, at))

    def of_customer(self, customer_id: CustomerId) -> tuple[CartRule, ...]:
        """As the port says."""
        return self._known.rules(self._port.of_customer(customer_id))

    def search(self, text: str, page: PageRequest) -> Page[CartRule]:
        """As the port says."""
        found = self._port.search(text, page)
        return evolve(found, items=self._known.rules(found.items))

    def add(self, rule: CartRule) -> CartRule:
        """As the port says."""
        self._known.kinds.require(rule)
        return self._known.rule(self._port.add(rule))

    def save(self, rule: CartRule) -> None:
        """As the port says."""
        self._known.kinds.require(rule)
        self._port.save(rule)

    def remove(self, rule_id: CartRuleId) -> bool:
        """As the port says."""
        return self._port.remove(rule_id)

    def uses(
        self, rule_ids: Collection[CartRuleId], customer_id: CustomerId | None
    ) -> Mapping[CartRuleId, RuleUses]:
        """As the port says."""
        return self._port.uses(rule_ids, customer_id)

    def use(self, rule: CartRule, customer_id: CustomerId, order_id: OrderId) -> None:
        """As the port says."""
        self._port.use(rule, customer_id, self._marked(order_id))

    def count_for(self, order_ids: Collection[OrderId], customer_id: CustomerId) -> None:
        """As the port says."""
        self._port.count_for([self._marked(each) for each in order_ids], customer_id)

    def give_back(self, order_id: OrderId, keep: Collection[CartRuleId] = ()) -> None:
        """As the port says."""
        self._port.give_back(self._marked(order_id), keep)

    def _marked(self, order_id: OrderId) -> OrderId:
        return OrderId(f"{self._orders}{order_id}")
