"""Requests that are to be done once."""

from datetime import datetime
from typing import Protocol

from backoffice_orders.model.ids import AttemptId, RequestId
from backoffice_orders.model.keyed_request import KeyedRequest


class Requests(Protocol):
    """The requests that callers have named by a key, and what they were answered."""

    def get(self, request_id: RequestId) -> KeyedRequest | None:
        """The request, or None where there is none (any more)."""
        ...

    def put(self, request: KeyedRequest, after: AttemptId | None) -> bool:
        """Store it, if nobody has begun another attempt meanwhile: a guarded update.

        Args:
            request: What is stored from now on.
            after: The attempt that is stored; None where there is no such request yet.

        Returns:
            Whether it was stored. If not, nothing is changed.
        """
        ...

    def forget_answers(self) -> None:
        """Take away every answer; what was done stays done."""
        ...

    def forget(self, before: datetime, limit: int) -> int:
        """Remove requests that were begun before a moment (UTC), the earliest first.

        Returns:
            How many were removed: ``limit`` at most, and fewer only where there are no more;
            of a limit below one, none.
        """
        ...
