"""Where the list of customers, their pages and the buttons on them are."""

from __future__ import annotations

from collections.abc import Callable

from attrs import evolve
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from backoffice_orders.back_office import BackOffice
from backoffice_orders.console.buttons import Press, buttons
from backoffice_orders.console.customer_actions import CustomerActions
from backoffice_orders.console.customer_form import typed_in
from backoffice_orders.console.incoming import Handler, Incoming
from backoffice_orders.console.pages import Pages
from backoffice_orders.console.said import Said
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.ids import CustomerId, in_path
from backoffice_orders.model.values import frozen
from backoffice_orders.web.answers import see
from backoffice_orders.web.routes import Route


@frozen(eq=False)
class CustomerRoutes:
    """The customers' part of one console.

    Attributes:
        office: The shop.
        incoming: What is the same for every request.
        pages: What writes the pages.
    """

    office: BackOffice
    incoming: Incoming
    pages: Pages

    def routes(self) -> list[Route]:
        """Pages first, then the buttons; a button's own address shows the page that it is on."""
        one, button = "/customer/{customer}", self.incoming.button
        found = [
            Route("/customers.csv", self._searching(self.pages.customers_csv)),
            Route(one, self._page(self.pages.customer)),
            Route(f"{one}/export", self._page(self.pages.export)),
            *button(f"{one}/address-form", self.address_form, self.to_customer),
        ]
        for name, press in buttons(self.office, "customer", CustomerActions(self.office)).items():
            page = self._page(self.pages.merging) if name == "merge" else self.to_customer
            found.extend(button(f"{one}/{name}", self._button(press, name), page))
        return found

    async def to_list(self, request: Request) -> Response:
        """The list; or the cart, for whom a new customer was made there."""
        cart = request.query_params.get("cart")
        if cart:
            return see(request, f"/cart/{in_path(cart)}")
        return await self._searching(self.pages.customers)(request)

    async def to_customer(self, request: Request) -> Response:
        """The page of a customer's buttons."""
        return see(request, _place_of(request))

    async def address_form(self, request: Request) -> Response:
        """The address form of the country that was picked, with everything that was typed."""
        _, form = await self.incoming.form(request)
        said = Said("", "", "customer-address", typed=typed_in(form))
        return await self.incoming.show(request, self.pages.customer, said)

    def _page(self, page: Callable[..., Response]) -> Handler:
        async def handle(request: Request) -> Response:
            await self.incoming.limit_searches(request, "customers")
            return await self.incoming.show(request, page)

        return handle

    def _searching(self, page: Callable[..., Response]) -> Handler:
        """A list, which counts as a search where anything is asked for; a file always does."""

        async def handle(request: Request) -> Response:
            if request.query_params or request.url.path.endswith(".csv"):
                self.incoming.limit.require(await self.incoming.actor(request))
            return await self.incoming.show(request, page)

        return handle

    def _button(self, press: Press, name: str) -> Handler:
        """A button of a customer's page, or of the customer's part of a cart."""

        async def handle(request: Request) -> Response:
            actor, form = await self.incoming.form(request)
            customer_id = CustomerId(request.path_params["customer"])
            cart = request.query_params.get("cart")
            try:
                await run_in_threadpool(press, actor, customer_id, form)
            except BackOfficeError as error:
                said = Said.refusal(error, f"customer-{name}", form)
                said = evolve(said, typed=typed_in(form))
                if cart:
                    request.path_params["cart"] = cart
                    return await self.incoming.show(request, self.pages.cart, said)
                page = self.pages.merging if name == "merge" else self.pages.customer
                return await self.incoming.show(request, page, said)
            return see(request, _place_of(request))

        return handle


def _place_of(request: Request) -> str:
    cart = request.query_params.get("cart")
    if cart:
        return f"/cart/{in_path(cart)}#customer"
    return f"/customer/{in_path(request.path_params['customer'])}"
