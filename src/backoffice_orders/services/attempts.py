"""An attempt at a request with a key: what it changes is marked as done in the same transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from attrs import define, evolve

from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.errors.requests import RequestRunning
from backoffice_orders.model.keyed_request import KeptAnswer, KeyedRequest
from backoffice_orders.model.values import frozen
from backoffice_orders.services.current_attempt import CURRENT

if TYPE_CHECKING:
    from backoffice_orders.ports.requests import Requests


@frozen(eq=False)
class Answering:
    """How a request is answered.

    Attributes:
        make: Makes the answer of what the use case has returned.
        refusal: Makes that to an error.
        kind: What the use case returns, where that is one class.
        kept: Whether the answer is stored.
    """

    make: Callable[[Any], KeptAnswer]
    refusal: Callable[[BackOfficeError], KeptAnswer | None]
    kind: type[Any] | None = None
    kept: bool = True

    def within(self, result: object) -> KeptAnswer | None:
        """The answer to be stored with a change, if this is what the use case will return."""
        if not self.kept or self.kind is None or not isinstance(result, self.kind):
            return None
        return self.make(result)


@define(eq=False)
class Attempt:
    """One attempt.

    Attributes:
        desk: Where it is made: what another shop does meanwhile is none of it.
        request: What is stored of the request.
        answering: How it is answered.
        result: What the transaction has returned that the stored answer was made of.
        outcome_unknown: Whether a commit's answer was lost: what is stored, nobody here knows.
    """

    desk: object
    request: KeyedRequest
    answering: Answering
    result: object = None
    outcome_unknown: bool = False

    @property
    def done(self) -> bool:
        """Whether something was changed."""
        return self.request.done

    def marked(self, requests: Requests, now: datetime, result: object) -> KeyedRequest:
        """Mark the request as done, in the transaction that does it; what is stored then.

        Args:
            requests: The transaction's.
            now: Its moment (UTC).
            result: What it returns: most use cases return just this, and then the answer is
                stored with the change.

        Raises:
            RequestRunning: It has taken so long that another attempt has begun.
        """
        answer = self.answering.within(result) or self.request.answer
        ended = answer is not None or not self.answering.kept
        until = now if ended else self.request.runs_until
        after = evolve(self.request, done=True, answer=answer, runs_until=until)
        if after != self.request and not requests.put(after, self.request.attempt):
            raise RequestRunning
        return after

    def committed(self, after: KeyedRequest, result: object) -> None:
        """Note what the transaction has stored."""
        if after.answer is not self.request.answer:
            self.result = result
        self.request = after

    def answer_to(self, result: object) -> KeptAnswer | None:
        """What is stored as the answer already, if it was made of this result."""
        return self.request.answer if result is self.result else None

    @contextmanager
    def running(self) -> Iterator[None]:
        """Count what is written in this block as done by this attempt."""
        token = CURRENT.set(self)
        try:
            yield
        finally:
            CURRENT.reset(token)
