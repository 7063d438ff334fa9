"""Whether an answer can be right: it must be about the question, and its sums must add up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from moneyed import Money

from backoffice_orders.model.answers import DeliveryAnswer, PriceAnswer, TaxAnswer
from backoffice_orders.model.ids import LineId
from backoffice_orders.model.messages import Message, Sentence
from backoffice_orders.model.questions import DeliveryQuestion, PriceQuestion, Question, TaxQuestion

SAME_ID = Sentence("answer.same_id", "two ways of delivery have one id")
NO_ANSWER = Sentence("answer.no_answer", "it is no {wanted}, but a {type}")
LINE_MISSING = Sentence("answer.line_missing", "line '{line}' is missing")
LINE_UNKNOWN = Sentence("answer.line_unknown", "nobody has asked about line '{line}'")
LINE_TWICE = Sentence("answer.line_twice", "a line is answered twice")
WRONG_CURRENCY = Sentence("answer.wrong_currency", "it is in {given}, not in {currency}")
TAX_NEGATIVE = Sentence("answer.tax_negative", "a tax is below zero")
TAXES_DIFFER = Sentence("answer.taxes_differ", "the taxes add up to {added}, not to {total}")
LINE_BELOW_TAXES = Sentence("answer.line_below_taxes", "line '{line}' costs less than its taxes")


def why_wrong(question: Question, answer: object) -> Message | None:
    """Why an answer to this question cannot be right, as the end of a sentence; None if it can."""
    return next(_faults(question, answer), None)


def _faults(question: Question, answer: object) -> Iterator[Message]:
    currency = question.currency
    if isinstance(question, PriceQuestion):
        if not isinstance(answer, PriceAnswer):
            yield _another(answer, PriceAnswer)
            return
        yield from _lines([line.line_id for line in question.lines], answer.lines)
        yield from _currencies(currency, (line.price for line in answer.lines))
    elif isinstance(question, DeliveryQuestion):
        if not isinstance(answer, DeliveryAnswer):
            yield _another(answer, DeliveryAnswer)
            return
        yield from _currencies(currency, (rate.price for rate in answer.rates))
        ids = [rate.id for rate in answer.rates]
        if len(set(ids)) < len(ids):
            yield SAME_ID()
    else:
        if not isinstance(answer, TaxAnswer):
            yield _another(answer, TaxAnswer)
            return
        yield from _taxes(question, answer)


def _another(answer: object, wanted: type) -> Message:
    return NO_ANSWER(wanted=wanted.__name__, type=type(answer).__name__)


def _lines(asked: list[LineId], answered: Iterable[object]) -> Iterator[Message]:
    found = [getattr(line, "line_id", "") for line in answered]
    missing = [line_id for line_id in asked if line_id not in set(found)]
    if missing:
        yield LINE_MISSING(line=missing[0])
    unknown = [line_id for line_id in found if line_id not in set(asked)]
    if unknown:
        yield LINE_UNKNOWN(line=unknown[0])
    if len(set(found)) < len(found):
        yield LINE_TWICE()


def _currencies(currency: str, amounts: Iterable[Money | None]) -> Iterator[Message]:
    for amount in amounts:
        if amount is not None and amount.currency.code != currency:
            yield WRONG_CURRENCY(given=amount.currency.code, currency=currency)


def _taxes(question: TaxQuestion, answer: TaxAnswer) -> Iterator[Message]:
    taxes = [tax for line in answer.lines for tax in line.taxes]
    yield from _lines([line.line_id for line in question.lines], answer.lines)
    yield from _currencies(question.currency, (tax.amount for tax in taxes))
    yield from _currencies(question.currency, (tax.base for tax in taxes))
    yield from _currencies(question.currency, [answer.total])
    if any(amount.amount < 0 for tax in taxes for amount in (tax.base, tax.amount)):
        yield TAX_NEGATIVE()
    added = sum((tax.amount.amount for tax in taxes), Decimal(0))
    if added != answer.total.amount:
        yield TAXES_DIFFER(added=added, total=answer.total.amount)
    for line in question.lines:
        found = answer.by_line.get(line.line_id)
        if line.tax_included and found is not None:
            tax = sum((each.amount.amount for each in found.taxes), Decimal(0))
            if tax > line.amount.amount:
                yield LINE_BELOW_TAXES(line=line.line_id)
