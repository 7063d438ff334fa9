"""The conditions that every rule has: switched on, known, dates, uses, customer, combinability.

They are checked in the order of ``STANDING``, before the rule's own conditions.
"""

from __future__ import annotations

from collections.abc import Callable

from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.errors.vouchers import (
    RuleDisabled,
    RuleEmptyCart,
    RuleExpired,
    RuleNotCombinable,
    RuleNotStarted,
    RuleOnlyOneCode,
    RuleOtherCustomer,
    RuleRefused,
    RuleRefusedByHand,
    RulesSwitchedOff,
    RuleUsedUp,
    RuleUsedUpByCustomer,
)
from backoffice_orders.model.pricing.actions.unknown import UnknownAction
from backoffice_orders.model.pricing.conditions.unknown import UnknownCondition
from backoffice_orders.model.pricing.situation import Situation


def feature(rule: CartRule, situation: Situation) -> RuleRefused | None:
    """The shop uses cart rules."""
    return None if situation.book.settings.cart_rules_enabled else RulesSwitchedOff(rule.name)


def enabled(rule: CartRule, situation: Situation) -> RuleRefused | None:
    """The rule is switched on."""
    return None if rule.enabled else RuleDisabled(rule.name)


def wanted(rule: CartRule, situation: Situation) -> RuleRefused | None:
    """Nobody has refused it for this cart; one that has a code by now has to be granted anyway."""
    if not rule.automatic:
        return None
    for refusal in situation.cart.refused_rules:
        if refusal.rule_id == rule.id:
            return RuleRefusedByHand(rule.name, refusal.by)
    return None


def known(rule: CartRule, situation: Situation) -> RuleRefused | None:
    """This back office knows all that the rule asks for, and all that it does."""
    for part in (*rule.conditions, *rule.actions):
        if isinstance(part, UnknownCondition | UnknownAction):
            return part.refusal(rule, situation)
    return None


def dates(rule: CartRule, situation: Situation) -> RuleRefused | None:
    """The moment is within the rule's dates."""
    moment = situation.book.moment_of(rule)
    if rule.valid_from is not None and moment < rule.valid_from:
        return RuleNotStarted(rule.name, rule.valid_from)
    if rule.valid_until is not None and moment >= rule.valid_until:
        return RuleExpired(rule.name, rule.valid_until)
    return None


def uses(rule: CartRule, situation: Situation) -> RuleRefused | None:
    """There are uses left, in all and for this customer."""
    used = situation.book.rule_uses.get(rule.id)
    total, by_customer = (used.total, used.by_customer) if used is not None else (0, 0)
    if rule.quantity is not None and total >= rule.quantity:
        return RuleUsedUp(rule.name, rule.quantity)
    limit = rule.quantity_per_customer
    if limit is not None and by_customer >= limit:
        return RuleUsedUpByCustomer(rule.name, limit)
    return None


def customer(rule: CartRule, situation: Situation) -> RuleRefused | None:
    """The rule is for everybody, or for this customer."""
    if rule.customer_id is None or rule.customer_id == situation.book.customer_id:
        return None
    return RuleOtherCustomer(rule.name)


def something_in_the_cart(rule: CartRule, situation: Situation) -> RuleRefused | None:
    """There is something to discount."""
    return None if situation.goods else RuleEmptyCart(rule.name)


def combinability(rule: CartRule, situation: Situation) -> RuleRefused | None:
    """The rules applied before it allow it, and it allows them."""
    for other in situation.applied:
        refusal = not_beside(rule, other, situation)
        if refusal is not None:
            return refusal
    return None


def not_beside(rule: CartRule, other: CartRule, situation: Situation) -> RuleRefused | None:
    """Why a rule cannot apply beside another one, whatever is in the cart."""
    if rule.exclusive or other.exclusive:
        return RuleNotCombinable(rule.name, other.name)
    if rule.code and other.code and not situation.book.settings.multiple_codes_allowed:
        return RuleOnlyOneCode(rule.name, other.name)
    if not (_goes_with(rule, other) and _goes_with(other, rule)):
        return RuleNotCombinable(rule.name, other.name)
    return None


def _goes_with(rule: CartRule, other: CartRule) -> bool:
    """Whether a rule names another one, or the voucher that this is what is left of."""
    named = rule.combinable_with
    return named is None or other.id in named or other.part_of in named


STANDING: tuple[Callable[[CartRule, Situation], RuleRefused | None], ...] = (
    feature,
    enabled,
    wanted,
    known,
    dates,
    uses,
    customer,
    something_in_the_cart,
    combinability,
)
