"""Calling a host's handler of events: a plain function or a coroutine, to its end."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import TypeVar

from backoffice_orders.model.outbox import OutboxMessage

T = TypeVar("T")
Handler = Callable[[OutboxMessage], Awaitable[object] | object]


def require_handler(handler: object) -> None:
    """Raise ``TypeError`` unless the handler can be called to its end: a generator cannot."""
    if not callable(handler):
        raise TypeError(f"a handler is called with each message; {handler!r} cannot be called")
    kinds = _kinds(handler)
    if any(map(inspect.isgeneratorfunction, kinds)) or any(map(inspect.isasyncgenfunction, kinds)):
        raise TypeError("a generator handles nothing: pass a function, plain or async")


def require_awaitable_here(handler: object) -> None:
    """Raise ``TypeError`` where the handler is async and this thread runs an event loop already."""
    if any(map(inspect.iscoroutinefunction, _kinds(handler))):
        _no_running_loop()


def _kinds(handler: object) -> tuple[object, object]:
    # An object that is called like a function is what its class says.
    return handler, type(handler).__call__


class HandlerCalls:
    """Calls handlers and waits for their ends; async ones share one event loop meanwhile."""

    def __init__(self) -> None:
        # For hosts that deliver: it takes a while to import.
        import asyncio

        self._runner = asyncio.Runner()

    def __enter__(self) -> HandlerCalls:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._runner.close()

    def call(self, handler: Callable[[T], Awaitable[object] | object], message: T) -> None:
        """Hand a message over; what the handler raises is raised.

        Raises:
            TypeError: It is async, and this thread runs an event loop already.
        """
        result = handler(message)
        if inspect.isawaitable(result):
            try:
                _no_running_loop()
            except TypeError:
                if inspect.iscoroutine(result):
                    result.close()
                raise
            self._runner.run(_awaited(result))


async def _awaited(result: Awaitable[object]) -> None:
    await result


def _no_running_loop() -> None:
    import asyncio

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise TypeError(
        "an async handler cannot be awaited here, where an event loop runs: call deliver in a "
        "worker thread (asyncio.to_thread)"
    )
