"""The lines and figures of a summary."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from moneyed import Money

from backoffice_orders.model.cart import Cart, CartLine, PriceOverride
from backoffice_orders.model.customization import AttachedFile
from backoffice_orders.model.ids import LineId
from backoffice_orders.model.messages import Message
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.pricing.summary_parts import (
    AppliedDiscount,
    AppliedRule,
    DeliveryOption,
    RefusedRule,
    SummaryLine,
)
from backoffice_orders.model.values import frozen


@frozen
class LineOut:
    """A priced line; amounts are gross. ``product_id`` is null for what is not in the catalog."""

    id: str
    kind: str
    name: Message | str
    options: str
    product_id: str | None
    combination_id: str | None
    quantity: int
    unit_price: Money
    total: Money
    discount: Money

    @classmethod
    def of(cls, line: SummaryLine) -> LineOut:
        """From the model."""
        return cls(*_priced(line))


@frozen
class FileOut:
    """A file of the customer's; its content has an endpoint of its own. ``size`` is in bytes."""

    id: str
    name: str
    media_type: str
    size: int

    @classmethod
    def of(cls, file: AttachedFile) -> FileOut:
        """From the model."""
        return cls(file.id, file.name, file.media_type, file.size)


@frozen
class CartLineOut(LineOut):
    """A line of a cart or an order. ``remaining`` is how many more could be added.

    ``customization`` has the customer's texts and files, by the ids of the product's fields;
    ``price_override`` is the price by hand, null without one.
    """

    customization: Mapping[str, str | FileOut]
    attributes: Mapping[str, str]
    price_override: PriceOverride | None
    remaining: int | None

    @classmethod
    def each_of(
        cls, summary: Summary, cart: Cart, remaining: Mapping[LineId, int]
    ) -> tuple[CartLineOut, ...]:
        """The lines of a cart as they are priced, gifts and custom lines among them."""
        lines = {line.id: line for line in cart.lines}
        return tuple(
            cls(
                *_priced(each),
                *_said_of(lines.get(each.line_id)),
                remaining.get(each.line_id),
            )
            for each in summary.lines
        )


_Priced = tuple[str, str, Message | str, str, str | None, str | None, int, Money, Money, Money]
_Said = tuple[Mapping[str, str | FileOut], Mapping[str, str], PriceOverride | None]


def _priced(line: SummaryLine) -> _Priced:
    return (
        line.line_id,
        line.kind.value,
        line.name,
        line.options,
        line.product_id,
        line.combination_id,
        line.quantity,
        line.unit_price.gross,
        line.total.gross,
        line.discount.gross,
    )


def _said_of(line: CartLine | None) -> _Said:
    if line is None:
        return {}, {}, None
    answers = {
        name: FileOut.of(answer) if isinstance(answer, AttachedFile) else answer
        for name, answer in line.customization.answers().items()
    }
    return answers, line.attributes, line.price_override


@frozen
class RuleOut:
    """A cart rule that holds, and what it takes off, gross."""

    id: str
    name: str
    code: str
    amount: Money

    @classmethod
    def of(cls, rule: AppliedRule) -> RuleOut:
        """From the model."""
        return cls(rule.rule_id, rule.name, rule.code, rule.amount.gross)


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
