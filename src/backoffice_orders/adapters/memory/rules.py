"""Cart rules and their uses in memory."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from backoffice_orders.adapters.memory.search import best_first
from backoffice_orders.adapters.memory.tables import MemoryPort, Table, Tables
from backoffice_orders.adapters.transactions import writes
from backoffice_orders.model.cart_rule import CartRule, RuleUses, code_key, code_words
from backoffice_orders.model.errors.host import IdTaken
from backoffice_orders.model.errors.vouchers import (
    CodeTaken,
    RuleNotFound,
    RuleUsedUp,
    RuleUsedUpByCustomer,
)
from backoffice_orders.model.ids import CartRuleId, CustomerId, OrderId, ShopId
from backoffice_orders.model.letters import normalize
from backoffice_orders.model.page import Page, PageRequest
from backoffice_orders.model.text import best_rank, match_rank, query_text, query_words


class MemoryCartRules(MemoryPort):
    """The ``CartRules`` port."""

    def __init__(self, tables: Tables, shop_id: ShopId) -> None:
        super().__init__(tables)
        self._rules: Table[CartRule] = Table(tables, "cart_rules", shop_id)
        self._uses: Table[tuple[CartRuleId, CustomerId]] = Table(tables, "rule_uses", shop_id)

    def get(self, rule_id: CartRuleId) -> CartRule:
        rule = self._rules.get(rule_id)
        if rule is None:
            raise RuleNotFound(rule_id)
        return rule

    def by_code(self, code: str) -> CartRule:
        rule = self._with_code(code)
        if rule is None:
            raise RuleNotFound(code)
        return rule

    def for_cart(
        self, granted: Collection[CartRuleId], customer_id: CustomerId | None, at: datetime
    ) -> tuple[CartRule, ...]:
        return tuple(
            rule
            for rule in self._rules.values()
            if rule.id in granted or (rule.offers_itself(customer_id, at) and self._left(rule))
        )

    def _left(self, rule: CartRule) -> bool:
        """Whether it has uses left."""
        return rule.quantity is None or self._counted(rule.id, None).total < rule.quantity

    def of_customer(self, customer_id: CustomerId) -> tuple[CartRule, ...]:
        return tuple(rule for rule in self._rules.values() if rule.customer_id == customer_id)

    def search(self, text: str, page: PageRequest) -> Page[CartRule]:
        query = query_words(text)
        code = code_words(query_text(text)) if query else ()

        def rank(rule: CartRule) -> int | None:
            by_words = match_rank(query, rule.search_words)
            return best_rank(by_words, match_rank(code, rule.search_words) if code else None)

        return best_first(
            ((rank(rule), normalize(rule.name), rule.id, rule) for rule in self._rules.values()),
            page,
        )

    @writes
    def add(self, rule: CartRule) -> CartRule:
        if self._rules.get(rule.id) is not None:
            raise IdTaken("cart rule", rule.id)
        self._require_free_code(rule)
        self._rules.put(rule.id, rule)
        return rule

    @writes
    def save(self, rule: CartRule) -> None:
        self.get(rule.id)
        self._require_free_code(rule)
        self._rules.put(rule.id, rule)

    @writes
    def remove(self, rule_id: CartRuleId) -> bool:
        if self._rules.get(rule_id) is None or self._counted(rule_id, None).total:
            return False
        self._rules.remove(rule_id)
        return True

    def uses(
        self, rule_ids: Collection[CartRuleId], customer_id: CustomerId | None
    ) -> Mapping[CartRuleId, RuleUses]:
        counts = {rule_id: self._counted(rule_id, customer_id) for rule_id in rule_ids}
        return {rule_id: uses for rule_id, uses in counts.items() if uses.total}

    @writes
    def use(self, rule: CartRule, customer_id: CustomerId, order_id: OrderId) -> None:
        self.get(rule.id)
        key = (order_id, rule.id)
        if self._uses.get(key) is not None:
            return
        self.get(rule.id)
        used = self._counted(rule.id, customer_id)
        if rule.quantity is not None and used.total >= rule.quantity:
            raise RuleUsedUp(rule.name, rule.quantity)
        limit = rule.quantity_per_customer
        if limit is not None and used.by_customer >= limit:
            raise RuleUsedUpByCustomer(rule.name, limit)
        self._uses.put(key, (rule.id, customer_id))

    @writes
    def count_for(self, order_ids: Collection[OrderId], customer_id: CustomerId) -> None:
        for key, (rule_id, _) in self._uses.items():
            if key[0] in order_ids:
                self._uses.put(key, (rule_id, customer_id))

    @writes
    def give_back(self, order_id: OrderId, keep: Collection[CartRuleId] = ()) -> None:
        for key, (rule_id, _) in self._uses.items():
            if key[0] == order_id and rule_id not in keep:
                self._uses.remove(key)

    def _counted(self, rule_id: CartRuleId, customer_id: CustomerId | None) -> RuleUses:
        customers = [customer for used, customer in self._uses.values() if used == rule_id]
        return RuleUses(len(customers), customers.count(customer_id) if customer_id else 0)

    def _with_code(self, code: str) -> CartRule | None:
        wanted = code_key(code)
        return next(
            (rule for rule in self._rules.values() if rule.code and code_key(rule.code) == wanted),
            None,
        )

    def _require_free_code(self, rule: CartRule) -> None:
        other = self._with_code(rule.code) if rule.code else None
        if other is not None and other.id != rule.id:
            raise CodeTaken(rule.code)
