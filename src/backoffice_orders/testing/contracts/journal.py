"""The contracts of ``Audit`` and ``Outbox``."""

from __future__ import annotations

from datetime import timedelta

from attrs import evolve

from backoffice_orders.model.audit import AuditEntry
from backoffice_orders.model.ids import ActorId, AuditId, MessageId
from backoffice_orders.model.outbox import OutboxMessage
from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.testing.contracts.base import race, unit
from backoffice_orders.testing.samples import MOMENT

LEASE = MOMENT + timedelta(minutes=1)


class AuditContract:
    """The audit trail."""

    def test_entries_of_one_subject_oldest_first(self, store: Store) -> None:
        def entry(number: int, subject: str) -> AuditEntry:
            return AuditEntry(
                AuditId(f"a{number}"),
                MOMENT,
                ActorId("ann"),
                "cart.add",
                subject,
                {},
                {"n": [number, "é"]},
            )

        with unit(store) as work:
            for number, subject in ((1, "c1"), (2, "c2"), (3, "c1")):
                work.audit.record(entry(number, subject))
        with unit(store) as work:
            assert work.audit.of_subject("c1") == (entry(1, "c1"), entry(3, "c1"))
            assert work.audit.of_subject("none") == ()
            work.audit.erase("c1")
            work.audit.erase("none")
            assert work.audit.of_subject("c1") == (
                evolve(entry(1, "c1"), after={}),
                evolve(entry(3, "c1"), after={}),
            )
            assert work.audit.of_subject("c2") == (entry(2, "c2"),)


def message(number: int, key: str = "k") -> OutboxMessage:
    """A message."""
    return OutboxMessage(
        MessageId(f"m{number}"), "order.placed", key, MOMENT, {"order": f"o{number}"}
    )


class OutboxContract:
    """The outbox."""

    def _claim(self, store: Store, seconds: int = 0, limit: int = 10) -> list[str]:
        now = MOMENT + timedelta(seconds=seconds)
        with unit(store) as work:
            claimed = work.outbox.claim(now, now + timedelta(minutes=1), limit)
            return [each.id for each in claimed]

    def _add(self, store: Store, *messages: OutboxMessage) -> None:
        with unit(store) as work:
            for each in messages:
                work.outbox.add(each)

    def test_one_of_each_key_oldest_first(self, store: Store) -> None:
        self._add(store, message(1, "a"), message(2, "a"), message(3, "b"), message(4, "c"))
        assert self._claim(store, limit=2) == ["m1", "m3"]
        assert self._claim(store) == ["m4"]
        assert self._claim(store) == []

    def test_the_next_of_a_key_after_the_first_was_delivered(self, store: Store) -> None:
        self._add(store, message(1), message(2))
        assert self._claim(store) == ["m1"]
        with unit(store) as work:
            work.outbox.delivered(MessageId("m1"))
        assert self._claim(store) == ["m2"]

    def test_a_lease_ends(self, store: Store) -> None:
        self._add(store, message(1))
        assert self._claim(store) == ["m1"]
        assert self._claim(store, seconds=59) == []
        assert self._claim(store, seconds=60) == ["m1"]

    def test_a_failed_message_waits_and_keeps_its_key_waiting(self, store: Store) -> None:
        self._add(store, message(1), message(2))
        self._claim(store)
        with unit(store) as work:
            work.outbox.failed(MessageId("m1"), "refused", MOMENT + timedelta(seconds=30))
        assert self._claim(store, seconds=29) == []
        assert self._claim(store, seconds=30) == ["m1"]
        with unit(store) as work:
            first = work.outbox.pending()[0]
            assert (first.attempts, first.last_error) == (1, "refused")
            assert first.payload == {"order": "o1"}

    def test_a_dead_message_is_kept_and_its_key_goes_on(self, store: Store) -> None:
        self._add(store, message(1), message(2))
        with unit(store) as work:
            work.outbox.bury(MessageId("m1"), "no such mailbox")
        assert self._claim(store) == ["m2"]
        with unit(store) as work:
            assert [each.id for each in work.outbox.dead()] == ["m1"]
            assert work.outbox.dead()[0].last_error == "no such mailbox"
            assert [each.id for each in work.outbox.pending()] == ["m2"]

    def test_what_is_not_committed_is_not_there(self, store: Store) -> None:
        class Boom(Exception):
            pass

        try:
            with unit(store) as work:
                work.outbox.add(message(1))
                raise Boom
        except Boom:
            pass
        assert self._claim(store) == []

    def test_two_workers_do_not_get_the_same_message(self, store: Store) -> None:
        self._add(store, *(message(n, f"k{n}") for n in range(12)))
        answers = race(
            store, 6, lambda work, _: [m.id for m in work.outbox.claim(MOMENT, LEASE, 4)]
        )
        claimed = [id_ for answer in answers if isinstance(answer, list) for id_ in answer]
        assert len(claimed) == len(set(claimed)) == 12
