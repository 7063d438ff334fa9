"""A request with a key is done once, whatever becomes of the process that has begun it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from threading import Barrier

import pytest
from attrs import define, field

from backoffice_orders.adapters.memory import FixedClock, MemoryStore
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.errors.base import BackOfficeError, FieldInvalid
from backoffice_orders.model.errors.host import OutcomeUnknown
from backoffice_orders.model.errors.requests import (
    AnswerNotKept,
    KeyOfAnotherRequest,
    RequestRunning,
)
from backoffice_orders.model.keyed_request import KeptAnswer
from backoffice_orders.model.messages import Message
from backoffice_orders.model.shop import ShopScope
from backoffice_orders.model.stock import StockCount
from backoffice_orders.ports.unit_of_work import UnitOfWork
from backoffice_orders.services.attempts import Answering, Attempt
from backoffice_orders.services.housekeeping import Removed
from backoffice_orders.services.keyed_requests import RUNS_FOR, KeyedRequests
from backoffice_orders.testing.samples import EMPLOYEE, MUG, set_up_shop

BOB = Actor.employee("bob", "Bob")
A_MOMENT = timedelta(seconds=1)


def answer(result: object) -> KeptAnswer:
    return KeptAnswer(201, str(getattr(result, "first_name", result)))


def refusal(error: BackOfficeError) -> KeptAnswer:
    return KeptAnswer(409, error.code)


CUSTOMER = Answering(answer, refusal, Customer)
# What the use case returns is not one class: its answer is written down after it.
LATER = Answering(answer, refusal)


@pytest.fixture
def keyed(office: BackOffice) -> KeyedRequests:
    return KeyedRequests(office.desk)


def begun(
    keyed: KeyedRequests, how: Answering = CUSTOMER, key: str = "k1", asked: bytes = b"jane"
) -> Attempt:
    found = keyed.begin(EMPLOYEE, key, asked, how)
    assert isinstance(found, Attempt)
    return found


def jane(office: BackOffice) -> Customer:
    return office.customers.create(
        EMPLOYEE, first_name="Jane", last_name="Doe", email="jane@example.com", guest=True
    )


def janes(office: BackOffice) -> int:
    return len(office.customers.search(EMPLOYEE, "jane doe"))


def test_it_is_done_once_and_answered_as_before(office: BackOffice, keyed: KeyedRequests) -> None:
    for how in (CUSTOMER, LATER):
        first = keyed.run(EMPLOYEE, begun(keyed, how, str(how)), lambda: jane(office))
        assert first == KeptAnswer(201, "Jane")
        assert keyed.begin(EMPLOYEE, str(how), b"jane", how) == first
    assert janes(office) == 2


def test_keys_are_their_senders_and_for_one_request(
    office: BackOffice, keyed: KeyedRequests
) -> None:
    keyed.run(EMPLOYEE, begun(keyed), lambda: jane(office))
    with pytest.raises(KeyOfAnotherRequest):
        keyed.begin(EMPLOYEE, "k1", b"john", CUSTOMER)
    assert isinstance(keyed.begin(BOB, "k1", b"john", CUSTOMER), Attempt)


def test_a_process_that_ends_before_the_change_leaves_the_key_free_a_minute_later(
    office: BackOffice, keyed: KeyedRequests, clock: FixedClock
) -> None:
    begun(keyed)
    clock.advance(RUNS_FOR - A_MOMENT)
    with pytest.raises(RequestRunning):
        keyed.begin(EMPLOYEE, "k1", b"jane", CUSTOMER)
    clock.advance(A_MOMENT)
    keyed.run(EMPLOYEE, begun(keyed), lambda: jane(office))
    assert janes(office) == 1


def require_known_as_done(keyed: KeyedRequests, how: Answering) -> None:
    """It is not done again: its answer is given, or said to be lost."""
    if how is CUSTOMER:
        assert keyed.begin(EMPLOYEE, "k1", b"jane", how) == KeptAnswer(201, "Jane")
    else:
        with pytest.raises(AnswerNotKept):
            keyed.begin(EMPLOYEE, "k1", b"jane", how)


@pytest.mark.parametrize("how", [CUSTOMER, LATER])
def test_a_process_that_ends_after_the_change_has_done_it(
    office: BackOffice, keyed: KeyedRequests, clock: FixedClock, how: Answering
) -> None:
    with begun(keyed, how).running():
        jane(office)
    # The process is gone, and has answered nothing.
    clock.advance(RUNS_FOR)
    require_known_as_done(keyed, how)
    assert janes(office) == 1


def test_who_is_too_slow_changes_nothing_once_another_attempt_has_begun(
    office: BackOffice, keyed: KeyedRequests, clock: FixedClock
) -> None:
    slow = begun(keyed)
    clock.advance(RUNS_FOR)
    second = begun(keyed)
    with pytest.raises(RequestRunning):
        keyed.run(EMPLOYEE, slow, lambda: jane(office))
    assert janes(office) == 0
    keyed.run(EMPLOYEE, second, lambda: jane(office))
    assert janes(office) == 1


def test_a_refusal_leaves_the_key_free(office: BackOffice, keyed: KeyedRequests) -> None:
    def refused() -> Customer:
        raise FieldInvalid("name", Message("reason", {}))

    with pytest.raises(FieldInvalid):
        keyed.run(EMPLOYEE, begun(keyed), refused)
    keyed.run(EMPLOYEE, begun(keyed, asked=b"something else"), lambda: jane(office))
    assert janes(office) == 1


def test_a_fault_leaves_the_key_free_unless_something_was_changed(
    office: BackOffice, keyed: KeyedRequests
) -> None:
    def fault() -> None:
        raise RuntimeError

    def fault_after() -> None:
        jane(office)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        keyed.run(EMPLOYEE, begun(keyed), fault)
    with pytest.raises(RuntimeError):
        keyed.run(EMPLOYEE, begun(keyed), fault_after)
    with pytest.raises(AnswerNotKept):
        keyed.begin(EMPLOYEE, "k1", b"jane", CUSTOMER)


def test_where_nobody_knows_whether_it_was_done_the_key_stays_taken_for_a_minute(
    office: BackOffice, keyed: KeyedRequests, clock: FixedClock
) -> None:
    def lost() -> None:
        raise OutcomeUnknown("the connection was lost")

    with pytest.raises(OutcomeUnknown):
        keyed.run(EMPLOYEE, begun(keyed), lost)
    with pytest.raises(RequestRunning):
        keyed.begin(EMPLOYEE, "k1", b"jane", CUSTOMER)
    clock.advance(RUNS_FOR)
    assert isinstance(keyed.begin(EMPLOYEE, "k1", b"jane", CUSTOMER), Attempt)


@define
class BrokenOff:
    """A store whose program is ended while it waits for the answer to a commit."""

    store: MemoryStore = field(factory=MemoryStore)
    breaks_off: bool = False

    @contextmanager
    def transaction(self, scope: ShopScope, *, read_only: bool = False) -> Iterator[UnitOfWork]:
        with self.store.transaction(scope, read_only=read_only) as unit:
            yield unit
        if self.breaks_off and not read_only:
            self.breaks_off = False
            raise KeyboardInterrupt

    def close(self) -> None:
        self.store.close()


@pytest.mark.parametrize("how", [CUSTOMER, LATER])
def test_a_commit_that_is_broken_off_does_not_free_the_key(
    clock: FixedClock, how: Answering
) -> None:
    store = BrokenOff()
    office = BackOffice(store, clock=clock)
    set_up_shop(office)
    keyed = KeyedRequests(office.desk)
    attempt = begun(keyed, how)
    store.breaks_off = True
    with pytest.raises(KeyboardInterrupt):
        keyed.run(EMPLOYEE, attempt, lambda: jane(office))
    clock.advance(RUNS_FOR)
    require_known_as_done(keyed, how)


@pytest.mark.parametrize("use_case", ["receive_stock", "count_stock", "save"])
def test_what_no_event_tells_of_is_marked_as_done(
    office: BackOffice, keyed: KeyedRequests, clock: FixedClock, use_case: str
) -> None:
    """Its process dies before the answer is kept: whoever asks again is not given twice as much."""
    attempt = begun(keyed)
    with attempt.running():
        match use_case:
            case "receive_stock":
                office.setup.receive_stock(EMPLOYEE, MUG.id, 5)
            case "count_stock":
                office.setup.count_stock(EMPLOYEE, [StockCount(MUG.id, 15)])
            case _:
                office.setup.save(EMPLOYEE, MUG)
    clock.advance(RUNS_FOR)
    with pytest.raises(AnswerNotKept):
        keyed.begin(EMPLOYEE, "k1", b"jane", CUSTOMER)


def test_what_another_shop_does_is_none_of_it(office: BackOffice, keyed: KeyedRequests) -> None:
    other = BackOffice.in_memory()
    attempt = begun(keyed)
    with attempt.running():
        office.customers.search(EMPLOYEE, "jane")
        assert not attempt.done
        with pytest.raises(BackOfficeError):
            other.carts.start(EMPLOYEE)
        assert not attempt.done
        jane(office)
        assert attempt.done


def test_housekeeping_forgets_keys_after_a_day(
    office: BackOffice, keyed: KeyedRequests, clock: FixedClock
) -> None:
    keyed.run(EMPLOYEE, begun(keyed), lambda: jane(office))
    clock.advance(timedelta(days=1))
    assert office.housekeeping.run(EMPLOYEE).requests == 0
    clock.advance(A_MOMENT)
    assert office.housekeeping.run(EMPLOYEE) == Removed(requests=1)


def test_ten_at_once_do_it_once(office: BackOffice, keyed: KeyedRequests) -> None:
    racers = 10
    start = Barrier(racers)

    def send(_: int) -> str:
        start.wait()
        try:
            found = keyed.begin(EMPLOYEE, "k1", b"jane", CUSTOMER)
            if isinstance(found, KeptAnswer):
                return "as before"
            keyed.run(EMPLOYEE, found, lambda: jane(office))
        except RequestRunning:
            return "running"
        return "done"

    with ThreadPoolExecutor(racers) as pool:
        told = Counter(pool.map(send, range(racers)))
    assert told["done"] == 1, told
    assert set(told) <= {"done", "as before", "running"}
    assert janes(office) == 1
