"""What Django raises where its database fails, as errors of ours."""

from __future__ import annotations

from django.db import Error, InterfaceError, OperationalError

from backoffice_orders.model.errors.host import OutcomeUnknown, StorageBusy, StorageFailed

# PostgreSQL's codes of a transaction that has to be begun anew.
_AGAIN = frozenset({"40001", "40P01", "55P03"})
# What a server says that ends the connection, whatever has become of a commit.
_ENDS = ("08", "57P")


def again(error: Error) -> bool:
    """Whether others were faster, and the whole can be tried again."""
    return _state(error) in _AGAIN or "is locked" in str(error)


def away(error: Error) -> bool:
    """Whether the server cannot be reached (any more): then it has no code to tell."""
    return isinstance(error, OperationalError | InterfaceError) and _state(error) is None


def failed(error: Error) -> StorageFailed:
    """What it is to the library where nothing was written."""
    name = type(error).__name__
    return StorageBusy(name) if again(error) or away(error) else StorageFailed(name)


def not_committed(error: Error) -> StorageFailed:
    """What a commit that failed is to the library: nobody knows, where its answer was lost."""
    lost = away(error) or (_state(error) or "").startswith(_ENDS)
    return OutcomeUnknown(type(error).__name__) if lost else failed(error)


def _state(error: Error) -> str | None:
    """What PostgreSQL calls it; None without an answer, and "" where there are no names."""
    return getattr(error.__cause__, "sqlstate", "")
