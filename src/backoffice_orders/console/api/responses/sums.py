"""The lines and figures of a summary."""

from __future__ import annotations

from datetime import date
from typing import Any

from moneyed import Money

from backoffice_orders.model.messages import Message
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.pricing.summary_parts import (
    AppliedDiscount,
    DeliveryOption,
    RefusedRule,
)
from backoffice_orders.model.values import frozen


@frozen
class LineOut:
    """A priced line; amounts are gross. ``remaining`` is how many more could be added."""

    id: str
    kind: str
    name: Message | str
    options: str
    quantity: int
    unit_price: Money
    total: Money
    discount: Money
    remaining: int | None


@frozen
class RuleOut:
    """A cart rule that holds, and what it takes off, gross."""

    id: str
    name: str
    code: str
    amount: Money


@frozen
class DiscountOut:
    """A discount by hand, and what it takes off, gross.

    ``reason`` is the code of one of the shop's reasons; ``line_id`` is null for the order.
    """

    id: str
    title: Message | str
    reason: str
    line_id: str | None
    amount: Money

    @classmethod
    def of(cls, discount: AppliedDiscount) -> DiscountOut:
        """From the model."""
        amount = discount.amount.gross
        return cls(discount.discount_id, discount.title, discount.reason, discount.line_id, amount)


@frozen
class RefusedRuleOut:
    """A cart rule that does not hold, or was refused by hand, and why."""

    id: str
    name: str
    code: str
    why: str
    sentence: Message

    @classmethod
    def of(cls, rule: RefusedRule) -> RefusedRuleOut:
        """From the model."""
        return cls(rule.rule_id, rule.name, rule.code, rule.error_code, rule.message)


@frozen
class OptionOut:
    """A way of delivery, with its gross price. ``arrives``: when, if it is ordered now.

    Of the chosen one, on the day that was chosen, where one was.
    """

    carrier_id: str
    name: Message | str
    delay: str
    price: Money
    chosen: bool
    arrives: date | None

    @classmethod
    def of(cls, option: DeliveryOption) -> OptionOut:
        """From the model."""
        price = option.price.gross
        return cls(
            option.carrier_id, option.name, option.delay, price, option.chosen, option.arrives
        )


@frozen
class TaxOut:
    """One tax rate of the order."""

    name: str
    base: Money
    amount: Money


@frozen
class SumsOut:
    """A summary: the parts add up to the total. Gross, but for ``total_net``."""

    currency: str
    products: Money
    fees: Money
    discounts: Money
    shipping: Money
    wrapping: Money
    total: Money
    total_net: Money
    taxes: tuple[TaxOut, ...]

    @classmethod
    def of(cls, summary: Summary) -> SumsOut:
        """From the model."""
        return cls(
            summary.currency,
            summary.products.gross,
            summary.fees.gross,
            summary.discounts.gross,
            summary.shipping_price.gross,
            summary.wrapping.gross,
            summary.total.gross,
            summary.total.net,
            tuple(TaxOut(tax.name, tax.base, tax.amount) for tax in summary.taxes),
        )


def _lines(summary: Summary, remaining: Any) -> tuple[LineOut, ...]:
    return tuple(
        LineOut(
            line.line_id,
            line.kind.value,
            line.name,
            line.options,
            line.quantity,
            line.unit_price.gross,
            line.total.gross,
            line.discount.gross,
            remaining.get(line.line_id),
        )
        for line in summary.lines
    )
