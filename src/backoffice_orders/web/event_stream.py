"""Server-sent events as a response that ends when the browser goes."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Mapping
from typing import Any

import anyio
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from backoffice_orders.web.answers import in_bytes

# Events are (name, data); one without a name is a comment, which keeps proxies from giving up.
Event = tuple[str, Mapping[str, Any]]
ALIVE: Event = ("", {})
# How long (milliseconds) a browser waits before it asks again.
RETRY = 2000


class EventStream(Response):
    """Sends events as they come. No thread is held while there are none."""

    media_type = "text/event-stream"

    def __init__(self, events: AsyncGenerator[Event, None]) -> None:
        super().__init__(headers={"x-accel-buffering": "no", "cache-control": "no-store"})
        del self.headers["content-length"]
        self._events = events

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send until there is nothing more to say, or nobody who listens."""
        await send(
            {"type": "http.response.start", "status": 200, "headers": self.raw_headers},
        )
        async with anyio.create_task_group() as tasks:

            async def until_gone() -> None:
                while (await receive())["type"] != "http.disconnect":
                    pass
                tasks.cancel_scope.cancel()

            tasks.start_soon(until_gone)
            try:
                await _chunk(send, f"retry: {RETRY}\n\n")
                async for event in self._events:
                    await _chunk(send, written(event))
                await send({"type": "http.response.body", "body": b"", "more_body": False})
            except OSError:
                pass  # the browser has gone
            finally:
                with anyio.CancelScope(shield=True):
                    await self._events.aclose()
            tasks.cancel_scope.cancel()


async def _chunk(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": in_bytes(text), "more_body": True})


def written(event: Event) -> str:
    """An event as browsers read it: ``event:`` and one ``data:`` line of JSON."""
    name, data = event
    return f"event: {name}\ndata: {json.dumps(data)}\n\n" if name else ": alive\n\n"
