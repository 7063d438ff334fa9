"""What if: trying vouchers without granting them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from attrs import evolve
from moneyed import Money

from backoffice_orders.model.cart import Cart
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.ids import CartRuleId
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.pricing.price import price
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.service import Service
from backoffice_orders.model.values import frozen

EXACT_UP_TO = 12


@frozen
class Trial:
    """Some vouchers granted beside those of the cart, and what the cart would cost then.

    ``saving`` is how much less the customer pays (gross) than without them.
    """

    rule_ids: tuple[CartRuleId, ...]
    summary: Summary
    saving: Money


@frozen
class WhatIf:
    """The single vouchers that help, best first, and the best allowed combination of them.

    ``complete`` is False where there were too many to try every combination: then only those
    of the twelve best single ones were tried.
    """

    singles: tuple[Trial, ...]
    best: Trial | None
    complete: bool = True


def what_if(cart: Cart, book: PriceBook, candidates: Sequence[CartRule]) -> WhatIf:
    """Try candidate vouchers on a cart. Nothing is changed.

    A combination is allowed if none of its vouchers is refused, and none that the cart has
    falls away. Of equal savings the combination with the fewest vouchers wins, then the one
    whose ids come first. Exact for up to twelve candidates.

    Raises:
        All that ``price`` raises.
    """
    others = {rule.id: rule for rule in candidates if rule.id not in cart.rule_ids}
    known = {rule.id for rule in book.cart_rules}
    # Taxes that were answered are those of the cart as it is: tables make trials comparable.
    book = evolve(
        book,
        answers=book.answers.without(Service.TAXES),
        cart_rules=(
            *book.cart_rules,
            *(rule for rule in others.values() if rule.id not in known),
        ),
    )
    before = price(cart, book)
    refused_before = {rule.rule_id for rule in before.refused_rules}

    def trial(rule_ids: tuple[CartRuleId, ...]) -> Trial | None:
        changed = evolve(cart, rule_ids=(*cart.rule_ids, *rule_ids))
        summary = price(changed, book)
        if any(rule.rule_id not in refused_before for rule in summary.refused_rules):
            return None
        return Trial(rule_ids, summary, before.total.gross - summary.total.gross)

    tried = [trial((rule_id,)) for rule_id in sorted(others)]
    singles = sorted((each for each in tried if each is not None), key=_rank)
    complete = len(others) <= EXACT_UP_TO
    # A voucher that is refused alone may hold beside another one only if conditions look at
    # other rules; ours look at the goods before discounts, a host's own may not.
    pool = sorted(others) if complete else sorted(s.rule_ids[0] for s in singles[:EXACT_UP_TO])
    best = singles[0] if singles else None
    for size in range(2, len(pool) + 1):
        for rule_ids in combinations(pool, size):
            found = trial(rule_ids)
            if found is not None and (best is None or _rank(found) < _rank(best)):
                best = found
    helpful = tuple(each for each in singles if each.saving.amount > 0)
    if best is not None and best.saving.amount <= 0:
        best = None
    return WhatIf(helpful, best, complete)


def _rank(trial: Trial) -> tuple[Money, int, tuple[CartRuleId, ...]]:
    return (-trial.saving, len(trial.rule_ids), trial.rule_ids)
