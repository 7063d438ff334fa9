"""The pure function from a cart and a price book to a summary.

The steps, each a module of its own: unit prices, lines, shipping (of the goods before
discounts), cart rules, shipping (of what they have left), wrapping, tax breakdown, total.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from attrs import evolve

from backoffice_orders.model.cart import Cart, CartLine
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.errors.pricing import CurrencyUnavailable
from backoffice_orders.model.errors.vouchers import RuleGiftUnavailable, RuleGone, RuleRefused
from backoffice_orders.model.ids import LineId
from backoffice_orders.model.money import MinorUnits, RoundingType
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.pricing.cart_rules import Applied, apply_rules, attempt
from backoffice_orders.model.pricing.context import Context
from backoffice_orders.model.pricing.discounting import Discounting
from backoffice_orders.model.pricing.lines import price_lines
from backoffice_orders.model.pricing.row import Row
from backoffice_orders.model.pricing.shipping import Delivery, Shipment
from backoffice_orders.model.pricing.situation import Situation
from backoffice_orders.model.pricing.summary import (
    AppliedRule,
    Counts,
    DeliveryOption,
    LineKind,
    RefusedRule,
    ShippingCost,
    Summary,
    SummaryLine,
)
from backoffice_orders.model.pricing.tax_breakdown import tax_breakdown
from backoffice_orders.model.pricing.wrapping import Wrapping, price_wrapping
from backoffice_orders.model.tax import Taxed


def price(cart: Cart, book: PriceBook) -> Summary:
    """Price the cart. The same cart and book always give the same summary.

    What cannot be priced costs nothing; ``price_with_gaps`` says what that is.
    """
    return _summary(_settle(cart, book))


class Gap(NamedTuple):
    """Something that cannot be priced because what it refers to is gone, and why.

    ``line_id`` is None for what is no line: the cart's currency, its delivery, its wrapping.
    """

    line_id: LineId | None
    error: BackOfficeError


def price_with_gaps(cart: Cart, book: PriceBook) -> tuple[Summary, tuple[Gap, ...]]:
    """The cart's prices, and what could not be priced."""
    settled = _settle(cart, book)
    summary = _summary(settled)
    context, rows = settled.situation.context, settled.situation.rows
    found = [Gap(row.line_id, row.gap) for row in rows if row.gap is not None]
    if settled.shipment.delivery is None:
        found += [Gap(None, error) for error in context.delivery_gaps.values()]
    if context.wrapping_gap is not None:
        found.append(Gap(None, context.wrapping_gap))
    if book.sells_in(cart.currency):
        return summary, tuple(found)
    missing = CurrencyUnavailable(cart.currency)
    others = [gap for gap in found if str(gap.error) != str(missing)]
    return summary, (Gap(None, missing), *others)


def why_refused(rule: CartRule, cart: Cart, book: PriceBook) -> RuleRefused | None:
    """Why this cart rule does not hold for the cart beside the rules it has, or None."""
    found = attempt(rule, _settle(cart, book).situation)
    if isinstance(found, RuleRefused):
        return found
    if not rule.looks_at_delivery:
        return None
    known = any(each.id == rule.id for each in book.cart_rules)
    with_it = book if known else evolve(book, cart_rules=(*book.cart_rules, rule))
    refused = _settle(cart.with_rule(rule.id), with_it).applied.refused
    return next((why for each, why in refused if each.id == rule.id), None)


def withheld_gifts(cart: Cart, book: PriceBook) -> tuple[RefusedRule, ...]:
    """Rules that would apply by themselves, but whose gift cannot be given, and why."""
    granted = set(cart.rule_ids)
    return tuple(
        _refused_rule(rule, why)
        for rule, why in _settle(cart, book).applied.refused
        if isinstance(why, RuleGiftUnavailable) and rule.id not in granted
    )


class _Settled(NamedTuple):
    """Everything but the sums."""

    situation: Situation
    applied: Applied
    shipment: Shipment
    free_shipping: bool


def _settle(cart: Cart, book: PriceBook) -> _Settled:
    context = Context.of(cart, book)
    rows = price_lines(context)
    shipment = Shipment.of(rows, context)
    situation = Situation(context, rows, shipment.delivery)
    applied = apply_rules(situation)
    if applied.discountings:
        shipment = Shipment.of(situation.rows, context)
        situation.delivery = shipment.delivery
    free = [each for each in applied.discountings if each.free_shipping]
    if free and shipment.delivery is not None:
        free[0].take_shipping(shipment.delivery)
    return _Settled(situation, applied, shipment, bool(free))


def _summary(settled: _Settled) -> Summary:
    situation, applied = settled.situation, settled.applied
    parcel, options, delivery = settled.shipment
    minor, rows = situation.minor, situation.rows
    granted = set(situation.cart.rule_ids)
    wrapping = price_wrapping(situation.context)
    parts = _to_pay(settled, wrapping)
    net = gross = 0
    for _, part_net, part_gross in parts:
        net += part_net
        gross += part_gross
    return Summary(
        currency=minor.currency,
        lines=tuple([_line(row, minor) for row in rows]),
        rules=tuple([_applied_rule(each, minor) for each in applied.discountings]),
        refused_rules=(
            *[_refused_rule(rule, why) for rule, why in applied.refused if rule.id in granted],
            *[
                RefusedRule(rule_id, rule_id, "", RuleGone.code, str(RuleGone(rule_id)))
                for rule_id in situation.book.unknown_rules(situation.cart.rule_ids)
            ],
        ),
        needs_shipping=parcel.needs_shipping,
        shipping=_shipping_cost(delivery, minor),
        delivery_options=_options(options, delivery, minor),
        wrapping_counts=Counts(wrapping.net, wrapping.gross),
        total_counts=Counts(net, gross),
        taxes=tax_breakdown(parts, minor),
        weight=sum([row.weight for row in rows], Decimal(0)),
    )


def _to_pay(settled: _Settled, wrapping: Wrapping) -> list[tuple[Taxed, int, int]]:
    """All that is left to pay, with its taxes."""
    rows, delivery = settled.situation.rows, settled.shipment.delivery
    parts = [(row.taxed, row.left_net, row.left_gross) for row in rows]
    if delivery is not None and not settled.free_shipping:
        parts.append((delivery.taxed, delivery.net, delivery.gross))
    if wrapping.net or wrapping.gross:
        parts.append((wrapping.taxed, wrapping.net, wrapping.gross))
    return parts


def _shipping_cost(delivery: Delivery | None, minor: MinorUnits) -> ShippingCost | None:
    if delivery is None:
        return None
    return ShippingCost(
        delivery.carrier_id,
        delivery.name,
        delivery.delay,
        minor.currency,
        delivery.net,
        delivery.gross,
        delivery.reason,
    )


def _options(
    options: Sequence[Delivery], chosen: Delivery | None, minor: MinorUnits
) -> tuple[DeliveryOption, ...]:
    wanted = chosen.carrier_id if chosen is not None else None
    return tuple(
        [
            DeliveryOption(
                option.carrier_id,
                option.name,
                option.delay,
                minor.currency,
                option.net,
                option.gross,
                option.reason,
                option.carrier_id == wanted,
            )
            for option in options
            if option.carrier_id is not None
        ]
    )


def _applied_rule(discounting: Discounting, minor: MinorUnits) -> AppliedRule:
    rule, shares = discounting.rule, discounting.shares
    net = gross = 0
    for share in shares.values():
        net += share[0]
        gross += share[1]
    return AppliedRule(
        rule.id,
        rule.name,
        rule.code,
        minor.currency,
        net,
        gross,
        tuple([(line_id, each[0], each[1]) for line_id, each in shares.items()]),
        discounting.free_shipping,
        minor.money(minor.count(discounting.unused)) if discounting.unused else None,
    )


def _refused_rule(rule: CartRule, why: RuleRefused) -> RefusedRule:
    return RefusedRule(rule.id, rule.name, rule.code, why.code, str(why))


def _line(row: Row, minor: MinorUnits) -> SummaryLine:
    if minor.rounding.type is RoundingType.ITEM:
        unit_net, unit_gross = row.net // row.quantity, row.gross // row.quantity
    else:
        unit_net, unit_gross = minor.count(row.unit_net), minor.count(row.unit_gross)
    source, product, combination = row.source, row.product, row.combination
    reference = options = ""
    customization: tuple[tuple[str, str], ...] = ()
    product_id, combination_id = None, None
    if not isinstance(source, CartLine):
        kind, name = LineKind(source.kind.value), source.name
    else:
        product_id, combination_id = source.product_id, source.combination_id
        kind = LineKind.PRODUCT if row.gift_of is None else LineKind.GIFT
        name = product.name if product is not None else source.title or source.product_id
        if combination is not None:
            reference, options = combination.codes.reference, combination.label
        elif product is not None and source.combination_id is not None:
            name = source.title or product.name  # the choice that is gone, as it was called
        if product is not None:
            reference = reference or product.codes.reference
        if source.customization.values:
            customization = source.customization.described(product)
    return SummaryLine(
        row.line_id,
        kind,
        name,
        row.quantity,
        minor.currency,
        unit_net,
        unit_gross,
        row.net,
        row.gross,
        row.net - row.left_net,
        row.gross - row.left_gross,
        product_id,
        combination_id,
        reference,
        options,
        customization,
        row.weight,
        not row.needs_shipping,
        row.reasons,
        row.gap is None,
    )
