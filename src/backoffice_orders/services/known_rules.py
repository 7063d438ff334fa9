"""The ports that hand out rules, as a back office that knows some kinds of them sees them.

Stores keep rules whatever they are made of; which of them can be evaluated is this office's matter.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from attrs import evolve

from backoffice_orders.model.cart_rule import CartRule, RuleUses
from backoffice_orders.model.ids import CartId, CartRuleId, CustomerId, OrderId
from backoffice_orders.model.listing import OrderInfo, OrderTotals
from backoffice_orders.model.order import Order
from backoffice_orders.model.order_filter import OrderFilter
from backoffice_orders.model.page import Page, PageAfter, PageRequest
from backoffice_orders.model.values import frozen
from backoffice_orders.ports.cart_rules import CartRules
from backoffice_orders.ports.orders import Orders
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


@frozen(eq=False)
class KnownOrders(Orders):
    """The port of orders; what an order has kept of its rules is read with those that are known."""

    _port: Orders
    _known: KnownRules

    def get(self, order_id: OrderId) -> Order:
        """As the port says."""
        return self._read(self._port.get(order_id))

    def many(self, order_ids: Iterable[OrderId]) -> Mapping[OrderId, Order]:
        """As the port says."""
        return {id_: self._read(each) for id_, each in self._port.many(order_ids).items()}

    def by_reference(self, reference: str) -> Order:
        """As the port says."""
        return self._read(self._port.by_reference(reference))

    def of_cart(self, cart_id: CartId) -> Order | None:
        """As the port says."""
        order = self._port.of_cart(cart_id)
        return None if order is None else self._read(order)

    def by_idempotency_key(self, key: str) -> Order | None:
        """As the port says."""
        order = self._port.by_idempotency_key(key)
        return None if order is None else self._read(order)

    def of_customer(self, customer_id: CustomerId, page: PageAfter) -> Page[OrderInfo]:
        """As the port says."""
        return self._port.of_customer(customer_id, page)

    def totals(self, customer_id: CustomerId) -> OrderTotals:
        """As the port says."""
        return self._port.totals(customer_id)

    def search(self, wanted: OrderFilter, page: PageAfter) -> Page[OrderInfo]:
        """As the port says."""
        return self._port.search(wanted, page)

    def count(self, wanted: OrderFilter, at_most: int) -> int:
        """As the port says."""
        return self._port.count(wanted, at_most)

    def customers_owing(
        self, page: PageAfter, among: Collection[CustomerId] | None = None
    ) -> Page[CustomerId]:
        """As the port says."""
        return self._port.customers_owing(page, among)

    def next_number(self, *, gaps: bool = False) -> int:
        """As the port says."""
        return self._port.next_number(gaps=True) if gaps else self._port.next_number()

    def add(self, order: Order) -> Order:
        """As the port says."""
        return self._read(self._port.add(order))

    def save(self, order: Order) -> Order:
        """As the port says."""
        return self._read(self._port.save(order))

    def _read(self, order: Order) -> Order:
        book = self._known.book(order.book)
        return order if book is order.book else evolve(order, book=book)
