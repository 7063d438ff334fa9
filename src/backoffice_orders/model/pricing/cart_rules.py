"""Cart rules: which of them hold, in which order, and what each takes off."""

from __future__ import annotations

from typing import NamedTuple

from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.errors.vouchers import RuleRefused
from backoffice_orders.model.pricing.actions.base import Action
from backoffice_orders.model.pricing.conditions.standing import STANDING
from backoffice_orders.model.pricing.discounting import Discounting
from backoffice_orders.model.pricing.situation import Situation


class Applied(NamedTuple):
    """What each applied rule took off, and why granted ones that do not hold were left out."""

    discountings: list[Discounting]
    refused: list[tuple[CartRule, RuleRefused]]
    looked_at_delivery: bool


def apply_rules(situation: Situation) -> Applied:
    """Run the granted rules and those that apply by themselves, by priority and then age.

    A rule that is refused changes nothing. ``looked_at_delivery`` tells whether any of the
    candidates depends on who delivers, or for how much.
    """
    applied = Applied([], [], False)
    if not situation.book.cart_rules:
        return applied
    granted = set(situation.cart.rule_ids)
    candidates = [
        rule for rule in situation.book.cart_rules if rule.automatic or rule.id in granted
    ]
    candidates.sort(key=lambda each: each.sort_key)
    for rule in candidates:
        refusal = refusal_of(rule, situation)
        if refusal is not None:
            if rule.id in granted:
                applied.refused.append((rule, refusal))
            continue
        discounting = Discounting(rule, situation)
        for action in _possible(rule, situation):
            action.apply(rule, situation, discounting)
        situation.applied.append(rule)
        applied.discountings.append(discounting)
    looked = any(
        condition.looks_at_delivery for rule in candidates for condition in rule.conditions
    )
    return applied._replace(looked_at_delivery=looked)


def refusal_of(rule: CartRule, situation: Situation) -> RuleRefused | None:
    """The first condition of the rule that does not hold, or None."""
    for standing in STANDING:
        refusal = standing(rule, situation)
        if refusal is not None:
            return refusal
    for condition in rule.conditions:
        refusal = condition.refusal(rule, situation)
        if refusal is not None:
            return refusal
    if _possible(rule, situation):
        return None
    return rule.actions[0].refusal(rule, situation)


def _possible(rule: CartRule, situation: Situation) -> list[Action]:
    """The actions that can do something; a rule with one of them at least applies."""
    return [action for action in rule.actions if action.refusal(rule, situation) is None]
