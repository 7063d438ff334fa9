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
SECOND = timedelta(seconds=1)


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

    def test_oldest_first_and_several_of_one_key_in_order(self, store: Store) -> None:
        self._add(store, message(1, "a"), message(2, "a"), message(3, "b"), message(4, "c"))
        assert self._claim(store, limit=3) == ["m1", "m2", "m3"]
        assert self._claim(store) == ["m4"]
        assert self._claim(store) == []

    def test_behind_a_leased_message_its_key_waits(self, store: Store) -> None:
        self._add(store, message(1), message(2), message(3, "b"))
        assert self._claim(store, limit=1) == ["m1"]
        assert self._claim(store) == ["m3"]
        with unit(store) as work:
            work.outbox.delivered(MessageId("m1"))
        assert self._claim(store) == ["m2"]

    def test_a_message_in_the_middle_that_waits_holds_up_those_behind_it(
        self, store: Store
    ) -> None:
        self._add(store, message(1), message(2), message(3))
        self._claim(store)
        with unit(store) as work:
            work.outbox.failed(MessageId("m2"), "refused", MOMENT + timedelta(hours=1))
        assert self._claim(store, seconds=60) == ["m1"]

    def test_a_renewed_lease_holds_for_longer(self, store: Store) -> None:
        self._add(store, message(1), message(2))
        self._claim(store)
        ids = [MessageId("m1"), MessageId("m2"), MessageId("none")]
        with unit(store) as work:
            renewed = work.outbox.renew(ids, LEASE, LEASE + timedelta(minutes=1))
            assert renewed == {"m1", "m2"}
        assert self._claim(store, seconds=119) == []
        assert self._claim(store, seconds=120) == ["m1", "m2"]

    def test_what_another_worker_has_claimed_meanwhile_is_not_renewed(self, store: Store) -> None:
        self._add(store, message(1), message(2))
        self._claim(store)
        assert self._claim(store, seconds=60) == ["m1", "m2"]
        with unit(store) as work:
            late = work.outbox.renew([MessageId("m1")], LEASE, LEASE + timedelta(hours=1))
            assert late == frozenset()
        assert self._claim(store, seconds=120) == ["m1", "m2"]

    def test_what_was_delivered_or_buried_is_not_renewed(self, store: Store) -> None:
        self._add(store, message(1), message(2, "b"))
        self._claim(store)
        with unit(store) as work:
            work.outbox.delivered(MessageId("m1"))
            work.outbox.bury(MessageId("m2"), "refused")
            ids = [MessageId("m1"), MessageId("m2")]
            assert work.outbox.renew(ids, LEASE, LEASE + timedelta(hours=1)) == frozenset()

    def test_a_released_message_is_free_and_counts_no_attempt(self, store: Store) -> None:
        self._add(store, message(1), message(2), message(3, "b"))
        self._claim(store)
        with unit(store) as work:
            work.outbox.release([MessageId("m1"), MessageId("none")], MOMENT + SECOND)
            work.outbox.release([MessageId("m2")], MOMENT)
        assert self._claim(store) == []
        assert self._claim(store, seconds=1) == ["m1", "m2"]
        with unit(store) as work:
            assert [each.attempts for each in work.outbox.pending()] == [0, 0, 0]

    def test_a_dead_message_comes_back_at_its_place(self, store: Store) -> None:
        self._add(store, message(1), message(2), message(3))
        with unit(store) as work:
            work.outbox.bury(MessageId("m2"), "no such mailbox")
            assert not work.outbox.revive(MessageId("m1"))
            assert not work.outbox.revive(MessageId("none"))
            assert work.outbox.revive(MessageId("m2"))
            assert not work.outbox.revive(MessageId("m2"))
        with unit(store) as work:
            assert work.outbox.dead() == ()
            back = work.outbox.pending()[1]
            assert (back.id, back.attempts, back.last_error) == ("m2", 0, "no such mailbox")
        assert self._claim(store) == ["m1", "m2", "m3"]

    def test_a_lease_ends(self, store: Store) -> None:
        self._add(store, message(1))
        assert self._claim(store) == ["m1"]
        assert self._claim(store, seconds=59) == []
        assert self._claim(store, seconds=60) == ["m1"]

    def test_a_failed_message_waits_and_keeps_its_key_waiting(self, store: Store) -> None:
        self._add(store, message(1), message(2))
        self._claim(store)
        with unit(store) as work:
            work.outbox.failed(MessageId("m1"), "refused", MOMENT + timedelta(seconds=60))
        assert self._claim(store, seconds=59) == []
        assert self._claim(store, seconds=60) == ["m1", "m2"]
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
