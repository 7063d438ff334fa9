"""What every answer and every request must keep to, whatever the page."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, ExceptionHandler, Message, Receive, Scope, Send


# But for pictures nothing from elsewhere; nothing inline, no frames around it.
def policy(forms_to: Sequence[str] = (), scripts_of: Sequence[str] = ()) -> str:
    """The content security policy of a page.

    Args:
        forms_to: Sites that a form of the page may end at: a payment service's page.
        scripts_of: Sites whose scripts and frames the page shows: a payment service's field.
    """
    to, of = "".join(f" {each}" for each in forms_to), "".join(f" {each}" for each in scripts_of)
    return (
        f"default-src 'none'; style-src 'self'; script-src 'self'{of}; "
        "img-src 'self' data: https: http:; "
        f"connect-src 'self'{of}; frame-src 'self'{of}; form-action 'self'{to}; base-uri 'none'; "
        "frame-ancestors 'none'"
    )


POLICY = policy()
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}
# Where a request keeps the address on another site that its answer may lead to.
_AWAY = "backoffice_orders.away"
# When to ask again where the storage was busy.
RETRY_SECONDS = "5"


class ProtectedApp(Starlette):
    """An app whose every answer has the security headers, those to what went wrong too.

    A request's size is limited, and redirects never lead to where its ``Host`` says.
    """

    def __init__(
        self,
        *,
        routes: Sequence[BaseRoute],
        exception_handlers: Mapping[Any, ExceptionHandler],
        body_limit: int,
        too_large: ASGIApp,
        middleware: Sequence[Middleware] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Make an app.

        Args:
            routes: Where what is.
            exception_handlers: What is answered to which error.
            body_limit: Bytes that a request's body may have.
            too_large: What answers a request whose body is larger.
            middleware: What lies around the routes besides.
            headers: Headers besides, or instead of, ours.
        """
        self._headers = {**HEADERS, **(headers or {})}
        super().__init__(
            routes=routes,
            exception_handlers=exception_handlers,
            middleware=[Middleware(_Limited, body_limit, too_large), *middleware],
        )

    def build_middleware_stack(self) -> ASGIApp:
        """With the headers outside of everything that may answer."""
        return protected(super().build_middleware_stack(), self._headers)


def answered_by(answer: Callable[[Request], Awaitable[Response]]) -> ASGIApp:
    """An app that answers every request as ``answer`` says."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        response = await answer(Request(scope))
        await response(scope, receive, send)

    return app


def protected(app: ASGIApp, headers: Mapping[str, str] = HEADERS) -> ASGIApp:
    """An app with these headers on every answer, where it says no others."""
    return _Protected(app, headers)


class _Protected:
    """Headers on every answer. One that is not available says when to ask again."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self._app = app
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                if message["status"] == 503:
                    headers.setdefault("retry-after", RETRY_SECONDS)
                if "location" in headers and headers["location"] != scope.get(_AWAY):
                    headers["location"] = _on_this_host(headers["location"])
            await send(message)

        await self._app(scope, receive, send_protected)


def send_away(request: Request, address: str) -> Response:
    """Send the browser to another site, which a provider has named; all else stays on this one."""
    request.scope[_AWAY] = address
    answer = Response(status_code=303, headers={"location": address})
    answer.headers["referrer-policy"] = "no-referrer"  # a link's address is its holder's alone
    return answer


def as_the_host_says(request: Request, answer: Response) -> Response:
    """Let an answer lead where the host has said, whose login may be on another site."""
    request.scope[_AWAY] = answer.headers.get("location")
    return answer


def _on_this_host(address: str) -> str:
    """The path and query of an address: what ``Host`` said, and starlette repeats, is left out."""
    try:
        parts = urlsplit(address)
    except ValueError:  # no address at all: "//["
        return "/"
    return urlunsplit(("", "", "/" + parts.path.lstrip("/"), parts.query, parts.fragment))


class _Limited:
    """A limit to every request's size."""

    def __init__(self, app: ASGIApp, body_limit: int, too_large: ASGIApp) -> None:
        self._app = app
        self._body_limit = body_limit
        self._too_large = too_large

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        length = Headers(scope=scope).get("content-length", "0")
        if not re.fullmatch(r"[0-9]{1,18}", length) or int(length) > self._body_limit:
            await self._too_large(scope, receive, send)
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
            await send(message)

        try:
            await self._app(scope, receive_limited, send_noted)
        except _BodyTooLarge:
            if not started:
                await self._too_large(scope, receive, send)


class CompressedHere:
    """Answers are compressed, but for those to what another site has the browser ask for.

    Such a site may choose words to search for, and the length of what is compressed tells it
    whether they stand on the page as well (BREACH, CVE-2013-3587).
    """

    def __init__(self, app: ASGIApp, level: int) -> None:
        self._app = app
        self._compressed = GZipMiddleware(app, minimum_size=500, compresslevel=level)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        elsewhere = scope["type"] == "http" and from_elsewhere(Request(scope))
        await (self._app if elsewhere else self._compressed)(scope, receive, send)


class _BodyTooLarge(Exception):
    """The request goes on beyond its limit."""


def from_elsewhere(request: Request) -> bool:
    """Whether a browser says that another site has sent this request."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = request.headers.get("origin")
    return origin is not None and origin.partition("://")[2] != request.headers.get("host")
