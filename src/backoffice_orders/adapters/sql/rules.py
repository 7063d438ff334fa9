"""Cart rules and their uses in SQL."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Select, Table, bindparam, delete, not_, select, text, union_all, update
from sqlalchemy.exc import IntegrityError

from backoffice_orders.adapters.sql.catalog import SqlCatalog, products_and_prices
from backoffice_orders.adapters.sql.dialects.base import Dialect
from backoffice_orders.adapters.sql.documents import written
from backoffice_orders.adapters.sql.priced_with import A_RULE, by_kind, part
from backoffice_orders.adapters.sql.rows import mine
from backoffice_orders.adapters.sql.schema import OFFERS_ITSELF, Schema, ends_at, starts_at
from backoffice_orders.adapters.sql.search_index import FoundBy, SearchedRows, SearchIndex
from backoffice_orders.adapters.sql.search_plan import CART_RULES, Wanted
from backoffice_orders.adapters.sql.session import Session
from backoffice_orders.adapters.sql.statements import Values, insert_into, one_of, prepared
from backoffice_orders.adapters.sql.stock import SqlStock, levels_and_held
from backoffice_orders.adapters.transactions import writes
from backoffice_orders.model.cart_rule import CartRule, RuleUses, code_key, code_words
from backoffice_orders.model.errors.host import StorageBusy
from backoffice_orders.model.errors.vouchers import (
    CodeTaken,
    RuleNotFound,
    RuleUsedUp,
    RuleUsedUpByCustomer,
)
from backoffice_orders.model.ids import CartRuleId, CustomerId, OrderId, ShopId
from backoffice_orders.model.letters import normalize
from backoffice_orders.model.page import Page, PageRequest
from backoffice_orders.model.text import query_text, query_words

# Whom a rule applies to by itself that is for no customer alone.
EVERYBODY = ""


class SqlCartRules(SearchedRows):
    """The ``CartRules`` port."""

    def __init__(
        self, session: Session, shop_id: ShopId, catalog: SqlCatalog, stock: SqlStock
    ) -> None:
        super().__init__(session, shop_id)
        self._catalog = catalog
        self._stock = stock

    @cached_property
    def _index(self) -> SearchIndex:
        return SearchIndex(self._session, self._shop_id, CART_RULES)

    def get(self, rule_id: CartRuleId) -> CartRule:
        rule = self._document(self._schema.cart_rules, CartRule, id=rule_id)
        if rule is None:
            raise RuleNotFound(rule_id)
        return rule

    def by_code(self, code: str) -> CartRule:
        key = code_key(code)
        rule = self._document(self._schema.cart_rules, CartRule, code_key=key) if key else None
        if rule is None:
            raise RuleNotFound(code)
        return rule

    def for_cart(
        self, granted: Collection[CartRuleId], customer_id: CustomerId | None, at: datetime
    ) -> tuple[CartRule, ...]:
        topic = self._topic(self._schema.cart_rules)
        key = (frozenset(granted), customer_id, at)
        return self._seen.get(topic, key, lambda: self._for_cart(granted, customer_id, at))

    def _for_cart(
        self, granted: Collection[CartRuleId], customer_id: CustomerId | None, at: datetime
    ) -> tuple[CartRule, ...]:
        values = self._of(ids=sorted(granted), whose=[EVERYBODY, customer_id or EVERYBODY], at=at)
        unused = self._seen.known(self._topic(self._schema.rule_uses))
        found: dict[str, str] = {}
        for _, id_, used, _, document in self._rows(values):
            found[id_] = document
            if not used:
                unused[id_] = True
        return self._values(self._schema.cart_rules, CartRule, sorted(found.items()))

    def _rows(self, values: Values) -> Sequence[Any]:
        """The rows of rules.

        The products in the cart that was read last, and in what is to be put there, are read
        along with them, and their stock: they are needed next.
        """
        cart, self._session.unpriced = self._session.unpriced, None
        if cart is None or not cart.lines:
            return self._session.rows(_granted_or_automatic(self._schema, self._dialect), values)
        ids, reference = sorted({*cart.product_ids(), *self._catalog.seen()}), cart.id
        values = {**values, **self._catalog.values(ids), **self._stock.values(ids, reference)}
        rows = by_kind(self._session.rows(_priced_with(self._schema, self._dialect), values))
        self._catalog.note(ids, rows)
        self._stock.note(ids, reference, rows)
        return rows[A_RULE]

    def of_customer(self, customer_id: CustomerId) -> tuple[CartRule, ...]:
        self._session.write_waiting()
        table = self._schema.cart_rules
        mine = self._mine(table, customer_id=customer_id)
        query = select(table.c.id, table.c.document).where(mine).order_by(table.c.id)
        return self._values(table, CartRule, self._session.all(query))

    def search(self, text: str, page: PageRequest) -> Page[CartRule]:
        query = query_words(text)
        code = code_words(query_text(text)) if query else ()
        wanted = [Wanted(CART_RULES, each) for each in dict.fromkeys((query, code))]
        return self._search(self._schema.cart_rules, CartRule, wanted, page)

    @writes
    def add(self, rule: CartRule) -> CartRule:
        row = {"id": rule.id, "used": 0, **_columns(rule)}
        if not self._insert_new(self._schema.cart_rules, row):
            self._require_new("cart rule", self._schema.cart_rules, rule.id)
            raise CodeTaken(rule.code)
        self._changed(self._schema.cart_rules, self._schema.rule_uses)
        self._index.put(_found_by(rule))
        return rule

    @writes
    def save(self, rule: CartRule) -> None:
        self.get(rule.id)
        self._require_free_code(rule)
        self._changed(self._schema.cart_rules, self._schema.rule_uses)
        try:
            self._rewrite(self._schema.cart_rules, _columns(rule), id=rule.id)
        except IntegrityError as error:
            raise StorageBusy("another rule's code is being written") from error
        self._index.put(_found_by(rule))

    @writes
    def remove(self, rule_id: CartRuleId) -> bool:
        rule = self._document(self._schema.cart_rules, CartRule, id=rule_id)
        self._changed(self._schema.cart_rules, self._schema.rule_uses)
        removed = self._session.change(
            _remove_unused(self._schema.cart_rules), self._of(id=rule_id)
        )
        if rule is None or not removed:
            return False
        self._index.remove(rule_id)
        self._remove(self._schema.rule_customers, rule_id=rule_id)
        return True

    def _require_free_code(self, rule: CartRule) -> None:
        if not rule.code:
            return
        table = self._schema.cart_rules
        query = select(table.c.id).where(self._mine(table, code_key=code_key(rule.code)))
        if any(other != rule.id for other in self._session.values(query)):
            raise CodeTaken(rule.code)

    def uses(
        self, rule_ids: Collection[CartRuleId], customer_id: CustomerId | None
    ) -> Mapping[CartRuleId, RuleUses]:
        rules, by = self._schema.cart_rules, self._schema.rule_customers
        found: dict[CartRuleId, RuleUses] = {}
        unused = self._seen.known(self._topic(self._schema.rule_uses))
        wanted = sorted(set(rule_ids) - unused.keys())
        if wanted:
            query = _uses(rules, by, self._dialect)
            values = self._of(ids=wanted, customer_id=customer_id)
            for rule_id, total, by_customer in self._session.rows(query, values):
                found[CartRuleId(rule_id)] = RuleUses(total, by_customer or 0)
        return found

    @writes
    def use(self, rule: CartRule, customer_id: CustomerId, order_id: OrderId) -> None:
        self._changed(self._schema.cart_rules, self._schema.rule_uses)
        with self._session.savepoint():
            use = {"order_id": order_id, "rule_id": rule.id, "customer_id": customer_id}
            if self._insert_new(self._schema.rule_uses, use):
                self._count(rule)
                self._count_customer(rule, customer_id)

    def _count(self, rule: CartRule) -> None:
        values, limit = self._of(id=rule.id), rule.quantity
        if limit is not None:
            values["limit"] = limit
        if not self._session.change(_count(self._schema.cart_rules, limit is not None), values):
            self.get(rule.id)
            raise RuleUsedUp(rule.name, limit or 0)

    def _count_customer(self, rule: CartRule, customer_id: CustomerId) -> None:
        values: dict[str, Any] = {
            "shop_id": self._shop_id,
            "rule_id": rule.id,
            "customer_id": customer_id,
            "used": 1,
        }
        limit = rule.quantity_per_customer
        if limit is not None:
            values["limit"] = limit
        count = _count_customer(self._schema.rule_customers, self._dialect, limit is not None)
        if self._session.value(count, values) is None:
            raise RuleUsedUpByCustomer(rule.name, limit or 0)

    @writes
    def count_for(self, order_ids: Collection[OrderId], customer_id: CustomerId) -> None:
        uses, by = self._schema.rule_uses, self._schema.rule_customers
        self._changed(self._schema.cart_rules, uses)
        move = _uses_of_others(uses, self._dialect)
        wanted = self._of(ids=sorted(set(order_ids)), customer_id=customer_id)
        moved = sorted(tuple(map(str, row)) for row in self._session.rows(move, wanted))
        count_back = _count_back(by, "rule_id", "customer_id")
        count = _count_customer(by, self._dialect, limited=False)
        for order_id, rule_id, before in moved:
            keys = self._of(order_id=order_id, rule_id=rule_id)
            self._session.change(_count_use_for(uses), {**keys, "now": customer_id})
            keys = self._of(rule_id=rule_id, customer_id=before)
            self._session.change(count_back, keys)
            now = {"shop_id": self._shop_id, "rule_id": rule_id, "customer_id": customer_id}
            self._session.value(count, {**now, "used": 1})

    @writes
    def give_back(self, order_id: OrderId, keep: Collection[CartRuleId] = ()) -> None:
        self._changed(self._schema.cart_rules, self._schema.rule_uses)
        schema = self._schema
        take_out = _take_out(schema.rule_uses, self._dialect)
        rows = self._session.rows(take_out, self._of(order_id=order_id, kept=sorted(keep)))
        # Sorted: two that give back the same rules wait for each other.
        taken = sorted((str(rule_id), str(customer_id)) for rule_id, customer_id in rows)
        self._session.change_all(
            _count_back(schema.cart_rules, "id"), [self._of(id=rule_id) for rule_id, _ in taken]
        )
        self._session.change_all(
            _count_back(schema.rule_customers, "rule_id", "customer_id"),
            [self._of(rule_id=rule_id, customer_id=customer) for rule_id, customer in taken],
        )


@prepared
def _count(rules: Table, limited: bool) -> Any:
    """One more use of a rule, of so many at most."""
    change = update(rules).where(mine(rules, "id")).values(used=rules.c.used + 1)
    return change.where(rules.c.used < bindparam("limit")) if limited else change


@prepared
def _count_customer(by: Table, dialect: Dialect, limited: bool) -> Any:
    """One more use of a rule by a customer, of so many at most."""
    return (
        insert_into(by, dialect)
        .on_conflict_do_update(
            index_elements=["shop_id", "rule_id", "customer_id"],
            set_={"used": by.c.used + 1},
            where=by.c.used < bindparam("limit") if limited else None,
        )
        .returning(by.c.used)
    )


@prepared
def _take_out(uses: Table, dialect: Dialect) -> Any:
    """Delete an order's uses but for those of some rules, and say what they were."""
    kept = one_of(uses.c.rule_id, "of_kept", dialect)
    taken = delete(uses).where(mine(uses, "order_id"), not_(kept))
    return taken.returning(uses.c.rule_id, uses.c.customer_id)


@prepared
def _uses_of_others(uses: Table, dialect: Dialect) -> Any:
    """The uses of some orders that are counted for anybody else."""
    of_these = one_of(uses.c.order_id, "of_ids", dialect)
    columns = (uses.c.order_id, uses.c.rule_id, uses.c.customer_id)
    others = uses.c.customer_id != bindparam("of_customer_id")
    return select(*columns).where(mine(uses), of_these, others)


@prepared
def _count_use_for(uses: Table) -> Any:
    """One use, counted for another customer."""
    this = mine(uses, "order_id", "rule_id")
    return update(uses).where(this).values(customer_id=bindparam("now"))


@prepared
def _remove_unused(rules: Table) -> Any:
    return delete(rules).where(mine(rules, "id"), rules.c.used == 0)


@prepared
def _count_back(table: Table, *keys: str) -> Any:
    """One use less."""
    return update(table).where(mine(table, *keys)).values(used=table.c.used - 1)


@prepared
def _granted_or_automatic(schema: Schema, dialect: Dialect) -> Any:
    return union_all(*_rules(schema.cart_rules, dialect))


@prepared
def _priced_with(schema: Schema, dialect: Dialect) -> Any:
    goods = (*products_and_prices(schema, dialect), *levels_and_held(schema, dialect))
    return union_all(*_rules(schema.cart_rules, dialect), *goods)


def _rules(rules: Table, dialect: Dialect) -> tuple[Select[Any], Select[Any]]:
    """Two questions, each with an index of its own; a rule may answer both."""
    columns = part(A_RULE, rules.c.id, rules.c.used, document=rules.c.document)
    granted = columns.where(mine(rules), one_of(rules.c.id, "of_ids", dialect))
    by_themselves = columns.where(
        mine(rules),
        one_of(rules.c.automatic_for, "of_whose", dialect),
        rules.c.ends_at > bindparam("of_at"),
        rules.c.starts_at <= bindparam("of_at"),
        text(OFFERS_ITSELF),
    )
    return granted, by_themselves


@prepared
def _uses(rules: Table, by: Table, dialect: Dialect) -> Any:
    return (
        select(rules.c.id, rules.c.used, by.c.used)
        .outerjoin(
            by,
            (by.c.shop_id == rules.c.shop_id)
            & (by.c.rule_id == rules.c.id)
            & (by.c.customer_id == bindparam("of_customer_id")),
        )
        .where(mine(rules), one_of(rules.c.id, "of_ids", dialect), rules.c.used > 0)
    )


def _found_by(rule: CartRule) -> FoundBy:
    return FoundBy(rule.id, normalize(rule.name), rule.search_words)


def _columns(rule: CartRule) -> dict[str, Any]:
    automatic_for = None
    if rule.automatic and rule.enabled:
        automatic_for = EVERYBODY if rule.customer_id is None else rule.customer_id
    return {
        "code_key": code_key(rule.code) or None,
        "automatic_for": automatic_for,
        "starts_at": starts_at(rule.valid_from),
        "ends_at": ends_at(rule.valid_until),
        "customer_id": rule.customer_id,
        "quantity": rule.quantity,
        "document": written(rule),
    }
