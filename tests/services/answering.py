"""Answers by hand, and price books that hold them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any, TypeVar

from attrs import evolve

from backoffice_orders.model.answers import (
    Answer,
    DeliveryAnswer,
    DeliveryRate,
    PriceAnswer,
    PriceOfLine,
    Refusal,
    Tax,
    TaxAnswer,
    TaxesOfLine,
)
from backoffice_orders.model.cart import Cart
from backoffice_orders.model.ids import CarrierId, LineId
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.pricing.price import open_questions
from backoffice_orders.model.questions import DeliveryQuestion, PriceQuestion, Question, TaxQuestion
from backoffice_orders.model.service import Service
from backoffice_orders.model.tax import Place, TaxRate
from backoffice_orders.testing import samples
from backoffice_orders.testing.samples import MOMENT, SETTINGS, euros

Q = TypeVar("Q", bound=Question)
LATER = MOMENT + timedelta(hours=1)
PARIS = Place("FR", postcode="75001")
BERLIN = Place("DE", postcode="10115")
STATE = TaxRate("State 6.25%", Decimal("6.25"))
LINE = LineId("cart_1_line")


def book(*services: Service, **changes: Any) -> PriceBook:
    """The sample shop's, with these services plugged in, for a customer in Paris."""
    return evolve(samples.book(delivery=PARIS, invoice=PARIS), services=services, **changes)


def estimating(*services: Service) -> PriceBook:
    """As ``book``, where the shop's own figures may stand in."""
    return book(*services, settings=evolve(SETTINGS, estimated_services=services))


def asked(cart: Cart, price_book: PriceBook, kind: type[Q]) -> Q:
    """What is to be asked about a cart; it is not asked yet."""
    (question,) = [each for each in open_questions(cart, price_book) if isinstance(each, kind)]
    return question


def told(price_book: PriceBook, question: Question, answer: Answer | Refusal) -> PriceBook:
    """The book with an answer to this question."""
    answers = price_book.answers.having(question.service, answer, question.fingerprint, LATER)
    return evolve(price_book, answers=answers)


def tax_answer(
    amounts: Mapping[str, tuple[str, str]], rate: TaxRate = STATE, total: str | None = None
) -> TaxAnswer:
    """Taxes of lines: (base, amount) in euros by the line's id."""
    lines = tuple(
        TaxesOfLine(LineId(line_id), (Tax(rate, euros(base), euros(amount)),))
        for line_id, (base, amount) in amounts.items()
    )
    added = sum((Decimal(amount) for _, amount in amounts.values()), Decimal(0))
    return TaxAnswer(lines, euros(str(added) if total is None else total))


def taxed(cart: Cart, price_book: PriceBook, amounts: Mapping[str, tuple[str, str]]) -> PriceBook:
    """The book with these taxes answered to what the cart asks."""
    return told(price_book, asked(cart, price_book, TaxQuestion), tax_answer(amounts))


def delivered(cart: Cart, price_book: PriceBook, *rates: DeliveryRate) -> PriceBook:
    """The book with these delivery rates answered."""
    return told(price_book, asked(cart, price_book, DeliveryQuestion), DeliveryAnswer(rates))


def priced(cart: Cart, price_book: PriceBook, *lines: PriceOfLine) -> PriceBook:
    """The book with these prices answered."""
    return told(price_book, asked(cart, price_book, PriceQuestion), PriceAnswer(lines))


def rate(id: str = "ups", price: str = "7.00", title: str = "UPS Ground") -> DeliveryRate:
    """A delivery rate, net, taxed like the shop's own carriers."""
    return DeliveryRate(CarrierId(id), title, euros(price), tax_group_id=samples.STANDARD_TAX.id)
