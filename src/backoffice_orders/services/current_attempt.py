"""What is being attempted now, if anything has a key."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backoffice_orders.services.attempts import Attempt

# Of this thread or task, and of the worker threads it waits for.
CURRENT: ContextVar[Attempt | None] = ContextVar("backoffice_orders_attempt", default=None)


def attempt_at(desk: object) -> Attempt | None:
    """What is being attempted at this desk."""
    attempt = CURRENT.get()
    return attempt if attempt is not None and attempt.desk is desk else None
