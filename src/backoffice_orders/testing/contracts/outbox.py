"""The contract of ``Outbox``."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve

from backoffice_orders.model.errors.host import IdTaken
from backoffice_orders.model.ids import MessageId
from backoffice_orders.model.outbox import OutboxMessage, QueueLength
from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.testing.contracts.base import Contract, needs, race, unit
from backoffice_orders.testing.samples import MOMENT

LEASE = MOMENT + timedelta(minutes=1)
SECOND = timedelta(seconds=1)
MICROSECOND = timedelta(microseconds=1)
CRM = "crm"


def message(number: int, key: str = "k", consumer: str = CRM) -> OutboxMessage:
    """A message in a consumer's queue."""
    payload = {"order": f"o{number}"}
    id_ = MessageId(f"m{number}")
    return OutboxMessage(id_, "order.placed", key, MOMENT, payload, consumer=consumer)


class OutboxContract(Contract):
    """The outbox."""

    port = "outbox"

    def _claim(self, store: Store, seconds: int = 0, limit: int = 10) -> list[str]:
        now = MOMENT + timedelta(seconds=seconds)
        with unit(store) as work:
            claimed = work.outbox.claim(CRM, now, now + timedelta(minutes=1), limit)
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
            work.outbox.delivered(CRM, MessageId("m1"))
        assert self._claim(store) == ["m2"]

    def test_a_message_in_the_middle_that_waits_holds_up_those_behind_it(
        self, store: Store
    ) -> None:
        self._add(store, message(1), message(2), message(3))
        self._claim(store)
        with unit(store) as work:
            work.outbox.failed(CRM, MessageId("m2"), "refused", MOMENT + timedelta(hours=1))
        assert self._claim(store, seconds=60) == ["m1"]

    def test_those_that_have_waited_longest_are_claimed_whatever_their_keys(
        self, store: Store
    ) -> None:
        keys = ("one", "two", "one", "three", "two")
        self._add(store, *(message(number, key) for number, key in enumerate(keys, 1)))
        assert self._claim(store, limit=2) == ["m1", "m2"]
        with unit(store) as work:
            work.outbox.release(CRM, [MessageId("m1"), MessageId("m2")], MOMENT)
        assert self._claim(store, limit=4) == ["m1", "m2", "m3", "m4"]

    def test_a_renewed_lease_holds_for_longer(self, store: Store) -> None:
        self._add(store, message(1), message(2))
        self._claim(store)
        ids = [MessageId("m1"), MessageId("m2"), MessageId("none")]
        with unit(store) as work:
            renewed = work.outbox.renew(CRM, ids, LEASE, LEASE + timedelta(minutes=1))
            assert renewed == {"m1", "m2"}
        assert self._claim(store, seconds=119) == []
        with unit(store) as work:
            for id_ in ids[1::-1]:  # each of them
                longer = LEASE + timedelta(minutes=1)
                assert work.outbox.renew(CRM, [id_], longer, longer) == {id_}
        assert self._claim(store, seconds=120) == ["m1", "m2"]

    def test_what_another_worker_has_claimed_meanwhile_is_not_renewed(self, store: Store) -> None:
        self._add(store, message(1), message(2))
        self._claim(store)
        assert self._claim(store, seconds=60) == ["m1", "m2"]
        with unit(store) as work:
            late = work.outbox.renew(CRM, [MessageId("m1")], LEASE, LEASE + timedelta(hours=1))
            assert late == frozenset()
        assert self._claim(store, seconds=120) == ["m1", "m2"]

    def test_what_was_delivered_or_buried_is_not_renewed(self, store: Store) -> None:
        self._add(store, message(1), message(2, "b"))
        self._claim(store)
        with unit(store) as work:
            work.outbox.delivered(CRM, MessageId("m1"))
            work.outbox.bury(CRM, MessageId("m2"), "refused", MOMENT)
            ids = [MessageId("m1"), MessageId("m2")]
            assert work.outbox.renew(CRM, ids, LEASE, LEASE + timedelta(hours=1)) == frozenset()

    def test_a_released_message_is_free_and_counts_no_attempt(self, store: Store) -> None:
        self._add(store, message(1), message(2), message(3, "b"))
        self._claim(store)
        with unit(store) as work:
            work.outbox.release(CRM, [MessageId("m1"), MessageId("none")], MOMENT + SECOND)
            work.outbox.release(CRM, [MessageId("m2")], MOMENT)
        assert self._claim(store) == []
        assert self._claim(store, seconds=1) == ["m1", "m2"]
        with unit(store) as work:
            assert [each.attempts for each in work.outbox.pending()] == [0, 0, 0]

    def test_what_a_message_says_is_replaced_at_its_place(self, store: Store) -> None:
        self._add(store, message(1), message(2))
        long = "No mailbox. " * 100
        other = evolve(message(1), payload={"order": "o9"}, attempts=3, last_error=long)
        with unit(store) as work:
            work.outbox.failed(CRM, MessageId("m2"), long, MOMENT)
            work.outbox.rewrite(other)
            work.outbox.rewrite(message(3))
        with unit(store) as work:
            failed = evolve(message(2), attempts=1, last_error=long)
            assert work.outbox.pending() == (other, failed), "all that it says"

    def test_a_dead_message_comes_back_at_its_place(self, store: Store) -> None:
        self._add(store, message(1), message(2), message(3))
        with unit(store) as work:
            work.outbox.bury(CRM, MessageId("m2"), "no such mailbox", MOMENT)
            assert not work.outbox.revive(CRM, MessageId("m1"))
            assert not work.outbox.revive(CRM, MessageId("none"))
            assert work.outbox.revive(CRM, MessageId("m2"))
            assert not work.outbox.revive(CRM, MessageId("m2"))
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
            work.outbox.failed(CRM, MessageId("m1"), "refused", MOMENT + timedelta(seconds=60))
        assert self._claim(store, seconds=59) == []
        assert self._claim(store, seconds=60) == ["m1", "m2"]
        with unit(store) as work:
            first = work.outbox.pending()[0]
            assert (first.attempts, first.last_error) == (1, "refused")
            assert first.payload == {"order": "o1"}

    def test_a_failed_message_is_free_from_its_moment_on_though_its_lease_ends_later(
        self, store: Store
    ) -> None:
        self._add(store, message(1))
        self._claim(store)
        with unit(store) as work:
            work.outbox.failed(CRM, MessageId("m1"), "refused", MOMENT + SECOND)
        assert self._claim(store) == []
        assert self._claim(store, seconds=1) == ["m1"]

    def test_a_dead_message_is_kept_and_its_key_goes_on(self, store: Store) -> None:
        self._add(store, message(1), message(2))
        with unit(store) as work:
            work.outbox.bury(CRM, MessageId("m1"), "no such mailbox", MOMENT)
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
            store, 6, lambda work, _: [m.id for m in work.outbox.claim(CRM, MOMENT, LEASE, 4)]
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
                work.outbox.bury(CRM, MessageId(f"m{number}"), "refused", MOMENT)
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
            work.outbox.delivered(CRM, MessageId("m1"))
            work.outbox.add(message(1, "free again"))
            assert work.outbox.pending() == (message(1, "free again"),)

    def test_giving_up_counts_an_attempt_and_is_final(self, store: Store) -> None:
        self._add(store, message(1))
        with unit(store) as work:
            work.outbox.failed(CRM, MessageId("m1"), "refused", MOMENT)
            work.outbox.bury(CRM, MessageId("m1"), "no such mailbox", MOMENT)
            dead = work.outbox.dead()
            assert [(each.attempts, each.last_error) for each in dead] == [(2, "no such mailbox")]
            work.outbox.bury(CRM, MessageId("m1"), "again", MOMENT)
            work.outbox.failed(CRM, MessageId("m1"), "again", MOMENT)
            assert work.outbox.dead() == dead
            assert work.outbox.pending() == ()
            work.outbox.delivered(CRM, MessageId("m1"))
            assert work.outbox.dead() == ()

    def test_messages_that_are_not_there(self, store: Store) -> None:
        with unit(store) as work:
            work.outbox.delivered(CRM, MessageId("m9"))
            work.outbox.failed(CRM, MessageId("m9"), "refused", MOMENT)
            work.outbox.bury(CRM, MessageId("m9"), "refused", MOMENT)
            assert work.outbox.pending() == work.outbox.dead() == ()

    def test_none_are_claimed_where_none_are_wanted(self, store: Store) -> None:
        self._add(store, message(1))
        with unit(store) as work:
            assert work.outbox.claim(CRM, MOMENT, LEASE, 0) == ()
            assert work.outbox.claim(CRM, MOMENT, LEASE, -1) == ()

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
            assert work.outbox.claim(CRM, MOMENT, LEASE, 1)[0].payload == {"lines": ["mug"]}

    def test_several_are_released_at_once(self, store: Store) -> None:
        self._add(store, message(1), message(2, "b"), message(3, "c"))
        self._claim(store)
        with unit(store) as work:
            work.outbox.release(CRM, [MessageId(f"m{n}") for n in (3, 1)], MOMENT)
        assert self._claim(store) == ["m1", "m3"]

    def test_what_is_kept_under_keys_comes_oldest_first(self, store: Store) -> None:
        self._add(store, message(3, "a"), message(1, "b"), message(2, "a"))
        with unit(store) as work:
            work.outbox.add(evolve(message(4, "a"), created_at=MOMENT - SECOND), message(5, "A"))
            work.outbox.claim(CRM, MOMENT, LEASE, 1)
            found = work.outbox.of_keys({"b", "a"})
            assert [each.id for each in found] == ["m3", "m1", "m2", "m4"]
            assert work.outbox.lengths() == {CRM: QueueLength(waiting=5)}, "the leased wait, too"

    def test_a_lease_ends_at_its_moment_and_not_before(self, store: Store) -> None:
        self._add(store, message(1))
        with unit(store) as work:
            work.outbox.claim(CRM, MOMENT, LEASE, 1)
            assert work.outbox.claim(CRM, LEASE - MICROSECOND, LEASE + SECOND, 1) == ()
            assert len(work.outbox.claim(CRM, LEASE, LEASE + MICROSECOND, 1)) == 1
            assert work.outbox.claim(CRM, LEASE, LEASE + SECOND, 1) == ()
            ids = [MessageId("m1")]
            assert work.outbox.renew(CRM, ids, LEASE, LEASE + SECOND) == frozenset(), "another one"
            assert work.outbox.renew(CRM, ids, LEASE + MICROSECOND, LEASE) == {"m1"}, "shorter"
            assert len(work.outbox.claim(CRM, LEASE, LEASE + SECOND, 1)) == 1

    def test_a_message_that_is_brought_back_is_free_at_once(self, store: Store) -> None:
        self._add(store, message(1))
        with unit(store) as work:
            work.outbox.bury(CRM, MessageId("m1"), "refused", MOMENT + timedelta(hours=1))
            assert work.outbox.revive(CRM, MessageId("m1"))
        assert self._claim(store) == ["m1"]

    def test_the_dead_are_not_released(self, store: Store) -> None:
        self._add(store, message(1))
        with unit(store) as work:
            work.outbox.bury(CRM, MessageId("m1"), "refused", MOMENT)
            dead = work.outbox.dead()
            work.outbox.release(CRM, [MessageId("m1")], MOMENT + timedelta(days=1))
            assert work.outbox.dead() == dead
        assert self._claim(store, seconds=10**6) == []
        with unit(store) as work:
            assert work.outbox.forget(MOMENT + SECOND, 10) == 1, "given up on as long ago as ever"

    def test_what_a_message_says_is_replaced_while_it_is_leased(self, store: Store) -> None:
        self._add(store, message(1))
        self._claim(store)
        with unit(store) as work:
            work.outbox.rewrite(evolve(message(1), payload={}))
        assert self._claim(store) == []
        assert self._claim(store, seconds=60) == ["m1"]

    def test_a_message_is_removed_wherever_it_is_and_from_its_queue_alone(
        self, store: Store
    ) -> None:
        self._add(store, message(1), message(2), message(1, consumer="wms"))
        with unit(store) as work:
            work.outbox.bury(CRM, MessageId("m1"), "refused", MOMENT)
            work.outbox.remove(message(1))
            assert work.outbox.dead() == ()
            assert work.outbox.pending() == (message(2), message(1, consumer="wms"))
            assert work.outbox.of_keys(["k"]) == work.outbox.pending()
            work.outbox.remove(message(9))

    def test_queues_have_ids_of_their_own(self, store: Store) -> None:
        both = message(1), message(1, consumer="wms")
        with unit(store) as work:
            work.outbox.add(*both)
            with pytest.raises(IdTaken):
                work.outbox.add(message(1, "another key", "wms"))
            assert work.outbox.pending() == both

    @needs("shops")
    def test_shops_that_lease_alike_renew_their_own(self, store: Store) -> None:
        ids, longer = [MessageId("m1")], LEASE + timedelta(hours=1)
        for shop in ("main", "other"):
            with unit(store, shop) as work:
                work.outbox.add(message(1))
                work.outbox.claim(CRM, MOMENT, LEASE, 1)
        with unit(store) as work:
            assert work.outbox.renew(CRM, ids, LEASE, longer) == {"m1"}
        with unit(store, "other") as work:
            assert work.outbox.renew(CRM, ids, LEASE, longer) == {"m1"}, "it ends when it has ended"

    def test_what_others_wait_for_and_the_dead_take_no_place_of_a_limit(self, store: Store) -> None:
        self._add(store, message(1, "a", "wms"), message(2, "b"), message(3, "c"))
        with unit(store) as work:
            work.outbox.bury(CRM, MessageId("m2"), "refused", MOMENT)
        assert self._claim(store, limit=1) == ["m3"]

    def test_consumers_that_lease_alike_renew_their_own(self, store: Store) -> None:
        ids, longer = [MessageId("m1")], LEASE + timedelta(hours=1)
        self._add(store, message(1), message(1, consumer="wms"))
        with unit(store) as work:
            for consumer in (CRM, "wms"):
                work.outbox.claim(consumer, MOMENT, LEASE, 1)
            assert work.outbox.renew(CRM, ids, LEASE, longer) == {"m1"}
            assert work.outbox.renew("wms", ids, LEASE, longer) == {"m1"}
            work.outbox.bury("wms", ids[0], "refused", longer)
            assert work.outbox.renew("wms", ids, longer, longer) == frozenset(), "it is dead"

    def test_keys_are_told_apart_by_case_and_none_is_one(self, store: Store) -> None:
        self._add(store, message(1, "a"), message(2, "A"), message(3, ""), message(4, ""))
        assert self._claim(store, limit=1) == ["m1"]
        assert self._claim(store, limit=2) == ["m2", "m3"], "each key for itself"
        assert self._claim(store) == [], "what has no key waits for what has none"

    def test_ids_and_consumers_are_told_apart_by_case(self, store: Store) -> None:
        small, capital = message(1), evolve(message(1), id=MessageId("M1"))
        theirs = message(1, consumer="CRM")
        with unit(store) as work:
            work.outbox.add(small, capital, theirs)
            work.outbox.delivered(CRM, small.id)
        with unit(store) as work:
            assert work.outbox.pending() == (capital, theirs)
        assert self._claim(store) == ["M1"]
