"""Making the summary of a priced cart: the values that people see."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from backoffice_orders.model.cart import CartLine
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.errors.vouchers import RuleGone, RuleRefused
from backoffice_orders.model.ids import LineId
from backoffice_orders.model.messages import Name
from backoffice_orders.model.money import HUNDRED, MinorUnits
from backoffice_orders.model.pricing.amounts import NOTHING, Amounts
from backoffice_orders.model.pricing.line import PricedLine
from backoffice_orders.model.pricing.manual_discounts import TakenByHand
from backoffice_orders.model.pricing.settled import Settled
from backoffice_orders.model.pricing.shipping import Delivery
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.pricing.summary_parts import (
    GIFT,
    PRODUCT,
    AppliedDiscount,
    AppliedRule,
    Counts,
    DeliveryOption,
    LineKind,
    RefusedRule,
    ShippingCost,
    SummaryLine,
)
from backoffice_orders.model.pricing.taking import Taken
from backoffice_orders.model.pricing.tax_breakdown import tax_breakdown
from backoffice_orders.model.service import SHIPPING, Service

_NOTHING = Decimal(0)
_NO_COUNTS = Counts()


def summary_of(settled: Settled) -> Summary:
    """The summary of a settled cart."""
    situation, amounts, shipment = settled.situation, settled.amounts, settled.shipment
    parcel, options, delivery = shipment.parcel, shipment.options, shipment.delivery
    minor, lines = situation.context.minor, situation.lines
    answered = situation.context.answers.taxes
    if answered is None:
        taxes = tax_breakdown(amounts.by_tax, minor)
    else:
        from backoffice_orders.model.pricing.asking import answered_breakdown

        taxes = answered_breakdown(answered, minor)
    net, gross = amounts.due()
    wrapping = amounts.wrapping
    return Summary(
        minor.currency,
        _lines(lines, amounts, minor),
        applied_rules(settled),
        refused_rules(settled),
        bool(parcel.lines),
        _shipping_cost(delivery, minor),
        _options(options, delivery, minor),
        _NO_COUNTS if wrapping is NOTHING else Counts(wrapping.net, wrapping.gross),
        Counts(net, gross),
        taxes,
        parcel.all_weight,
        _estimates(settled) if settled.questions else (),
        _manual_discounts(settled) if settled.by_hand else (),
    )


def _estimates(settled: Settled) -> tuple[Service, ...]:
    return tuple(each.service for each in settled.questions if settled.answer_to(each) is None)


def applied_rules(settled: Settled) -> tuple[AppliedRule, ...]:
    """The cart rules that hold, and what each takes off."""
    situation = settled.situation
    taken, minor = settled.amounts.taken, situation.context.minor
    if not taken:
        return ()
    line_ids = [line.line_id for line in situation.lines]
    return tuple([_applied_rule(each, line_ids, minor) for each in taken if type(each) is Taken])


def _manual_discounts(settled: Settled) -> tuple[AppliedDiscount, ...]:
    situation, taken = settled.situation, settled.amounts.taken
    minor, line_ids = situation.context.minor, [line.line_id for line in situation.lines]
    return tuple([_by_hand(each, line_ids, minor) for each in taken if type(each) is TakenByHand])


def refused_rules(settled: Settled) -> tuple[RefusedRule, ...]:
    """The granted cart rules that do not hold, or are gone, and why.

    And those that would apply by themselves, and were refused by hand.
    """
    context = settled.situation.context
    rule_ids, by_hand = context.cart.rule_ids, context.cart.refused_rules
    if not (rule_ids or by_hand):
        return ()
    told = {*rule_ids, *[each.rule_id for each in by_hand]}
    return (
        *[refused_rule(rule, why) for rule, why in settled.refused if rule.id in told],
        *[
            RefusedRule(rule_id, rule_id, "", RuleGone(rule_id).message)
            for rule_id in context.book.unknown_rules(rule_ids)
        ],
    )


def refused_rule(rule: CartRule, why: RuleRefused) -> RefusedRule:
    """A cart rule, and why it does not hold."""
    return RefusedRule(rule.id, rule.name, rule.code, why.message)


def _applied_rule(taken: Taken, line_ids: Sequence[LineId], minor: MinorUnits) -> AppliedRule:
    rule, delivery_net, delivery_gross = taken.rule, taken.delivery_net, taken.delivery_gross
    parts = _shares(taken, line_ids)
    if delivery_net or delivery_gross:
        parts.append((SHIPPING, delivery_net, delivery_gross))
    return AppliedRule(
        rule.id,
        rule.name,
        rule.code,
        minor.currency,
        sum(taken.nets) + delivery_net,
        sum(taken.grosses) + delivery_gross,
        tuple(parts),
        taken.delivery_percent == HUNDRED,
        minor.money(minor.count(taken.unused)) if taken.unused else None,
    )


def _by_hand(taken: TakenByHand, line_ids: Sequence[LineId], minor: MinorUnits) -> AppliedDiscount:
    discount = taken.discount
    return AppliedDiscount(
        discount.id,
        discount.title,
        discount.reason,
        minor.currency,
        sum(taken.nets),
        sum(taken.grosses),
        tuple(_shares(taken, line_ids)),
        discount.line_id,
        discount.percent,
        minor.money(minor.count(taken.unused)) if taken.unused else None,
    )


def _shares(
    taken: Taken | TakenByHand, line_ids: Sequence[LineId]
) -> list[tuple[LineId, int, int]]:
    """What is taken off each line; those that later rules have added are not among them."""
    shares = zip(line_ids, taken.nets, taken.grosses, strict=False)
    return [share for share in shares if share[1] or share[2]]


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
        delivery.arrives,
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
                option.arrives,
            )
            for option in options
            if option.carrier_id is not None
        ]
    )


def _lines(
    lines: Sequence[PricedLine], amounts: Amounts, minor: MinorUnits
) -> tuple[SummaryLine, ...]:
    currency, by_item = minor.currency, minor.rounds_pieces
    found = []
    for line, net, gross, due_net, due_gross in zip(
        lines, amounts.nets, amounts.grosses, amounts.due_nets, amounts.due_grosses, strict=True
    ):
        quantity, product, combination = line.quantity, line.product, line.combination
        if not by_item:
            unit_net, unit_gross = minor.count(line.unit_net), minor.count(line.unit_gross)
        elif quantity == 1:
            unit_net, unit_gross = net, gross
        else:  # as they were rounded, whatever the line's net amount has become
            unit_net, unit_gross = line.net // quantity, line.gross // quantity
        source, reference, picture = line.source, "", ""
        name: Name = ""
        if combination is not None:
            reference, picture = combination.codes.reference, combination.picture
        if product is not None:
            name, reference = product.name, reference or product.codes.reference
            picture = picture or product.picture
        if isinstance(source, CartLine):
            kind = PRODUCT if line.gift_of is None else GIFT
            product_id, combination_id = source.product_id, source.combination_id
            if product is None or (combination_id is not None and combination is None):
                # Gone, or the choice is: as it was called.
                name = source.title or name or source.product_id
            customization = source.customization
            answers = customization.described(product) if customization.values else ()
        else:
            kind, name = LineKind(source.kind.value), source.name
            product_id, combination_id, answers = None, None, ()
        found.append(
            SummaryLine(
                line.line_id,
                kind,
                name,
                quantity,
                currency,
                unit_net,
                unit_gross,
                net,
                gross,
                net - due_net,
                gross - due_gross,
                product_id,
                combination_id,
                reference,
                combination.label if combination is not None else "",
                answers,
                line.weight,
                not line.needs_shipping,
                line.reasons,
                line.gap is None,
                picture,
            )
        )
    return tuple(found)
