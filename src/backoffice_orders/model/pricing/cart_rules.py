"""Cart rules: which of them hold, in which order, and what each takes off."""

from __future__ import annotations

from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.errors.vouchers import RuleRefused
from backoffice_orders.model.pricing.conditions.gift_available import gift_available
from backoffice_orders.model.pricing.conditions.standing import STANDING
from backoffice_orders.model.pricing.discounting import Discounting
from backoffice_orders.model.pricing.situation import Situation


def apply_rules(
    situation: Situation,
) -> tuple[list[Discounting], list[tuple[CartRule, RuleRefused]]]:
    """Run the granted rules and those that apply by themselves, by priority and then age.

    Returns what each applied rule took off, and why the *granted* ones that do not hold were
    left out. A rule that is refused changes nothing.
    """
    applied: list[Discounting] = []
    refused: list[tuple[CartRule, RuleRefused]] = []
    granted = set(situation.cart.rule_ids)
    candidates = (
        rule for rule in situation.book.cart_rules if rule.automatic or rule.id in granted
    )
    for rule in sorted(candidates, key=lambda each: each.sort_key):
        refusal = refusal_of(rule, situation)
        if refusal is not None:
            if rule.id in granted:
                refused.append((rule, refusal))
            continue
        discounting = Discounting(rule, situation)
        for action in rule.actions:
            action.apply(rule, situation, discounting)
        situation.applied.append(rule)
        applied.append(discounting)
    return applied, refused


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
    return gift_available(rule, situation)
