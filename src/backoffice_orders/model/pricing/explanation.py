"""What made each amount of a summary, as entries and as a receipt with reasons."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from backoffice_orders.model.messages import money_text
from backoffice_orders.model.money import TaxedMoney
from backoffice_orders.model.pricing.summary_parts import (
    AppliedRule,
    RefusedRule,
    ShippingCost,
    SummaryLine,
    TaxLine,
)
from backoffice_orders.model.questions import SHIPPING, Service
from backoffice_orders.model.values import frozen

_WIDTH = 48


class Explained(Protocol):
    """What is explained of a summary."""

    @property
    def lines(self) -> tuple[SummaryLine, ...]:
        """The lines."""
        ...

    @property
    def rules(self) -> tuple[AppliedRule, ...]:
        """The cart rules that apply."""
        ...

    @property
    def refused_rules(self) -> tuple[RefusedRule, ...]:
        """Those that do not."""
        ...

    @property
    def needs_shipping(self) -> bool:
        """Whether anything is sent."""
        ...

    @property
    def shipping(self) -> ShippingCost | None:
        """The delivery."""
        ...

    @property
    def wrapping(self) -> TaxedMoney:
        """The gift wrapping."""
        ...

    @property
    def total(self) -> TaxedMoney:
        """What is to be paid."""
        ...

    @property
    def taxes(self) -> tuple[TaxLine, ...]:
        """The tax of each rate."""
        ...

    @property
    def estimates(self) -> tuple[Service, ...]:
        """The services that have not answered."""
        ...


@frozen
class Entry:
    """One amount: what it is, how much, and what made it, step by step."""

    label: str
    amount: TaxedMoney
    reasons: tuple[str, ...] = ()


@frozen
class Explanation:
    """All amounts of a summary, in the order of a receipt; the last is the total."""

    entries: tuple[Entry, ...]

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __str__(self) -> str:
        """A receipt: gross on the right, the reasons below each amount."""
        lines = []
        for entry in self.entries:
            lines.append(f"{entry.label:<{_WIDTH}} {money_text(entry.amount.gross):>16}")
            lines.extend(f"    {reason}" for reason in entry.reasons)
        return "\n".join(lines)


def explain(summary: Explained) -> Explanation:
    """Say what made every amount of a summary."""
    entries = [_line(line, summary) for line in summary.lines]
    entries += [_rule(rule, summary) for rule in summary.rules]
    if summary.shipping is not None and summary.needs_shipping:
        shipping = summary.shipping
        entries.append(Entry(shipping.name, shipping.price, (shipping.reason,)))
    if summary.wrapping:
        entries.append(Entry("Gift wrapping", summary.wrapping, ("asked for by the customer",)))
    reasons = (*_taxes(summary), *_refused(summary), *_estimates(summary))
    entries.append(Entry("Total", summary.total, reasons))
    return Explanation(tuple(entries))


def _line(line: SummaryLine, summary: Explained) -> Entry:
    name = f"{line.name} ({line.options})" if line.options else line.name
    each = f"{line.quantity} x {line.unit_price}"
    off = tuple(
        f"of this, {money_text(share.amount.gross)} is taken off by {rule.name}"
        for rule in summary.rules
        for share in rule.shares
        if share.line_id == line.line_id
    )
    return Entry(name, line.total, (each, *line.reasons, *off))


def _rule(rule: AppliedRule, summary: Explained) -> Entry:
    names = {line.line_id: line.name for line in summary.lines} | {SHIPPING: "delivery"}
    shares = tuple(
        f"{money_text(share.amount.gross)} off {names[share.line_id]}" for share in rule.shares
    )
    how = f"with the code {rule.code}" if rule.code else "applies by itself"
    rest = (f"{money_text(rule.unused)} of it is not used up",) if rule.unused else ()
    return Entry(rule.name, -rule.amount, (how, *shares, *rest))


def _taxes(summary: Explained) -> Iterator[str]:
    for tax in summary.taxes:
        yield f"{tax.name}: {money_text(tax.amount)} on {money_text(tax.base)}"


def _estimates(summary: Explained) -> Iterator[str]:
    for service in summary.estimates:
        yield f"estimated: the {service.words} are the shop's own, nobody has confirmed them"


def _refused(summary: Explained) -> Iterator[str]:
    for rule in summary.refused_rules:
        yield f"not applied: {rule.sentence}"
