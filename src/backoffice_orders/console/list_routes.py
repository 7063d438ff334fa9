"""Where the lists of drafts and orders are, and what a customer has of both."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from backoffice_orders.console.incoming import Incoming
from backoffice_orders.console.pages import Pages
from backoffice_orders.model.values import frozen
from backoffice_orders.web.routes import Route


@frozen(eq=False)
class ListRoutes:
    """The lists of one console.

    Attributes:
        incoming: What is the same for every request.
        pages: What writes the pages.
    """

    incoming: Incoming
    pages: Pages

    def routes(self) -> list[Route]:
        """The lists, and the same as files."""
        return [
            Route("/drafts", self.drafts),
            Route("/drafts.csv", self.drafts_csv),
            Route("/orders", self.orders),
            Route("/orders.csv", self.orders_csv),
            Route("/customer/{customer}/{what}", self.of_customer),
        ]

    async def drafts(self, request: Request) -> Response:
        """The list of drafts."""
        await self.incoming.limit_searches(request, "drafts")
        return await self.incoming.show(request, self.pages.drafts)

    async def drafts_csv(self, request: Request) -> Response:
        """The list of drafts as a file."""
        self.incoming.limit.require(await self.incoming.actor(request))
        return await self.incoming.show(request, self.pages.drafts_csv)

    async def orders(self, request: Request) -> Response:
        """The list of orders."""
        if request.query_params.get("orders"):
            self.incoming.limit.require(await self.incoming.actor(request))
        return await self.incoming.show(request, self.pages.orders)

    async def orders_csv(self, request: Request) -> Response:
        """The list of orders as a file."""
        self.incoming.limit.require(await self.incoming.actor(request))
        return await self.incoming.show(request, self.pages.orders_csv)

    async def of_customer(self, request: Request) -> Response:
        """Further carts or orders of a customer."""
        return await self.incoming.show(request, self.pages.of_customer)
