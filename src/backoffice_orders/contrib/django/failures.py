"""What Django raises where its database fails, as errors of ours."""

from __future__ import annotations

from django.db import DatabaseError, OperationalError

from backoffice_orders.model.errors.host import OutcomeUnknown, StorageBusy, StorageFailed

# PostgreSQL's codes of a transaction that has to be begun anew.
_AGAIN = frozenset({"40001", "40P01", "55P03"})


def again(error: DatabaseError) -> bool:
    """Whether others were faster, and the whole can be tried again."""
    return _state(error) in _AGAIN or "is locked" in str(error)


def away(error: DatabaseError) -> bool:
    """Whether the server cannot be reached (any more): then it has no code to tell."""
    return isinstance(error, OperationalError) and _state(error) is None


def failed(error: DatabaseError) -> StorageFailed:
    """What it is to the library where nothing was written."""
    name = type(error).__name__
    return StorageBusy(name) if again(error) or away(error) else StorageFailed(name)


def not_committed(error: DatabaseError) -> StorageFailed:
    """What a commit that failed is to the library: nobody knows, unless others were faster."""
    name = type(error).__name__
    return StorageBusy(name) if again(error) else OutcomeUnknown(name)


def _state(error: DatabaseError) -> str | None:
    """What PostgreSQL calls it; None without an answer, and "" where there are no names."""
    return getattr(error.__cause__, "sqlstate", "")
