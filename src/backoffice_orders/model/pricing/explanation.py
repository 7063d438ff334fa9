"""What made each amount of a summary, as entries and as a receipt with reasons."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from backoffice_orders.model.errors.services import SERVICES
from backoffice_orders.model.ids import LineId
from backoffice_orders.model.messages import Message, Sentence, money_text
from backoffice_orders.model.money import TaxedMoney
from backoffice_orders.model.pricing.summary_parts import (
    AppliedDiscount,
    AppliedRule,
    RefusedRule,
    ShippingCost,
    SummaryLine,
    TaxLine,
)
from backoffice_orders.model.service import SHIPPING, Service
from backoffice_orders.model.values import frozen

PIECES = Sentence("explained.pieces", "{quantity} x {gross} ({net} net)")
WRAPPING = Sentence("explained.wrapping", "Gift wrapping")
ASKED_FOR = Sentence("explained.asked_for", "asked for by the customer")
TOTAL = Sentence("explained.total", "Total")
DELIVERY = Sentence("explained.delivery", "delivery")
TAKEN_OFF = Sentence("explained.taken_off", "of this, {amount} is taken off by {rule}")
OFF_LINE = Sentence("explained.off_line", "{amount} off {line}")
WITH_CODE = Sentence("explained.with_code", "with the code {code}")
BY_HAND = Sentence("explained.by_hand", "by hand")
PERCENT_BY_HAND = Sentence("explained.percent_by_hand", "by hand, {percent} %")
BY_ITSELF = Sentence("explained.by_itself", "applies by itself")
UNUSED = Sentence("explained.unused", "{amount} of it is not used up")
TAX_ON = Sentence("explained.tax_on", "{tax}: {amount} on {base}")
ESTIMATED = Sentence(
    "explained.estimated",
    "estimated: the {service} are the shop's own, nobody has confirmed them",
)
NOT_APPLIED = Sentence("explained.not_applied", "not applied: {reason}")

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
    def manual_discounts(self) -> tuple[AppliedDiscount, ...]:
        """The discounts by hand."""
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
    """One amount: what it is, how much, and what made it, step by step.

    ``subject`` is the id of the line, rule or discount; else ``shipping``, ``wrapping`` or
    ``total``.
    """

    label: str | Message
    amount: TaxedMoney
    reasons: tuple[Message, ...] = ()
    subject: str = ""


@frozen
class Explanation:
    """All amounts of a summary, in the order of a receipt; the last is the total."""

    entries: tuple[Entry, ...]

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def of(self, subject: str) -> Entry | None:
        """The entry of a line, rule or discount, or of ``shipping``, ``wrapping``, ``total``."""
        return next((each for each in self.entries if each.subject == subject), None)

    def __str__(self) -> str:
        """A receipt in English, for logs: gross on the right, the reasons below each amount.

        Pages say the entries themselves, in the reader's language.
        """
        lines = []
        for entry in self.entries:
            lines.append(f"{entry.label!s:<{_WIDTH}} {money_text(entry.amount.gross):>16}")
            lines.extend(f"    {reason}" for reason in entry.reasons)
        return "\n".join(lines)


def explain(summary: Explained) -> Explanation:
    """Say what made every amount of a summary."""
    entries = [_line(line, summary) for line in summary.lines]
    entries += [_by_hand(discount, summary) for discount in summary.manual_discounts]
    entries += [_rule(rule, summary) for rule in summary.rules]
    if summary.shipping is not None and summary.needs_shipping:
        shipping = summary.shipping
        entries.append(Entry(shipping.name, shipping.price, (shipping.reason,), SHIPPING))
    if summary.wrapping:
        entries.append(Entry(WRAPPING(), summary.wrapping, (ASKED_FOR(),), "wrapping"))
    reasons = (*_taxes(summary), *_refused(summary), *_estimates(summary))
    entries.append(Entry(TOTAL(), summary.total, reasons, "total"))
    return Explanation(tuple(entries))


def _line(line: SummaryLine, summary: Explained) -> Entry:
    price = line.unit_price
    each = PIECES(quantity=line.quantity, gross=price.gross, net=price.net)
    given = [(each.title, each.shares) for each in summary.manual_discounts]
    given += [(each.name, each.shares) for each in summary.rules]
    off = tuple(
        TAKEN_OFF(amount=share.amount.gross, rule=name)
        for name, shares in given
        for share in shares
        if share.line_id == line.line_id
    )
    return Entry(line.called, line.total, (each, *line.reasons, *off), line.line_id)


def _rule(rule: AppliedRule, summary: Explained) -> Entry:
    how = WITH_CODE(code=rule.code) if rule.code else BY_ITSELF()
    return Entry(rule.name, -rule.amount, (how, *_shares(rule, summary)), rule.rule_id)


def _by_hand(discount: AppliedDiscount, summary: Explained) -> Entry:
    percent = discount.percent
    how = BY_HAND() if percent is None else PERCENT_BY_HAND(percent=percent.normalize())
    return Entry(
        discount.title, -discount.amount, (how, *_shares(discount, summary)), discount.discount_id
    )


def _shares(discount: AppliedRule | AppliedDiscount, summary: Explained) -> Iterator[Message]:
    """What it takes off each line, and what of it is left over."""
    names: dict[LineId, str | Message] = {line.line_id: line.name for line in summary.lines}
    names[SHIPPING] = DELIVERY()
    for share in discount.shares:
        yield OFF_LINE(amount=share.amount.gross, line=names[share.line_id])
    if discount.unused:
        yield UNUSED(amount=discount.unused)


def _taxes(summary: Explained) -> Iterator[Message]:
    for tax in summary.taxes:
        yield TAX_ON(tax=tax.called(summary.taxes), amount=tax.amount, base=tax.base)


def _estimates(summary: Explained) -> Iterator[Message]:
    for service in summary.estimates:
        yield ESTIMATED(service=SERVICES[service]())


def _refused(summary: Explained) -> Iterator[Message]:
    for rule in summary.refused_rules:
        yield NOT_APPLIED(reason=rule.message)
