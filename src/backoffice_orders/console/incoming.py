"""What is the same for every request of the page: who sends it, its form, and what is answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from backoffice_orders.back_office import BackOffice
from backoffice_orders.console.access import (
    ActorOf,
    FormTokens,
    Refused,
    SearchLimit,
    require_actor,
)
from backoffice_orders.console.form import Form
from backoffice_orders.console.once import BUTTONS as ONCE, FIELD as KEY_FIELD, Once, may_press
from backoffice_orders.console.pages import Pages
from backoffice_orders.console.said import Said
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.ids import CartId, in_path
from backoffice_orders.model.messages import Message, Sentence
from backoffice_orders.web.answers import see, status_of
from backoffice_orders.web.forms import read_form
from backoffice_orders.web.languages import PageLanguages
from backoffice_orders.web.protection import as_the_host_says
from backoffice_orders.web.refusals import SEND_LESS, fault_of, told_of
from backoffice_orders.web.routes import Route

NOT_READABLE = Sentence("not_readable", "This address cannot be read.")
# Where a request keeps its form, and who has sent it.
_FORM = "backoffice_orders.form"
Handler = Callable[[Request], Awaitable[Response]]


class Incoming:
    """The requests of one console.

    Attributes:
        limit: How often somebody may search.
        languages: The languages that the pages are in.
    """

    def __init__(
        self,
        office: BackOffice,
        actor_of: ActorOf,
        pages: Pages,
        tokens: FormTokens,
        limit: SearchLimit,
        languages: PageLanguages,
    ) -> None:
        self.limit = limit
        self.languages = languages
        self._actor_of = actor_of
        self._pages = pages
        self._tokens = tokens
        self._once = Once(office)

    async def actor(self, request: Request) -> Actor:
        """Who sends a request; ``Refused`` where nobody is let in."""
        return await require_actor(request, self._actor_of)

    async def limit_searches(self, request: Request, *names: str) -> None:
        """Count what is searched for by these parameters of an address."""
        for name in names:
            if request.query_params.get(name):
                self.limit.require(await self.actor(request))

    def button(
        self, path: str, press: Handler, page: Handler, again: Handler | None = None
    ) -> tuple[Route, Route]:
        """Where a button leads.

        Args:
            path: Its address.
            press: What it does.
            page: What whoever comes back to its address sees: the page it was on.
            again: What whoever presses it twice sees, where it led nowhere; None is ``page``.
        """
        pressed = self._once_only(path, press, again or page) if path in ONCE else press
        return Route(path, pressed, methods=["POST"]), Route(path, page, methods=["GET"])

    def _once_only(self, button: str, press: Handler, again: Handler) -> Handler:
        """A button whose form may have been sent before, where it has a key."""

        async def handle(request: Request) -> Response:
            actor, form = await self.form(request)
            if not form.text(KEY_FIELD) or not may_press(actor, button):
                return await press(request)
            path = f"{request.url.path}?{request.url.query}"
            return await self._once.answer(
                actor, path, form, lambda: press(request), lambda: again(request)
            )

        return handle

    async def form(self, request: Request) -> tuple[Actor, Form]:
        """Who has sent which form; ``Refused`` if it is not one of ours. It is read once."""
        if _FORM not in request.scope:
            request.scope[_FORM] = await self._read_form(request)
        found: tuple[Actor, Form] = request.scope[_FORM]
        return found

    async def _read_form(self, request: Request) -> tuple[Actor, Form]:
        actor = await self.actor(request)
        data = await read_form(request, max_files=20)
        await self.languages.find(request)
        language = await run_in_threadpool(self._pages.language, request, actor)
        form = await Form.read(data, language)
        await data.close()
        self._tokens.require(request, actor, form.text("token"))
        return actor, form

    async def show(
        self, request: Request, page: Callable[..., Response], said: Said | None = None
    ) -> Response:
        """Answer with a page, and with what is said on it."""
        actor = await self.actor(request)
        if "%00" in request.url.query:
            raise Refused(400, NOT_READABLE())
        await self.languages.find(request)
        return await run_in_threadpool(page, request, actor, said)

    async def refused(self, request: Request, error: Exception) -> Response:
        """Not let in."""
        assert isinstance(error, Refused)
        return await self._alone(request, error.code, error.message, error.status)

    async def failed(self, request: Request, error: Exception) -> Response:
        """Nothing to show it on: a page of its own."""
        assert isinstance(error, BackOfficeError)
        return await self._alone(request, error.code, error.message, status_of(error))

    async def no_such(self, request: Request, error: Exception) -> Response:
        """Nothing that is here, or a form that cannot be taken in."""
        assert isinstance(error, HTTPException)
        answer = await self._alone(request, *told_of(error), error.status_code)
        answer.headers.update(error.headers or {})
        return as_the_host_says(request, answer)

    async def too_large(self, request: Request) -> Response:
        """More than a request may have: nobody has read who sends it."""
        return await self._alone(request, SEND_LESS.code, SEND_LESS(), 413)

    async def broken(self, request: Request, error: Exception) -> Response:
        """A fault of ours. The host is not asked anything any more."""
        told = fault_of(error, "the console")
        await self.languages.find(request, ask=False)
        return self._pages.alone(request, *told, 500)

    async def _alone(self, request: Request, code: str, message: Message, status: int) -> Response:
        await self.languages.find(request)
        return self._pages.alone(request, code, message, status)


def to_cart(request: Request, cart_id: CartId, **query: str) -> Response:
    """Go to a cart's page; empty parts of the query are left out."""
    asked = urlencode({name: value for name, value in query.items() if value})
    return see(request, f"/cart/{in_path(cart_id)}" + (f"?{asked}" if asked else ""))
