"""The pure function from a cart and a price book to a summary.

The steps, each a module of its own: unit prices, lines, shipping (of the goods before
discounts), cart rules, shipping (of what they have left), wrapping, the split into net and tax,
the tax of each rate, the total.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from attrs import evolve

from backoffice_orders.model.answers import NO_ANSWERS, Answer, Answers
from backoffice_orders.model.cart import Cart, CartLine
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.errors.pricing import CurrencyUnavailable
from backoffice_orders.model.errors.services import AnswerMissing, ServiceRefused
from backoffice_orders.model.errors.vouchers import RuleGiftUnavailable, RuleGone, RuleRefused
from backoffice_orders.model.ids import LineId
from backoffice_orders.model.money import HUNDRED, MinorUnits, RoundingType
from backoffice_orders.model.pricing.amounts import Amounts, Part
from backoffice_orders.model.pricing.asking import answered_breakdown, charged, questions
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.pricing.cart_rules import apply_rules, attempt
from backoffice_orders.model.pricing.context import Context
from backoffice_orders.model.pricing.left import Left
from backoffice_orders.model.pricing.line import PricedLine
from backoffice_orders.model.pricing.lines import price_lines
from backoffice_orders.model.pricing.shipping import Delivery, Shipment
from backoffice_orders.model.pricing.situation import Situation
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.pricing.summary_parts import (
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
from backoffice_orders.model.pricing.tax_split import split_lawfully
from backoffice_orders.model.pricing.wrapping import Wrapping, price_wrapping
from backoffice_orders.model.questions import SHIPPING, Question, Service, TaxQuestion
from backoffice_orders.model.settings import TaxSplit


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
    context, lines = settled.situation.context, settled.situation.lines
    found = [Gap(line.line_id, line.gap) for line in lines if line.gap is not None]
    found += [Gap(None, error) for error in _unanswered(settled)]
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
    refused = _settle(cart.with_rule(rule.id), with_it).refused
    return next((why for each, why in refused if each.id == rule.id), None)


class RulesOutcome(NamedTuple):
    """What has become of a cart's rules.

    ``rules`` hold, ``refused_rules`` were granted and do not hold, ``withheld_gifts`` would apply
    by themselves if their gift could be given.
    """

    rules: tuple[AppliedRule, ...] = ()
    refused_rules: tuple[RefusedRule, ...] = ()
    withheld_gifts: tuple[RefusedRule, ...] = ()


def rules_outcome(cart: Cart, book: PriceBook) -> RulesOutcome:
    """What has become of a cart's rules: as ``price``, without what else a summary has.

    Where there is no rule, nothing has to be priced to say so.
    """
    if not (book.cart_rules or cart.rule_ids):
        return RulesOutcome()
    settled, granted = _settle(cart, book), set(cart.rule_ids)
    withheld = tuple(
        [
            _refused_rule(rule, why)
            for rule, why in settled.refused
            if isinstance(why, RuleGiftUnavailable) and rule.id not in granted
        ]
    )
    return RulesOutcome(_applied_rules(settled), _refused_rules(settled), withheld)


def open_questions(
    cart: Cart, book: PriceBook, fresh: Answers = NO_ANSWERS
) -> tuple[Question, ...]:
    """What services of other systems have not answered about the cart as it is, in their order.

    Each answer may change what is to be asked next: a discount of 6.00 with its tax is another net
    amount at another rate. ``fresh`` are answers that just came in: the questions are made as if
    they held, so that asking comes to an end.
    """
    settled = _settle(cart, book)
    if fresh:
        current = settled.situation.context.answers
        settled = _settle_by(cart, book, current.joined(fresh))
    return tuple(each for each in settled.questions if _answer_to(each, settled) is None)


def tax_question(cart: Cart, book: PriceBook) -> TaxQuestion | None:
    """What a tax service is asked about the cart as it is, None where there is nothing to tax."""
    questions = _settle(cart, book).questions
    return next((each for each in questions if isinstance(each, TaxQuestion)), None)


class _Settled(NamedTuple):
    """Everything but the sums."""

    situation: Situation
    refused: list[tuple[CartRule, RuleRefused]]
    shipment: Shipment
    amounts: Amounts
    questions: tuple[Question, ...] = ()


def _answer_to(question: Question, settled: _Settled) -> Answer | None:
    answer = settled.situation.context.answers.of(question.service)
    return answer if answer is not None and answer.fingerprint == question.fingerprint else None


def _unanswered(settled: _Settled) -> Iterator[BackOfficeError]:
    """What stands in an order's way because a service has not answered, or has refused."""
    estimated = settled.situation.book.settings.estimated_services
    for question in settled.questions:
        service = question.service
        if _answer_to(question, settled) is None and service not in estimated:
            refusal = settled.situation.context.answers.refusal_of(service)
            if refusal is not None and refusal.fingerprint == question.fingerprint:
                yield ServiceRefused(service, refusal.sentence)
            else:
                yield AnswerMissing(service)


def _settle(cart: Cart, book: PriceBook) -> _Settled:
    if not book.services:
        return _split(_settle_by(cart, book, NO_ANSWERS))
    absent = [each for each in Service if each not in book.services]
    answers = book.answers.without(*absent).at(book.moment)
    while True:
        settled = _settle_by(cart, book, answers)
        asked = {each.service: each.fingerprint for each in settled.questions}
        outdated = next(
            (
                service
                for service in book.services
                if (answer := answers.of(service)) is not None
                and answer.fingerprint != asked.get(service)
            ),
            None,
        )
        if outdated is None:
            return _split(settled)
        # One by one: what the next ones are asked about depends on it.
        answers = answers.without(outdated)


def _split(settled: _Settled) -> _Settled:
    """With net amounts and taxes as they were answered, or as the shop splits them."""
    situation, amounts, delivery = settled.situation, settled.amounts, settled.shipment.delivery
    taxes = situation.context.answers.taxes
    if taxes is not None:
        amounts = charged(situation.lines, delivery, amounts, taxes, situation.minor)
    elif situation.book.settings.tax_split is TaxSplit.LAWFUL:
        amounts = split_lawfully(situation.lines, amounts)
    if amounts is settled.amounts:
        return settled
    shipment = _as_split(settled.shipment, settled.amounts.delivery, amounts.delivery)
    return settled._replace(amounts=amounts, shipment=shipment)


def _as_split(shipment: Shipment, before: Part, after: Part) -> Shipment:
    """The shipment whose delivery has the prices that it was split into."""
    delivery = shipment.delivery
    if delivery is None or after == before:
        return shipment
    net, gross = delivery.net + after.net - before.net, delivery.gross + after.gross - before.gross
    changed = delivery._replace(net=net, gross=gross)
    options = [changed if each == delivery else each for each in shipment.options]
    return Shipment(shipment.parcel, options, changed)


def _settle_by(cart: Cart, book: PriceBook, answers: Answers) -> _Settled:
    context = Context.of(cart, book, answers)
    lines = tuple(price_lines(context))
    left = Left.of(lines)
    shipment = Shipment.of(lines, left, context)
    applied = apply_rules(Situation(context, lines, left, shipment.delivery))
    situation = applied.situation
    if applied.taken:
        shipment = Shipment.of(situation.lines, situation.left, context)
    amounts = _amounts(situation, applied.taken, shipment.delivery, price_wrapping(context))
    settled = _Settled(situation, applied.refused, shipment, amounts)
    if not book.services:
        return settled
    return settled._replace(questions=tuple(questions(context, situation.lines, shipment, amounts)))


def _amounts(
    situation: Situation, taken: Sequence[Taken], delivery: Delivery | None, wrapping: Wrapping
) -> Amounts:
    left, lines = situation.left, situation.lines
    to_send = Part()
    if delivery is not None:
        taken, to_send = _off_delivery(taken, delivery, situation.minor)
    parts = [
        Part(line.taxed, net, gross)
        for line, net, gross in zip(lines, left.net, left.gross, strict=True)
    ]
    parts += [to_send, Part(wrapping.taxed, wrapping.net, wrapping.gross)]
    return Amounts([each.net for each in lines], [each.gross for each in lines], parts, taken)


def _off_delivery(
    taken: Sequence[Taken], delivery: Delivery, minor: MinorUnits
) -> tuple[Sequence[Taken], Part]:
    """What rules take off the delivery's price, one after the other, and what they leave of it."""
    net_left, gross_left = delivery.net, delivery.gross
    found = []
    for each in taken:
        net = minor.round_count(net_left * each.delivery_percent / 100)
        gross = minor.round_count(gross_left * each.delivery_percent / 100)
        if net or gross:
            net_left, gross_left = net_left - net, gross_left - gross
            found.append(evolve(each, shares={**each.shares, SHIPPING: (net, gross)}))
        else:
            found.append(each)
    return found, Part(delivery.taxed, net_left, gross_left)


def _summary(settled: _Settled) -> Summary:
    situation, amounts = settled.situation, settled.amounts
    parcel, options, delivery = settled.shipment
    minor, lines = situation.minor, situation.lines
    taxes = situation.context.answers.taxes
    net = gross = 0
    for _, part_net, part_gross in amounts.parts:
        net += part_net
        gross += part_gross
    return Summary(
        currency=minor.currency,
        lines=tuple([_line(line, amounts, minor) for line in lines]),
        rules=_applied_rules(settled),
        refused_rules=_refused_rules(settled),
        needs_shipping=parcel.needs_shipping,
        shipping=_shipping_cost(delivery, minor),
        delivery_options=_options(options, delivery, minor),
        wrapping_counts=Counts(amounts.wrapping.net, amounts.wrapping.gross),
        total_counts=Counts(net, gross),
        taxes=(
            tax_breakdown(amounts.parts, minor)
            if taxes is None
            else answered_breakdown(taxes, minor)
        ),
        weight=sum([line.weight for line in lines], Decimal(0)),
        estimates=tuple(
            [each.service for each in settled.questions if _answer_to(each, settled) is None]
        ),
    )


def _applied_rules(settled: _Settled) -> tuple[AppliedRule, ...]:
    minor = settled.situation.minor
    return tuple([_applied_rule(each, minor) for each in settled.amounts.taken])


def _refused_rules(settled: _Settled) -> tuple[RefusedRule, ...]:
    cart, book = settled.situation.cart, settled.situation.book
    granted = set(cart.rule_ids)
    return (
        *[_refused_rule(rule, why) for rule, why in settled.refused if rule.id in granted],
        *[
            RefusedRule(rule_id, rule_id, "", RuleGone(rule_id).message)
            for rule_id in book.unknown_rules(cart.rule_ids)
        ],
    )


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


def _applied_rule(taken: Taken, minor: MinorUnits) -> AppliedRule:
    rule, shares = taken.rule, taken.shares
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
        taken.delivery_percent == HUNDRED,
        minor.money(minor.count(taken.unused)) if taken.unused else None,
    )


def _refused_rule(rule: CartRule, why: RuleRefused) -> RefusedRule:
    return RefusedRule(rule.id, rule.name, rule.code, why.message)


def _line(line: PricedLine, amounts: Amounts, minor: MinorUnits) -> SummaryLine:
    part, quantity = amounts.parts[line.position], line.quantity
    net, gross = amounts.nets[line.position], amounts.grosses[line.position]
    if minor.rounding.type is not RoundingType.ITEM:
        unit_net, unit_gross = minor.count(line.unit_net), minor.count(line.unit_gross)
    elif quantity == 1:
        unit_net, unit_gross = net, gross
    else:  # as they were rounded, whatever the line's net amount has become
        unit_net, unit_gross = line.net // quantity, line.gross // quantity
    source, product, combination = line.source, line.product, line.combination
    reference = options = ""
    customization: tuple[tuple[str, str], ...] = ()
    product_id, combination_id = None, None
    if not isinstance(source, CartLine):
        kind, name = LineKind(source.kind.value), source.name
    else:
        product_id, combination_id = source.product_id, source.combination_id
        kind = LineKind.PRODUCT if line.gift_of is None else LineKind.GIFT
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
        line.line_id,
        kind,
        name,
        quantity,
        minor.currency,
        unit_net,
        unit_gross,
        net,
        gross,
        net - part.net,
        gross - part.gross,
        product_id,
        combination_id,
        reference,
        options,
        customization,
        line.weight,
        not line.needs_shipping,
        line.reasons,
        line.gap is None,
    )
