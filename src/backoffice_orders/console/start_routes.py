"""Where a call begins: the first screen, the searches, and what leads to a cart."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from attrs import evolve
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from backoffice_orders.back_office import BackOffice
from backoffice_orders.console.access import FormTokens
from backoffice_orders.console.actions import Actions
from backoffice_orders.console.customer_form import new_customer, typed_in
from backoffice_orders.console.form import Form
from backoffice_orders.console.incoming import Handler, Incoming, to_cart
from backoffice_orders.console.pages import Pages
from backoffice_orders.console.said import Said
from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.ids import CartId, CartRuleId, CustomerId, OrderId, in_path
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.values import frozen
from backoffice_orders.services.carts import FromBasis
from backoffice_orders.services.commands.customers import NewCustomer
from backoffice_orders.web.answers import root_of, see
from backoffice_orders.web.routes import Route

CUSTOMER_THERE = Sentence(
    "customer_there",
    "Somebody with this phone number or e-mail address is there already: choose them, or save the "
    "new customer all the same.",
)


@frozen(eq=False)
class StartRoutes:
    """What is around the carts of one console.

    Attributes:
        office: The shop.
        incoming: What is the same for every request.
        pages: What writes the pages.
        actions: What the buttons do, where that is more than one use case.
        tokens: What is said on the page that a button leads to.
        customers: The list that the address of new customers shows.
    """

    office: BackOffice
    incoming: Incoming
    pages: Pages
    actions: Actions
    tokens: FormTokens
    customers: Handler

    def routes(self) -> list[Route]:
        """The first screen, the searches, and the buttons that are on no cart."""
        button = self.incoming.button
        return [
            Route("/", self.start),
            Route("/call", self.call),
            *button("/start", self.begin, self.to_start),
            *button("/language", self.pick_language, self.to_start),
            *button("/customers", self.create_customer, self.customers),
            *button("/use-cart", self.use_cart, self.to_start),
            *button("/use-order", self.use_order, self.to_start),
            Route("/search/{what}", self.search),
            Route("/find", self.find),
            *button("/voucher/{rule}", self.edit_voucher, self.voucher),
        ]

    async def start(self, request: Request) -> Response:
        """Find the customer, or go on with a draft."""
        await self.incoming.limit_searches(request, "customers")
        return await self.incoming.show(request, self.pages.start)

    async def call(self, request: Request) -> Response:
        """Where a telephone system leads to: who calls, and nothing is changed yet."""
        await self.incoming.limit_searches(request, "from")
        return await self.incoming.show(request, self.pages.call)

    async def begin(self, request: Request) -> Response:
        """A new cart, for a customer or for nobody yet."""
        actor, form = await self.incoming.form(request)
        customer = form.text("customer")
        view = await run_in_threadpool(
            partial(
                self.office.carts.start,
                actor,
                CustomerId(customer) if customer else None,
                reuse=True,
            )
        )
        return see(request, f"/cart/{in_path(view.cart.id)}")

    async def create_customer(self, request: Request) -> Response:
        """A new customer, chosen at once: for the cart that is open, or for a new one."""
        actor, form = await self.incoming.form(request)
        cart = request.query_params.get("cart")
        try:
            new = new_customer(form)
            said = await run_in_threadpool(self._met, actor, form, new)
            if said is None:
                create = self.actions.create_customer
                view = await run_in_threadpool(create, actor, form, cart, new)
                return see(request, f"/cart/{in_path(view.cart.id)}#customer")
        except BackOfficeError as error:
            said = evolve(Said.refusal(error, "customers", form), typed=typed_in(form))
        if cart:
            request.path_params["cart"] = cart
            return await self.incoming.show(request, self.pages.cart, said)
        return await self.incoming.show(request, self.pages.start, said)

    def _met(self, actor: Actor, form: Form, new: NewCustomer) -> Said | None:
        """Who may be the same as a new customer, unless the employee has said that nobody is."""
        if form.checked("anyway") or not actor.may(Permission.READ_CUSTOMER):
            return None
        email = new.email if new.guest else ""
        doubles = self.office.customers.doubles(actor, email=email, phone=new.phone)
        if not doubles:
            return None
        return Said(
            "customer_there",
            form.language.say(CUSTOMER_THERE()),
            "customers",
            typed={**typed_in(form), "anyway": "1"},
            status=409,
            customers=tuple(each.id for each in doubles),
        )

    async def pick_language(self, request: Request) -> Response:
        """The page in another language from now on, in this browser."""
        _, form = await self.incoming.form(request)
        back = form.text("back").removeprefix(root_of(request))
        answer = see(request, back or "/")
        self.incoming.languages.remember(request, answer, form.text("to"))
        return answer

    async def to_start(self, request: Request) -> Response:
        """The page of a button that was pressed at the start, or on a cart."""
        cart = request.query_params.get("cart")
        return see(request, f"/cart/{in_path(cart)}" if cart else "/")

    async def use_cart(self, request: Request) -> Response:
        """An abandoned cart becomes the working one."""
        return await self._use(
            request, lambda actor, basis: self.office.carts.use_cart(actor, CartId(basis))
        )

    async def use_order(self, request: Request) -> Response:
        """A new cart like a previous order."""
        return await self._use(
            request, lambda actor, basis: self.office.carts.use_order(actor, OrderId(basis))
        )

    async def _use(self, request: Request, use: Callable[[Actor, str], FromBasis]) -> Response:
        actor, form = await self.incoming.form(request)
        basis = await run_in_threadpool(use, actor, form.text("basis"))
        left_out = [each.message for each in basis.left_out]
        cart_id, notice = basis.view.cart.id, ""
        if left_out:
            notice = self.tokens.notice(actor, cart_id, "left_out", left_out, "basis")
        return to_cart(request, cart_id, said=notice)

    async def search(self, request: Request) -> Response:
        """The results of one of the page's searches, to be put into it."""
        actor = await self.incoming.actor(request)
        self.incoming.limit.require(actor)
        return await self.incoming.show(request, self.pages.search)

    async def find(self, request: Request) -> Response:
        """Customers, orders and drafts that a text finds."""
        await self.incoming.limit_searches(request, "q")
        return await self.incoming.show(request, self.pages.find)

    async def voucher(self, request: Request) -> Response:
        """All that a voucher says, to be edited."""
        return await self.incoming.show(request, self.pages.voucher)

    async def edit_voucher(self, request: Request) -> Response:
        """Save a voucher, and go on with the order that it was looked at for."""
        actor, form = await self.incoming.form(request)
        for _ in range(form.searches):
            self.incoming.limit.require(actor)
        rule_id = CartRuleId(request.path_params["rule"])
        try:
            await run_in_threadpool(self.actions.edit_voucher, actor, rule_id, form)
        except BackOfficeError as error:
            said = Said.refusal(error, "voucher", form)
            return await self.incoming.show(request, self.pages.voucher, said)
        cart = form.text("cart")
        return (
            to_cart(request, CartId(cart)) if cart else see(request, f"/voucher/{in_path(rule_id)}")
        )
