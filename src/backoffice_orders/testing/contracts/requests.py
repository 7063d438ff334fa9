"""The contract of ``Requests``."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from attrs import evolve

from backoffice_orders.model.ids import AttemptId, RequestId
from backoffice_orders.model.keyed_request import KeptAnswer, KeyedRequest
from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.testing.contracts.base import Contract, unit

MICROSECOND = timedelta(microseconds=1)
NOW = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)
ANSWER = KeptAnswer(201, '{"é": 1}', "application/json", "fr", "/orders/o1")
FIRST, SECOND = AttemptId("attempt_1"), AttemptId("attempt_2")


def request(number: int = 1, attempt: AttemptId = FIRST) -> KeyedRequest:
    """A request that was begun so many minutes after the first, and runs for a minute."""
    begun_at = NOW + timedelta(minutes=number)
    id_ = RequestId(f"request_{number}")
    return KeyedRequest(id_, "print", attempt, begun_at, begun_at + timedelta(minutes=1))


class RequestsContract(Contract):
    """Subclass with a fixture ``store``."""

    port = "requests"

    def test_a_request_is_begun_by_one_alone(self, store: Store) -> None:
        with unit(store) as work:
            assert work.requests.get(request().id) is None
            assert work.requests.put(request(), None)
            assert work.requests.get(request().id) == request()
        with unit(store) as work:
            assert not work.requests.put(request(attempt=SECOND), None)
            assert work.requests.get(request().id) == request()
        with self.another_shop(store) as work:
            assert work.requests.get(request().id) is None
            assert work.requests.put(request(attempt=SECOND), None)
        with unit(store) as work:
            assert work.requests.get(request().id) == request()

    def test_the_attempt_that_is_stored_goes_on_and_no_other(self, store: Store) -> None:
        done = evolve(request(), done=True, answer=ANSWER, runs_until=NOW)
        with unit(store) as work:
            work.requests.put(request(), None)
        with unit(store) as work:
            assert not work.requests.put(done, SECOND)
            assert work.requests.get(request().id) == request()
            assert work.requests.put(done, FIRST)
        with unit(store) as work:
            assert work.requests.get(request().id) == done
            assert work.requests.put(evolve(done, answer=None), FIRST)
            assert work.requests.get(request().id) == evolve(done, answer=None)

    def test_another_attempt_takes_over_from_the_one_before(self, store: Store) -> None:
        later = evolve(request(2, SECOND), id=request().id, fingerprint="another")
        with unit(store) as work:
            work.requests.put(request(), None)
        with unit(store) as work:
            assert work.requests.put(later, FIRST)
        with unit(store) as work:
            assert not work.requests.put(evolve(request(), done=True), FIRST)
            assert work.requests.get(request().id) == later

    def test_what_is_not_there_has_no_attempt_to_go_on_with(self, store: Store) -> None:
        with unit(store) as work:
            assert not work.requests.put(request(), FIRST)
            assert work.requests.get(request().id) is None

    def test_answers_are_taken_away_and_what_was_done_stays_done(self, store: Store) -> None:
        done = evolve(request(), done=True, answer=ANSWER)
        with unit(store) as work:
            work.requests.put(done, None)
            work.requests.put(request(2), None)
        with self.another_shop(store) as work:
            work.requests.put(done, None)
        with unit(store) as work:
            work.requests.forget_answers()
        with unit(store) as work:
            assert work.requests.get(done.id) == evolve(done, answer=None)
            assert work.requests.get(request(2).id) == request(2)
        with self.another_shop(store) as work:
            assert work.requests.get(done.id) == done

    def test_old_requests_are_forgotten_the_earliest_first(self, store: Store) -> None:
        with unit(store) as work:
            for number, later in ((1, 2), (2, 1), (3, 3)):  # ids tell nothing of the moment
                begun_at = NOW + later * MICROSECOND
                work.requests.put(evolve(request(number), begun_at=begun_at), None)
        with self.another_shop(store) as work:
            work.requests.put(request(1), None)
        with unit(store) as work:
            assert work.requests.forget(NOW + MICROSECOND, 10) == 0
            assert work.requests.forget(NOW + 3 * MICROSECOND, 1) == 1
            assert work.requests.get(request(2).id) is None
            assert work.requests.get(request(1).id) is not None
            assert work.requests.forget(NOW + timedelta(minutes=9), 0) == 0
            assert work.requests.forget(NOW + timedelta(minutes=9), -1) == 0
            assert work.requests.forget(NOW + timedelta(minutes=9), 10) == 2
        with self.another_shop(store) as work:
            assert work.requests.get(request(1).id) == request(1)

    def test_a_request_is_as_old_as_its_last_attempt(self, store: Store) -> None:
        again = evolve(request(9, SECOND), id=request(1).id)
        with unit(store) as work:
            work.requests.put(request(1), None)
            work.requests.put(again, FIRST)
        with unit(store) as work:
            assert work.requests.forget(again.begun_at, 10) == 0
            assert work.requests.get(again.id) == again
            assert work.requests.forget(again.begun_at + timedelta(microseconds=1), 10) == 1

    def test_what_becomes_of_one_request_leaves_the_others(self, store: Store) -> None:
        done = evolve(request(1), done=True, answer=ANSWER)
        with unit(store) as work:
            for number in (1, 2, 3):  # all of one attempt's name
                work.requests.put(request(number), None)
            assert work.requests.put(done, FIRST)
        with unit(store) as work:
            found = [work.requests.get(request(number).id) for number in (1, 2, 3)]
            assert found == [done, request(2), request(3)]
