"""The contract of ``Webhooks``."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from attrs import evolve

from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.errors.host import IdTaken, StorageBusy
from backoffice_orders.model.errors.webhooks import WebhookNotFound
from backoffice_orders.model.ids import ActorId, MessageId, WebhookId
from backoffice_orders.model.page import PageAfter
from backoffice_orders.model.webhook import Attempt, SwitchedOff, Trouble, Webhook
from backoffice_orders.ports.unit_of_work import Store, UnitOfWork
from backoffice_orders.testing.contracts.base import Contract, race, unit

MICROSECOND = timedelta(microseconds=1)
NOW = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)


def webhook(number: int = 1) -> Webhook:
    """A webhook that wants everything."""
    id_, url = WebhookId(f"webhook_{number}"), f"https://example.com/{number}"
    return Webhook(id_, url, "whsec_c2VjcmV0", ActorId("ann"), NOW)


def attempt(number: int = 1, of: int = 1, key: str = "k", **changes: Any) -> Attempt:
    """An attempt that went well, made so many minutes later than the others."""
    at = NOW + timedelta(minutes=number)
    id_, message = WebhookId(f"webhook_{of}"), MessageId(f"m{number}")
    done = Attempt(id_, message, "order.placed", key, at, 1, 20, 200, answer="thanks")
    return evolve(done, **changes)


class WebhooksContract(Contract):
    """Subclass with a fixture ``store``."""

    port = "webhooks"

    def _numbers(self, store: Store, **asked: Any) -> list[str]:
        page = PageAfter(size=asked.pop("size", 20), after=asked.pop("after", ""))
        with unit(store) as work:
            found = work.webhooks.attempts(webhook(asked.pop("of", 1)).id, page, **asked)
            return [each.message_id for each in found]

    def test_webhooks_are_found_by_id_and_listed_by_id(self, store: Store) -> None:
        with unit(store) as work:
            for number in (2, 1, 3):
                assert work.webhooks.add(webhook(number)) == webhook(number)
        with unit(store) as work:
            assert work.webhooks.get(webhook(2).id) == webhook(2)
            assert work.webhooks.all() == (webhook(1), webhook(2), webhook(3))
            with pytest.raises(WebhookNotFound):
                work.webhooks.get(webhook(4).id)
        with self.another_shop(store) as work:
            assert work.webhooks.all() == ()
            with pytest.raises(WebhookNotFound):
                work.webhooks.get(webhook(2).id)

    def test_an_id_that_is_there_already_is_refused(self, store: Store) -> None:
        with unit(store) as work:
            work.webhooks.add(webhook())
            with pytest.raises(IdTaken) as refused:
                work.webhooks.add(evolve(webhook(), url="https://other.example"))
            assert (refused.value.kind, refused.value.id) == ("webhook", "webhook_1")
            assert work.webhooks.get(webhook().id) == webhook()

    def test_a_webhook_is_saved_over_the_version_that_was_read(self, store: Store) -> None:
        off = webhook().switched(SwitchedOff.GONE, NOW)
        with unit(store) as work:
            work.webhooks.add(webhook())
            saved = work.webhooks.save(off)
            assert saved == evolve(off, version=1)
            with pytest.raises(StorageBusy):
                work.webhooks.save(off)
            with pytest.raises(WebhookNotFound):
                work.webhooks.save(webhook(2))
        with unit(store) as work:
            assert work.webhooks.all() == (saved,)

    def test_of_what_several_count_up_at_once_nothing_is_lost(self, store: Store) -> None:
        with unit(store) as work:
            work.webhooks.add(webhook())

        def count(work: UnitOfWork, _: int) -> Webhook:
            before = work.webhooks.get(webhook().id)
            return work.webhooks.save(evolve(before, failures=before.failures + 1))

        race(store, 6, count)
        with unit(store) as work:
            found = work.webhooks.get(webhook().id)
            assert (found.failures, found.version) == (6, 6)

    def test_a_removed_webhook_is_gone_with_its_attempts(self, store: Store) -> None:
        with unit(store) as work:
            for number in (1, 2):
                work.webhooks.add(webhook(number))
                work.webhooks.log(attempt(number, of=number))
            work.webhooks.remove(webhook(1).id)
            work.webhooks.remove(webhook(9).id)
        with unit(store) as work:
            assert work.webhooks.all() == (webhook(2),)
            assert work.webhooks.of_keys(["k"]) == (attempt(2, of=2),)

    def test_attempts_come_in_pages_those_logged_last_first(self, store: Store) -> None:
        early = attempt(5, at=NOW - timedelta(days=1))
        with unit(store) as work:
            work.webhooks.log(attempt(1), attempt(2), attempt(3, of=2))
            work.webhooks.log(attempt(4), early)
        assert self._numbers(store) == ["m5", "m4", "m2", "m1"]
        assert self._numbers(store, of=2) == ["m3"]
        with unit(store) as work:
            first = work.webhooks.attempts(webhook().id, PageAfter(size=2))
            second = work.webhooks.attempts(webhook().id, PageAfter(first.next, 2))
        assert [each.message_id for each in (*first, *second)] == ["m5", "m4", "m2", "m1"]
        assert (bool(first.next), second.next) == (True, "")
        with pytest.raises(FieldInvalid):
            self._numbers(store, after="made up")
        with self.another_shop(store) as work:
            assert not work.webhooks.attempts(webhook().id, PageAfter())

    def test_those_that_failed_are_asked_for_by_themselves(self, store: Store) -> None:
        bad = {n: attempt(n, trouble=Trouble.TIMEOUT, status=None) for n in (1, 3)}
        bad[4] = attempt(4, trouble=Trouble.GONE, status=410)
        with unit(store) as work:
            work.webhooks.log(bad[1], attempt(2), bad[3], bad[4])
            first = work.webhooks.attempts(webhook().id, PageAfter(size=2), failed=True)
        assert first.items == (bad[4], bad[3])
        assert self._numbers(store, failed=True, after=first.next) == ["m1"]

    def test_the_same_attempt_twice_is_there_twice(self, store: Store) -> None:
        with unit(store) as work:
            work.webhooks.log(attempt(), attempt())
            work.webhooks.log()
        assert self._numbers(store) == ["m1", "m1"]

    def test_what_was_answered_about_keys_is_erased(self, store: Store) -> None:
        # Made first, and logged last.
        failed = attempt(0, key="a", trouble=Trouble.STATUS, status=500, answer="cus_1 is unknown")
        with unit(store) as work:
            work.webhooks.log(attempt(1, key="a"), attempt(2, key="b"), attempt(3, 2, key="a"))
            work.webhooks.log(attempt(4, key="A"), failed)
        with unit(store) as work:
            assert work.webhooks.of_keys({"a", "c"}) == (
                attempt(1, key="a"),
                attempt(3, 2, key="a"),
                failed,
            )
            work.webhooks.erase({"a", "c"})
        with unit(store) as work:
            assert work.webhooks.of_keys(["b", "a", "A"]) == (
                attempt(1, key="a", answer=""),
                attempt(2, key="b"),
                attempt(3, 2, key="a", answer=""),
                attempt(4, key="A"),
                evolve(failed, answer=""),
            )
            assert work.webhooks.of_keys([]) == ()

    def test_old_attempts_are_forgotten_the_earliest_first(self, store: Store) -> None:
        with unit(store) as work:
            for number in (3, 1, 2, 4):
                trouble = Trouble.TIMEOUT if number == 1 else None
                made = attempt(number, at=NOW + number * MICROSECOND, trouble=trouble)
                work.webhooks.log(made)
        with self.another_shop(store) as work:
            work.webhooks.log(attempt(1))
        until = NOW + 4 * MICROSECOND
        with unit(store) as work:
            assert work.webhooks.forget(NOW + MICROSECOND, 10) == 0
            assert work.webhooks.forget(until, 0) == work.webhooks.forget(until, -1) == 0
            assert work.webhooks.forget(until, 2) == 2
        assert self._numbers(store) == ["m4", "m3"]
        with unit(store) as work:
            assert work.webhooks.forget(until, 2) == 1
            work.webhooks.log(attempt(5))
        assert self._numbers(store) == ["m5", "m4"]
        with self.another_shop(store) as work:
            assert work.webhooks.of_keys(["k"]) == (attempt(1),)
