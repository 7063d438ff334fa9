"""Services of other systems that answer from a few figures, for tests and demos."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from math import ceil

from moneyed import Money

from backoffice_orders.model.address_suggestion import AddressQuestion, AddressSuggestion
from backoffice_orders.model.answers import (
    DeliveryAnswer,
    DeliveryRate,
    PriceAnswer,
    PriceOfLine,
    Refusal,
    Tax,
    TaxAnswer,
    TaxesOfLine,
)
from backoffice_orders.model.ids import CarrierId, CustomerId, ProductId
from backoffice_orders.model.money import minor_unit
from backoffice_orders.model.questions import (
    AmountToTax,
    DeliveryQuestion,
    PriceQuestion,
    TaxQuestion,
)
from backoffice_orders.model.tax import TaxRate
from backoffice_orders.model.tax_report import TaxReport
from backoffice_orders.model.text import match_rank, words


class TestTaxes:
    """The ``TaxService`` port: one rate per country, rounded half up on every line.

    A country without a rate is not taxed, nor is who has an exemption; a postcode among
    ``refused`` does not exist.

    Attributes:
        asked: The questions, oldest first.
        reports: What was put on record, by its key.
    """

    __test__ = False  # no test class of pytest's

    def __init__(self, rates: Mapping[str, TaxRate], refused: tuple[str, ...] = ()) -> None:
        self.rates: dict[str, TaxRate] = dict(rates)
        self.refused = refused
        self.asked: list[TaxQuestion] = []
        self.reports: dict[str, TaxReport] = {}

    def taxes(self, question: TaxQuestion, *, timeout: float) -> TaxAnswer | Refusal:
        self.asked.append(question)
        place = question.destination
        if place.postcode in self.refused:
            return Refusal(f"There is no postcode {place.postcode} in {place.country}.")
        rate = None if question.exemption is not None else self.rates.get(place.country)
        lines = tuple(_taxes(line, rate) for line in question.lines)
        total = sum(
            (tax.amount for line in lines for tax in line.taxes), Money(0, question.currency)
        )
        return TaxAnswer(lines, total, f"test-{question.fingerprint[:8]}")

    def record(self, report: TaxReport, *, timeout: float) -> None:
        self.reports.setdefault(report.key, report)


def _taxes(line: AmountToTax, rate: TaxRate | None) -> TaxesOfLine:
    if rate is None:
        return TaxesOfLine(line.line_id)
    whole = 100 + rate.percent if line.tax_included else Decimal(100)
    tax = line.amount.amount * rate.percent / whole
    amount = _rounded(Money(tax, line.amount.currency))
    base = line.amount - amount if line.tax_included else line.amount
    return TaxesOfLine(line.line_id, (Tax(rate, base, amount),))


def _rounded(amount: Money) -> Money:
    unit = minor_unit(amount.currency.code)
    return Money(amount.amount.quantize(unit, ROUND_HALF_UP), amount.currency)


class TestRates:
    """The ``DeliveryRates`` port: so much, and so much more for each kilogram that was begun.

    Attributes:
        asked: The questions, oldest first.
    """

    __test__ = False  # no test class of pytest's

    def __init__(self, base: Decimal, per_kilogram: Decimal) -> None:
        self.base: Decimal = base
        self.per_kilogram: Decimal = per_kilogram
        self.asked: list[DeliveryQuestion] = []

    def rates(self, question: DeliveryQuestion, *, timeout: float) -> DeliveryAnswer | Refusal:
        self.asked.append(question)
        amount = self.base + self.per_kilogram * ceil(question.weight)
        slow, fast = (Money(each, question.currency) for each in (amount, 2 * amount))
        return DeliveryAnswer(
            (
                DeliveryRate(CarrierId("test:ground"), "Ground", slow, "2-3 days"),
                DeliveryRate(CarrierId("test:air"), "Air", fast, "tomorrow"),
            )
        )


class TestPrices:
    """The ``PriceService`` port: what was agreed with a customer, in one currency.

    Attributes:
        asked: The questions, oldest first.
    """

    __test__ = False  # no test class of pytest's

    def __init__(self, agreed: Mapping[tuple[CustomerId, ProductId], Money]) -> None:
        self.agreed: dict[tuple[CustomerId, ProductId], Money] = dict(agreed)
        self.asked: list[PriceQuestion] = []

    def prices(self, question: PriceQuestion, *, timeout: float) -> PriceAnswer | Refusal:
        self.asked.append(question)
        lines = []
        for line in question.lines:
            price = None
            if question.customer_id is not None:
                price = self.agreed.get((question.customer_id, line.product_id))
            if price is not None and price.currency.code != question.currency:
                price = None
            reason = f"contract of {question.customer_id}" if price is not None else ""
            lines.append(PriceOfLine(line.line_id, price, reason=reason))
        return PriceAnswer(tuple(lines))


class TestSuggestions:
    """The ``AddressSuggestions`` port: of given addresses, those with words that begin so.

    Attributes:
        asked: The questions, oldest first.
    """

    __test__ = False  # no test class of pytest's

    def __init__(self, addresses: Iterable[AddressSuggestion]) -> None:
        self.addresses: tuple[AddressSuggestion, ...] = tuple(addresses)
        self.asked: list[AddressQuestion] = []

    def suggest(
        self, question: AddressQuestion, *, timeout: float
    ) -> tuple[AddressSuggestion, ...]:
        self.asked.append(question)
        typed = words(question.text)
        found = [
            each
            for each in self.addresses
            if each.country == question.country and match_rank(typed, words(each.line)) is not None
        ]
        return tuple(found[: question.limit])
