"""Whether a summary adds up."""

from __future__ import annotations

from moneyed import Money

from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.pricing.summary_parts import LineKind


def check_sums(summary: Summary) -> None:
    """Every total of a summary is the sum of its parts, in net and in gross."""
    nothing = summary.wrapping - summary.wrapping
    goods = [line for line in summary.lines if line.kind is not LineKind.FEE]
    fees = [line for line in summary.lines if line.kind is LineKind.FEE]
    assert sum((line.total for line in goods), nothing) == summary.products
    assert sum((line.total for line in fees), nothing) == summary.fees
    discounts = [(each.amount, each.shares) for each in summary.manual_discounts]
    discounts += [(each.amount, each.shares) for each in summary.rules]
    assert sum((amount for amount, _ in discounts), nothing) == summary.discounts
    for amount, parts in discounts:
        assert sum((share.amount for share in parts), nothing) == amount
    for line in summary.lines:
        shares = [
            share.amount
            for _, parts in discounts
            for share in parts
            if share.line_id == line.line_id
        ]
        assert sum(shares, nothing) == line.discount
        assert line.payable.net.amount >= 0
        assert line.payable.gross.amount >= 0
    total = (
        summary.products
        + summary.fees
        - summary.discounts
        + summary.shipping_price
        + summary.wrapping
    )
    assert total == summary.total
    assert total.net.amount >= 0
    assert total.gross.amount >= 0
    taxes = sum((tax.amount for tax in summary.taxes), Money(0, summary.currency))
    assert taxes == summary.total.tax
