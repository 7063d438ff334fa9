"""The contract of ``Outbox``, continued: events, which every consumer is given a copy of."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve

from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.errors.host import IdTaken
from backoffice_orders.model.ids import MessageId
from backoffice_orders.model.outbox import EVERYBODY, OutboxMessage, QueueLength, Subscription
from backoffice_orders.model.page import PageAfter
from backoffice_orders.ports.unit_of_work import Store, UnitOfWork
from backoffice_orders.testing.contracts.base import Contract, race, unit
from backoffice_orders.testing.contracts.outbox import CRM, LEASE, SECOND, message
from backoffice_orders.testing.samples import MOMENT

ALL, ORDERS = Subscription("all"), Subscription("orders", ("order.*", "stock.low"))


def event(number: int, key: str = "k", topic: str = "order.placed") -> OutboxMessage:
    """An event for everybody."""
    return evolve(message(number, key, EVERYBODY), topic=topic)


class DistributionContract(Contract):
    """Events, consumers and the log."""

    port = "outbox"

    def _add(self, store: Store, *messages: OutboxMessage) -> None:
        with unit(store) as work:
            work.outbox.add(*messages)

    def _subscribe(self, store: Store, *subscriptions: Subscription, past: bool = False) -> None:
        with unit(store) as work:
            for each in subscriptions:
                work.outbox.subscribe(each, past=past)

    def _distribute(self, store: Store, limit: int = 100) -> int:
        with unit(store) as work:
            return work.outbox.distribute(limit)

    def _claim(self, store: Store, consumer: str, seconds: int = 0) -> list[str]:
        now = MOMENT + timedelta(seconds=seconds)
        with unit(store) as work:
            claimed = work.outbox.claim(consumer, now, now + timedelta(minutes=1), 100)
        assert {each.consumer for each in claimed} <= {consumer}
        return [each.id for each in claimed]

    def test_every_consumer_gets_what_it_wants(self, store: Store) -> None:
        self._subscribe(store, ALL, ORDERS)
        topics = ("order.placed", "cart.sent", "stock.low", "stock.lower")
        self._add(store, *(event(n, topic=topic) for n, topic in enumerate(topics)))
        assert self._distribute(store) == 4
        assert self._claim(store, "all") == ["m0", "m1", "m2", "m3"]
        assert self._claim(store, "orders") == ["m0", "m2"]
        assert self._claim(store, "nobody") == []

    def test_a_copy_is_the_event_in_its_consumers_name(self, store: Store) -> None:
        self._subscribe(store, ALL)
        self._add(store, event(1))
        self._distribute(store)
        with unit(store) as work:
            assert work.outbox.pending() == (evolve(event(1), consumer="all"),)
            (claimed,) = work.outbox.claim("all", MOMENT, LEASE, 1)
        assert claimed == evolve(event(1), consumer="all")

    def test_what_becomes_of_a_copy_is_its_consumers_alone(self, store: Store) -> None:
        third = Subscription("third")
        self._subscribe(store, ALL, ORDERS, third)
        self._add(store, event(1), event(2))
        self._distribute(store)
        first = MessageId("m1")
        with unit(store) as work:
            work.outbox.delivered("all", first)
            work.outbox.failed("orders", first, "refused", MOMENT + timedelta(seconds=30))
            work.outbox.bury("third", first, "no such shop", MOMENT)
        assert self._claim(store, "all") == ["m2"]
        assert self._claim(store, "orders") == []  # it waits, and the second one behind it
        assert self._claim(store, "third") == ["m2"]
        with unit(store) as work:
            (dead,) = work.outbox.dead()
            assert (dead.consumer, dead.attempts, dead.last_error) == ("third", 1, "no such shop")
            assert not work.outbox.revive("all", first)
            assert work.outbox.revive("third", first)
            until = LEASE + SECOND
            assert work.outbox.renew("third", [MessageId("m2")], LEASE, until) == {"m2"}
            work.outbox.release("third", [MessageId("m2")], MOMENT)
        assert self._claim(store, "all", seconds=59) == []
        assert self._claim(store, "orders", seconds=30) == ["m1", "m2"]
        assert self._claim(store, "third") == ["m1", "m2"]

    def test_without_a_consumer_events_wait_for_the_first_one(self, store: Store) -> None:
        self._add(store, event(1))
        assert self._distribute(store) == 0
        with unit(store) as work:
            assert work.outbox.pending() == (event(1),)
        self._subscribe(store, ALL)
        assert self._distribute(store) == 1
        assert self._claim(store, "all") == ["m1"]

    def test_events_are_given_out_once_and_up_to_a_limit(self, store: Store) -> None:
        self._subscribe(store, ALL)
        # In the order of adding, whatever their moments say.
        at = (MOMENT - n * SECOND for n in range(5))
        self._add(store, *(evolve(event(n), created_at=next(at)) for n in range(5)))
        assert [self._distribute(store, limit) for limit in (0, -1, 2, 2, 2, 2)] == [
            *(0, 0, 2, 2, 1, 0)
        ]
        assert self._claim(store, "all") == ["m0", "m1", "m2", "m3", "m4"]

    def test_a_later_consumer_begins_now(self, store: Store) -> None:
        self._subscribe(store, ALL)
        self._add(store, event(1))
        self._distribute(store)
        self._add(store, event(2))
        self._subscribe(store, ORDERS)
        self._distribute(store)
        assert self._claim(store, "orders") == ["m2"]

    def test_or_with_all_that_the_log_holds(self, store: Store) -> None:
        self._subscribe(store, ALL)
        self._add(store, event(2), event(1), event(3, topic="cart.sent"))
        self._distribute(store)
        with unit(store) as work:
            work.outbox.delivered("all", MessageId("m2"))
        self._add(store, event(4))
        self._subscribe(store, ORDERS, past=True)
        with unit(store) as work:
            theirs = [each.id for each in work.outbox.pending() if each.consumer == "orders"]
            assert theirs == ["m2", "m1"], "the fourth is no past yet"
        self._distribute(store)
        assert self._claim(store, "orders") == ["m2", "m1", "m4"]
        assert self._claim(store, "all") == ["m1", "m3", "m4"]

    def test_the_past_comes_again_when_it_is_asked_for_again(self, store: Store) -> None:
        self._subscribe(store, ALL)
        self._add(store, event(1), event(2))
        self._distribute(store)
        with unit(store) as work:
            work.outbox.delivered("all", MessageId("m1"))
        self._subscribe(store, ALL, past=True)
        assert sorted(self._claim(store, "all")) == ["m1", "m2"]

    def test_all_of_the_past_comes_however_much_it_is(self, store: Store) -> None:
        self._subscribe(store, ORDERS)
        self._add(store, *(event(number) for number in range(130)))
        self._distribute(store, 1000)
        self._subscribe(store, ALL, past=True)
        with unit(store) as work:
            claimed = work.outbox.claim("all", MOMENT, MOMENT + timedelta(minutes=1), 1000)
            assert len(claimed) == 130

    def test_a_consumer_can_change_what_it_wants(self, store: Store) -> None:
        self._subscribe(store, ALL, Subscription("orders", ("order.placed",)))
        with unit(store) as work:
            assert work.outbox.subscriptions() == (ALL, Subscription("orders", ("order.placed",)))
        self._add(store, event(0))
        self._distribute(store)
        self._subscribe(store, Subscription("orders", ("cart.*",)))
        with unit(store) as work:
            assert work.outbox.subscriptions() == (ALL, Subscription("orders", ("cart.*",)))
            waiting = [each.id for each in work.outbox.pending() if each.consumer == "orders"]
            assert waiting == ["m0"], "from now on"
        self._add(store, event(1), event(2, topic="cart.sent"))
        self._distribute(store)
        assert self._claim(store, "orders") == ["m0", "m2"]

    def test_who_unsubscribes_gets_nothing_more(self, store: Store) -> None:
        self._subscribe(store, ALL, ORDERS)
        self._add(store, event(1), event(2), message(7, consumer="all others"))
        self._distribute(store)
        with unit(store) as work:
            work.outbox.bury("all", MessageId("m1"), "refused", MOMENT)
            assert work.outbox.unsubscribe("all")
            assert [each.id for each in work.outbox.pending()] == ["m7", "m1", "m2"]
            assert not work.outbox.unsubscribe("all")
            assert work.outbox.subscriptions() == (ORDERS,)
            assert work.outbox.dead() == ()
        self._add(store, event(3))
        self._distribute(store)
        assert self._claim(store, "all") == []
        assert self._claim(store, "orders") == ["m1", "m2", "m3"]

    def test_a_queue_that_is_no_consumers_stays(self, store: Store) -> None:
        self._add(store, message(1, consumer="office"), event(2))
        with unit(store) as work:
            assert not work.outbox.unsubscribe("office")
            assert not work.outbox.unsubscribe(EVERYBODY)
            assert [each.id for each in work.outbox.pending()] == ["m1", "m2"]

    def test_queues_are_counted(self, store: Store) -> None:
        self._subscribe(store, ALL, ORDERS)
        self._add(store, event(1), event(2), event(3, topic="cart.sent"))
        self._distribute(store)
        self._add(store, event(4), message(5, consumer="office"))
        with unit(store) as work:
            work.outbox.bury("orders", MessageId("m1"), "refused", MOMENT)
            work.outbox.delivered("all", MessageId("m1"))
            assert work.outbox.lengths() == {
                EVERYBODY: QueueLength(waiting=1),
                "all": QueueLength(waiting=2),
                "office": QueueLength(waiting=1),
                "orders": QueueLength(waiting=1, dead=1),
            }

    def test_the_log_is_read_the_latest_first(self, store: Store) -> None:
        self._subscribe(store, Subscription("crm"))
        self._add(store, event(2), event(3), event(1), message(9))
        self._distribute(store, 2)
        self._add(store, event(4))
        with unit(store) as work:
            assert work.outbox.log(PageAfter()).items == (event(3), event(2))
            assert work.outbox.event(event(3).id) == event(3)
            assert work.outbox.event(event(1).id) is None, "nobody was given it yet"
            assert work.outbox.event(MessageId("m9")) is None, "it is no event"
        self._distribute(store)
        with unit(store) as work:
            first = work.outbox.log(PageAfter(size=3))
            second = work.outbox.log(PageAfter(first.next, 3))
        assert [each.id for each in (*first, *second)] == ["m4", "m1", "m3", "m2"]
        assert (bool(first.next), second.next) == (True, "")
        with unit(store) as work, pytest.raises(FieldInvalid):
            work.outbox.log(PageAfter("made up"))
        with self.another_shop(store) as work:
            assert not work.outbox.log(PageAfter())
            assert work.outbox.event(event(3).id) is None

    def test_what_is_in_the_log_keeps_its_id(self, store: Store) -> None:
        self._subscribe(store, ORDERS)
        self._add(store, event(1, topic="cart.sent"))
        assert self._distribute(store) == 1, "given out, though nobody wants it"
        with unit(store) as work:
            assert work.outbox.pending() == ()
            with pytest.raises(IdTaken):
                work.outbox.add(event(1))
            with pytest.raises(IdTaken):
                work.outbox.add(event(2), event(1))
            work.outbox.delivered(EVERYBODY, MessageId("m1"))
            with pytest.raises(IdTaken):
                work.outbox.add(event(1))

    def test_everything_of_a_key_is_found_and_can_be_rewritten_or_removed(
        self, store: Store
    ) -> None:
        self._subscribe(store, ALL, ORDERS)
        self._add(store, event(1, "john"), event(2, "jane"))
        self._distribute(store)
        self._add(store, message(3, "john", "office"), event(4, "john"))
        with unit(store) as work:
            work.outbox.bury("orders", MessageId("m1"), "refused", MOMENT)
            found = work.outbox.of_keys({"john", "nobody"})
            places = [(each.consumer, each.id) for each in found]
            assert sorted(places) == [
                *((EVERYBODY, "m1"), (EVERYBODY, "m4"), ("all", "m1")),
                *(("office", "m3"), ("orders", "m1")),
            ]
            assert work.outbox.of_keys([]) == ()
            for each in found:
                if each.id == "m1":
                    work.outbox.rewrite(evolve(each, payload={}))
                else:
                    work.outbox.remove(each)
        with unit(store) as work:
            after = work.outbox.of_keys(["john"])
            assert [(each.id, each.payload) for each in after] == [("m1", {})] * 3
            assert [each.id for each in work.outbox.pending()] == ["m1", "m2", "m2"]

    def test_what_is_old_is_forgotten_and_what_waits_is_kept(self, store: Store) -> None:
        def at(days: int, added: OutboxMessage) -> OutboxMessage:
            return evolve(added, created_at=MOMENT + timedelta(days=days))

        self._subscribe(store, ORDERS)
        self._add(store, at(0, event(1)), at(1, event(2)), at(2, event(3)), at(0, message(4)))
        self._distribute(store)
        self._add(store, at(0, event(5)))
        with unit(store) as work:
            assert work.outbox.forget(MOMENT + timedelta(days=1), 0) == 0
            assert work.outbox.forget(MOMENT + timedelta(days=1), 10) == 1
            kept = {(each.consumer, each.id) for each in work.outbox.of_keys(["k"])}
        assert kept == {
            *((EVERYBODY, "m2"), (EVERYBODY, "m3"), (EVERYBODY, "m5")),
            *(("orders", "m1"), ("orders", "m2"), ("orders", "m3"), (CRM, "m4")),
        }

    def test_the_dead_are_kept_from_the_moment_they_were_given_up_on(self, store: Store) -> None:
        later = MOMENT + timedelta(days=1)
        self._add(store, message(1), message(2))
        with unit(store) as work:
            work.outbox.claim(CRM, MOMENT, later + SECOND, 10)  # no matter until when
            work.outbox.bury(CRM, MessageId("m1"), "refused", later)
            work.outbox.bury(CRM, MessageId("m2"), "refused", MOMENT)
            assert work.outbox.forget(later, 10) == 1
            assert [each.id for each in work.outbox.dead()] == ["m1"]
            assert work.outbox.forget(later + SECOND, 10) == 1
            assert work.outbox.dead() == ()

    def test_events_that_nobody_ever_wanted_are_forgotten_too(self, store: Store) -> None:
        self._add(store, event(1), message(2))
        with unit(store) as work:
            assert work.outbox.forget(MOMENT, 10) == 0
            assert work.outbox.forget(MOMENT + SECOND, 10) == 1
            assert work.outbox.pending() == (message(2),)

    def test_workers_who_give_out_at_once_do_it_once(self, store: Store) -> None:
        self._subscribe(store, ALL)
        self._add(store, *(event(n) for n in range(20)))
        race(store, 4, lambda work, _: work.outbox.distribute(8))
        while self._distribute(store):
            pass
        assert self._claim(store, "all") == [f"m{n}" for n in range(20)]

    def test_who_comes_while_others_give_out_misses_nothing(self, store: Store) -> None:
        self._subscribe(store, ALL)
        self._add(store, *(event(n) for n in range(10)))

        def act(work: UnitOfWork, number: int) -> None:
            if number:
                work.outbox.distribute(100)
            else:
                work.outbox.subscribe(ORDERS, past=True)

        race(store, 3, act)
        self._distribute(store)
        assert sorted(self._claim(store, "orders")) == sorted(f"m{n}" for n in range(10))

    def test_what_a_queue_holds_is_not_given_again(self, store: Store) -> None:
        self._subscribe(store, ALL)
        self._add(store, event(1), event(2, "other"), event(3))
        self._distribute(store)
        with unit(store) as work:
            work.outbox.bury("all", MessageId("m1"), "refused", MOMENT)
            work.outbox.failed("all", MessageId("m2"), "busy", MOMENT)
            work.outbox.delivered("all", MessageId("m3"))
            dead = work.outbox.dead()
        self._subscribe(store, ALL, past=True)
        with unit(store) as work:
            assert work.outbox.dead() == dead
            waiting = [(each.id, each.attempts) for each in work.outbox.pending()]
            assert waiting == [("m2", 1), ("m3", 0)]

    def test_what_is_given_out_stands_behind_what_its_queue_holds(self, store: Store) -> None:
        self._subscribe(store, ALL)
        self._add(store, event(1), message(9, consumer="all"))
        self._distribute(store)
        self._subscribe(store, ORDERS)
        self._add(store, event(2))
        self._distribute(store)
        self._subscribe(store, ORDERS, past=True)
        with unit(store) as work:
            held = [(each.consumer, each.id) for each in work.outbox.pending()]
        assert [id_ for consumer, id_ in held if consumer == "all"] == ["m9", "m1", "m2"]
        assert [id_ for consumer, id_ in held if consumer == "orders"] == ["m2", "m1"]
        assert self._claim(store, "all") == ["m9", "m1", "m2"]
        assert self._claim(store, "orders") == ["m2", "m1"]

    def test_an_event_is_removed_from_the_log_and_from_nowhere_else(self, store: Store) -> None:
        self._subscribe(store, ALL)
        self._add(store, event(1), event(2))
        self._distribute(store)
        with unit(store) as work:
            work.outbox.remove(event(1))
        with unit(store) as work:
            assert work.outbox.event(MessageId("m1")) is None
            assert work.outbox.log(PageAfter()).items == (event(2),)
            assert [each.id for each in work.outbox.pending()] == ["m1", "m2"]
        self._subscribe(store, ORDERS, past=True)
        assert self._claim(store, "orders") == ["m2"]

    def test_of_each_kind_those_are_looked_at_that_were_added_first(self, store: Store) -> None:
        old, new = MOMENT - timedelta(days=9), MOMENT
        self._subscribe(store, Subscription("carts", ("cart.*",)))
        added = ((1, new), (2, old), (3, old))
        self._add(store, *(evolve(event(n), created_at=at) for n, at in added))
        self._distribute(store)
        self._add(store, *(message(n) for n, _ in added))
        with unit(store) as work:
            for number, at in added:
                work.outbox.bury(CRM, MessageId(f"m{number}"), "refused", at)
            assert work.outbox.forget(MOMENT, -1) == 0
            assert work.outbox.forget(MOMENT, 1) == 0, "of each the first is not old"
            assert work.outbox.forget(MOMENT, 2) == 2, "one event, and one that was given up on"
            assert [each.id for each in work.outbox.log(PageAfter())] == ["m3", "m1"]
            assert [each.id for each in work.outbox.dead()] == ["m1", "m3"]
            work.outbox.remove(event(1))
            work.outbox.delivered(CRM, MessageId("m1"))
            assert work.outbox.forget(MOMENT, 1) == 2, "so many of each"

    def test_a_queue_that_is_empty_has_no_length(self, store: Store) -> None:
        self._subscribe(store, ALL, ORDERS)
        self._add(store, event(1, topic="cart.sent"))
        self._distribute(store)
        with unit(store) as work:
            assert work.outbox.lengths() == {"all": QueueLength(waiting=1)}
            work.outbox.delivered("all", MessageId("m1"))
            assert work.outbox.lengths() == {}
