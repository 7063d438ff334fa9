"""Cart rules as such, whatever carts have them: read, created, edited, switched off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from attrs import evolve

from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.errors.vouchers import RuleRefused
from backoffice_orders.model.events import VoucherChanged
from backoffice_orders.model.ids import CartRuleId, CustomerId
from backoffice_orders.model.pricing.actions.base import Action
from backoffice_orders.model.pricing.conditions.base import Condition
from backoffice_orders.model.subjects import SubjectType
from backoffice_orders.model.values import frozen
from backoffice_orders.services.commands.vouchers import add_rule, mark_of, replace_rule
from backoffice_orders.services.desk import Work
from backoffice_orders.services.differences import differences
from backoffice_orders.services.kept_customers import kept_customer
from backoffice_orders.services.section import Section
from backoffice_orders.services.telling import tell


@frozen
class VoucherHit:
    """A cart rule found. ``refusal`` says why it would not apply to the cart, None if it would.

    ``mark`` is another one as soon as anything of the rule is changed; see ``Vouchers.edit``.
    """

    rule: CartRule
    granted: bool = False
    refusal: RuleRefused | None = None

    @property
    def mark(self) -> str:
        """What the rule is recognized by."""
        return mark_of(self.rule)


class VoucherRules(Section):
    """Keep cart rules; the part of ``Vouchers`` that changes no cart."""

    def get(self, actor: Actor, rule_id: CartRuleId) -> VoucherHit:
        """One cart rule, enabled or not; ``RuleNotFound``."""
        actor.require(Permission.READ_CATALOG)
        return self._desk.read(actor, lambda work: VoucherHit(work.cart_rules.get(rule_id)))

    def create(
        self,
        actor: Actor,
        *,
        name: str,
        actions: Sequence[Action],
        conditions: Sequence[Condition] = (),
        code: str | None = None,
        description: str = "",
        priority: int = 1,
        valid_from: datetime | None = None,
        valid_until: datetime | None = None,
        customer_id: CustomerId | None = None,
        quantity: int | None = 1,
        quantity_per_customer: int | None = 1,
        combinable_with: frozenset[CartRuleId] | None = None,
        exclusive: bool = False,
        partial_use: bool = False,
        highlight: bool = False,
    ) -> CartRule:
        """Create a cart rule. ``code`` None makes one up; an empty code applies by itself.

        Raises:
            FieldMissing, RuleInvalid, AmountNegative: It could never work.
            CurrencyUnavailable: It names an amount in a currency without an exchange rate.
            CodeTaken: Another rule has the code.
            CustomerNotFound: The customer it is for does not exist.
            CustomerIsErased: The customer it is for has been erased.
            PermissionDenied: Without ``create_voucher``.
        """
        actor.require(Permission.CREATE_VOUCHER)

        def create(work: Work) -> CartRule:
            kept = None
            if customer_id is not None:
                customer = kept_customer(work, customer_id)
                customer.require_not_erased()
                kept = customer.id
            rule = CartRule(
                id=CartRuleId(work.ids.new("rule")),
                name=name,
                created_at=work.now,
                actions=tuple(actions),
                conditions=tuple(conditions),
                code=work.ids.voucher_code() if code is None else code,
                description=description,
                priority=priority,
                valid_from=valid_from,
                valid_until=valid_until,
                customer_id=kept,
                quantity=quantity,
                quantity_per_customer=quantity_per_customer,
                combinable_with=combinable_with,
                exclusive=exclusive,
                partial_use=partial_use,
                highlight=highlight,
            )
            return add_rule(work, rule)

        return self._desk.write(actor, create)

    def edit(
        self,
        actor: Actor,
        rule_id: CartRuleId,
        *,
        name: str,
        actions: Sequence[Action],
        conditions: Sequence[Condition] = (),
        code: str = "",
        description: str = "",
        priority: int = 1,
        enabled: bool = True,
        valid_from: datetime | None = None,
        valid_until: datetime | None = None,
        customer_id: CustomerId | None = None,
        quantity: int | None = None,
        quantity_per_customer: int | None = None,
        combinable_with: frozenset[CartRuleId] | None = None,
        exclusive: bool = False,
        partial_use: bool = False,
        highlight: bool = False,
        mark: str | None = None,
    ) -> CartRule:
        """Replace all that a cart rule says: it keeps its id, its age, and the uses it has had.

        Carts that have it are priced by what it says now; placed orders stay as they are.
        ``mark`` is that of the rule as it was read (``VoucherHit.mark``): then nothing that
        somebody else has changed since is overwritten.

        Raises:
            RuleNotFound: There is no such rule.
            RuleChanged: It has been changed since it was read.
            FieldMissing, RuleInvalid, AmountNegative, CurrencyUnavailable, CodeTaken: As
                ``create``.
            CustomerNotFound: The customer it is for does not exist.
            PermissionDenied: Without ``create_voucher``.
        """
        actor.require(Permission.CREATE_VOUCHER)

        def save(work: Work) -> CartRule:
            rule = CartRule(
                id=rule_id,
                name=name,
                created_at=work.cart_rules.get(rule_id).created_at,
                actions=tuple(actions),
                conditions=tuple(conditions),
                code=code,
                description=description,
                priority=priority,
                enabled=enabled,
                valid_from=valid_from,
                valid_until=valid_until,
                customer_id=customer_id,
                quantity=quantity,
                quantity_per_customer=quantity_per_customer,
                combinable_with=combinable_with,
                exclusive=exclusive,
                partial_use=partial_use,
                highlight=highlight,
            )
            return replace_rule(work, rule, mark)

        return self._desk.write(actor, save)

    def set_enabled(self, actor: Actor, rule_id: CartRuleId, enabled: bool) -> CartRule:
        """Switch a cart rule on or off; ``RuleNotFound``, ``PermissionDenied``."""
        actor.require(Permission.CREATE_VOUCHER)

        def save(work: Work) -> CartRule:
            before = work.cart_rules.get(rule_id)
            rule = evolve(before, enabled=enabled)
            if rule == before:
                return before
            work.cart_rules.save(rule)
            old, new = differences(before, rule)
            work.record("voucher.set_enabled", SubjectType.VOUCHER, rule_id, old, new)
            event = VoucherChanged(rule_id, actor.id, rule.customer_id, enabled)
            tell(work, event)
            return rule

        return self._desk.write(actor, save)
