"""The routes of the webhooks' pages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from backoffice_orders.back_office import BackOffice
from backoffice_orders.console.form import Form
from backoffice_orders.console.said import Said
from backoffice_orders.console.webhook_pages import WebhookPages, secret_said
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.errors.base import BackOfficeError, NotFound
from backoffice_orders.model.ids import WebhookId
from backoffice_orders.web.answers import see

Page = Callable[[Request, Actor, Said | None], Response]
# A form that was sent, and by whom; a page as the answer.
ReadForm = Callable[[Request], Awaitable[tuple[Actor, Form]]]
Show = Callable[[Request, Page, Said | None], Awaitable[Response]]
Act = Callable[[Actor, WebhookId, Form], Said | None]
Handle = Callable[[Request], Awaitable[Response]]


class WebhookButtons:
    """What is shown of webhooks, and done with them."""

    def __init__(
        self, office: BackOffice, pages: WebhookPages, read_form: ReadForm, show: Show
    ) -> None:
        self._office = office
        self._pages = pages
        self._read_form = read_form
        self._show = show

    def routes(self) -> list[Route]:
        """All of them; whoever comes back to a button's address sees the page it was on."""
        pages, one = self._pages, "/webhook/{webhook}"
        acts: dict[str, Act] = {
            "change": pages.change,
            "secret": pages.secret,
            "replay": pages.replay,
            "test": pages.test,
        }
        handlers = {**{name: self._on(act) for name, act in acts.items()}, "remove": self._remove}
        routes = [
            Route("/webhooks", self._list),
            Route("/webhooks", self._add, methods=["POST"]),
            Route(one, self._one),
        ]
        for name, handle in handlers.items():
            routes.append(Route(f"{one}/{name}", handle, methods=["POST"]))
            routes.append(Route(f"{one}/{name}", self._to_webhook, methods=["GET"]))
        return routes

    async def _list(self, request: Request) -> Response:
        return await self._show(request, self._pages.webhooks, None)

    async def _one(self, request: Request) -> Response:
        return await self._show(request, self._pages.webhook, None)

    async def _to_webhook(self, request: Request) -> Response:
        return see(request, f"/webhook/{request.path_params['webhook']}")

    async def _add(self, request: Request) -> Response:
        actor, form = await self._read_form(request)
        try:
            made = await run_in_threadpool(self._pages.add, actor, form)
        except BackOfficeError as error:
            said = Said.refusal(error, "webhook", form)
            return await self._show(request, self._pages.webhooks, said)
        request.path_params["webhook"] = made.webhook.id
        return await self._show(request, self._pages.webhook, secret_said(made))

    async def _remove(self, request: Request) -> Response:
        actor, _ = await self._read_form(request)
        webhook_id = WebhookId(request.path_params["webhook"])
        await run_in_threadpool(self._office.webhooks.remove, actor, webhook_id)
        return see(request, "/webhooks")

    def _on(self, act: Act) -> Handle:
        async def handle(request: Request) -> Response:
            actor, form = await self._read_form(request)
            webhook_id = WebhookId(request.path_params["webhook"])
            try:
                said = await run_in_threadpool(act, actor, webhook_id, form)
            except NotFound:
                raise
            except BackOfficeError as error:
                said = Said.refusal(error, "webhook", form)
            if said is None:
                return see(request, f"/webhook/{webhook_id}")
            return await self._show(request, self._pages.webhook, said)

        return handle
