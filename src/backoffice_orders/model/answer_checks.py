"""Whether an answer can be right: it must be about the question, and its sums must add up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from moneyed import Money

from backoffice_orders.model.answers import DeliveryAnswer, PriceAnswer, TaxAnswer
from backoffice_orders.model.ids import LineId
from backoffice_orders.model.questions import (
    DeliveryQuestion,
    PriceQuestion,
    Question,
    TaxQuestion,
)


def why_wrong(question: Question, answer: object) -> str | None:
    """Why an answer to this question cannot be right, as the end of a sentence; None if it can."""
    return next(_faults(question, answer), None)


def _faults(question: Question, answer: object) -> Iterator[str]:
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
            yield "two ways of delivery have one id"
    else:
        if not isinstance(answer, TaxAnswer):
            yield _another(answer, TaxAnswer)
            return
        yield from _taxes(question, answer)


def _another(answer: object, wanted: type) -> str:
    return f"it is no {wanted.__name__}, but a {type(answer).__name__}"


def _lines(asked: list[LineId], answered: Iterable[object]) -> Iterator[str]:
    found = [getattr(line, "line_id", "") for line in answered]
    missing = [line_id for line_id in asked if line_id not in set(found)]
    if missing:
        yield f"line '{missing[0]}' is missing"
    unknown = [line_id for line_id in found if line_id not in set(asked)]
    if unknown:
        yield f"nobody has asked about line '{unknown[0]}'"
    if len(set(found)) < len(found):
        yield "a line is answered twice"


def _currencies(currency: str, amounts: Iterable[Money | None]) -> Iterator[str]:
    for amount in amounts:
        if amount is not None and amount.currency.code != currency:
            yield f"it is in {amount.currency.code}, not in {currency}"


def _taxes(question: TaxQuestion, answer: TaxAnswer) -> Iterator[str]:
    taxes = [tax for line in answer.lines for tax in line.taxes]
    yield from _lines([line.line_id for line in question.lines], answer.lines)
    yield from _currencies(question.currency, (tax.amount for tax in taxes))
    yield from _currencies(question.currency, (tax.base for tax in taxes))
    yield from _currencies(question.currency, [answer.total])
    if any(amount.amount < 0 for tax in taxes for amount in (tax.base, tax.amount)):
        yield "a tax is below zero"
    added = sum((tax.amount.amount for tax in taxes), Decimal(0))
    if added != answer.total.amount:
        yield f"the taxes add up to {added}, not to {answer.total.amount}"
    for line in question.lines:
        found = answer.by_line.get(line.line_id)
        if line.tax_included and found is not None:
            tax = sum((each.amount.amount for each in found.taxes), Decimal(0))
            if tax > line.amount.amount:
                yield f"line '{line.line_id}' costs less than its taxes"
