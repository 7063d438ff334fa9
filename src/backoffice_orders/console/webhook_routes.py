"""The routes of the webhooks' pages."""

from __future__ import annotations

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from backoffice_orders.back_office import BackOffice
from backoffice_orders.console.form import Form
from backoffice_orders.console.incoming import Handler, Incoming
from backoffice_orders.console.said import Said
from backoffice_orders.console.webhook_pages import WebhookPages, secret_said
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.errors.base import BackOfficeError, NotFound
from backoffice_orders.model.ids import WebhookId, in_path
from backoffice_orders.model.values import frozen
from backoffice_orders.web.answers import see
from backoffice_orders.web.routes import Route

Act = Callable[[Actor, WebhookId, Form], Said | None]


@frozen(eq=False)
class WebhookRoutes:
    """What is shown of webhooks, and done with them.

    Attributes:
        office: The shop.
        incoming: What is the same for every request.
        pages: What writes the pages.
    """

    office: BackOffice
    incoming: Incoming
    pages: WebhookPages

    def routes(self) -> list[Route]:
        """All of them; whoever comes back to a button's address sees the page it was on."""
        pages, one = self.pages, "/webhook/{webhook}"
        acts: dict[str, Act] = {
            "change": pages.change,
            "secret": pages.secret,
            "replay": pages.replay,
            "test": pages.test,
        }
        handlers = {**{name: self._on(act) for name, act in acts.items()}, "remove": self._remove}
        return [
            *self.incoming.button("/webhooks", self._add, self._list),
            Route(one, self._one),
            *(
                route
                for name, handle in handlers.items()
                for route in self.incoming.button(f"{one}/{name}", handle, self._to_webhook)
            ),
        ]

    async def _list(self, request: Request) -> Response:
        return await self.incoming.show(request, self.pages.webhooks, None)

    async def _one(self, request: Request) -> Response:
        return await self.incoming.show(request, self.pages.webhook, None)

    async def _to_webhook(self, request: Request) -> Response:
        return see(request, f"/webhook/{in_path(request.path_params['webhook'])}")

    async def _add(self, request: Request) -> Response:
        actor, form = await self.incoming.form(request)
        try:
            made = await run_in_threadpool(self.pages.add, actor, form)
        except BackOfficeError as error:
            said = Said.refusal(error, "webhook", form)
            return await self.incoming.show(request, self.pages.webhooks, said)
        request.path_params["webhook"] = made.webhook.id
        return await self.incoming.show(request, self.pages.webhook, secret_said(made))

    async def _remove(self, request: Request) -> Response:
        actor, _ = await self.incoming.form(request)
        webhook_id = WebhookId(request.path_params["webhook"])
        await run_in_threadpool(self.office.webhooks.remove, actor, webhook_id)
        return see(request, "/webhooks")

    def _on(self, act: Act) -> Handler:
        async def handle(request: Request) -> Response:
            actor, form = await self.incoming.form(request)
            webhook_id = WebhookId(request.path_params["webhook"])
            try:
                said = await run_in_threadpool(act, actor, webhook_id, form)
            except NotFound:
                raise
            except BackOfficeError as error:
                said = Said.refusal(error, "webhook", form)
            if said is None:
                return see(request, f"/webhook/{in_path(webhook_id)}")
            return await self.incoming.show(request, self.pages.webhook, said)

        return handle
