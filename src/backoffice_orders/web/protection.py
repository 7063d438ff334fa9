"""What every answer and every request must keep to, whatever the page."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Nothing from elsewhere, nothing inline, no frames around it.
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}
# When to ask again where the storage was busy.
RETRY_SECONDS = "5"


class Protected:
    """Security headers on every answer, and a limit to every request's size.

    An answer that says that the service is not available says when to ask again.
    """

    def __init__(
        self, app: ASGIApp, body_limit: int, headers: Mapping[str, str] | None = None
    ) -> None:
        """Wrap an ASGI app.

        Args:
            app: What is protected.
            body_limit: Bytes that a request's body may have.
            headers: Headers besides, or instead of, ours.
        """
        self._app = app
        self._body_limit = body_limit
        self._headers = {**HEADERS, **(headers or {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                if message["status"] == 503:
                    headers.setdefault("retry-after", RETRY_SECONDS)
            await send(message)

        length = Headers(scope=scope).get("content-length", "0")
        if not length.isdigit() or int(length) > self._body_limit:
            await _too_large(scope, receive, send_protected)
            return
        received, started = 0, False

        async def receive_limited() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._body_limit:
                raise _BodyTooLarge
            return message

        async def send_noted(message: Message) -> None:
            nonlocal started
            started = True
            await send_protected(message)

        try:
            await self._app(scope, receive_limited, send_noted)
        except _BodyTooLarge:
            if not started:
                await _too_large(scope, receive, send_protected)


class _BodyTooLarge(Exception):
    """The request goes on beyond its limit."""


async def _too_large(scope: Scope, receive: Receive, send: Send) -> None:
    answer = PlainTextResponse("body_too_large: send less at once", status_code=413)
    await answer(scope, receive, send)


def from_elsewhere(request: Request) -> bool:
    """Whether a browser says that another site has sent this request."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = request.headers.get("origin")
    return origin is not None and origin.partition("://")[2] != request.headers.get("host")
