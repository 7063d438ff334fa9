"""Where the page of an order, its buttons, and the e-mails are."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from backoffice_orders.back_office import BackOffice
from backoffice_orders.console.actions import Actions
from backoffice_orders.console.buttons import Press, buttons
from backoffice_orders.console.incoming import Handler, Incoming
from backoffice_orders.console.pages import Pages
from backoffice_orders.console.said import Said
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.errors.payments import PaymentElsewhere
from backoffice_orders.model.ids import OrderId, in_path
from backoffice_orders.model.values import frozen
from backoffice_orders.web.answers import see
from backoffice_orders.web.routes import Route


@frozen(eq=False)
class OrderRoutes:
    """The orders' part of one console.

    Attributes:
        office: The shop.
        incoming: What is the same for every request.
        pages: What writes the pages.
    """

    office: BackOffice
    incoming: Incoming
    pages: Pages

    def routes(self) -> list[Route]:
        """The page, the e-mails, and the buttons."""
        one = "/order/{order}"
        return [
            Route(one, self.page),
            Route("/email/{email}", self.email),
            *(
                route
                for name, press in buttons(self.office, "order", Actions(self.office)).items()
                for route in self.incoming.button(
                    f"{one}/{name}",
                    self.on_order(press),
                    self.to_page,
                    self.link_again if name == "link" else None,
                )
            ),
        ]

    async def page(self, request: Request) -> Response:
        """A placed order."""
        return await self.incoming.show(request, self.pages.order)

    async def email(self, request: Request) -> Response:
        """An e-mail that was written."""
        return await self.incoming.show(request, self.pages.email)

    async def to_page(self, request: Request) -> Response:
        """The page of an order's buttons."""
        return see(request, f"/order/{in_path(request.path_params['order'])}")

    async def link_again(self, request: Request) -> Response:
        """The link that was made by the same button, pressed twice."""
        actor, _ = await self.incoming.form(request)
        order_id = OrderId(request.path_params["order"])
        url = await run_in_threadpool(Actions(self.office).order_given, actor, order_id)
        if not url:
            return await self.to_page(request)
        said = Said("payment_link", url, "order")
        return await self.incoming.show(request, self.pages.order, said)

    def on_order(self, act: Press) -> Handler:
        """A button of an order's page."""

        async def handle(request: Request) -> Response:
            actor, form = await self.incoming.form(request)
            order_id = OrderId(request.path_params["order"])
            try:
                result = await run_in_threadpool(act, actor, order_id, form)
            except PaymentElsewhere as waiting:
                said = Said(waiting.code, waiting.page, "order")
                return await self.incoming.show(request, self.pages.order, said)
            except BackOfficeError as error:
                said = Said.refusal(error, "order", form)
                return await self.incoming.show(request, self.pages.order, said)
            if isinstance(result, str):
                said = Said("payment_link", result, "order")
                return await self.incoming.show(request, self.pages.order, said)
            return see(request, f"/order/{in_path(order_id)}")

        return handle
