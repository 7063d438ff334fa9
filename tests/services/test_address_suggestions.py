"""Addresses suggested by a host's system: what is shown of its answers, and that nobody waits."""

from __future__ import annotations

import asyncio
import itertools
import logging
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from attrs import define, evolve, field

from backoffice_orders.adapters.memory import TestSuggestions, TestTaxes
from backoffice_orders.back_office import BackOffice
from backoffice_orders.demo_addresses import SUGGESTED
from backoffice_orders.model.address_suggestion import AddressQuestion, AddressSuggestion
from backoffice_orders.model.errors.base import FieldInvalid, FieldMissing
from backoffice_orders.model.errors.customers import AddressInvalid
from backoffice_orders.testing.samples import EMPLOYEE, SETTINGS, set_up_shop
from tests.dump import text_of
from tests.services.conftest import john_s_cart, settle

RIVOLI = AddressSuggestion(
    "16 rue de Rivoli, 75004 Paris", "16 rue de Rivoli", "FR", "75004", "Paris"
)
NEW_YORK = AddressSuggestion(
    "350 5th Ave, New York, New York 10118", "350 5th Ave", "US", "10118", "New York", "New York"
)


@define
class Register:
    """The port as a test wants it: what it does, and what it was asked."""

    does: Callable[[AddressQuestion], Any] = lambda _: (RIVOLI,)
    asked: list[AddressQuestion] = field(factory=list)
    seconds: list[float] = field(factory=list)

    def suggest(self, question: AddressQuestion, *, timeout: float) -> Iterable[AddressSuggestion]:
        self.asked.append(question)
        self.seconds.append(timeout)
        found: Iterable[AddressSuggestion] = self.does(question)
        return found


@pytest.fixture
def register() -> Register:
    return Register()


@pytest.fixture
def office(register: Register) -> BackOffice:
    opened = BackOffice.in_memory(address_suggestions=register)
    set_up_shop(opened)
    return opened


def suggested(office: BackOffice, text: str = "16 rue", country: str = "FR") -> list[str]:
    return [each.street for each in office.addresses.suggest(EMPLOYEE, text, country)]


def test_it_is_asked_for_what_was_typed_where_and_for_whom(
    office: BackOffice, register: Register
) -> None:
    office.addresses.suggest(EMPLOYEE, "  16   rue\tde Riv ", "fr", language="de-AT", limit=3)
    assert register.asked == [AddressQuestion("16 rue de Riv", "FR", "de-AT", 3)]
    assert register.seconds == [SETTINGS.services_timeout_ms / 1000]


def test_the_shops_language_where_nobody_says_one(office: BackOffice, register: Register) -> None:
    settle(office, language="fr")
    suggested(office)
    assert register.asked[0].language == "fr"


def test_a_suggestion_says_all_of_the_place(office: BackOffice) -> None:
    assert office.addresses.suggest(EMPLOYEE, "16 rue", "FR") == (RIVOLI,)


@pytest.mark.parametrize("said", ["NY", "ny", "New York"])
def test_a_state_is_as_the_form_knows_it(office: BackOffice, register: Register, said: str) -> None:
    register.does = lambda _: [evolve(NEW_YORK, state=said)]
    (found,) = office.addresses.suggest(EMPLOYEE, "350 5th", "US")
    assert found.state == "NY"


def test_a_state_that_the_country_does_not_have_is_left_to_be_chosen(
    office: BackOffice, register: Register
) -> None:
    register.does = lambda _: [evolve(NEW_YORK, state="Bavaria")]
    (found,) = office.addresses.suggest(EMPLOYEE, "350 5th", "US")
    assert (found.state, found.city) == ("", "New York")


@pytest.mark.parametrize("typed", ["", "  ", "16", " 1 "])
def test_it_is_not_asked_for_two_letters(
    office: BackOffice, register: Register, typed: str
) -> None:
    assert suggested(office, typed) == []
    assert register.asked == []


def test_without_the_port_nothing_is_suggested() -> None:
    opened = BackOffice.in_memory()
    set_up_shop(opened)
    assert suggested(opened) == []


# What it may do wrong, and how it is seen.


def _fails(_question: AddressQuestion) -> Iterable[AddressSuggestion]:
    raise ConnectionError("key=secret, 16 rue de Rivoli")


def _fails_midway(_question: AddressQuestion) -> Iterable[AddressSuggestion]:
    yield RIVOLI
    raise RuntimeError


def _ends_its_thread(_question: AddressQuestion) -> Iterable[AddressSuggestion]:
    raise SystemExit(1)


def _breaks_off_its_task(_question: AddressQuestion) -> Iterable[AddressSuggestion]:
    raise asyncio.CancelledError


class _Odd(AddressSuggestion):
    def __hash__(self) -> int:
        raise RuntimeError


@pytest.mark.parametrize(
    "does",
    [
        _fails,
        _fails_midway,
        _ends_its_thread,
        _breaks_off_its_task,
        lambda _: None,
        lambda _: 7,
        lambda _: [None, "16 rue", {}],
        lambda _: [_Odd("16 rue", "16 rue", "FR")],
    ],
)
def test_what_fails_or_is_no_answer_suggests_nothing_and_is_logged(
    office: BackOffice,
    register: Register,
    caplog: pytest.LogCaptureFixture,
    does: Callable[[AddressQuestion], Any],
) -> None:
    register.does = does
    with caplog.at_level(logging.WARNING, "backoffice_orders.services"):
        assert suggested(office) == []
    assert "address suggestions" in caplog.text
    assert "secret" not in caplog.text, "what the service says may hold a key"
    assert "rue" not in caplog.text, "what the service says may hold an address"


def test_a_slow_one_is_not_waited_for(
    office: BackOffice, register: Register, caplog: pytest.LogCaptureFixture
) -> None:
    settle(office, services_timeout_ms=50)
    answers = threading.Event()
    register.does = lambda _: [RIVOLI] if answers.wait(20) else []
    begun = time.monotonic()
    assert suggested(office) == []
    assert time.monotonic() - begun < 10
    answers.set()
    assert "no answer within 50 ms" in caplog.text


def test_answers_without_end_end(office: BackOffice, register: Register) -> None:
    numbers = itertools.count(1)
    register.does = lambda _: (evolve(RIVOLI, street=f"{each} rue") for each in numbers)
    assert suggested(office) == [f"{number} rue" for number in range(1, 11)]


def test_no_more_than_were_asked_for_and_none_twice(office: BackOffice, register: Register) -> None:
    others = [evolve(RIVOLI, street=f"{each} rue") for each in range(20)]
    register.does = lambda _: [RIVOLI, RIVOLI, *others]
    found = office.addresses.suggest(EMPLOYEE, "rue de", "FR", limit=2)
    assert found == (RIVOLI, others[0])


@pytest.mark.parametrize(
    "wrong",
    [
        {"country": "BE"},
        {"street": ""},
        {"line": " "},
        {"street": "x" * 256},
        {"line": "x" * 501},
        {"postcode": "7" * 33},
        {"city": "Par\u0007is"},
        {"city": "Paris\nLyon"},
        {"line": "\u202esiraP"},
        {"street": "rue\x00"},
    ],
    ids=str,
)
def test_what_no_address_could_hold_is_left_out_and_the_others_are_shown(
    office: BackOffice,
    register: Register,
    caplog: pytest.LogCaptureFixture,
    wrong: dict[str, str],
) -> None:
    register.does = lambda _: [evolve(RIVOLI, **wrong), RIVOLI]
    assert office.addresses.suggest(EMPLOYEE, "16 rue", "FR") == (RIVOLI,)
    assert "1 of 2 left out" in caplog.text


def test_a_suggestion_of_another_type_is_an_answer_that_fails(
    office: BackOffice, register: Register
) -> None:
    register.does = lambda _: [AddressSuggestion(1, None, "FR")]  # type: ignore[arg-type]
    assert suggested(office) == []


def test_it_is_asked_outside_of_transactions(office: BackOffice, register: Register) -> None:
    """A store of which one transaction runs at a time could be written while it answers."""

    def write(question: AddressQuestion) -> list[AddressSuggestion]:
        settle(office, name=question.text)
        return [RIVOLI]

    register.does = write
    assert suggested(office, "16 rue") == ["16 rue de Rivoli"]
    assert office.desk.read(EMPLOYEE, lambda work: work.settings.name) == "16 rue"


def test_what_it_answers_is_not_stored(office: BackOffice) -> None:
    before = text_of(office.desk.store)
    assert suggested(office)
    assert text_of(office.desk.store) == before


def test_one_that_hangs_keeps_no_order_from_its_taxes() -> None:
    """As many calls hang as may hang; the taxes are asked for all the same."""
    answers = threading.Event()
    register = Register(lambda _: [RIVOLI] if answers.wait(30) else [])
    office = BackOffice.in_memory(address_suggestions=register, taxes=TestTaxes({}))
    set_up_shop(office)
    cart = john_s_cart(office)
    settle(office, services_timeout_ms=10)
    for _ in range(100):
        suggested(office)
    assert len(register.asked) < 20, "calls that hang must not pile up"
    settle(office, services_timeout_ms=5000)
    asked = office.finishing.ask_services(EMPLOYEE, cart.cart.id)
    answers.set()
    assert asked.summary.estimates == ()


# What is asked wrongly.


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"country": ""}, FieldMissing),
        ({"country": "XX"}, FieldInvalid),
        ({"language": "nonsense"}, FieldInvalid),
        ({"limit": 0}, FieldInvalid),
        ({"limit": 11}, FieldInvalid),
        ({"text": "rue\u202e de"}, FieldInvalid),
    ],
    ids=str,
)
def test_a_question_that_makes_no_sense_is_refused(
    office: BackOffice, register: Register, asked: dict[str, Any], error: type[Exception]
) -> None:
    question = {"text": "16 rue", "country": "FR", **asked}
    with pytest.raises(error) as refused:
        office.addresses.suggest(EMPLOYEE, **question)
    assert getattr(refused.value, "field", "") in asked
    assert register.asked == []


def test_a_country_without_addresses_is_refused(office: BackOffice) -> None:
    with pytest.raises((AddressInvalid, FieldInvalid)):
        suggested(office, "16 rue", "QQ")


def test_whatever_is_pasted_no_more_is_asked_than_a_line(
    office: BackOffice, register: Register
) -> None:
    suggested(office, "rue " * 100_000)
    assert len(register.asked[0].text) <= 400


# The one for demos and tests.


@pytest.mark.parametrize(
    ("typed", "country", "first"),
    [
        ("16 riv", "FR", ["16 rue de Rivoli"]),
        ("sendlinger", "DE", ["Sendlinger Straße 10"]),
        ("monckeberg 7", "DE", ["Mönckebergstraße 7"]),
        ("rivoli", "DE", []),
        ("ivoli", "FR", []),
    ],
)
def test_the_demos_addresses_are_found_by_first_letters(
    typed: str, country: str, first: list[str]
) -> None:
    asked = AddressQuestion(typed, country, "en")
    found = TestSuggestions(SUGGESTED).suggest(asked, timeout=1)
    assert [each.street for each in found] == first
