"""Cart rules: which of them hold, in which order, and what each takes off.

Every rule is decided once, on top of those decided before it, and a rule that is refused
leaves no trace: without it the others would be decided just the same.

Rules that look at the delivery are decided after those that do not, for these can change it;
rules that free it come last. Each must hold with the delivery that the rules before it have
left, and with the one that it leaves itself; and those before it must hold with that one too.
So whatever applies in the end holds with the delivery that is charged.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.errors.pricing import CurrencyUnavailable
from backoffice_orders.model.errors.vouchers import (
    RuleCurrencyUnavailable,
    RuleNotCombinable,
    RuleRefused,
    RuleTakesNothing,
)
from backoffice_orders.model.pricing.actions.base import Action
from backoffice_orders.model.pricing.conditions.base import Condition
from backoffice_orders.model.pricing.conditions.standing import STANDING
from backoffice_orders.model.pricing.discounting import Discounting
from backoffice_orders.model.pricing.shipping import Delivery, Shipment
from backoffice_orders.model.pricing.situation import Situation, State


class Applied(NamedTuple):
    """What each applied rule took off, and why the others of the candidates were left out."""

    discountings: list[Discounting]
    refused: list[tuple[CartRule, RuleRefused]]


def apply_rules(situation: Situation) -> Applied:
    """Run the granted rules and those that apply by themselves, by priority and then age."""
    if not situation.book.cart_rules:
        return Applied([], [])
    granted = set(situation.cart.rule_ids)
    candidates = [
        rule for rule in situation.book.cart_rules if rule.automatic or rule.id in granted
    ]
    candidates.sort(key=lambda each: each.sort_key)
    turns = [_turn(rule) for rule in candidates]
    if not any(turns):
        return _decide(candidates, situation)
    start = situation.state()
    by_turn = [
        [rule for rule, turn in zip(candidates, turns, strict=True) if turn == number]
        for number in range(3)
    ]
    plain = _decide(by_turn[0], situation)
    applied = _decide_by_delivery([*by_turn[1], *by_turn[2]], situation, plain)
    return applied._replace(discountings=_by_priority(applied.discountings, situation, start))


def _turn(rule: CartRule) -> int:
    """0 where the delivery does not matter to the rule, 1 for a condition, 2 to free it."""
    if any(action.looks_at_delivery for action in rule.actions):
        return 2
    return 1 if any(each.looks_at_delivery for each in rule.conditions) else 0


def attempt(rule: CartRule, situation: Situation) -> Discounting | RuleRefused:
    """Apply the rule on top of those before it, or say why not; then nothing has changed."""
    refusal = _refusal(rule, situation)
    if refusal is not None:
        return refusal
    freed = situation.delivery_freed
    discounting, impossible = _act(rule, situation)
    if not discounting.nothing:
        return discounting
    situation.delivery_freed = freed
    return impossible[0] if impossible else RuleTakesNothing(rule.name)


def _decide(rules: Sequence[CartRule], situation: Situation) -> Applied:
    applied = Applied([], [])
    for rule in rules:
        found = attempt(rule, situation)
        if isinstance(found, RuleRefused):
            applied.refused.append((rule, found))
        else:
            situation.applied.append(rule)
            applied.discountings.append(found)
    return applied


def _decide_by_delivery(
    rules: Sequence[CartRule], situation: Situation, before: Applied
) -> Applied:
    """Decide rules that look at the delivery, on top of those that do not."""
    applied = Applied([*before.discountings], [*before.refused])
    situation.delivery = _delivery(situation)
    for rule in rules:
        found = _refusal(rule, situation) or _tried(rule, situation, applied.discountings)
        if isinstance(found, RuleRefused):
            applied.refused.append((rule, found))
        else:
            situation.applied.append(rule)
            applied.discountings.append(found)
    applied.refused.sort(key=lambda each: each[0].sort_key)
    return applied


def _tried(
    rule: CartRule, situation: Situation, before: Sequence[Discounting]
) -> Discounting | RuleRefused:
    """The rule applied; or why it cannot stay, with everything as it was."""
    state = situation.state()
    found = attempt(rule, situation)
    if isinstance(found, RuleRefused):
        return found
    situation.delivery = _delivery(situation)
    refusal = _shaken_by(found, before, situation)
    if refusal is None:
        return found
    situation.back_to(state)
    return refusal


def _shaken_by(
    new: Discounting, others: Sequence[Discounting], situation: Situation
) -> RuleRefused | None:
    """Why a rule cannot stay: it, or one before it, does not hold with the delivery it leaves."""
    refusal = _shaken(new, situation)
    if refusal is not None:
        return refusal
    for other in others:
        if _shaken(other, situation) is not None:
            return RuleNotCombinable(new.rule.name, other.rule.name)
    return None


def _shaken(discounting: Discounting, situation: Situation) -> RuleRefused | None:
    rule = discounting.rule
    if discounting.nothing:
        return RuleTakesNothing(rule.name)
    for condition in rule.conditions:
        if condition.looks_at_delivery:
            refusal = _asked(condition, rule, situation)
            if refusal is not None:
                return refusal
    return None


def _by_priority(
    decided: list[Discounting], situation: Situation, start: State
) -> list[Discounting]:
    """The rules that were decided to apply, applied by priority, where all hold that way too."""
    ordered = sorted(decided, key=lambda each: each.rule.sort_key)
    if ordered == decided:
        return decided
    as_decided = situation.state()
    situation.back_to(start)
    again = []
    for each in ordered:
        again.append(_act(each.rule, situation)[0])
        situation.applied.append(each.rule)
    situation.delivery = _delivery(situation)
    if any(_shaken(each, situation) is not None for each in again):
        situation.back_to(as_decided)
        return decided
    return again


def _act(rule: CartRule, situation: Situation) -> tuple[Discounting, list[RuleRefused]]:
    """What the rule's actions do one after the other, and why some of them can do nothing."""
    discounting = Discounting(rule, situation)
    impossible = []
    for action in rule.actions:
        refusal = _asked(action, rule, situation)
        if refusal is None:
            action.apply(rule, situation, discounting)
        else:
            impossible.append(refusal)
    return discounting, impossible


def _delivery(situation: Situation) -> Delivery | None:
    return Shipment.of(situation.rows, situation.context).delivery


def _refusal(rule: CartRule, situation: Situation) -> RuleRefused | None:
    """The first condition of the rule that does not hold, or None."""
    for standing in STANDING:
        refusal = standing(rule, situation)
        if refusal is not None:
            return refusal
    for condition in rule.conditions:
        refusal = _asked(condition, rule, situation)
        if refusal is not None:
            return refusal
    return None


def _asked(part: Condition | Action, rule: CartRule, situation: Situation) -> RuleRefused | None:
    """What a part of the rule answers; where it lacks an exchange rate, it refuses too."""
    try:
        return part.refusal(rule, situation)
    except CurrencyUnavailable as error:
        return RuleCurrencyUnavailable(rule.name, error.currency)
