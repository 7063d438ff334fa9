"""What every shipped store refuses of the programs that use it, in the same words."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from backoffice_orders.model.errors.host import TransactionMisused

P = ParamSpec("P")
T = TypeVar("T")


class Writer(Protocol):
    """A port in a transaction."""

    def require_writing(self) -> None:
        """Raise ``TransactionMisused`` where the transaction is read-only."""
        ...


S = TypeVar("S", bound=Writer)


def writes(method: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
    """Refuse a port's method in a read-only transaction, whatever it would have changed."""

    @wraps(method)
    def guarded(self: S, /, *args: P.args, **kwargs: P.kwargs) -> T:
        self.require_writing()
        return method(self, *args, **kwargs)

    return guarded


def require(condition: bool, reason: str) -> None:
    """Raise ``TransactionMisused`` unless the condition holds."""
    if not condition:
        raise TransactionMisused(reason)


class OnePerThread:
    """Refuses a transaction of a store within another one of the same thread.

    Such a transaction would wait for its own thread, or overwrite what it does not see.
    """

    def __init__(self) -> None:
        self._open = threading.local()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Mark this thread as being in a transaction."""
        require(
            not getattr(self._open, "now", False),
            "this thread is in another transaction of the same store",
        )
        self._open.now = True
        try:
            yield
        finally:
            self._open.now = False
