"""What a service answers is stored with the cart: its texts and numbers have to fit there."""

from __future__ import annotations

import logging
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from attrs import frozen

from backoffice_orders.back_office import BackOffice
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
from backoffice_orders.model.errors.services import ServiceAnswerInvalid
from backoffice_orders.model.ids import CarrierId, MessageId, OrderId
from backoffice_orders.model.outbox import TAXES_VOIDED, OutboxMessage
from backoffice_orders.model.questions import TaxQuestion
from backoffice_orders.model.tax import TaxRate
from backoffice_orders.model.tax_report import TaxReport, TaxReportKind
from backoffice_orders.serialization import to_plain
from backoffice_orders.services.limited_calls import LimitedCalls
from backoffice_orders.services.tax_reports import deliver_report
from backoffice_orders.testing.samples import EMPLOYEE, MOMENT, euros, set_up_shop
from tests.services.conftest import john_s_cart


@frozen
class Service:
    """All three ports, answering as a test says."""

    says: Callable[[Any], Any]

    def prices(self, question: Any, *, timeout: float) -> Any:
        return self.says(question)

    def rates(self, question: Any, *, timeout: float) -> Any:
        return self.says(question)

    def taxes(self, question: Any, *, timeout: float) -> Any:
        return self.says(question)

    def record(self, report: Any, *, timeout: float) -> None:
        """Nothing is kept."""


def rate(id_: str = "van", title: str = "Van", delay: str = "") -> DeliveryAnswer:
    return DeliveryAnswer((DeliveryRate(CarrierId(id_), title, euros("5.00"), delay),))


def prices(question: Any, reason: str) -> PriceAnswer:
    lines = (PriceOfLine(each.line_id, euros("3.00"), reason=reason) for each in question.lines)
    return PriceAnswer(tuple(lines))


def taxes(question: Any, reference: str) -> TaxAnswer:
    lines = tuple(TaxesOfLine(each.line_id) for each in question.lines)
    return TaxAnswer(lines, euros("0.00"), reference)


def taxed(base: str) -> Callable[[TaxQuestion], TaxAnswer]:
    """20 % of so much on each line."""

    def says(question: TaxQuestion) -> TaxAnswer:
        tax = Tax(TaxRate("VAT", Decimal(20)), euros(base), euros(base))
        lines = tuple(TaxesOfLine(each.line_id, (tax,)) for each in question.lines)
        return TaxAnswer(lines, euros(base))

    return says


ANSWERS: dict[str, tuple[str, Callable[[Any], Any], str]] = {
    "half a letter": ("delivery_rates", lambda _: rate(title="K\udcf6ln"), "title"),
    "no title": ("delivery_rates", lambda _: rate(title=" "), "title"),
    "a title without end": ("delivery_rates", lambda _: rate(title="x" * 100_000), "title"),
    "a NUL": ("delivery_rates", lambda _: rate(delay="2\x00days"), "delay"),
    "an id that no column takes": ("delivery_rates", lambda _: rate(id_="x" * 5000), "id"),
    "a refusal in half letters": ("delivery_rates", lambda _: Refusal("K\udcf6ln"), "sentence"),
    "no reason to refuse": ("delivery_rates", lambda _: Refusal(""), "sentence"),
    "a reason that turns around": ("prices", lambda q: prices(q, "\u202e4711"), "reason"),
    "an amount that overflows": ("taxes", taxed("1E+999999"), "base"),
    "more than anybody pays": ("taxes", taxed("1000000000000000.00"), "base"),
    "no number": ("taxes", taxed("NaN"), "base"),
    "a reference without end": ("taxes", lambda q: taxes(q, "x" * 256), "reference"),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_what_does_not_fit_is_no_answer_and_its_field_is_named(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    port, says, field = ANSWERS[name]
    parts: Any = {port: Service(says)}
    office = BackOffice.in_memory(**parts)
    set_up_shop(office)
    cart = john_s_cart(office)
    with caplog.at_level(logging.WARNING), pytest.raises(ServiceAnswerInvalid) as refused:
        office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="invoice")
    assert field in str(refused.value)
    assert "K\udcf6ln" not in caplog.text, "what was sent may be personal"
    assert not office.carts.view(EMPLOYEE, cart.cart.id).cart.ordered


def test_what_fits_is_used() -> None:
    office = BackOffice.in_memory(delivery_rates=Service(lambda _: rate(delay="2 days")))
    set_up_shop(office)
    cart = john_s_cart(office)
    view = office.finishing.ask_services(EMPLOYEE, cart.cart.id, version=cart.version)
    assert [each.name for each in view.summary.delivery_options][:1] == ["Van"]


class Forgetful:
    """A tax service whose ``record`` is a coroutine, which nobody would wait for."""

    def taxes(self, question: Any, *, timeout: float) -> Any:
        """Nothing is asked."""

    async def record(self, report: Any, *, timeout: float) -> None:
        raise AssertionError("it is never run")


def test_a_report_to_a_coroutine_is_on_record_nowhere() -> None:
    service: Any = Forgetful()
    void = TaxReport(TaxReportKind.VOID, "k", OrderId("ord_1"), "REF", MOMENT, euros("0.00"))
    message = OutboxMessage(MessageId("m"), TAXES_VOIDED, "taxes:ord_1", MOMENT, to_plain(void))
    with pytest.raises(TypeError, match="no coroutine"):
        deliver_report(service, LimitedCalls(), message)
