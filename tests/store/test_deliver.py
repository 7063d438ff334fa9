"""Events leave at least once, in order per key, and not twice while both workers live."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Lock

import pytest
from typer.testing import CliRunner

from backoffice_orders.adapters.memory import FixedClock
from backoffice_orders.back_office import BackOffice
from backoffice_orders.cli import app
from backoffice_orders.model.outbox import OutboxMessage
from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.services.desk import Work
from backoffice_orders.services.events import MOST_ATTEMPTS, Delivered
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


def test_on_the_command_line(tmp_path: Path) -> None:
    database = str(tmp_path / "demo.db")
    assert CliRunner().invoke(app, ["run", "--database", database]).exit_code == 0
    first = CliRunner().invoke(app, ["deliver", "--database", database])
    assert first.exit_code == 0, first.output
    events = [json.loads(line) for line in first.output.splitlines()]
    assert [e["topic"] for e in events].count("order.placed") == 4
    assert CliRunner().invoke(app, ["deliver", "--database", database]).output == ""
    assert CliRunner().invoke(app, ["deliver", "--dead", "--database", database]).output == ""
