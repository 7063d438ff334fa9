"""The pure function from a cart and a price book to a summary.

The steps, each a module of its own: unit prices, lines, shipping (of the goods before
discounts), discounts by hand and cart rules, shipping (of what they have left), wrapping, the split
into net and tax; and the summary with the tax of each rate and the total. What else is asked about
a cart, as why a rule is refused, is answered by the same steps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from attrs import evolve
from moneyed import Money

from backoffice_orders.model.answers import NO_ANSWERS, Answers
from backoffice_orders.model.cart import Cart
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.errors.pricing import CurrencyUnavailable
from backoffice_orders.model.errors.services import AnswerMissing, ServiceRefused
from backoffice_orders.model.errors.vouchers import (
    RuleGiftUnavailable,
    RuleNotCombinable,
    RuleRefused,
)
from backoffice_orders.model.ids import DiscountId, LineId
from backoffice_orders.model.pricing.amounts import Amounts, off_delivery, sums_by_tax
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.pricing.cart_rules import apply_rules, attempt
from backoffice_orders.model.pricing.context import Context
from backoffice_orders.model.pricing.discountable import Discountable
from backoffice_orders.model.pricing.left import Left
from backoffice_orders.model.pricing.line import PricedLine
from backoffice_orders.model.pricing.lines import price_lines
from backoffice_orders.model.pricing.manual_discounts import (
    above_ceiling,
    after_vouchers,
    before_vouchers,
)
from backoffice_orders.model.pricing.settled import Settled
from backoffice_orders.model.pricing.shipping import Shipment
from backoffice_orders.model.pricing.situation import Situation
from backoffice_orders.model.pricing.standing import not_beside
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.pricing.summary_of import (
    applied_rules,
    refused_rule,
    refused_rules,
    summary_of,
)
from backoffice_orders.model.pricing.summary_parts import AppliedRule, RefusedRule
from backoffice_orders.model.pricing.taking import Taken
from backoffice_orders.model.pricing.tax_split import split_lawfully
from backoffice_orders.model.pricing.wrapping import price_wrapping
from backoffice_orders.model.service import Service
from backoffice_orders.model.settings import TaxSplit

if TYPE_CHECKING:  # few shops ask other systems
    from backoffice_orders.model.questions import Question, TaxQuestion

# Before Python 3.12 an enum takes ten times as long to be asked for a member.
_LAWFUL = TaxSplit.LAWFUL


def price(cart: Cart, book: PriceBook) -> Summary:
    """Price the cart. The same cart and book always give the same summary.

    What cannot be priced costs nothing; ``price_with_gaps`` says what that is.
    """
    return summary_of(_settle(cart, book))


def _settle_by(cart: Cart, book: PriceBook, answers: Answers) -> Settled:
    """All steps but the split, going by these answers of services."""
    context = Context.of(cart, book, answers)
    minor = context.minor
    lines = tuple(price_lines(context))
    before = left = Left.of(lines)
    shipment = Shipment.of(lines, left, context)
    situation = Situation(context, lines, left, shipment.delivery, Discountable(lines, minor))
    first, situation = before_vouchers(situation) if cart.discounts else ((), situation)
    applied: Sequence[Taken] = ()
    refused: Sequence[tuple[CartRule, RuleRefused]] = ()
    if book.cart_rules:
        applied, refused, situation = apply_rules(situation)
    last, in_the_end = after_vouchers(situation) if cart.discounts else ((), situation)
    if in_the_end.lines is not lines:  # with gifts
        lines = in_the_end.lines
        before = Left.of(lines)
    left = in_the_end.left
    if first or applied or last:
        shipment = Shipment.of(lines, left, context)
    freed, to_send = off_delivery(applied, shipment.delivery, minor)
    wrapping = price_wrapping(context)
    amounts = Amounts(
        before.net,
        before.gross,
        left.net,
        left.gross,
        to_send,
        wrapping,
        [*first, *freed, *last],
        sums_by_tax(lines, left.net, left.gross, to_send, wrapping),
    )
    asked = _questions(context, lines, shipment, amounts) if book.services else ()
    return Settled(situation, refused, shipment, amounts, first or last, asked)


def _questions(
    context: Context, lines: tuple[PricedLine, ...], shipment: Shipment, amounts: Amounts
) -> tuple[Question, ...]:
    # Few shops ask other systems: what asks them is imported where one does.
    from backoffice_orders.model.pricing.asking import questions

    return tuple(questions(context, lines, shipment, amounts))


def _settle(cart: Cart, book: PriceBook) -> Settled:
    """All steps but the summary, going by those answers that are about just this cart."""
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


def _split(settled: Settled) -> Settled:
    """With net amounts and taxes as they were answered, or as the shop splits them."""
    situation, amounts, delivery = settled.situation, settled.amounts, settled.shipment.delivery
    taxes = situation.context.answers.taxes
    if taxes is not None:
        from backoffice_orders.model.pricing.asking import charged

        amounts = charged(situation.lines, delivery, amounts, taxes, situation.minor)
    elif situation.context.book.settings.tax_split is _LAWFUL:
        amounts = split_lawfully(situation.lines, amounts)
    if amounts is settled.amounts:
        return settled
    before, after = settled.amounts.delivery, amounts.delivery
    shipment = settled.shipment.dearer(after.net - before.net, after.gross - before.gross)
    return evolve(settled, amounts=amounts, shipment=shipment)


class Gap(NamedTuple):
    """Something that cannot be priced because what it refers to is gone, and why.

    ``line_id`` is None for what is no line: the cart's currency, its delivery, its wrapping; and
    for discounts by hand above the ceiling of whoever answers for them.
    """

    line_id: LineId | None
    error: BackOfficeError


def price_with_gaps(cart: Cart, book: PriceBook) -> tuple[Summary, tuple[Gap, ...]]:
    """The cart's prices, and what could not be priced."""
    settled = _settle(cart, book)
    summary = summary_of(settled)
    context, lines = settled.situation.context, settled.situation.lines
    found = [Gap(line.line_id, line.gap) for line in lines if line.gap is not None]
    found += [Gap(None, error) for error in _unanswered(settled)]
    if settled.shipment.delivery is None:
        found += [Gap(None, error) for error in context.delivery_gaps.values()]
    found += [Gap(None, error) for error in above_ceiling(settled.by_hand, settled.situation)]
    if context.wrapping_gap is not None:
        found.append(Gap(None, context.wrapping_gap))
    if book.sells_in(cart.currency):
        return summary, tuple(found)
    missing = CurrencyUnavailable(cart.currency)
    others = [gap for gap in found if str(gap.error) != str(missing)]
    return summary, (Gap(None, missing), *others)


def why_refused(rule: CartRule, cart: Cart, book: PriceBook) -> RuleRefused | None:
    """Why this cart rule does not hold for the cart beside the rules it has, or None.

    Rules that cannot apply beside it give way if they come after it by priority
    (PrestaShop, ``CartRule::checkValidity``).
    """
    situation = _settle(cart, book).situation
    found = attempt(rule, situation)
    others_give_way = isinstance(found, RuleNotCombinable) and all(
        rule.priority < other.priority
        for other in situation.applied
        if not_beside(rule, other, situation) is not None
    )
    if isinstance(found, RuleRefused) and not others_give_way:
        return found
    if not rule.looks_at_delivery and not others_give_way:
        return None
    known = any(each.id == rule.id for each in book.cart_rules)
    with_it = book if known else evolve(book, cart_rules=(*book.cart_rules, rule))
    refused = _settle(cart.with_rule(rule.id), with_it).refused
    return next((why for each, why in refused if each.id == rule.id), None)


def missing_to_free_delivery(cart: Cart, book: PriceBook) -> Money | None:
    """How much more the goods would have to cost (gross) to be sent for free.

    None where the shop sends nothing for free, or this costs nothing to send already.
    """
    settled, settings = _settle(cart, book), book.settings
    needed = settings.free_shipping_from_amount
    if not needed or not settled.amounts.delivery.gross or cart.manual_delivery is not None:
        return None
    minor = settled.situation.minor
    missing = settled.situation.context.limit(needed) - settled.shipment.parcel.all_goods
    return minor.money(max(minor.count(missing), 1)) if missing > 0 else None


def require_within_ceiling(cart: Cart, book: PriceBook, discount_id: DiscountId) -> None:
    """Raise ``DiscountAboveCeiling`` if a discount by hand is above the ceiling it was given under.

    With those that were given before it: see ``manual_discounts``.
    """
    settled = _settle(cart, book)
    for error in above_ceiling(settled.by_hand, settled.situation):
        if error.discount_id == discount_id:
            raise error


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
            refused_rule(rule, why)
            for rule, why in settled.refused
            if isinstance(why, RuleGiftUnavailable) and rule.id not in granted
        ]
    )
    return RulesOutcome(applied_rules(settled), refused_rules(settled), withheld)


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
    return tuple(each for each in settled.questions if settled.answer_to(each) is None)


def counting(cart: Cart, book: PriceBook, answers: Answers) -> Answers:
    """Those of the answers, and refusals, that are about the cart as it is."""
    still_open = open_questions(cart, evolve(book, answers=answers))
    asked = {each.service: each.fingerprint for each in still_open}
    kept = answers.without(*asked)
    refusals = tuple(each for each in kept.refusals if asked.get(each.service) == each.fingerprint)
    return evolve(kept, refusals=refusals)


def tax_question(cart: Cart, book: PriceBook) -> TaxQuestion | None:
    """What a tax service is asked about the cart as it is, None where there is nothing to tax."""
    from backoffice_orders.model.questions import TaxQuestion  # as above

    questions = _settle(cart, book).questions
    return next((each for each in questions if isinstance(each, TaxQuestion)), None)


def _unanswered(settled: Settled) -> Iterator[BackOfficeError]:
    """What stands in an order's way because a service has not answered, or has refused."""
    estimated = settled.situation.book.settings.estimated_services
    for question in settled.questions:
        service = question.service
        if settled.answer_to(question) is None and service not in estimated:
            refusal = settled.situation.context.answers.refusal_of(service)
            if refusal is not None and refusal.fingerprint == question.fingerprint:
                yield ServiceRefused(service, refusal.sentence)
            else:
                yield AnswerMissing(service)
