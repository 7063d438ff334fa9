"""A service that answers just what the tables say changes nothing; whatever it says adds up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from attrs import evolve
from hypothesis import HealthCheck, assume, event, given, settings, strategies as st
from moneyed import Money

from backoffice_orders.model.answers import (
    DeliveryAnswer,
    DeliveryRate,
    PriceAnswer,
    PriceOfLine,
    Tax,
    TaxAnswer,
    TaxesOfLine,
)
from backoffice_orders.model.cart import Cart
from backoffice_orders.model.ids import LineId
from backoffice_orders.model.money import TaxedMoney, allocate, minor_unit, money_of_count
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.pricing.price import open_questions, price, price_with_gaps
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.questions import DeliveryQuestion, PriceQuestion, TaxQuestion
from backoffice_orders.model.service import SHIPPING, WRAPPING, Service
from backoffice_orders.model.settings import TaxSplit
from backoffice_orders.model.tax import UNTAXED, Taxed, TaxRate
from backoffice_orders.testing.strategies import priced
from tests.services.answering import told

SETTINGS = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
Pair = tuple[Cart, PriceBook]
RATE = TaxRate("A tax of 5%", Decimal(5))


def plugged(book: PriceBook, *services: Service) -> PriceBook:
    """The book with an address and these services; net and gross are rounded each by itself."""
    place = book.delivery_place
    return evolve(
        book,
        delivery=place,
        invoice=book.invoice or place,
        settings=evolve(book.settings, tax_split=TaxSplit.PRESTASHOP),
        services=services,
    )


def by_tables(cart: Cart, book: PriceBook) -> Summary:
    summary, gaps = price_with_gaps(cart, evolve(book, services=()))
    assume(not gaps)
    return summary


def left(summary: Summary, line_id: str) -> TaxedMoney:
    """What is left to pay of a line, the delivery or the wrapping."""
    if line_id == WRAPPING:
        return summary.wrapping
    if line_id != SHIPPING:
        return next(each for each in summary.lines if each.line_id == line_id).payable
    off = [share.amount for rule in summary.rules for share in rule.shares]
    ids = [share.line_id for rule in summary.rules for share in rule.shares]
    found = summary.shipping_price
    for share, of in zip(off, ids, strict=True):
        found = found - share if of == SHIPPING else found
    return found


def count(amount: Money) -> int:
    return int(amount.amount / minor_unit(amount.currency.code))


def taxed(cart: Cart, book: PriceBook, tax_group_id: str | None) -> Taxed:
    exempt = cart.tax_exemption or book.tax_exemption
    group = None if exempt else next((g for g in book.tax_groups if g.id == tax_group_id), None)
    rule = group.rule_for(book.tax_place) if group is not None else None
    return UNTAXED if rule is None else rule.taxed


def as_the_tables(cart: Cart, book: PriceBook, question: TaxQuestion) -> TaxAnswer:
    """What the tables would answer: the tax of each kind of goods, spread over its lines."""
    summary, currency = by_tables(cart, book), question.currency
    kinds: dict[Taxed, list[LineId]] = defaultdict(list)
    for line in question.lines:
        kinds[taxed(cart, book, line.tax_group_id)].append(line.line_id)
    lines: list[TaxesOfLine] = []
    for kind, ids in kinds.items():
        amounts = [left(summary, each) for each in ids]
        taxes = [count(each.gross) - count(each.net) for each in amounts]
        assume(all(tax >= 0 for tax in taxes))
        assume(kind.shares or not any(taxes))
        rates = allocate(sum(taxes), [percent for _, percent, _ in kind.shares])
        for line_id, tax, amount in zip(ids, taxes, amounts, strict=True):
            lines.append(TaxesOfLine(line_id, tuple(_spread(kind, tax, amount.net, rates))))
    total = sum((tax.amount for line in lines for tax in line.taxes), Money(0, currency))
    return TaxAnswer(tuple(lines), total)


def _spread(kind: Taxed, tax: int, net: Money, rates: list[int]) -> Iterator[Tax]:
    """A line's tax over its rates, the first ones first, so that both sums come out even."""
    for index, (rate, percent, _) in enumerate(kind.shares):
        part = min(tax, rates[index])
        tax -= part
        rates[index] -= part
        yield Tax(rate, net, money_of_count(part, net.currency.code), percent)


@SETTINGS
@given(priced())
def test_taxes_as_in_the_tables_are_the_tables(pair: Pair) -> None:
    cart, book = pair[0], plugged(pair[1], Service.TAXES)
    # One answer is about the delivery: whichever rules look at on the way is taxed alike.
    groups = [each.tax_group_id for each in book.carriers[:1]]
    alike = (evolve(each, tax_group_id=groups[0]) for each in book.carriers)
    book = evolve(book, carriers=tuple(alike))
    tables = by_tables(cart, book)
    for question in open_questions(cart, book):
        assert isinstance(question, TaxQuestion)
        event("there is something to tax")
        book = told(book, question, as_the_tables(cart, book, question))
    assert price(cart, book) == tables


@SETTINGS
@given(priced())
def test_rates_as_in_the_tables_cost_the_same(pair: Pair) -> None:
    """All carriers answer as rates of the same ids, instead of the tables."""
    cart, book = pair[0], plugged(pair[1], Service.DELIVERY_RATES)
    book = evolve(book, settings=evolve(book.settings, carriers_beside_rates=False))
    tables = by_tables(cart, book)
    groups = {each.id: each.tax_group_id for each in book.carriers}
    for question in open_questions(cart, book):
        assert isinstance(question, DeliveryQuestion)
        event("there is something to send")
        rates = tuple(
            DeliveryRate(
                each.carrier_id,
                str(each.name),
                each.price.gross,
                each.delay,
                tax_included=True,
                tax_group_id=groups[each.carrier_id],
            )
            for each in tables.delivery_options
        )
        book = told(book, question, DeliveryAnswer(rates))
    answered = price(cart, book)
    # Rules may look at the delivery of the goods before discounts, which these rates do not know.
    assume(answered.rules == tables.rules)
    assert answered.estimates == ()
    costs = {each.carrier_id: each.price.gross for each in tables.delivery_options}
    assert {each.carrier_id: each.price.gross for each in answered.delivery_options} == costs
    assert answered.total.gross == tables.total.gross


@SETTINGS
@given(priced())
def test_prices_as_in_the_tables_are_the_tables(pair: Pair) -> None:
    cart, book = pair[0], plugged(pair[1], Service.PRICES)
    tables = by_tables(cart, book)
    for question in open_questions(cart, book):
        assert isinstance(question, PriceQuestion)
        event("there is something to price")
        lines = tuple(PriceOfLine(each.line_id) for each in question.lines)
        book = told(book, question, PriceAnswer(lines))
    assert price(cart, book) == tables


@SETTINGS
@given(priced(), st.lists(st.integers(0, 500), min_size=1, max_size=5))
def test_whatever_is_answered_every_cent_adds_up(pair: Pair, taxes: list[int]) -> None:
    """A service with a mind of its own: some cents of tax on each line, whatever it costs."""
    cart, book = pair[0], plugged(pair[1], Service.TAXES)
    by_tables(cart, book)
    for question in open_questions(cart, book):
        assert isinstance(question, TaxQuestion)
        unit = minor_unit(question.currency)
        lines = []
        for index, line in enumerate(question.lines):
            cents = taxes[index % len(taxes)] if line.amount.amount else 0
            most = int(line.amount.amount / unit) if line.tax_included else cents
            amount = Money(min(cents, most) * unit, question.currency)
            lines.append(TaxesOfLine(line.line_id, (Tax(RATE, line.amount, amount),)))
        total = sum((line.taxes[0].amount for line in lines), Money(0, question.currency))
        book = told(book, question, TaxAnswer(tuple(lines), total))
    summary = price(cart, book)
    event(f"estimates: {len(summary.estimates)}")
    parts = summary.products + summary.fees - summary.discounts
    assert parts + summary.shipping_price + summary.wrapping == summary.total
    tax = sum((each.amount for each in summary.taxes), Money(0, summary.currency))
    assert tax == summary.total.gross - summary.total.net
    *entries, last = summary.explain()
    zero = TaxedMoney.zero(summary.currency)
    assert sum((each.amount for each in entries), zero) == last.amount == summary.total
    if not summary.estimates and book.answers.taxes is not None:
        assert tax == book.answers.taxes.total
