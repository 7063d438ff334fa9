"""Calling a host's handler of events: a plain function or a coroutine, to its end."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from types import TracebackType

from backoffice_orders.model.outbox import OutboxMessage

Handler = Callable[[OutboxMessage], Awaitable[object] | object]


class HandlerCalls:
    """Calls a handler and waits for its end; async handlers share one event loop meanwhile.

    Raises:
        TypeError: The handler could only begin, never end: it is a generator, or it is async and
            this thread runs an event loop already.
    """

    def __init__(self, handler: Handler) -> None:
        if not callable(handler):
            raise TypeError(f"a handler is called with each message; {handler!r} cannot be called")
        # An object that is called like a function is what its class says.
        kinds = (handler, type(handler).__call__)
        if any(map(inspect.isgeneratorfunction, kinds)) or any(
            map(inspect.isasyncgenfunction, kinds)
        ):
            raise TypeError("a generator handles nothing: pass a function, plain or async")
        if any(map(inspect.iscoroutinefunction, kinds)):
            _no_running_loop()
        self._handler = handler
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

    def __call__(self, message: OutboxMessage) -> None:
        """Hand a message over; what the handler raises is raised."""
        result = self._handler(message)
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
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise TypeError(
        "an async handler cannot be awaited here, where an event loop runs: call deliver in a "
        "worker thread (asyncio.to_thread)"
    )
