"""What a button has changed of a cart's sums, in words."""

from __future__ import annotations

from backoffice_orders.model.messages import Message, Sentence
from backoffice_orders.model.pricing.difference import Change, ChangeKind, difference
from backoffice_orders.model.pricing.explanation import WRAPPING
from backoffice_orders.model.pricing.summary import Summary

MORE = Sentence("amounts.more", "{name}: {amount} more")
LESS = Sentence("amounts.less", "{name}: {amount} less")
AND_OTHERS = Sentence(
    "amounts.and_others", "{count} other changes", "{count} other change", "count"
)
# More of them are counted: what the page says fits into a few lines.
_SHOWN = 4


def told_amounts(before: Summary, after: Summary) -> tuple[Message, ...]:
    """Which parts of the sum have become more or less, gross, the largest first.

    Nothing where nothing has, or where the currency is another one.
    """
    if before.currency != after.currency:
        return ()
    changes = [each for each in difference(before, after).changes if each.amount.gross.amount]
    changes.sort(key=lambda each: -abs(each.amount.gross))
    told = tuple(map(_told, changes[:_SHOWN]))
    others = len(changes) - len(told)
    return (*told, AND_OTHERS(count=others)) if others else told


def _told(change: Change) -> Message:
    gross = change.amount.gross
    name = WRAPPING() if change.kind is ChangeKind.WRAPPING else change.name
    return (MORE if gross.amount > 0 else LESS)(name=name, amount=abs(gross))
