"""Calling what may hang: in a thread of its own, and waited for only so long."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import TypeVar

from backoffice_orders.forking import told

T = TypeVar("T")
# How many calls may hang at once: more would only pile up.
MOST = 64


class NotInTime(Exception):
    """There was no answer in time, or too many others are still waited for."""


class Broken(Exception):
    """What was called has ended by what is no error of its own.

    A library of a host's may end its thread (``SystemExit``), or break off its own tasks
    (``CancelledError``). In the thread that waits this would end the server, or the request.

    Attributes:
        kind: The name of what it was.
    """

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


def kind_of(error: Exception) -> str:
    """What an error is called in a log: never what it says, which could be personal, or a key."""
    return error.kind if isinstance(error, Broken) else type(error).__name__


def failures() -> tuple[type[BaseException], ...]:
    """How what a host has plugged in may fail: ``except`` asks once something was raised.

    A library of the host's may break off its own tasks (``CancelledError``, which is no
    ``Exception``). Nobody has asked the office to end.
    """
    from asyncio import CancelledError  # it takes a while

    return Exception, CancelledError


class LimitedCalls:
    """Calls with a time limit.

    What is called cannot be broken off: its thread goes on until it returns, and its result is
    forgotten then. It keeps no process from ending.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self.after_fork_in_child()
        told.add(self)

    def after_fork_in_child(self) -> None:
        """Begin with all calls free: those that hang are the parent's."""
        self._free = threading.BoundedSemaphore(self._most)

    def within(self, seconds: float, call: Callable[[], T]) -> T:
        """What the call returns; what it raises is raised.

        Args:
            seconds: How long it is waited for.
            call: What is called, in another thread.

        Raises:
            NotInTime: It has not ended by then, or could not even begin.
            Broken: It has ended by ``SystemExit``, ``CancelledError`` or the like.
        """
        free = self._free
        if seconds <= 0 or not free.acquire(blocking=False):
            raise NotInTime
        end: Future[T] = Future()

        def run() -> None:
            try:
                end.set_result(call())
            except Exception as error:
                end.set_exception(error)
            except BaseException as error:
                end.set_exception(Broken(type(error).__name__))
            finally:
                free.release()

        threading.Thread(target=run, daemon=True, name="backoffice-orders-service").start()
        if not wait([end], timeout=seconds).done:
            raise NotInTime
        return end.result()
