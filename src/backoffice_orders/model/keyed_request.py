"""Requests that their callers have named by a key, so that repeating one does nothing twice."""

from __future__ import annotations

from datetime import datetime, timedelta

from attrs import field

from backoffice_orders.model.fields import MOMENT
from backoffice_orders.model.fields.base import PERSONAL
from backoffice_orders.model.ids import AttemptId, RequestId
from backoffice_orders.model.values import frozen


@frozen
class KeptAnswer:
    """What a request was answered, to be given again.

    ``status``, ``media_type`` (``Content-Type``), ``language`` (``Content-Language``) and
    ``location`` are HTTP's; texts are empty where there is no such header.
    """

    status: int
    body: str = field(default="", metadata=PERSONAL)
    media_type: str = ""
    language: str = ""
    location: str = field(default="", metadata=PERSONAL)


@frozen
class KeyedRequest:
    """A request with a key. Moments are in UTC.

    Attributes:
        id: Made of who has sent it and of its key: no two employees share one.
        fingerprint: Made of what was asked for: another one is another request.
        attempt: Which attempt at it has begun last: only this one may do it.
        begun_at: When that was.
        runs_until: The moment until which that attempt counts as running.
        done: Whether something was changed by it: then it is never done again.
        answer: What it was answered; None while it runs, and where that is not kept.
    """

    id: RequestId
    fingerprint: str
    attempt: AttemptId
    begun_at: datetime = field(validator=MOMENT)
    runs_until: datetime = field(validator=MOMENT)
    done: bool = False
    answer: KeptAnswer | None = None

    def is_over(self, now: datetime, kept: timedelta | None) -> bool:
        """Whether its key is free again: the request is too old, or did nothing and ended.

        Args:
            now: This moment (UTC).
            kept: For how long keys are kept; None for ever.
        """
        if kept is not None and self.begun_at + kept <= now:
            return True
        return not self.done and self.runs_until <= now
