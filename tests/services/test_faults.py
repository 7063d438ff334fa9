"""A real HTTP service on this machine that is slow, fails, lies, and comes back."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve

from backoffice_orders.adapters.memory import FixedClock, MemoryStore, SequentialIds, TestTaxes
from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.answers import TaxAnswer
from backoffice_orders.model.errors.finishing import StaleCart
from backoffice_orders.model.errors.services import (
    ServiceAnswerInvalid,
    ServiceError,
    ServiceFailed,
    TotalAnswered,
)
from backoffice_orders.model.questions import TaxQuestion
from backoffice_orders.model.service import Service
from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.services.limited_calls import Broken, LimitedCalls, NotInTime, kind_of
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE, MUG, euros, set_up_shop
from tests.services.conftest import LIMIT_MS, john_s_cart, settle
from tests.services.loopback import HttpTaxes, Lie, TaxBureau

Fault = Callable[[TaxBureau], None]


def slow(bureau: TaxBureau) -> None:
    bureau.delay = 2 * LIMIT_MS / 1000


def failing(bureau: TaxBureau) -> None:
    bureau.status = 500


def gone(bureau: TaxBureau) -> None:
    # Nobody listens on this port of this machine (discard), and none is told so at once.
    bureau.address = ("127.0.0.1", 9)


FAULTS = [slow, failing, gone]


def _changed(**fields: Any) -> Lie:
    return lambda reply: {**reply, **fields}


def _lines(change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]) -> Lie:
    return lambda reply: {**reply, "lines": change(reply["lines"])}


LIES: dict[str, Lie] = {
    "another currency": _changed(currency="USD"),
    "no currency at all": _changed(currency="EURO"),
    "a sum that is wrong": _changed(total=499),
    "a negative tax": _lines(lambda lines: [{**lines[0], "tax": -400}, *lines[1:]]),
    "a line that is missing": _lines(lambda lines: lines[:1]),
    "a line of somebody else": _lines(lambda lines: [*lines, {**lines[0], "id": "line_x"}]),
    "a line that is there twice": _lines(lambda lines: [*lines, lines[0]]),
    "a tax in half cents": _lines(lambda lines: [{**lines[0], "tax": 400.5}, *lines[1:]]),
    "a rate of a million percent": _lines(
        lambda lines: [{**lines[0], "percent": "1000000"}, *lines[1:]]
    ),
    "another thing": lambda _: ["taxes"],
    "nothing": lambda _: {},
}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda each: each.__name__)
def test_placing_says_that_there_is_no_answer(
    office: BackOffice,
    cart: CartView,
    bureau: TaxBureau,
    fault: Fault,
    caplog: pytest.LogCaptureFixture,
) -> None:
    fault(bureau)
    with caplog.at_level(logging.WARNING), pytest.raises(ServiceFailed) as caught:
        office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="invoice")
    assert caught.value.code == "service_failed"
    assert "service_failed: taxes" in caplog.text
    seen = office.finishing.summary(EMPLOYEE, cart.cart.id)
    assert seen.cart == cart.cart  # nobody's cart is lost
    assert not seen.cart.ordered


@pytest.mark.parametrize("name", LIES)
def test_a_lie_is_refused_and_logged(
    office: BackOffice,
    cart: CartView,
    bureau: TaxBureau,
    name: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    bureau.lie = LIES[name]
    with caplog.at_level(logging.WARNING), pytest.raises(ServiceAnswerInvalid) as caught:
        office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="invoice")
    assert caught.value.code == "service_answer_invalid"
    assert "service_answer_invalid: taxes" in caplog.text
    assert office.finishing.summary(EMPLOYEE, cart.cart.id).summary.estimates == (Service.TAXES,)


@pytest.mark.parametrize("raw", [b"<html>Bad gateway</html>", b"", b"\xff\xfe", b"[" * 10_000])
def test_what_is_not_json_is_no_answer(
    office: BackOffice, cart: CartView, bureau: TaxBureau, raw: bytes
) -> None:
    bureau.raw = raw
    with pytest.raises(ServiceFailed):
        office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="invoice")


@pytest.mark.parametrize("fault", [slow, failing], ids=lambda each: each.__name__)
def test_it_comes_back(office: BackOffice, cart: CartView, bureau: TaxBureau, fault: Fault) -> None:
    fault(bureau)
    view = office.finishing.ask_services(EMPLOYEE, cart.cart.id)
    assert [each.code for each in view.notices] == ["service_failed"]
    assert not view.ready
    bureau.delay, bureau.status = 0.0, 200
    view = office.finishing.ask_services(EMPLOYEE, cart.cart.id)
    assert view.ready
    assert office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="invoice").total == euros(
        "30.00"
    )


def test_it_is_restarted(store: Store, clock: FixedClock) -> None:
    """Nobody listens for a while; then the same address answers again."""
    bureau = TaxBureau()
    office = BackOffice(store, clock=clock, ids=SequentialIds(), taxes=HttpTaxes(bureau))
    set_up_shop(office)
    with bureau.serving():
        cart = john_s_cart(office)
        assert office.finishing.ask_services(EMPLOYEE, cart.cart.id).ready
    cart = office.products.set_quantity(
        EMPLOYEE, cart.cart.id, cart.cart.lines[0].id, 3, version=cart.version
    )
    view = office.finishing.ask_services(EMPLOYEE, cart.cart.id)
    assert [each.code for each in view.notices] == ["service_failed"]
    with bureau.serving():
        assert office.finishing.ask_services(EMPLOYEE, cart.cart.id).ready


def test_a_slow_answer_is_not_waited_for(
    office: BackOffice, cart: CartView, bureau: TaxBureau
) -> None:
    answer = bureau.held = threading.Event()
    view = office.finishing.ask_services(EMPLOYEE, cart.cart.id)  # comes back without an answer
    answer.set()
    assert "there was no answer within 300 ms" in view.notices[0].sentence


def test_with_an_estimate_orders_are_placed_without_an_answer(
    office: BackOffice, cart: CartView, bureau: TaxBureau
) -> None:
    settle(office, estimated_services=(Service.TAXES,))
    failing(bureau)
    view = office.finishing.ask_services(EMPLOYEE, cart.cart.id)
    assert view.ready
    assert view.summary.estimates == (Service.TAXES,)
    assert "estimated: the taxes" in str(view.summary.explain())
    order = office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="invoice")
    assert order.total == euros("30.00")
    assert order.summary.estimates == (Service.TAXES,)


def test_nobody_waits_while_a_service_is_asked(
    office: BackOffice, cart: CartView, bureau: TaxBureau
) -> None:
    """No transaction is open: on SQLite, which has one writer, another cart is changed at once."""
    settle(office, services_timeout_ms=60_000)
    answer = bureau.held = threading.Event()
    bureau.in_question.clear()
    asker = threading.Thread(
        target=lambda: office.finishing.ask_services(EMPLOYEE, cart.cart.id), daemon=True
    )
    asker.start()
    assert bureau.in_question.wait(20)
    office.products.set_quantity(
        EMPLOYEE, cart.cart.id, cart.cart.lines[0].id, 3, version=cart.version
    )
    assert asker.is_alive()  # it is still waiting for its answer
    answer.set()
    asker.join(60)
    # The cart asks something else by now: what was answered is not used.
    seen = office.finishing.summary(EMPLOYEE, cart.cart.id)
    assert seen.summary.estimates == (Service.TAXES,)
    assert seen.cart.lines[0].quantity == 3


def test_typing_on_is_never_an_old_page(office: BackOffice, cart: CartView) -> None:
    """An answer that comes in between two keystrokes makes nobody's page an old one."""
    office.finishing.ask_services(EMPLOYEE, cart.cart.id)
    changed = office.products.set_quantity(
        EMPLOYEE, cart.cart.id, cart.cart.lines[0].id, 3, version=cart.version
    )
    assert changed.version == cart.version + 1
    with pytest.raises(StaleCart):
        office.products.remove(EMPLOYEE, cart.cart.id, cart.cart.lines[0].id, version=cart.version)


def test_sqlites_writer_lock_is_free(sqlite_store: SqlStore, clock: FixedClock) -> None:
    """Asked by the service itself, in the middle of its answer: it may write."""

    class Curious(TestTaxes):
        def taxes(self, question: TaxQuestion, *, timeout: float) -> TaxAnswer:
            office.setup.set_stock(EMPLOYEE, MUG.id, 7)
            answer = super().taxes(question, timeout=timeout)
            assert isinstance(answer, TaxAnswer)
            return answer

    office = BackOffice(sqlite_store, clock=clock, ids=SequentialIds(), taxes=Curious({}))
    set_up_shop(office)
    cart = john_s_cart(office)
    asked = office.finishing.ask_services(EMPLOYEE, cart.cart.id)
    assert asked.summary.estimates == ()
    office.products.set_quantity(
        EMPLOYEE, cart.cart.id, cart.cart.lines[0].id, 3, version=cart.version
    )
    with pytest.raises(TotalAnswered):  # 35.00, as nothing is taxed, instead of 42.00
        office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="invoice")
    assert office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="invoice").total == euros(
        "35.00"
    )


def test_answers_that_change_the_question_for_ever_are_given_up(clock: FixedClock) -> None:
    class Wavering(TestTaxes):
        """Says that an answer counts for no time at all."""

        def taxes(self, question: TaxQuestion, *, timeout: float) -> TaxAnswer:
            answer = super().taxes(question, timeout=timeout)
            assert isinstance(answer, TaxAnswer)
            return evolve(answer, valid_until=question.moment)

    office = BackOffice(MemoryStore(), clock=clock, ids=SequentialIds(), taxes=Wavering({}))
    set_up_shop(office)
    cart = john_s_cart(office)
    with pytest.raises(ServiceError):
        office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="invoice")


@pytest.mark.parametrize("by", [SystemExit(1), KeyboardInterrupt(), asyncio.CancelledError()])
def test_a_service_that_ends_its_thread_ends_nothing_else(by: BaseException) -> None:
    def call() -> None:
        raise by

    with pytest.raises(Broken) as ended:
        LimitedCalls().within(5, call)
    assert kind_of(ended.value) == type(by).__name__


def test_only_so_many_calls_hang_at_once() -> None:
    calls, over = LimitedCalls(most=2), threading.Event()
    for _ in range(2):
        with pytest.raises(NotInTime):
            calls.within(0.01, over.wait)
    with pytest.raises(NotInTime):
        calls.within(5, lambda: 1)  # refused at once, for both are still waiting
    over.set()
    for _ in range(100):
        try:
            assert calls.within(5, lambda: 1) == 1
            break
        except NotInTime:
            time.sleep(0.01)
    else:
        raise AssertionError("what has ended still counts")
