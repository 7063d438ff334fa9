"""Asking services of other systems about a cart: outside of transactions, and not for ever."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import TypeVar

from attrs import evolve, field
from moneyed import Money

from backoffice_orders.model.actor import Actor
from backoffice_orders.model.answers import (
    NO_ANSWERS,
    Answer,
    Answers,
    DeliveryAnswer,
    PriceAnswer,
    PriceOfLine,
    Refusal,
)
from backoffice_orders.model.cart import Cart
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.errors.pricing import CurrencyUnavailable
from backoffice_orders.model.errors.services import (
    ServiceFailed,
    ServiceRefused,
    TotalAnswered,
)
from backoffice_orders.model.ids import CartId
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.pricing import needs
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.pricing.price import counting, open_questions, price
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.questions import Question
from backoffice_orders.model.service import Service
from backoffice_orders.model.values import frozen
from backoffice_orders.services.desk import Desk, Work
from backoffice_orders.services.editing import open_cart
from backoffice_orders.services.notices import Notice
from backoffice_orders.services.price_book import load
from backoffice_orders.services.repeated_ids import RepeatedIds
from backoffice_orders.services.service_calls import answered
from backoffice_orders.services.view import CartView, view

ASKED_IN_CIRCLES = Sentence("service.in_circles", "each answer changes what is asked next")

T = TypeVar("T")
logger: logging.Logger = logging.getLogger("backoffice_orders.services")
# Enough for each service to be asked three times: an answer may change what is asked next.
_MOST_QUESTIONS = 9


class AnswersNeeded(Exception):
    """Ends a transaction that cannot go on without answers; it is begun again with them."""

    def __init__(self, cart: Cart, book: PriceBook, ids: Mapping[str, Sequence[str]]) -> None:
        super().__init__(cart.id)
        self.cart = cart
        self.book = book
        self.ids = ids


@frozen
class Asked:
    """What became of asking: all answers that count now, and what went wrong, by service.

    ``book`` is what the cart is priced with by now: it has the answers, and what they refer to.
    """

    book: PriceBook
    failures: Mapping[Service, ServiceFailed] = field(factory=dict)


def ask(desk: Desk, actor: Actor, cart: Cart, book: PriceBook) -> Asked:
    """Ask the services about the cart until nothing is open, or one that is needed has failed.

    No transaction may be running. It takes no longer than the shop's ``services_timeout_ms``.
    """
    settings = book.settings
    ends_at = time.monotonic() + settings.services_timeout_ms / 1000
    fresh, failures = NO_ANSWERS, dict[Service, ServiceFailed]()
    for _ in range(_MOST_QUESTIONS):
        question = _next(cart, book, fresh, failures)
        if question is None:
            break
        service, needed = question.service, question.service not in settings.estimated_services
        try:
            answer = answered(desk, question, ends_at, settings.services_timeout_ms)
        except ServiceFailed as error:
            logger.warning("%s: %s (%s)", error.code, service, error.reason)
            failures[service] = error
            if needed:
                break  # the others would build on it
            continue
        until = desk.clock.now() + timedelta(minutes=settings.answers_for_minutes)
        if cart.quoted is not None:
            answer = _as_offered(answer, cart.quoted, book, cart.currency)
        fresh = fresh.having(service, answer, question.fingerprint, until)
        if isinstance(answer, DeliveryAnswer):
            book = _with_tax_groups(desk, actor, book, fresh)
        if isinstance(answer, Refusal) and needed:
            break
    else:
        again = _next(cart, book, fresh, failures)
        if again is not None:
            reason = ASKED_IN_CIRCLES()
            logger.warning("%s: %s (%s)", ServiceFailed.code, again.service, reason)
            failures[again.service] = ServiceFailed(again.service, reason)
    answers = counting(cart, book, book.answers.joined(fresh))
    return Asked(evolve(book, answers=answers), failures)


def _with_tax_groups(desk: Desk, actor: Actor, book: PriceBook, answers: Answers) -> PriceBook:
    """The book with the tax groups, too, that delivery rates name; those that there are."""
    missing = needs.tax_groups_of_rates(answers) - {group.id for group in book.tax_groups}
    if not missing:
        return book
    groups = desk.read(actor, lambda work: work.tax_rules.groups(sorted(missing), {book.tax_place}))
    return evolve(book, tax_groups=(*book.tax_groups, *groups))


def _next(
    cart: Cart, book: PriceBook, fresh: Answers, failures: Mapping[Service, ServiceFailed]
) -> Question | None:
    """The first open question whose service has not failed, nor refused to answer just this."""
    for question in open_questions(cart, book, fresh):
        refusal = fresh.refusal_of(question.service)
        refused = refusal is not None and refusal.fingerprint == question.fingerprint
        if question.service not in failures and not refused:
            return question
    return None


def _as_offered(
    answer: Answer | Refusal, offer: PriceBook, book: PriceBook, currency: str
) -> Answer | Refusal:
    """The answer with the prices that an offer has promised, in the cart's currency."""
    promised = offer.answers.prices
    if not isinstance(answer, PriceAnswer) or promised is None:
        return answer

    def kept(line: PriceOfLine) -> PriceOfLine:
        held = promised.by_line.get(line.line_id)
        if held is None or held.price is None or held.price.currency.code == currency:
            return held or line
        try:
            amount = book.convert(held.price.amount, held.price.currency.code, currency)
        except CurrencyUnavailable:
            return line
        return evolve(held, price=Money(amount, currency))  # as fine as it was answered

    return evolve(answer, lines=tuple(map(kept, answer.lines)))


def ask_about(desk: Desk, actor: Actor, cart_id: CartId, version: int | None) -> CartView:
    """Ask about a stored cart, keep the answers with it, and show it; see ``Finishing``."""

    def look(work: Work) -> tuple[CartView, Cart, PriceBook]:
        cart = open_cart(work, cart_id, version)
        return view(work, cart), cart, load(work, [cart]).book(cart)

    before, cart, book = desk.read(actor, look)
    if not before.summary.estimates:
        return before
    asked = ask(desk, actor, cart, book)
    return desk.write(actor, lambda work: _keep(work, before, asked))


def _keep(work: Work, before: CartView, asked: Asked) -> CartView:
    """Keep the answers, if the cart still asks the same, and show it."""
    cart = work.carts.get(before.cart.id)
    _keep_counting(work, cart, asked.book.answers)
    notices = [Notice.of(error) for error in asked.failures.values()]
    after = view(work, cart)
    changed = _changed_total(before.summary.total.gross, after.summary.total.gross)
    if changed is not None and cart.version == before.version:
        notices.append(Notice.of(changed))
    return evolve(after, notices=tuple(notices))


def _keep_counting(work: Work, cart: Cart, answers: Answers) -> None:
    book = load(work, [cart]).book(cart)
    if open_questions(cart, book):  # by what is kept already
        kept = counting(cart, book, answers)
        if kept:
            work.answers.keep(cart.id, kept)


def _changed_total(before: Money, after: Money) -> TotalAnswered | None:
    return None if before == after else TotalAnswered(before, after)


@frozen
class Asking:
    """How an attempt goes about answers that are missing.

    ``first``: it ends by ``AnswersNeeded`` instead of going on without them. ``given`` are answers
    about the very cart that it is going to have: its lines have the ids that were drawn ``before``.
    """

    first: bool = False
    given: Answers | None = None
    before: Mapping[str, Sequence[str]] = field(factory=dict)

    def begin(self, work: Work) -> Work:
        """The use case with ids that are drawn as before, or can be drawn again."""
        if not self.first and self.given is None:
            return work
        return evolve(work, ids=RepeatedIds(work.ids, self.before))

    def use(self, work: Work, cart_id: CartId) -> None:
        """Go by the answers that were given, from now on in this transaction."""
        if self.given is not None:
            work.given[cart_id] = self.given

    def require(self, work: Work, cart: Cart, book: PriceBook, priced: Summary) -> None:
        """End the transaction where answers are missing that nobody has been asked for yet."""
        if self.first and priced.estimates:
            assert isinstance(work.ids, RepeatedIds)  # since ``begin``
            raise AnswersNeeded(cart, book, work.ids.drawn)


NOT_ASKING = Asking()


def with_answers(
    desk: Desk, actor: Actor, attempt: Callable[[Asking], T], agreed: Money | None = None
) -> T:
    """Do something in a transaction, for which services are asked first where that is needed.

    Args:
        desk: What is plugged in.
        actor: Who acts.
        attempt: Does it, in a transaction of its own.
        agreed: The total (gross) that whoever wants it knows already. Without it, an answer that
            changes the total has to be looked at first.

    Raises:
        ServiceFailed, ServiceRefused: There is no answer, and the shop takes no estimate.
        TotalAnswered: By the answers it costs something else.
    """
    if not desk.services.plugged_in:
        return attempt(NOT_ASKING)
    try:
        return attempt(Asking(first=True))
    except AnswersNeeded as needed:
        cart, book, ids = needed.cart, needed.book, needed.ids
    asked = ask(desk, actor, cart, book)

    def keep(work: Work) -> None:
        _keep_counting(work, work.carts.get(cart.id), asked.book.answers)

    desk.write(actor, keep)
    _require(asked, book)
    if agreed is None:
        after = price(cart, asked.book).total.gross
        changed = _changed_total(price(cart, book).total.gross, after)
        if changed is not None:
            raise changed
    return attempt(Asking(given=asked.book.answers, before=ids))


def _require(asked: Asked, book: PriceBook) -> None:
    estimated = book.settings.estimated_services
    errors: list[BackOfficeError] = [
        error for service, error in asked.failures.items() if service not in estimated
    ]
    errors += [
        ServiceRefused(each.service, each.sentence)
        for each in asked.book.answers.refusals
        if each.service not in estimated
    ]
    if errors:
        raise errors[0]
