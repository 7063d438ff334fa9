"""Cart rules: which of them hold, in which order, and what each takes off.

Every rule is decided on top of those decided before it, and a voucher that is refused leaves no
trace: without it the others would be decided just the same. (Where each of three rules keeps out
the next, by its priority or by what it makes of the delivery, one of them has to give way: a
voucher does before what applies by itself.)

Rules that look at the delivery are decided after those that do not, for these can change it;
rules that free it come last. Each must hold with the delivery that the rules before it have
left, and with the one that it leaves itself; and those before it must hold with that one too.
So whatever applies in the end holds with the delivery that is charged. Of rules that cannot apply
beside each other, the first by priority applies, whenever its turn is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import NamedTuple, cast

from attrs import evolve

from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.errors.pricing import CurrencyUnavailable
from backoffice_orders.model.errors.vouchers import (
    RuleCurrencyUnavailable,
    RuleNotCombinable,
    RuleOnlyOneCode,
    RuleRefused,
    RuleTakesNothing,
)
from backoffice_orders.model.ids import CartRuleId
from backoffice_orders.model.pricing.actions.base import Action
from backoffice_orders.model.pricing.conditions.base import Condition
from backoffice_orders.model.pricing.manual_discounts import after_vouchers
from backoffice_orders.model.pricing.shipping import Shipment
from backoffice_orders.model.pricing.situation import Situation
from backoffice_orders.model.pricing.standing import STANDING, not_beside
from backoffice_orders.model.pricing.taking import Hand, Taken


class Applied(NamedTuple):
    """What each applied rule took off, why the others were left out, and what it all made."""

    taken: list[Taken]
    refused: list[tuple[CartRule, RuleRefused]]
    situation: Situation


class Attempt(NamedTuple):
    """A rule that applied: what it took off, and what it made of the situation."""

    taken: Taken
    situation: Situation


def apply_rules(situation: Situation) -> Applied:
    """Run the granted rules and those that apply by themselves, by priority and then age."""
    granted = set(situation.cart.rule_ids)
    candidates = [
        rule for rule in situation.book.cart_rules if rule.automatic or rule.id in granted
    ]
    candidates.sort(key=lambda each: each.sort_key)
    if not any(_turn(rule) for rule in candidates):
        return _decide(candidates, situation)
    decided = _decide_by_turns(candidates, situation)
    left_out: list[tuple[CartRule, RuleRefused]] = []
    while out := [each for each in decided.refused if not each[0].automatic]:
        # It may have kept others out while it was tried.
        left_out += out
        candidates = [each for each in candidates if all(each is not rule for rule, _ in out)]
        decided = _decide_by_turns(candidates, situation)
    refused = sorted([*decided.refused, *left_out], key=lambda each: each[0].sort_key)
    return decided._replace(refused=refused)


def _decide_by_turns(rules: Sequence[CartRule], situation: Situation) -> Applied:
    """Decide rules of which some look at the delivery, and so come later than others.

    A rule may have been refused for one that gave way itself. So where any did, each that is
    refused is asked once more, by itself beside those that apply.
    """
    decided, gave_way = _settled(rules, situation)
    if not gave_way:
        return decided
    applied = [each.rule for each in decided.taken]
    refused = []
    for rule, why in decided.refused:
        beside = sorted([*applied, rule], key=lambda each: each.sort_key)
        alone, _ = _settled(beside, situation)
        reasons = [reason for each, reason in alone.refused if each is rule]
        refused.append((rule, reasons[0] if reasons else why))
    return decided._replace(refused=refused)


def _settled(rules: Sequence[CartRule], situation: Situation) -> tuple[Applied, bool]:
    """What applies, and whether any rule gave way to one whose turn comes later.

    Where two cannot apply beside each other, it is all the same the first by priority that does:
    a rule gives way to one whose turn comes later, if that then applies and nothing that comes
    before it suffers.
    """
    outranked: dict[CartRuleId, RuleRefused] = {}
    hopeless: set[CartRuleId] = set()
    decided = _in_turns(rules, outranked, situation)
    while (rule := _kept_out(decided, hopeless)) is not None:
        without = {**outranked}
        for each in rules:
            refusal = not_beside(each, rule, situation)
            if refusal is not None and rule.sort_key < each.sort_key:
                without.setdefault(each.id, refusal)
        tried = _in_turns(rules, without, situation)
        if _holds_with_all_before(rule, tried, decided):
            outranked, decided = without, tried
            hopeless.clear()
        else:
            hopeless.add(rule.id)
    return decided, bool(outranked)


def _in_turns(
    rules: Sequence[CartRule], outranked: Mapping[CartRuleId, RuleRefused], situation: Situation
) -> Applied:
    turns: tuple[list[CartRule], ...] = ([], [], [])
    for rule in rules:
        if rule.id not in outranked:
            turns[_turn(rule)].append(rule)
    plain = _decide(turns[0], situation)
    decided = _decide_by_delivery([*turns[1], *turns[2]], plain)
    refused = [(rule, outranked[rule.id]) for rule in rules if rule.id in outranked]
    if refused:
        refused = sorted([*decided.refused, *refused], key=lambda each: each[0].sort_key)
        decided = decided._replace(refused=refused)
    decided, idle = _by_priority(decided, situation)
    if idle:
        nothing = {rule.id: RuleTakesNothing(rule.name) for rule in idle}
        return _in_turns(rules, {**outranked, **nothing}, situation)
    return decided


def _kept_out(decided: Applied, hopeless: Set[CartRuleId]) -> CartRule | None:
    """The first refused rule that only rules after it, by priority, keep out."""
    for rule, why in decided.refused:
        if rule.id in hopeless or not isinstance(why, RuleNotCombinable | RuleOnlyOneCode):
            continue
        beside = [
            each.rule
            for each in decided.taken
            if not_beside(rule, each.rule, decided.situation) is not None
        ]
        if beside and all(rule.sort_key < each.sort_key for each in beside):
            return rule
    return None


def _holds_with_all_before(rule: CartRule, tried: Applied, decided: Applied) -> bool:
    """Whether the rule applies now, and all those before it by priority still do."""
    applied = {each.rule.id for each in tried.taken}
    before = [each.rule for each in decided.taken if each.rule.sort_key < rule.sort_key]
    return rule.id in applied and all(each.id in applied for each in before)


def _turn(rule: CartRule) -> int:
    """0 where the delivery does not matter to the rule, 1 for a condition, 2 to free it."""
    if any(action.looks_at_delivery for action in rule.actions):
        return 2
    return 1 if any(each.looks_at_delivery for each in rule.conditions) else 0


def attempt(rule: CartRule, situation: Situation) -> Attempt | RuleRefused:
    """Apply the rule on top of those before it, or say why not."""
    refusal = _refusal(rule, situation)
    if refusal is not None:
        return refusal
    hand, impossible = _act(rule, situation)
    taken, after = hand.taken, hand.situation
    if not taken.nothing(situation):
        return Attempt(taken, after.with_rule(rule, taken.delivery_percent))
    if impossible and len(impossible) == len(rule.actions):
        return impossible[0]
    return RuleTakesNothing(rule.name)


def _decide(rules: Sequence[CartRule], situation: Situation) -> Applied:
    taken, refused = [], []
    for rule in rules:
        found = attempt(rule, situation)
        if isinstance(found, RuleRefused):
            refused.append((rule, found))
        else:
            taken.append(found.taken)
            situation = found.situation
    return Applied(taken, refused, situation)


def _decide_by_delivery(rules: Sequence[CartRule], before: Applied) -> Applied:
    """Decide rules that look at the delivery, on top of those that do not."""
    taken, refused = [*before.taken], [*before.refused]
    situation = _with_its_delivery(before.situation)
    for rule in rules:
        found = attempt(rule, situation)
        if not isinstance(found, RuleRefused):
            found = found._replace(situation=_with_its_delivery(found.situation))
            shaken = _shaken_by(found, taken)
            if shaken is None:
                taken.append(found.taken)
                situation = found.situation
                continue
            found = shaken
        refused.append((rule, found))
    refused.sort(key=lambda each: each[0].sort_key)
    return Applied(taken, refused, situation)


def _shaken_by(new: Attempt, others: Sequence[Taken]) -> RuleRefused | None:
    """Why a rule cannot stay: it, or one before it, does not hold with the delivery it leaves."""
    refusal = _shaken(new.taken, new.situation)
    if refusal is not None:
        return refusal
    for other in others:
        if _shaken(other, new.situation) is not None:
            return RuleNotCombinable(new.taken.rule.name, other.rule.name)
    return None


def _shaken(taken: Taken, situation: Situation) -> RuleRefused | None:
    rule = taken.rule
    if taken.nothing(situation):
        return RuleTakesNothing(rule.name)
    for condition in _conditions(rule):
        if condition.looks_at_delivery:
            refusal = _asked(condition, rule, situation)
            if refusal is not None:
                return refusal
    return None


def _by_priority(decided: Applied, start: Situation) -> tuple[Applied, Sequence[CartRule]]:
    """The rules that were decided to apply, applied by priority, where all hold that way too.

    And those for which the ones before them, by priority, leave nothing: they do not apply.
    """
    ordered = sorted((each.rule for each in decided.taken), key=lambda rule: rule.sort_key)
    if ordered == [each.rule for each in decided.taken]:
        return decided, ()
    situation, again = start, []
    for rule in ordered:
        hand, _ = _act(rule, situation)
        taken = hand.taken
        situation = hand.situation.with_rule(rule, taken.delivery_percent)
        again.append(taken)
    situation = _with_its_delivery(situation)
    idle = [each.rule for each in again if each.nothing(situation)]
    if idle or any(_shaken(each, situation) is not None for each in again):
        return decided, idle
    return decided._replace(taken=again, situation=situation), ()


def _act(rule: CartRule, situation: Situation) -> tuple[Hand, list[RuleRefused]]:
    """What the rule's actions do one after the other, and why some of them can do nothing."""
    hand = Hand(rule, situation)
    impossible = []
    for action in _actions(rule):
        refusal = _asked(action, rule, hand.situation)
        if refusal is None:
            hand.take(action.discounts(rule, hand.situation))
        else:
            impossible.append(refusal)
    return hand, impossible


def _with_its_delivery(situation: Situation) -> Situation:
    """The situation with the delivery of what rules so far, and discounts by hand, have left."""
    left = after_vouchers(situation).situation.left
    shipment = Shipment.of(situation.lines, left, situation.context)
    return evolve(situation, delivery=shipment.delivery)


def _refusal(rule: CartRule, situation: Situation) -> RuleRefused | None:
    """The first condition of the rule that does not hold, or None."""
    for standing in STANDING:
        refusal = standing(rule, situation)
        if refusal is not None:
            return refusal
    for condition in _conditions(rule):
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


# A rule keeps its parts as data; whatever can be registered as one has its meaning.


def _conditions(rule: CartRule) -> tuple[Condition, ...]:
    return cast("tuple[Condition, ...]", rule.conditions)


def _actions(rule: CartRule) -> tuple[Action, ...]:
    return cast("tuple[Action, ...]", rule.actions)
