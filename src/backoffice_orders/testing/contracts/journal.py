"""The contracts of ``Audit`` and ``Outbox``."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve

from backoffice_orders.model.audit import AuditEntry
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.errors.host import IdTaken
from backoffice_orders.model.ids import ActorId, AuditId, MessageId
from backoffice_orders.model.outbox import OutboxMessage
from backoffice_orders.model.page import PageAfter, walked
from backoffice_orders.ports.unit_of_work import Store, UnitOfWork
from backoffice_orders.testing.contracts.base import Contract, pages, race, unit
from backoffice_orders.testing.samples import MOMENT

LEASE = MOMENT + timedelta(minutes=1)
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


class AuditContract(Contract):
    """The audit trail."""

    port = "audit"

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
            assert of("c1", work) == [entry(1, "c1"), entry(3, "c1")]
            assert of("none", work) == []
            work.audit.erase("c1")
            work.audit.erase("none")
            assert of("c1", work) == [
                evolve(entry(1, "c1"), after={}),
                evolve(entry(3, "c1"), after={}),
            ]
            assert of("c2", work) == [entry(2, "c2")]

    def test_the_order_of_recording_is_the_order(self, store: Store) -> None:
        def entry(id: str, minutes: int) -> AuditEntry:
            moment = MOMENT + timedelta(minutes=minutes)
            return AuditEntry(AuditId(id), moment, ActorId("ann"), "cart.add", "c1")

        entries = [entry("a3", 0), entry("a1", 5), entry("a2", 1), entry("a1", 5)]
        with unit(store) as work:
            work.audit.record(*entries[:2])
        with unit(store) as work:
            work.audit.record(*entries[2:])
        with unit(store) as work:
            assert of("c1", work) == entries
            latest = work.audit.of_subject("c1", PageAfter(), newest_first=True)
            assert list(latest) == entries[::-1]

    def test_an_entry_is_stored_as_it_was_when_it_was_recorded(self, store: Store) -> None:
        tags = ["phone"]
        entry = AuditEntry(
            AuditId("a1"), MOMENT, ActorId("ann"), "cart.tag", "c1", {}, {"tags": tags}
        )
        with unit(store) as work:
            work.audit.record(entry)
            tags.append("late")
            (found,) = of("c1", work)
            assert found.after == {"tags": ["phone"]}
            found.after["tags"].append("later")
            assert of("c1", work)[0].after == {"tags": ["phone"]}

    def test_pages_follow_each_other_either_way(self, store: Store) -> None:
        entries = [
            AuditEntry(AuditId(f"a{n}"), MOMENT, ActorId("ann"), "cart.add", f"c{n % 2}")
            for n in range(14)
        ]
        with unit(store) as work:
            work.audit.record(*entries)
        mine = [entry for entry in entries if entry.subject == "c1"]
        with unit(store) as work:
            for size in (1, 2, 3, 7, 8):
                found = pages(lambda page: work.audit.of_subject("c1", page), size)
                assert [entry for page in found for entry in page] == mine, size
                found = pages(
                    lambda page: work.audit.of_subject("c1", page, newest_first=True), size
                )
                assert [entry for page in found for entry in page] == mine[::-1], size
            with pytest.raises(FieldInvalid, match="after"):
                work.audit.of_subject("c1", PageAfter("a3"))

    def test_what_is_old_is_forgotten_the_earliest_first(self, store: Store) -> None:
        hours = {"a1": 5, "a2": 1, "a3": 3, "a4": 2, "a5": 4}
        entries = [
            AuditEntry(AuditId(id_), MOMENT + hour * HOUR, ActorId("ann"), "cart.add", "c1")
            for id_, hour in hours.items()
        ]
        with unit(store) as work:
            work.audit.record(*entries)
        with unit(store, "another shop") as work:
            work.audit.record(*entries)
        until = MOMENT + 4 * HOUR
        with unit(store) as work:
            assert work.audit.forget(MOMENT + HOUR, 10) == 0
            assert work.audit.forget(until, 0) == 0
            assert work.audit.forget(until, 2) == 2
            assert [entry.id for entry in of("c1", work)] == ["a1", "a3", "a5"]
            assert work.audit.forget(until, 2) == 1
            assert work.audit.forget(until, 2) == 0
            assert [entry.id for entry in of("c1", work)] == ["a1", "a5"]
            late = evolve(entries[0], id=AuditId("a6"))
            work.audit.record(late)
            assert [entry.id for entry in of("c1", work)] == ["a1", "a5", "a6"]
        with unit(store, "another shop") as work:
            assert len(of("c1", work)) == 5


def of(subject: str, work: UnitOfWork) -> list[AuditEntry]:
    """All entries about a subject, oldest first."""
    return [*walked(lambda page: work.audit.of_subject(subject, page))]


def message(number: int, key: str = "k") -> OutboxMessage:
    """A message."""
    return OutboxMessage(
        MessageId(f"m{number}"), "order.placed", key, MOMENT, {"order": f"o{number}"}
    )


class OutboxContract(Contract):
    """The outbox."""

    port = "outbox"

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

    def test_what_a_message_says_is_replaced_at_its_place(self, store: Store) -> None:
        self._add(store, message(1), message(2))
        other = evolve(message(1), payload={"order": "o9"})
        with unit(store) as work:
            work.outbox.rewrite(other)
            work.outbox.rewrite(message(3))
        with unit(store) as work:
            assert work.outbox.pending() == (other, message(2))

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

    def test_oldest_is_what_was_added_first(self, store: Store) -> None:
        later, earlier = message(1), evolve(message(2), created_at=MOMENT - timedelta(days=1))
        self._add(store, message(3, "z"), later, earlier)
        with unit(store) as work:
            assert [each.id for each in work.outbox.pending()] == ["m3", "m1", "m2"]
        assert self._claim(store) == ["m3", "m1", "m2"]
        with unit(store) as work:
            for number in (2, 1, 3):
                work.outbox.bury(MessageId(f"m{number}"), "refused")
            assert [each.id for each in work.outbox.dead()] == ["m3", "m1", "m2"]

    def test_an_id_that_is_there_already_is_refused_with_all_that_came_along(
        self, store: Store
    ) -> None:
        self._add(store, message(1))
        for messages in ((message(2), message(1, "x")), (message(2), message(2, "x"))):
            with unit(store) as work:
                with pytest.raises(IdTaken) as refused:
                    work.outbox.add(*messages)
                assert (refused.value.kind, refused.value.id) == ("message", messages[1].id)
                assert work.outbox.pending() == (message(1),)
        with unit(store) as work:
            work.outbox.delivered(MessageId("m1"))
            work.outbox.add(message(1, "free again"))
            assert work.outbox.pending() == (message(1, "free again"),)

    def test_giving_up_counts_an_attempt_and_is_final(self, store: Store) -> None:
        self._add(store, message(1))
        with unit(store) as work:
            work.outbox.failed(MessageId("m1"), "refused", MOMENT)
            work.outbox.bury(MessageId("m1"), "no such mailbox")
            dead = work.outbox.dead()
            assert [(each.attempts, each.last_error) for each in dead] == [(2, "no such mailbox")]
            work.outbox.bury(MessageId("m1"), "again")
            work.outbox.failed(MessageId("m1"), "again", MOMENT)
            assert work.outbox.dead() == dead
            assert work.outbox.pending() == ()
            work.outbox.delivered(MessageId("m1"))
            assert work.outbox.dead() == ()

    def test_messages_that_are_not_there(self, store: Store) -> None:
        with unit(store) as work:
            work.outbox.delivered(MessageId("m9"))
            work.outbox.failed(MessageId("m9"), "refused", MOMENT)
            work.outbox.bury(MessageId("m9"), "refused")
            assert work.outbox.pending() == work.outbox.dead() == ()

    def test_none_are_claimed_where_none_are_wanted(self, store: Store) -> None:
        self._add(store, message(1))
        with unit(store) as work:
            assert work.outbox.claim(MOMENT, LEASE, 0) == ()
            assert work.outbox.claim(MOMENT, LEASE, -1) == ()

    def test_a_payload_is_stored_as_it_was_when_it_was_added(self, store: Store) -> None:
        lines = ["mug"]
        payload = {"lines": lines}
        self._add(store, evolve(message(1), payload=payload))
        lines.append("shirt")
        payload["order"] = ["o1"]
        with unit(store) as work:
            (found,) = work.outbox.pending()
            assert found.payload == {"lines": ["mug"]}
            found.payload["lines"].append("plaque")
            assert work.outbox.pending()[0].payload == {"lines": ["mug"]}
            assert work.outbox.claim(MOMENT, LEASE, 1)[0].payload == {"lines": ["mug"]}
