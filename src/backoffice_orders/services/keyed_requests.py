"""Requests that are done once, however often they are sent: those with an idempotency key.

A request is claimed in a transaction of its own. The transaction that changes something marks it
as done, and stores its answer where that is known by then: so no crash lets it be done twice. A
request that has changed nothing, because it was refused, leaves its key free.
"""

from __future__ import annotations

import hmac
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256

from attrs import evolve

from backoffice_orders.model.actor import Actor
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.errors.host import (
    OutcomeUnknown,
    ShopNotSetUp,
    StorageBusy,
    StorageFailed,
)
from backoffice_orders.model.errors.payments import PaymentPending
from backoffice_orders.model.errors.requests import (
    AnswerNotKept,
    KeyOfAnotherRequest,
    RequestRunning,
)
from backoffice_orders.model.errors.services import ServiceFailed
from backoffice_orders.model.ids import AttemptId, RequestId
from backoffice_orders.model.keyed_request import KeptAnswer, KeyedRequest
from backoffice_orders.model.settings import KeepDays
from backoffice_orders.services.attempts import Answering, Attempt
from backoffice_orders.services.desk import Desk, Work

# An attempt that has marked nothing for so long has died with its process.
RUNS_FOR = timedelta(seconds=60)
# Who is told so shall ask again, or is sent to an address that nobody keeps.
_NOT_KEPT = (StorageFailed, ServiceFailed, PaymentPending)
_LOG = logging.getLogger("backoffice_orders.requests")


class KeyedRequests:
    """The requests with a key of one office."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def begin(
        self, actor: Actor, key: str, asked: bytes, answering: Answering
    ) -> Attempt | KeptAnswer:
        """Begin an attempt at a request, or find what it was answered before.

        Args:
            actor: Who asks: nobody else's keys count.
            key: What the caller calls the request.
            asked: All that the request says. Only what is made of it is stored.
            answering: How it is answered.

        Raises:
            KeyOfAnotherRequest: The key was used for something else.
            RequestRunning: It is being done at this moment.
            AnswerNotKept: It was done before, and its answer is not known any more.
        """
        id_ = RequestId(sha256(f"{actor.id}\0{key}".encode()).hexdigest())
        # With the key, which is not stored: nobody finds out what was asked by trying.
        fingerprint = hmac.new(key.encode(), asked, sha256).hexdigest()
        attempt_id = AttemptId(self._desk.ids.new("attempt"))

        def claim(work: Work) -> KeyedRequest:
            stored = work.requests.get(id_)
            if stored is not None and not stored.is_over(work.now, _kept(work)):
                return _before(stored, fingerprint, work)
            new = KeyedRequest(id_, fingerprint, attempt_id, work.now, work.now + RUNS_FOR)
            if not work.requests.put(new, None if stored is None else stored.attempt):
                raise StorageBusy("another attempt at the same request has begun")
            return new

        request = self._desk.write(actor, claim)
        if request.attempt == attempt_id:
            return Attempt(self._desk, request, answering)
        assert request.answer is not None
        return request.answer

    def run(self, actor: Actor, attempt: Attempt, use_case: Callable[[], object]) -> KeptAnswer:
        """Do what is asked for; what it is answered.

        Raises:
            Whatever the use case raises.
        """
        try:
            with attempt.running():
                result = use_case()
        except BaseException as error:
            self.failed(actor, attempt, error)
            raise
        answer = attempt.answer_to(result)
        if answer is None:
            answer = attempt.answering.make(result)
            self.ended(actor, attempt, answer if attempt.answering.kept else None)
        return answer

    def ended(self, actor: Actor, attempt: Attempt, answer: KeptAnswer | None) -> None:
        """End an attempt.

        Args:
            actor: Who has asked.
            attempt: At which request.
            answer: What it was answered. None keeps no answer; where nothing was changed either,
                the key is free again.
        """
        request = attempt.request

        def store(work: Work) -> None:
            done = request.done or answer is not None
            after = evolve(request, done=done, answer=answer, runs_until=work.now)
            work.requests.put(after, request.attempt)

        if answer is None and attempt.outcome_unknown:
            return  # as in ``failed``, though somebody was told so
        if request.done and answer is None and not attempt.answering.kept:
            return  # as it is stored already
        try:
            self._desk.write(actor, store)
        except BackOfficeError as error:
            # It is done, and who has sent it is told so now; only who repeats it is not.
            _LOG.warning("the answer to a request was not kept: %s", error.code)

    def failed(self, actor: Actor, attempt: Attempt, error: BaseException) -> None:
        """End an attempt that was refused, or went wrong.

        A refusal is kept where something was changed all the same, unless it tells that something
        did not answer, or has to be asked again.
        """
        if isinstance(error, OutcomeUnknown):
            return  # whether it is done, the row knows
        answer, kept = None, attempt.done and attempt.answering.kept
        if kept and isinstance(error, BackOfficeError) and not isinstance(error, _NOT_KEPT):
            answer = attempt.answering.refusal(error)
        self.ended(actor, attempt, answer)


def _before(stored: KeyedRequest, fingerprint: str, work: Work) -> KeyedRequest:
    """A request that was sent before, if it can be answered as it was then."""
    if stored.fingerprint != fingerprint:
        raise KeyOfAnotherRequest
    if stored.runs_until > work.now:
        raise RequestRunning
    if stored.answer is None:
        raise AnswerNotKept(stored.begun_at)
    return stored


def _kept(work: Work) -> timedelta | None:
    """For how long the shop keeps keys."""
    keep = KeepDays()
    with suppress(ShopNotSetUp):
        keep = work.settings.keep
    return None if keep.requests is None else timedelta(days=keep.requests)
