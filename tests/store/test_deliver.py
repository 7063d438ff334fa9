"""Events leave at least once, in order per key, and not twice while both workers live."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Event, Lock

import pytest
from typer.testing import CliRunner

from backoffice_orders.adapters.memory import FixedClock
from backoffice_orders.back_office import BackOffice
from backoffice_orders.cli import app
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.errors.host import MailFailed, MessageNotDead, StorageFailed
from backoffice_orders.model.ids import MessageId
from backoffice_orders.model.outbox import OutboxMessage
from backoffice_orders.model.shop import ShopScope
from backoffice_orders.ports.unit_of_work import Store, UnitOfWork
from backoffice_orders.services.desk import Work
from backoffice_orders.services.events import Delivered
from backoffice_orders.services.queues import MOST_ATTEMPTS
from backoffice_orders.testing.samples import EMPLOYEE


def fill(office: BackOffice, keys: int, each: int) -> None:
    def add(work: Work) -> None:
        for number in range(each):
            for key in range(keys):
                work.emit("test.happened", f"key-{key}", {"number": number})

    office.desk.write(EMPLOYEE, add)


def deliver_all(office: BackOffice, seen: list[OutboxMessage]) -> None:
    while not office.events.deliver(EMPLOYEE, seen.append, limit=5).idle:
        pass


def test_in_order_per_key_and_once(office: BackOffice) -> None:
    fill(office, 3, 4)
    seen: list[OutboxMessage] = []
    deliver_all(office, seen)
    for key in range(3):
        numbers = [m.payload["number"] for m in seen if m.key == f"key-{key}"]
        assert numbers == [0, 1, 2, 3]
    assert len(seen) == 12
    assert office.events.pending(EMPLOYEE) == ()


def test_competing_workers_share_the_work(store: Store) -> None:
    fill(BackOffice(store), 12, 3)
    lock, seen = Lock(), list[OutboxMessage]()

    def keep(message: OutboxMessage) -> None:
        with lock:
            seen.append(message)

    def work(_: int) -> None:
        worker = BackOffice(store)
        while worker.events.pending(EMPLOYEE):
            worker.events.deliver(EMPLOYEE, keep, limit=4)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(6)))
    assert sorted(m.id for m in seen) == sorted({m.id for m in seen})
    assert len(seen) == 36
    for key in range(12):
        assert [m.payload["number"] for m in seen if m.key == f"key-{key}"] == [0, 1, 2]


def test_failures_are_tried_again_later_and_buried_in_the_end(
    office: BackOffice, clock: FixedClock
) -> None:
    fill(office, 1, 2)

    def broken(message: OutboxMessage) -> None:
        raise ConnectionError("nobody listens")

    assert office.events.deliver(EMPLOYEE, broken) == Delivered(failed=1)
    assert office.events.deliver(EMPLOYEE, broken).idle  # not before the pause is over
    clock.advance(timedelta(seconds=14))
    assert office.events.deliver(EMPLOYEE, broken).idle
    clock.advance(timedelta(seconds=1))
    assert office.events.deliver(EMPLOYEE, broken).failed == 1
    for _ in range(MOST_ATTEMPTS - 2):
        clock.advance(timedelta(hours=7))
        last = office.events.deliver(EMPLOYEE, broken)
    assert last.buried == 1
    dead = office.events.dead(EMPLOYEE)
    assert [(m.attempts, m.last_error) for m in dead] == [
        (MOST_ATTEMPTS, "ConnectionError: nobody listens")
    ]
    seen: list[OutboxMessage] = []
    deliver_all(office, seen)
    assert [m.payload["number"] for m in seen] == [1]  # the key goes on


def test_a_dead_workers_messages_go_to_others(office: BackOffice, clock: FixedClock) -> None:
    fill(office, 1, 1)

    def dies(message: OutboxMessage) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        office.events.deliver(EMPLOYEE, dies)
    seen: list[OutboxMessage] = []
    deliver_all(office, seen)
    assert seen == []  # the lease runs
    clock.advance(timedelta(minutes=3))
    deliver_all(office, seen)
    assert len(seen) == 1


def test_a_thousand_messages_of_one_key_leave_in_ten_rounds(office: BackOffice) -> None:
    fill(office, 1, 1000)
    seen: list[OutboxMessage] = []
    rounds = 0
    while not office.events.deliver(EMPLOYEE, seen.append).idle:
        rounds += 1
    assert rounds == 10  # of a hundred messages
    assert [m.payload["number"] for m in seen] == list(range(1000))


def test_behind_one_that_failed_its_key_waits_and_others_do_not(
    office: BackOffice, clock: FixedClock
) -> None:
    fill(office, 2, 4)
    seen: list[tuple[str, int]] = []

    def second_of_one_fails(message: OutboxMessage) -> None:
        if (message.key, message.payload["number"], message.attempts) == ("key-0", 1, 0):
            raise ConnectionError
        seen.append((message.key, message.payload["number"]))

    assert office.events.deliver(EMPLOYEE, second_of_one_fails) == Delivered(5, failed=1)
    assert [number for key, number in seen if key == "key-0"] == [0]
    assert [number for key, number in seen if key == "key-1"] == [0, 1, 2, 3]
    clock.advance(timedelta(seconds=15))
    assert office.events.deliver(EMPLOYEE, second_of_one_fails) == Delivered(3)
    assert [number for key, number in seen if key == "key-0"] == [0, 1, 2, 3]


def test_two_workers_with_a_slow_handler_deliver_nothing_twice(
    office: BackOffice, clock: FixedClock
) -> None:
    """Twenty messages of seventy seconds each: far longer than a lease without renewals."""
    fill(office, 20, 1)
    other, seen = BackOffice(office.desk.store, clock=clock), list[str]()

    def slow(message: OutboxMessage) -> None:
        clock.advance(timedelta(seconds=35))
        other.events.deliver(EMPLOYEE, lambda m: seen.append(m.id), limit=1)
        clock.advance(timedelta(seconds=35))
        seen.append(message.id)

    while not office.events.deliver(EMPLOYEE, slow).idle:
        pass
    assert len(seen) == len(set(seen)) == 20


def test_what_a_stalled_worker_has_lost_it_does_not_deliver(
    office: BackOffice, clock: FixedClock
) -> None:
    fill(office, 1, 3)
    other, by_other, seen = BackOffice(office.desk.store, clock=clock), list[int](), list[int]()

    def stalls(message: OutboxMessage) -> None:
        seen.append(message.payload["number"])
        clock.advance(timedelta(minutes=10))
        other.events.deliver(EMPLOYEE, lambda m: by_other.append(m.payload["number"]))

    office.events.deliver(EMPLOYEE, stalls)
    # What it had begun is seen by both: nobody can know that it was not dead.
    assert (seen, by_other) == ([0], [0, 1, 2])


def test_the_dead_are_delivered_after_all(office: BackOffice) -> None:
    fill(office, 1, 2)

    def refused(message: OutboxMessage) -> None:
        raise MailFailed("john@example.com", "550 no such user", permanent=True)

    assert office.events.deliver(EMPLOYEE, refused).buried == 1
    (dead,) = office.events.dead(EMPLOYEE)
    with pytest.raises(MessageNotDead):
        office.events.revive(EMPLOYEE, dead.id, MessageId("none"))
    assert office.events.dead(EMPLOYEE) == (dead,)
    office.events.revive(EMPLOYEE, dead.id)
    seen: list[OutboxMessage] = []
    deliver_all(office, seen)
    assert [(m.payload["number"], m.attempts) for m in seen] == [(0, 0), (1, 0)]


async def _async_handler(message: OutboxMessage) -> None:
    await asyncio.sleep(0)
    HANDLED.append(message.payload["number"])


class _AsyncObject:
    async def __call__(self, message: OutboxMessage) -> None:
        await _async_handler(message)


HANDLED: list[int] = []


@pytest.mark.parametrize(
    "handler",
    [
        _async_handler,
        _AsyncObject(),
        partial(_async_handler),
        lambda message: _async_handler(message),
    ],
    ids=["function", "object", "partial", "returned"],
)
def test_an_async_handler_is_awaited(
    office: BackOffice, handler: Callable[[OutboxMessage], Awaitable[None]]
) -> None:
    fill(office, 1, 3)
    HANDLED.clear()
    assert office.events.deliver(EMPLOYEE, handler) == Delivered(3)
    assert HANDLED == [0, 1, 2]


def test_an_async_handler_that_fails_is_tried_again(office: BackOffice) -> None:
    fill(office, 1, 1)

    async def broken(message: OutboxMessage) -> None:
        raise ConnectionError("nobody listens")

    assert office.events.deliver(EMPLOYEE, broken) == Delivered(failed=1)
    assert office.events.pending(EMPLOYEE)[0].last_error == "ConnectionError: nobody listens"


def test_what_could_not_be_handled_to_its_end_is_refused_at_once(office: BackOffice) -> None:
    fill(office, 1, 1)

    def generator(message: OutboxMessage) -> Iterator[None]:
        yield

    async def async_generator(message: OutboxMessage) -> AsyncIterator[None]:
        yield

    async def in_a_running_loop() -> None:
        office.events.deliver(EMPLOYEE, _async_handler)

    for handler in (generator, async_generator):
        with pytest.raises(TypeError, match="generator"):
            office.events.deliver(EMPLOYEE, handler)
    with pytest.raises(TypeError, match="worker thread"):
        asyncio.run(in_a_running_loop())
    (waiting,) = office.events.pending(EMPLOYEE)
    assert waiting.attempts == 0


def test_what_is_of_another_office_is_left_to_it(office: BackOffice, clock: FixedClock) -> None:
    """A stock and a payment provider that are plugged in elsewhere."""

    def leave(work: Work) -> None:
        work.emit("stock.confirm", "order-1", {"order_id": "order-1"})
        work.emit("stock.confirm", "order-1", {"order_id": "order-1"})
        payload = {"order_id": "order-2", "key": "order-2:0", "payment_method": "gold"}
        work.emit("payment.settle", "order-2", payload)

    office.desk.write(EMPLOYEE, leave)
    for _ in range(MOST_ATTEMPTS + 1):
        done = office.events.deliver(EMPLOYEE, lambda _: None)
        assert [message.topic for message in done.left] == ["stock.confirm", "payment.settle"]
        assert (done.delivered, done.failed, done.buried) == (0, 0, 0)
        clock.advance(timedelta(minutes=1))
    assert [message.attempts for message in office.events.pending(EMPLOYEE)] == [0, 0, 0]


def test_following_goes_on_whatever_a_round_meets(office: BackOffice) -> None:
    fill(office, 1, 2)
    stop, outcomes, seen = Event(), list[Delivered | Exception](), list[OutboxMessage]()
    failures = [StorageFailed("the disk is full"), RuntimeError("one bad row")]
    store = _FailingStore(office.desk.store, failures)
    worker = BackOffice(store, clock=office.desk.clock)

    def told(outcome: Delivered | Exception) -> None:
        outcomes.append(outcome)
        if isinstance(outcome, Delivered) and outcome.idle:
            stop.set()

    worker.events.follow(EMPLOYEE, seen.append, stop=stop, pause=0.0, told=told)
    assert [str(each) for each in outcomes[:2]] == [
        "The shop's storage does not answer: try again in a moment.",
        "one bad row",
    ]
    assert outcomes[2] == Delivered(2)
    assert len(seen) == 2


class _FailingStore:
    """A store whose first transactions fail."""

    def __init__(self, store: Store, failures: list[Exception]) -> None:
        self._store, self._failures = store, failures

    def transaction(
        self, scope: ShopScope, *, read_only: bool = False
    ) -> AbstractContextManager[UnitOfWork]:
        if self._failures:
            raise self._failures.pop(0)
        return self._store.transaction(scope, read_only=read_only)

    def close(self) -> None:
        self._store.close()


def test_on_the_command_line(tmp_path: Path) -> None:
    database = str(tmp_path / "demo.db")
    assert CliRunner().invoke(app, ["run", "--database", database]).exit_code == 0
    first = CliRunner().invoke(app, ["deliver", "--database", database])
    assert first.exit_code == 0, first.output
    events = [json.loads(line) for line in first.output.splitlines()]
    # The one that was placed now: the demo's earlier orders are history, and no news to anybody.
    assert [e["topic"] for e in events].count("order.placed") == 1
    assert CliRunner().invoke(app, ["deliver", "--database", database]).output == ""
    assert CliRunner().invoke(app, ["deliver", "--dead", "--database", database]).output == ""


@pytest.mark.parametrize("limit", [0, -1, -1_000_000_000])
def test_a_limit_of_nothing_is_refused(limit: int) -> None:
    with pytest.raises(FieldInvalid, match="at least 1") as refused:
        BackOffice.in_memory().events.deliver(EMPLOYEE, lambda _: None, limit=limit)
    assert refused.value.field == "limit"


@pytest.mark.parametrize("pause", [-1.0, float("nan")])
def test_a_pause_that_is_none_is_refused(pause: float) -> None:
    stop = Event()
    stop.set()
    with pytest.raises(FieldInvalid) as refused:
        BackOffice.in_memory().events.follow(EMPLOYEE, lambda _: None, stop=stop, pause=pause)
    assert refused.value.field == "pause"
