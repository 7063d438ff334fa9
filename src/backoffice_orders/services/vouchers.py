"""Section 4, Vouchers: search, grant, take away, create on the spot."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from attrs import evolve

from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.ids import CartId, CartRuleId, CustomerId
from backoffice_orders.model.page import LARGEST_PAGE, Page, PageRequest
from backoffice_orders.model.pricing.actions.base import Action
from backoffice_orders.model.pricing.conditions.base import Condition
from backoffice_orders.model.pricing.price import why_refused
from backoffice_orders.model.pricing.what_if import WhatIf, what_if
from backoffice_orders.services.commands.vouchers import (
    AllowRuleAgain,
    CreateAndGrantRule,
    GrantCode,
    GrantRule,
    RefuseRule,
    TakeRuleAway,
)
from backoffice_orders.services.desk import Work
from backoffice_orders.services.editing import run_as_seen
from backoffice_orders.services.kept_customers import kept_customer
from backoffice_orders.services.price_book import load
from backoffice_orders.services.product_search import require_reading
from backoffice_orders.services.view import CartView
from backoffice_orders.services.voucher_rules import VoucherHit, VoucherRules


class Vouchers(VoucherRules):
    """Search cart rules, and grant them to carts."""

    def search(
        self,
        actor: Actor,
        text: str,
        *,
        cart_id: CartId | None = None,
        page: int = 1,
        size: int = 20,
    ) -> Page[VoucherHit]:
        """Cart rules by the first letters of their name or code; ``CartNotFound``.

        With a cart, every hit says whether it is granted or would be refused, and why. Needs
        ``read_catalog``, and ``read_cart`` with a cart.
        """
        require_reading(actor, cart_id)
        request = PageRequest(page, size)

        def look(work: Work) -> Page[VoucherHit]:
            found = work.cart_rules.search(text, request)
            if cart_id is None:
                hits = tuple(VoucherHit(rule) for rule in found.items)
                return Page(hits, found.number, found.more)
            cart = work.carts.get(cart_id)
            book = load(work, [cart], more_rules=found.items).book(cart)
            hits = tuple(
                VoucherHit(
                    rule,
                    rule.id in cart.rule_ids,
                    None if rule.id in cart.rule_ids else why_refused(rule, cart, book),
                )
                for rule in found.items
            )
            return Page(hits, found.number, found.more)

        return self._desk.read(actor, look)

    def of_customer(self, actor: Actor, customer_id: CustomerId) -> tuple[CartRule, ...]:
        """The vouchers that are for this customer alone, used up or not; ``CustomerNotFound``."""
        actor.require(Permission.READ_CUSTOMER)
        actor.require(Permission.READ_CATALOG)

        def look(work: Work) -> tuple[CartRule, ...]:
            return work.cart_rules.of_customer(kept_customer(work, customer_id).id)

        return self._desk.read(actor, look)

    def what_if(
        self,
        actor: Actor,
        cart_id: CartId,
        rule_ids: Sequence[CartRuleId] | None = None,
        *,
        text: str = "",
    ) -> WhatIf:
        """Try vouchers without granting them: the best single ones, the best combination.

        Args:
            actor: Who asks.
            cart_id: For which cart.
            rule_ids: Which vouchers; None tries those that ``search`` finds for ``text``.
            text: First letters of the vouchers' names or codes; empty for all.

        Raises:
            CartNotFound, RuleNotFound: As they say.
        """
        actor.require(Permission.READ_CART)

        def look(work: Work) -> WhatIf:
            cart = work.carts.get(cart_id)
            more = False
            if rule_ids is None:
                found = work.cart_rules.search(text, PageRequest(1, LARGEST_PAGE))
                rules, more = tuple(rule for rule in found if rule.code), found.more
            else:
                rules = tuple(work.cart_rules.get(rule_id) for rule_id in rule_ids)
            book = load(work, [cart], more_rules=rules).book(cart)
            tried = what_if(cart, book, rules)
            return evolve(tried, complete=tried.complete and not more)

        return self._desk.read(actor, look)

    def grant(
        self, actor: Actor, cart_id: CartId, rule_id: CartRuleId, *, version: int | None = None
    ) -> CartView:
        """Grant a cart rule to the cart.

        One that holds but has nothing to take off (everything is free already) is granted too;
        the summary names it among the refused ones, and placing the order does not use it up.

        Raises:
            RuleNotFound: There is no such rule.
            RuleAlreadyApplied: The cart has it, or it applies by itself.
            RuleRefused: One of its conditions fails; the subclass says which, and by how much.
            PermissionDenied: Without ``grant_voucher``.
        """
        return run_as_seen(self._desk, actor, cart_id, version, GrantRule(rule_id))

    def grant_code(
        self, actor: Actor, cart_id: CartId, code: str, *, version: int | None = None
    ) -> CartView:
        """Grant the cart rule with this code, however it is typed; raises as ``grant``."""
        return run_as_seen(self._desk, actor, cart_id, version, GrantCode(code))

    def take_away(
        self, actor: Actor, cart_id: CartId, rule_id: CartRuleId, *, version: int | None = None
    ) -> CartView:
        """Take a granted rule away; ``RuleNotGranted``."""
        return run_as_seen(self._desk, actor, cart_id, version, TakeRuleAway(rule_id))

    def refuse(
        self,
        actor: Actor,
        cart_id: CartId,
        rule_id: CartRuleId,
        reason: str,
        *,
        version: int | None = None,
    ) -> CartView:
        """Let a rule that applies by itself not apply to this cart, whether or not it would hold.

        The summary names it among the refused ones, with who refused it. Refused again, it has
        the latest reason.

        Raises:
            RuleNotFound: There is no such rule.
            RuleNotAutomatic: It has a code: ``take_away`` removes it.
            FieldMissing, FieldTooLong, FieldInvalid: The reason.
        """
        return run_as_seen(self._desk, actor, cart_id, version, RefuseRule(rule_id, reason))

    def allow_again(
        self, actor: Actor, cart_id: CartId, rule_id: CartRuleId, *, version: int | None = None
    ) -> CartView:
        """Let a refused rule apply again where it holds; ``RuleNotRefused``."""
        return run_as_seen(self._desk, actor, cart_id, version, AllowRuleAgain(rule_id))

    def create_and_grant(
        self,
        actor: Actor,
        cart_id: CartId,
        *,
        name: str,
        actions: Sequence[Action],
        conditions: Sequence[Condition] = (),
        code: str | None = None,
        description: str = "",
        priority: int = 1,
        valid_from: datetime | None = None,
        valid_until: datetime | None = None,
        for_everybody: bool = False,
        quantity: int | None = 1,
        quantity_per_customer: int | None = 1,
        combinable_with: frozenset[CartRuleId] | None = None,
        exclusive: bool = False,
        partial_use: bool = False,
        highlight: bool = False,
        version: int | None = None,
    ) -> CartView:
        """Create a voucher for this cart's customer, for one use, and grant it at once.

        If it is refused, it is not created either. ``for_everybody``: other customers may use it.

        Raises:
            All that ``create`` and ``grant`` raise.
        """
        command = CreateAndGrantRule(
            name,
            actions,
            conditions,
            code,
            description,
            priority,
            valid_from,
            valid_until,
            for_everybody,
            quantity,
            quantity_per_customer,
            combinable_with,
            exclusive,
            partial_use,
            highlight,
        )
        return run_as_seen(self._desk, actor, cart_id, version, command)
