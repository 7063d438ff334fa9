"""What has changed between two summaries: change by change, adding up to the last cent."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.messages import Message, Sentence
from backoffice_orders.model.money import TaxedMoney, taxed_of_counts
from backoffice_orders.model.pricing.explanation import PIECES
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.pricing.summary_parts import (
    AppliedDiscount,
    AppliedRule,
    Counts,
    SummaryLine,
)
from backoffice_orders.model.values import frozen

OFF = Sentence("difference.off", "-{gross} ({net} net)")
OTHER_CURRENCY = Sentence(
    "reason.other_currency", "it must be in {currency}, as the other summary is"
)


class ChangeKind(StrEnum):
    """What has changed.

    QUANTITY is more or fewer pieces at the price they had, PRICE another price for a piece, TAX
    another tax on the same net price.
    """

    ADDED = "added"
    REMOVED = "removed"
    QUANTITY = "quantity"
    PRICE = "price"
    TAX = "tax"
    DISCOUNT = "discount"
    DELIVERY = "delivery"
    WRAPPING = "wrapping"


@frozen
class Change:
    """One change, and how much more (or less, if negative) is to be paid for it.

    ``subject`` is the id of the line, rule or discount, empty for the delivery and the wrapping;
    ``name`` what people call it. ``before`` and ``after`` say what made the amount: a price's
    reasons, a quantity, why a rule does not apply any more.
    """

    kind: ChangeKind
    subject: str
    name: str | Message
    amount: TaxedMoney
    before: tuple[str | Message, ...] = ()
    after: tuple[str | Message, ...] = ()


@frozen
class Difference:
    """All changes between two summaries. Their amounts add up to ``total``, net and gross."""

    changes: tuple[Change, ...]
    total: TaxedMoney

    def __bool__(self) -> bool:
        return bool(self.changes)

    def kinds(self) -> frozenset[ChangeKind]:
        """What sorts of changes there are."""
        return frozenset(change.kind for change in self.changes)


def difference(before: Summary, after: Summary) -> Difference:
    """Explain what has changed from one summary to another of the same cart, or of two.

    Lines, rules and discounts by hand are the same where their ids are.

    Raises:
        FieldInvalid: They are in two currencies.
    """
    if before.currency != after.currency:
        raise FieldInvalid("after", OTHER_CURRENCY(currency=before.currency))
    changes = (
        *_lines(before, after),
        *_manual_discounts(before, after),
        *_rules(before, after),
        *_delivery(before, after),
        *_wrapping(before, after),
    )
    return Difference(changes, after.total - before.total)


def _lines(before: Summary, after: Summary) -> Iterator[Change]:
    had = {line.line_id: line for line in before.lines}
    has = {line.line_id: line for line in after.lines}
    for line_id, line in had.items():
        if line_id not in has:
            yield Change(ChangeKind.REMOVED, line_id, line.name, -line.total, (_pieces(line),))
    for line_id, line in has.items():
        earlier = had.get(line_id)
        if earlier is None:
            yield Change(ChangeKind.ADDED, line_id, line.name, line.total, (), (_pieces(line),))
        else:
            yield from _line(earlier, line)


def _line(before: SummaryLine, after: SummaryLine) -> Iterator[Change]:
    """More pieces at the old price, and then the new price of all of them."""
    net, gross = after.net - before.net, after.gross - before.gross
    more = after.quantity - before.quantity
    if more:
        quantity_net, quantity_gross = more * before.unit_net, more * before.unit_gross
        if (after.unit_net, after.unit_gross) == (before.unit_net, before.unit_gross):
            # What rounding or the split into net and tax has moved belongs to the quantity.
            quantity_net, quantity_gross = net, gross
        yield Change(
            ChangeKind.QUANTITY,
            after.line_id,
            after.name,
            taxed_of_counts(quantity_net, quantity_gross, after.currency),
            (_pieces(before),),
            (_pieces(after),),
        )
        net, gross = net - quantity_net, gross - quantity_gross
    if net or gross:
        kind = ChangeKind.TAX if before.unit_net == after.unit_net else ChangeKind.PRICE
        amount = taxed_of_counts(net, gross, after.currency)
        yield Change(kind, after.line_id, after.name, amount, before.reasons, after.reasons)


def _pieces(line: SummaryLine) -> Message:
    price = line.unit_price
    return PIECES(quantity=line.quantity, gross=price.gross, net=price.net)


def _rules(before: Summary, after: Summary) -> Iterator[Change]:
    had = {rule.rule_id: rule for rule in before.rules}
    has = {rule.rule_id: rule for rule in after.rules}
    refused = {rule.rule_id: rule.message for rule in after.refused_rules}
    for rule_id in {**had, **has}:
        earlier, later = had.get(rule_id), has.get(rule_id)
        known = later or earlier
        assert known is not None
        amount = _off(earlier, before.currency) - _off(later, before.currency)
        if not amount and earlier is not None and later is not None:
            continue
        why = (refused[rule_id],) if later is None and rule_id in refused else ()
        yield Change(
            ChangeKind.DISCOUNT, rule_id, known.name, amount, _told(earlier), _told(later) or why
        )


def _manual_discounts(before: Summary, after: Summary) -> Iterator[Change]:
    had = {each.discount_id: each for each in before.manual_discounts}
    has = {each.discount_id: each for each in after.manual_discounts}
    for discount_id in {**had, **has}:
        earlier, later = had.get(discount_id), has.get(discount_id)
        known = later or earlier
        assert known is not None
        amount = _off(earlier, before.currency) - _off(later, before.currency)
        if amount or earlier is None or later is None:
            yield Change(
                ChangeKind.DISCOUNT, discount_id, known.title, amount, _told(earlier), _told(later)
            )


def _off(rule: AppliedRule | AppliedDiscount | None, currency: str) -> TaxedMoney:
    return TaxedMoney.zero(currency) if rule is None else rule.amount


def _told(rule: AppliedRule | AppliedDiscount | None) -> tuple[Message, ...]:
    return () if rule is None else (OFF(gross=rule.amount.gross, net=rule.amount.net),)


def _delivery(before: Summary, after: Summary) -> Iterator[Change]:
    amount = after.shipping_price - before.shipping_price
    was, now = _how_it_goes(before), _how_it_goes(after)
    if amount or was != now:
        name = now[0] if now else was[0]
        yield Change(ChangeKind.DELIVERY, "", name, amount, was, now)


def _how_it_goes(summary: Summary) -> tuple[str | Message, ...]:
    shipping = summary.shipping
    if shipping is None or not summary.needs_shipping:
        return ()
    return (shipping.name, shipping.reason)


def _wrapping(before: Summary, after: Summary) -> Iterator[Change]:
    was, now = before.wrapping_counts, after.wrapping_counts
    if was != now:
        yield Change(ChangeKind.WRAPPING, "", "", _of(now, after) - _of(was, before))


def _of(counts: Counts, summary: Summary) -> TaxedMoney:
    return taxed_of_counts(counts.net, counts.gross, summary.currency)
