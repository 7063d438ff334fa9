"""Calling what may hang: in a thread of its own, and waited for only so long."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import TypeVar

T = TypeVar("T")
# How many calls may hang at once: more would only pile up.
MOST = 64


class NotInTime(Exception):
    """There was no answer in time, or too many others are still waited for."""


class LimitedCalls:
    """Calls with a time limit.

    What is called cannot be broken off: its thread goes on until it returns, and its result is
    forgotten then. It keeps no process from ending.
    """

    def __init__(self, most: int = MOST) -> None:
        self._free = threading.BoundedSemaphore(most)

    def within(self, seconds: float, call: Callable[[], T]) -> T:
        """What the call returns; what it raises is raised.

        Args:
            seconds: How long it is waited for.
            call: What is called, in another thread.

        Raises:
            NotInTime: It has not ended by then, or could not even begin.
        """
        if seconds <= 0 or not self._free.acquire(blocking=False):
            raise NotInTime
        end: Future[T] = Future()

        def run() -> None:
            try:
                end.set_result(call())
            except BaseException as error:
                end.set_exception(error)
            finally:
                self._free.release()

        threading.Thread(target=run, daemon=True, name="backoffice-orders-service").start()
        if not wait([end], timeout=seconds).done:
            raise NotInTime
        return end.result()
