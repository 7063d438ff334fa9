"""What is done with a cart's vouchers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import ClassVar

from attrs import evolve, field

from backoffice_orders.model.actor import Permission, is_customer
from backoffice_orders.model.cart import Cart, RuleRefusal
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.entering import require_entered
from backoffice_orders.model.errors.vouchers import (
    RuleAlreadyApplied,
    RuleChanged,
    RuleInvalid,
    RuleNotAutomatic,
    RuleNotFound,
    RuleTakesNothing,
)
from backoffice_orders.model.events import VoucherChanged
from backoffice_orders.model.ids import CartRuleId
from backoffice_orders.model.pricing.actions.base import Action
from backoffice_orders.model.pricing.conditions.base import Condition
from backoffice_orders.model.pricing.price import why_refused
from backoffice_orders.model.reasons import IN_THE_FUTURE
from backoffice_orders.model.subjects import SubjectType
from backoffice_orders.model.values import frozen
from backoffice_orders.serialization import to_plain
from backoffice_orders.services.command import Command
from backoffice_orders.services.desk import Work
from backoffice_orders.services.kept_customers import kept_customer
from backoffice_orders.services.price_book import load
from backoffice_orders.services.rates import require_rates
from backoffice_orders.services.telling import tell, tell_voucher


@frozen
class GrantRule(Command):
    """Grant a cart rule to the cart; see ``Vouchers.grant``."""

    action: ClassVar[str] = "vouchers.grant"
    permissions: ClassVar[tuple[Permission, ...]] = (Permission.GRANT_VOUCHER,)

    rule_id: CartRuleId

    def apply(self, work: Work, cart: Cart) -> Cart:
        """With the rule."""
        return granted(work, cart, work.cart_rules.get(self.rule_id))


@frozen
class GrantCode(Command):
    """Grant the cart rule with this code, however it is typed."""

    action: ClassVar[str] = "vouchers.grant"
    permissions: ClassVar[tuple[Permission, ...]] = (Permission.GRANT_VOUCHER,)

    code: str

    def apply(self, work: Work, cart: Cart) -> Cart:
        """With the code's rule.

        To a customer another one's voucher is none: its name, and what it is for, may tell of them.
        """
        if not self.code.strip():
            raise RuleNotFound(self.code)
        rule = work.cart_rules.by_code(self.code)
        if is_customer(work.actor.id) and rule.customer_id not in (None, cart.customer_id):
            raise RuleNotFound(self.code)
        return granted(work, cart, rule)


@frozen
class TakeRuleAway(Command):
    """Take a granted rule away."""

    action: ClassVar[str] = "vouchers.take_away"

    rule_id: CartRuleId

    def apply(self, work: Work, cart: Cart) -> Cart:
        """Without the rule."""
        return cart.without_rule(self.rule_id)


@frozen
class RefuseRule(Command):
    """Let a rule that applies by itself not apply to this cart; see ``Vouchers.refuse``."""

    action: ClassVar[str] = "vouchers.refuse"

    rule_id: CartRuleId
    reason: str

    def apply(self, work: Work, cart: Cart) -> Cart:
        """Without the rule, whether or not it would hold."""
        rule = work.cart_rules.get(self.rule_id)
        if not rule.automatic:
            raise RuleNotAutomatic(rule.name)
        refusal = RuleRefusal(rule.id, rule.name, self.reason, work.actor.id, work.now)
        return cart.with_refusal(refusal)


@frozen
class AllowRuleAgain(Command):
    """Let a refused rule apply again where it holds."""

    action: ClassVar[str] = "vouchers.allow_again"

    rule_id: CartRuleId

    def apply(self, work: Work, cart: Cart) -> Cart:
        """Without the refusal."""
        return cart.without_refusal(self.rule_id)


@frozen
class CreateAndGrantRule(Command):
    """Create a voucher for the cart's customer and grant it; ``Vouchers.create_and_grant``."""

    action: ClassVar[str] = "vouchers.grant"
    permissions: ClassVar[tuple[Permission, ...]] = (
        Permission.CREATE_VOUCHER,
        Permission.GRANT_VOUCHER,
    )

    name: str
    actions: Sequence[Action] = field(hash=False)
    conditions: Sequence[Condition] = field(default=(), hash=False)
    code: str | None = None
    description: str = ""
    priority: int = 1
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    for_everybody: bool = False
    quantity: int | None = 1
    quantity_per_customer: int | None = 1
    combinable_with: frozenset[CartRuleId] | None = None
    exclusive: bool = False
    partial_use: bool = False
    highlight: bool = False

    def apply(self, work: Work, cart: Cart) -> Cart:
        """With the new rule."""
        rule = CartRule(
            id=CartRuleId(work.ids.new("rule")),
            name=self.name,
            created_at=work.now,
            actions=tuple(self.actions),
            conditions=tuple(self.conditions),
            code=(self.code or "").strip() or work.ids.voucher_code(),
            description=self.description,
            priority=self.priority,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            customer_id=None if self.for_everybody else cart.customer_id,
            quantity=self.quantity,
            quantity_per_customer=self.quantity_per_customer,
            combinable_with=self.combinable_with,
            exclusive=self.exclusive,
            partial_use=self.partial_use,
            highlight=self.highlight,
        )
        return granted(work, cart, add_rule(work, rule))


def add_rule(work: Work, rule: CartRule) -> CartRule:
    """Store a rule that an employee has made, once it is checked; raises as ``create``."""
    if rule.valid_until is not None and rule.valid_until <= work.now:
        raise RuleInvalid("valid_until", IN_THE_FUTURE())
    require_rates(work, rule)
    require_entered(rule)
    stored = work.cart_rules.add(rule)
    work.record("voucher.create", SubjectType.VOUCHER, stored.id, {}, to_plain(stored))
    tell_voucher(work, stored)
    return stored


def replace_rule(work: Work, rule: CartRule, mark: str | None) -> CartRule:
    """Store a rule in place of what it was, once it is checked; raises as ``Vouchers.edit``."""
    before = work.cart_rules.get(rule.id)
    if mark is not None and mark != mark_of(before):
        raise RuleChanged(before.name)
    if rule.customer_id is not None and rule.customer_id != before.customer_id:
        rule = evolve(rule, customer_id=kept_customer(work, rule.customer_id).id)
    if rule == before:
        return before
    require_rates(work, rule)
    require_entered(rule)
    work.cart_rules.save(rule)
    work.record("voucher.edit", SubjectType.VOUCHER, rule.id, to_plain(before), to_plain(rule))
    tell(work, VoucherChanged(rule.id, work.actor.id, rule.customer_id, rule.enabled))
    return rule


def mark_of(rule: CartRule) -> str:
    """What a rule is recognized by: another one as soon as anything of it is changed."""
    written = json.dumps(to_plain(rule), sort_keys=True)
    return sha256(written.encode()).hexdigest()[:16]


def granted(work: Work, cart: Cart, rule: CartRule) -> Cart:
    """The cart with the rule, if all of its conditions hold; raises as ``Vouchers.grant``.

    A rule that would take nothing off now waits in the cart for something to take off.
    """
    if rule.id in cart.rule_ids:
        raise RuleAlreadyApplied(rule.name)
    book = load(work, [cart], more_rules=[rule]).book(cart)
    if rule.automatic and rule.enabled:
        others = evolve(book, cart_rules=tuple(r for r in book.cart_rules if r.id != rule.id))
        refusal = why_refused(rule, cart, others)
        raise refusal if refusal is not None else RuleAlreadyApplied(rule.name)
    refusal = why_refused(rule, cart, book)
    if refusal is not None and not isinstance(refusal, RuleTakesNothing):
        raise refusal
    return cart.with_rule(rule.id)
