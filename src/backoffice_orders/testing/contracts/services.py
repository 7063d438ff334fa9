"""The contracts of ``TaxService``, ``DeliveryRates``, ``PriceService``, ``AddressSuggestions``.

Each asks a question about the sample shop's goods; override ``question`` where yours knows others.
"""

from __future__ import annotations

from decimal import Decimal

from attrs import evolve

from backoffice_orders.model.address_suggestion import AddressQuestion, AddressSuggestion
from backoffice_orders.model.answer_checks import why_wrong
from backoffice_orders.model.answers import Refusal
from backoffice_orders.model.entering import require_entered
from backoffice_orders.model.ids import CustomerId, LineId, OrderId
from backoffice_orders.model.questions import (
    AmountToTax,
    DeliveryQuestion,
    LineToPrice,
    LineToSend,
    PriceQuestion,
    TaxedKind,
    TaxQuestion,
)
from backoffice_orders.model.service import SHIPPING
from backoffice_orders.model.tax import Place
from backoffice_orders.model.tax_report import TaxReport, TaxReportKind
from backoffice_orders.ports.address_suggestions import AddressSuggestions
from backoffice_orders.ports.delivery_rates import DeliveryRates
from backoffice_orders.ports.price_service import PriceService
from backoffice_orders.ports.tax_service import TaxService
from backoffice_orders.testing.samples import MOMENT, MUG, euros

PARIS = Place("FR", postcode="75001")
LINE = LineId("line_1")
# How long (seconds) these suites wait for an answer.
PATIENCE = 10.0


class TaxServiceContract:
    """Subclass with a fixture ``taxes``."""

    def question(self) -> TaxQuestion:
        return TaxQuestion(
            currency="EUR",
            moment=MOMENT,
            origin=Place("FR"),
            destination=PARIS,
            invoice=PARIS,
            lines=(
                AmountToTax(LINE, TaxedKind.PRODUCT, euros("20.00"), 2, product_id=MUG.id),
                AmountToTax(LineId("line_2"), TaxedKind.ITEM, euros("12.00"), 1, True),
                AmountToTax(LineId("gift"), TaxedKind.GIFT, euros("0.00")),
                AmountToTax(SHIPPING, TaxedKind.SHIPPING, euros("5.00")),
            ),
            customer_id=CustomerId("cus_1"),
        )

    def test_every_amount_is_answered_and_the_sum_is_right(self, taxes: TaxService) -> None:
        question = self.question()
        answer = taxes.taxes(question, timeout=PATIENCE)
        assert not isinstance(answer, Refusal), answer
        wrong = why_wrong(question, answer)
        assert wrong is None, f"the answer cannot be right: {wrong}"

    def test_asking_again_gives_the_same(self, taxes: TaxService) -> None:
        first = taxes.taxes(self.question(), timeout=PATIENCE)
        again = taxes.taxes(self.question(), timeout=PATIENCE)
        assert isinstance(first, Refusal) == isinstance(again, Refusal)
        if not isinstance(first, Refusal) and not isinstance(again, Refusal):
            assert first.lines == again.lines, "the same question has got another answer"
            assert first.total == again.total

    def test_a_single_line_is_answered_too(self, taxes: TaxService) -> None:
        question = evolve(self.question(), lines=self.question().lines[:1])
        answer = taxes.taxes(question, timeout=PATIENCE)
        assert isinstance(answer, Refusal) or why_wrong(question, answer) is None

    def test_reports_are_taken_and_may_be_repeated(self, taxes: TaxService) -> None:
        answer = taxes.taxes(self.question(), timeout=PATIENCE)
        assert not isinstance(answer, Refusal), answer
        sold = TaxReport(
            TaxReportKind.COMMIT,
            "ord_1:commit",
            OrderId("ord_1"),
            "GCHKLMPQR",
            MOMENT,
            answer.total,
            self.question(),
            answer,
        )
        void = evolve(sold, kind=TaxReportKind.VOID, key="ord_1:void", charged=euros("0.00"))
        for report in (sold, sold, void, void):
            taxes.record(report, timeout=PATIENCE)


class DeliveryRatesContract:
    """Subclass with a fixture ``rates``."""

    def question(self) -> DeliveryQuestion:
        return DeliveryQuestion(
            currency="EUR",
            moment=MOMENT,
            origin=Place("FR"),
            destination=PARIS,
            weight=Decimal("0.8"),
            value=euros("20.00"),
            lines=(LineToSend(LINE, 2, Decimal("0.8"), MUG.id),),
            customer_id=CustomerId("cus_1"),
        )

    def test_every_way_has_a_price_in_the_right_currency(self, rates: DeliveryRates) -> None:
        question = self.question()
        answer = rates.rates(question, timeout=PATIENCE)
        assert not isinstance(answer, Refusal), answer
        wrong = why_wrong(question, answer)
        assert wrong is None, f"the answer cannot be right: {wrong}"

    def test_ids_stay_the_same(self, rates: DeliveryRates) -> None:
        first = rates.rates(self.question(), timeout=PATIENCE)
        again = rates.rates(self.question(), timeout=PATIENCE)
        assert not isinstance(first, Refusal)
        assert not isinstance(again, Refusal)
        assert [each.id for each in first.rates] == [each.id for each in again.rates]


class PriceServiceContract:
    """Subclass with a fixture ``prices``."""

    def question(self) -> PriceQuestion:
        return PriceQuestion(
            currency="EUR",
            moment=MOMENT,
            place=PARIS,
            lines=(LineToPrice(LINE, MUG.id, 2), LineToPrice(LineId("line_2"), MUG.id, 1)),
            customer_id=CustomerId("cus_1"),
        )

    def test_every_line_is_answered(self, prices: PriceService) -> None:
        question = self.question()
        answer = prices.prices(question, timeout=PATIENCE)
        assert not isinstance(answer, Refusal), answer
        wrong = why_wrong(question, answer)
        assert wrong is None, f"the answer cannot be right: {wrong}"

    def test_a_customer_who_is_not_known_gets_an_answer_too(self, prices: PriceService) -> None:
        question = evolve(self.question(), customer_id=None)
        answer = prices.prices(question, timeout=PATIENCE)
        assert isinstance(answer, Refusal) or why_wrong(question, answer) is None


class AddressSuggestionsContract:
    """Subclass with a fixture ``suggestions``, which knows an address of ``question``."""

    def question(self) -> AddressQuestion:
        return AddressQuestion("16 rue de Riv", "FR", "fr", 3)

    def ask(
        self, suggestions: AddressSuggestions, question: AddressQuestion
    ) -> tuple[AddressSuggestion, ...]:
        return tuple(suggestions.suggest(question, timeout=PATIENCE))

    def test_what_is_known_is_suggested(self, suggestions: AddressSuggestions) -> None:
        found = self.ask(suggestions, self.question())
        assert found, "nothing is suggested for an address that is known"

    def test_each_is_in_the_country_and_fits_an_address(
        self, suggestions: AddressSuggestions
    ) -> None:
        question = self.question()
        for each in self.ask(suggestions, question):
            assert each.country == question.country, f"it is in another country: {each}"
            require_entered(each)

    def test_no_more_than_were_asked_for(self, suggestions: AddressSuggestions) -> None:
        found = self.ask(suggestions, evolve(self.question(), limit=1))
        assert len(found) <= 1, f"one was asked for, and {len(found)} came"

    def test_what_nobody_lives_at_is_no_error(self, suggestions: AddressSuggestions) -> None:
        for text in ("qqq xxx zzz", "'%_\\<>", "é" * 400):
            self.ask(suggestions, evolve(self.question(), text=text))
