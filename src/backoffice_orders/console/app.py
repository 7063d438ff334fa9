"""The page as an ASGI app: routes, and what happens around every request."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import overload
from urllib.parse import quote, urlencode

from attrs import evolve
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route, Router
from starlette.types import ASGIApp

from backoffice_orders.back_office import BackOffice
from backoffice_orders.console.access import (
    FAULT,
    NO_LOGIN,
    ActorOf,
    FormTokens,
    Refused,
    SearchLimit,
    require_actor,
)
from backoffice_orders.console.actions import Actions
from backoffice_orders.console.amounts import told_amounts
from backoffice_orders.console.api import app as api, problems
from backoffice_orders.console.api.table import SAVING
from backoffice_orders.console.buttons import Press, buttons
from backoffice_orders.console.customer_form import new_customer, typed_in
from backoffice_orders.console.customer_routes import CustomerRoutes
from backoffice_orders.console.form import Form
from backoffice_orders.console.hosts_own import HostsOwn, Place
from backoffice_orders.console.names import NamesOf, nobodys_names
from backoffice_orders.console.once import BUTTONS as ONCE, FIELD as KEY_FIELD, Once
from backoffice_orders.console.pages import Pages
from backoffice_orders.console.rendering import STATIC
from backoffice_orders.console.said import Said
from backoffice_orders.console.webhook_buttons import WebhookButtons
from backoffice_orders.console.webhook_pages import WebhookPages
from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.errors.finishing import CartAlreadyOrdered, ChangedByItself
from backoffice_orders.model.errors.payments import PaymentElsewhere
from backoffice_orders.model.errors.services import TotalAnswered
from backoffice_orders.model.ids import CartId, CartRuleId, CustomerId, FileId, OrderId
from backoffice_orders.model.messages import Message, Sentence
from backoffice_orders.services.carts import FromBasis
from backoffice_orders.services.commands.customers import NewCustomer
from backoffice_orders.services.many_lines import MOST_LINES
from backoffice_orders.services.notices import CHANGED_MEANWHILE
from backoffice_orders.services.view import CartView
from backoffice_orders.web.answers import root_of, see, status_of
from backoffice_orders.web.by_office import OfficeOf, by_office
from backoffice_orders.web.forms import read_form
from backoffice_orders.web.languages import LanguageOf, PageLanguages
from backoffice_orders.web.live import Live
from backoffice_orders.web.protection import ProtectedApp
from backoffice_orders.web.refusals import NO_SUCH_SHOP, TOO_LARGE
from backoffice_orders.web.watchers import employee

CUSTOMER_THERE = Sentence(
    "customer_there",
    "Somebody with this phone number or e-mail address is there already: choose them, or save the "
    "new customer all the same.",
)
NOT_READABLE = Sentence("not_readable", "This address cannot be read.")
# A photograph for a customizable product, and what is around it.
BODY_LIMIT = 12 * 1024 * 1024
# Where a request keeps its form, and who has sent it.
_FORM = "backoffice_orders.form"
Handler = Callable[[Request], Awaitable[Response]]

# So many pasted lines count as one search: their numbers are looked up whole.
_LINES_A_SEARCH = 10


@overload
def console_app(
    office: BackOffice,
    actor_of: ActorOf,
    *,
    secret: str | None = None,
    language_of: LanguageOf | None = None,
    names_of: NamesOf = nobodys_names,
    templates: Sequence[Path] = (),
    links: Mapping[str, str] | None = None,
    places: Mapping[str, Place] | None = None,
) -> Starlette: ...


@overload
def console_app(
    *,
    office_of: OfficeOf,
    actor_of: ActorOf,
    secret: str | None = None,
    language_of: LanguageOf | None = None,
    names_of: NamesOf = nobodys_names,
    templates: Sequence[Path] = (),
    links: Mapping[str, str] | None = None,
    places: Mapping[str, Place] | None = None,
) -> Starlette: ...


def console_app(
    office: BackOffice | None = None,
    actor_of: ActorOf | None = None,
    *,
    office_of: OfficeOf | None = None,
    secret: str | None = None,
    language_of: LanguageOf | None = None,
    names_of: NamesOf = nobodys_names,
    templates: Sequence[Path] = (),
    links: Mapping[str, str] | None = None,
    places: Mapping[str, Place] | None = None,
) -> Starlette:
    """The page "Add new order".

    Args:
        office: The shop.
        office_of: Instead of it, which shop a request is for, where one app serves many:
            ``office_of=lambda request: offices.get(request.url.hostname)``; None is answered
            with 404. It returns the same object for the same shop.
        actor_of: The host's login: who sends a request, or None to refuse it. ``NO_LOGIN`` serves
            this very machine only, where everybody is the employee "local", and the page says so.
        secret: What forms are signed with, at least 32 characters; all processes of one host
            need the same. A new one by default: forms do not outlive the process.
        language_of: The language of who sends a request, as the host knows it: a tag (``fr``,
            ``de-AT``), or None. What was picked on the page comes before it; after it come what
            the browser accepts, and the shop's language.
        names_of: What employees are called, by their ids, for the pages that name them.
        templates: The host's directories: a template in them stands for ours of that name.
        links: Addresses of the host's own pages; see ``HostsOwn``.
        places: What the host puts on the pages; see ``HostsOwn``.

    Raises:
        ValueError: There is no such link or place.
    """
    own = HostsOwn(tuple(templates), links or {}, places or {})
    if actor_of is None or (office is None) == (office_of is None):
        raise TypeError("console_app needs an office or office_of, and actor_of")
    secret = secret or secrets.token_urlsafe(32)
    if office_of is not None:
        login, signed_with = actor_of, secret
        return by_office(
            office_of,
            lambda each: console_app(
                each,
                login,
                secret=signed_with,
                language_of=language_of,
                names_of=names_of,
                templates=templates,
                links=links,
                places=places,
            ),
            _beside_api(problems.NO_SUCH_SHOP, NO_SUCH_SHOP),
        )
    assert office is not None
    limit = SearchLimit()
    console = _Console(office, actor_of, limit, secret, language_of, names_of, own)
    routes = [
        Route("/", console.start),
        Route("/call", console.call),
        *console.button("/start", console.begin, console.to_start),
        *console.button("/language", console.pick_language, console.to_start),
        *console.button("/customers", console.create_customer, console.customers.to_list),
        *console.button("/use-cart", console.use_cart, console.to_start),
        *console.button("/use-order", console.use_order, console.to_start),
        Route("/search/{what}", console.search),
        Route("/find", console.find),
        Route("/cart/{cart}", console.cart),
        Route("/cart/{cart}/live", console.live),
        Route("/cart/{cart}/letter", console.letter),
        Route("/cart/{cart}/advice", console.advice),
        Route("/cart/{cart}/what-if", console.what_if),
        Route("/cart/{cart}/file/{file}", console.file),
        *(
            route
            for name, handle in console.cart_buttons.items()
            for route in console.button(f"/cart/{{cart}}/{name}", handle, console.to_cart)
        ),
        *console.button("/voucher/{rule}", console.edit_voucher, console.voucher),
        Route("/drafts", console.drafts),
        Route("/drafts.csv", console.drafts_csv),
        *console.customers.routes(),
        Route("/customer/{customer}/{what}", console.of_customer),
        Route("/orders", console.orders),
        Route("/orders.csv", console.orders_csv),
        Route("/order/{order}", console.order),
        Route("/email/{email}", console.email),
        *(
            route
            for name, press in buttons(office, "order").items()
            for route in console.button(
                f"/order/{{order}}/{name}", console.on_order(press), console.to_order
            )
        ),
        *console.webhook_routes,
        Mount("/api", api.api_app(office, actor_of, limit, language_of=language_of)),
        Mount("/static", STATIC),
    ]
    return ProtectedApp(
        routes=routes,
        body_limit=BODY_LIMIT,
        too_large=_beside_api(problems.TOO_LARGE, TOO_LARGE),
        middleware=[Middleware(GZipMiddleware, minimum_size=500)],
        exception_handlers={
            Refused: console.refused,
            BackOfficeError: console.failed,
            Exception: console.broken,
        },
    )


def _beside_api(there: ASGIApp, here: ASGIApp) -> ASGIApp:
    """What answers for the API, and what for the page around it."""
    return Router([Mount("/api", there)], redirect_slashes=False, default=here)


class _Console:
    """One mounted page."""

    def __init__(
        self,
        office: BackOffice,
        actor_of: ActorOf,
        limit: SearchLimit,
        secret: str,
        language_of: LanguageOf | None,
        names_of: NamesOf,
        own: HostsOwn,
    ) -> None:
        self._office = office
        self._actor_of = actor_of
        self._tokens = FormTokens(secret, office.desk.scope.shop_id)
        self._limit = limit
        self._languages = PageLanguages(language_of, office.desk.catalogs)
        self._live = Live(office.desk)
        self._actions = Actions(office)
        self._once = Once(office)
        login = actor_of is NO_LOGIN
        wired = (office, self._tokens, self._languages, login, names_of, own)
        self._pages = Pages(*wired)
        self._webhooks = WebhookPages(*wired)
        self.customers = CustomerRoutes(
            office,
            self._pages,
            lambda request: require_actor(request, actor_of),
            self._form,
            self._show,
            limit,
        )

    @property
    def webhook_routes(self) -> Sequence[Route]:
        """The pages of webhooks."""
        return WebhookButtons(self._office, self._webhooks, self._form, self._show).routes()

    async def start(self, request: Request) -> Response:
        """Find the customer, or go on with a draft."""
        await self._limit_searches(request, "customers")
        return await self._show(request, self._pages.start)

    async def call(self, request: Request) -> Response:
        """Where a telephone system leads to: who calls, and nothing is changed yet."""
        await self._limit_searches(request, "from")
        return await self._show(request, self._pages.call)

    async def cart(self, request: Request) -> Response:
        """The whole page of one cart."""
        await self._limit_searches(request, "customers", "products", "vouchers")
        try:
            return await self._show(request, self._pages.cart)
        except CartAlreadyOrdered as error:
            return see(request, f"/order/{error.order_id}")

    async def order(self, request: Request) -> Response:
        """A placed order."""
        return await self._show(request, self._pages.order)

    async def drafts(self, request: Request) -> Response:
        """The list of drafts."""
        await self._limit_searches(request, "drafts")
        return await self._show(request, self._pages.drafts)

    async def drafts_csv(self, request: Request) -> Response:
        """The list of drafts as a file."""
        self._limit.require(await require_actor(request, self._actor_of))
        return await self._show(request, self._pages.drafts_csv)

    async def orders_csv(self, request: Request) -> Response:
        """The list of orders as a file."""
        self._limit.require(await require_actor(request, self._actor_of))
        return await self._show(request, self._pages.orders_csv)

    async def discard(self, request: Request) -> Response:
        """Nobody wants a draft of the list any more."""
        actor, _ = await self._form(request)
        cart_id = CartId(request.path_params["cart"])
        await run_in_threadpool(self._office.carts.discard, actor, cart_id)
        return see(request, "/drafts")

    async def voucher(self, request: Request) -> Response:
        """All that a voucher says, to be edited."""
        return await self._show(request, self._pages.voucher)

    async def edit_voucher(self, request: Request) -> Response:
        """Save a voucher, and go on with the order that it was looked at for."""
        actor, form = await self._form(request)
        for _ in range(form.searches):
            self._limit.require(actor)
        rule_id = CartRuleId(request.path_params["rule"])
        try:
            await run_in_threadpool(self._actions.edit_voucher, actor, rule_id, form)
        except BackOfficeError as error:
            said = Said.refusal(error, "voucher", form)
            return await self._show(request, self._pages.voucher, said)
        cart = form.text("cart")
        return _to_cart(request, CartId(cart)) if cart else see(request, f"/voucher/{rule_id}")

    async def of_customer(self, request: Request) -> Response:
        """Further carts or orders of a customer."""
        return await self._show(request, self._pages.of_customer)

    async def orders(self, request: Request) -> Response:
        """The list of orders."""
        if request.query_params.get("orders"):
            self._limit.require(await require_actor(request, self._actor_of))
        return await self._show(request, self._pages.orders)

    async def search(self, request: Request) -> Response:
        """The results of one of the page's searches, to be put into it."""
        actor = await require_actor(request, self._actor_of)
        self._limit.require(actor)
        return await self._show(request, self._pages.search)

    async def find(self, request: Request) -> Response:
        """Customers, orders and drafts that a text finds."""
        await self._limit_searches(request, "q")
        return await self._show(request, self._pages.find)

    async def live(self, request: Request) -> Response:
        """What others change while the page is open; see ``web.live``."""
        actor = await require_actor(request, self._actor_of)
        actor.require(Permission.READ_CART)
        await self._languages.find(request)
        language = await run_in_threadpool(self._pages.language, request, actor)
        watcher = employee(actor, language, lambda: actor.require(Permission.READ_CART))
        return self._live.stream(request, CartId(request.path_params["cart"]), watcher)

    async def letter(self, request: Request) -> Response:
        """The letter that would be sent, for a frame of the page."""
        return await self._show(request, self._pages.letter)

    async def email(self, request: Request) -> Response:
        """An e-mail that was written."""
        return await self._show(request, self._pages.email)

    async def advice(self, request: Request) -> Response:
        """What the customer gains by a little more, to be put into the page."""
        return await self._show(request, self._pages.advice)

    async def what_if(self, request: Request) -> Response:
        """What vouchers would take off, to be put into the page."""
        self._limit.require(await require_actor(request, self._actor_of))
        return await self._show(request, self._pages.what_if)

    async def file(self, request: Request) -> Response:
        """A file that the customer has given, to be saved."""
        actor = await require_actor(request, self._actor_of)
        file = await run_in_threadpool(
            self._office.products.file,
            actor,
            CartId(request.path_params["cart"]),
            FileId(request.path_params["file"]),
        )
        headers = {"content-disposition": "attachment", "content-security-policy": "sandbox"}
        return Response(file.content, media_type="application/octet-stream", headers=headers)

    async def begin(self, request: Request) -> Response:
        """A new cart, for a customer or for nobody yet."""
        actor, form = await self._form(request)
        customer = form.text("customer")
        view = await run_in_threadpool(
            partial(
                self._office.carts.start,
                actor,
                CustomerId(customer) if customer else None,
                reuse=True,
            )
        )
        return see(request, f"/cart/{view.cart.id}")

    async def create_customer(self, request: Request) -> Response:
        """A new customer, chosen at once: for the cart that is open, or for a new one."""
        actor, form = await self._form(request)
        cart = request.query_params.get("cart")
        try:
            new = new_customer(form)
            said = await run_in_threadpool(self._met, actor, form, new)
            if said is None:
                create = self._actions.create_customer
                view = await run_in_threadpool(create, actor, form, cart, new)
                return see(request, f"/cart/{view.cart.id}#customer")
        except BackOfficeError as error:
            said = evolve(Said.refusal(error, "customers", form), typed=typed_in(form))
        if cart:
            request.path_params["cart"] = cart
            return await self._show(request, self._pages.cart, said)
        return await self._show(request, self._pages.start, said)

    def _met(self, actor: Actor, form: Form, new: NewCustomer) -> Said | None:
        """Who may be the same as a new customer, unless the employee has said that nobody is."""
        if form.checked("anyway") or not actor.may(Permission.READ_CUSTOMER):
            return None
        email = new.email if new.guest else ""
        doubles = self._office.customers.doubles(actor, email=email, phone=new.phone)
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
        _, form = await self._form(request)
        back = form.text("back").removeprefix(root_of(request))
        answer = see(request, back or "/")
        self._languages.remember(request, answer, form.text("to"))
        return answer

    async def to_start(self, request: Request) -> Response:
        """The page of a button that was pressed at the start, or on a cart."""
        cart = request.query_params.get("cart")
        return see(request, f"/cart/{quote(cart)}" if cart else "/")

    async def to_cart(self, request: Request) -> Response:
        """The page of a cart's buttons."""
        return see(request, f"/cart/{quote(request.path_params['cart'])}")

    async def to_order(self, request: Request) -> Response:
        """The page of an order's buttons."""
        return see(request, f"/order/{quote(request.path_params['order'])}")

    @property
    def cart_buttons(self) -> Mapping[str, Handler]:
        """The buttons of a cart's page: those of the table, but for some that lead elsewhere."""
        named = buttons(self._office, "cart")
        return {
            **{name: self.on_cart(press, name) for name, press in named.items()},
            "address-form": self.address_form,
            "add-lines": self.add_lines,
            "hand-over": self.hand_over,
            "make-link": self.make_link,
            "discard": self.discard,
            "place": self.place,
        }

    async def use_cart(self, request: Request) -> Response:
        """An abandoned cart becomes the working one."""
        return await self._use(
            request, lambda actor, basis: self._office.carts.use_cart(actor, CartId(basis))
        )

    async def use_order(self, request: Request) -> Response:
        """A new cart like a previous order."""
        return await self._use(
            request, lambda actor, basis: self._office.carts.use_order(actor, OrderId(basis))
        )

    async def _use(self, request: Request, use: Callable[[Actor, str], FromBasis]) -> Response:
        actor, form = await self._form(request)
        basis = await run_in_threadpool(use, actor, form.text("basis"))
        left_out = [each.message for each in basis.left_out]
        notice = self._tokens.notice("left_out", left_out, "basis") if left_out else ""
        return _to_cart(request, basis.view.cart.id, said=notice)

    def on_cart(self, act: Press, name: str) -> Handler:
        """A button of the cart's page."""

        async def handle(request: Request) -> Response:
            actor, form = await self._form(request)
            cart_id = CartId(request.path_params["cart"])
            for _ in range(form.searches):
                self._limit.require(actor)
            try:
                result, amounts = await run_in_threadpool(self._done, act, actor, cart_id, form)
            except TotalAnswered as error:
                said = await run_in_threadpool(self._saved_first, actor, cart_id, form, error, name)
                return await self._show(request, self._pages.cart, said)
            except BackOfficeError as error:
                said = Said.refusal(error, name, form)
                return await self._show(request, self._pages.cart, said)
            if name == "close":
                return see(request, "/")
            # What has to be asked about comes first, and then what others have done.
            notices = sorted(
                getattr(result, "notices", ()),
                key=lambda each: (each.welcome, each.code != CHANGED_MEANWHILE),
            )
            code, messages = notices[0].code if notices else "", [each.message for each in notices]
            saving = name in {*SAVING, "address"}
            kept = form.sent.besides(address=name == "address") if saving else {}
            if kept:
                said = Said.notice(code, messages, name, form.language, kept, amounts)
                return await self._show(request, self._pages.cart, said)
            notice = self._tokens.notice(code, messages, name) if notices else ""
            changed = self._tokens.notice("changed", amounts, name) if amounts else ""
            done = "sent" if name in {"send", "email-again"} else ""
            return _to_cart(request, cart_id, said=notice, done=done, changed=changed)

        return handle

    def _done(
        self, act: Press, actor: Actor, cart_id: CartId, form: Form
    ) -> tuple[object, tuple[Message, ...]]:
        """What a button has done, and what it has changed of the sums."""
        before = self._pages.summary(actor, cart_id) if actor.may(Permission.READ_CART) else None
        result = act(actor, cart_id, form)
        if before is None or not isinstance(result, CartView):
            return result, ()
        return result, told_amounts(before, result.summary)

    def on_order(self, act: Press) -> Handler:
        """A button of an order's page."""

        async def handle(request: Request) -> Response:
            actor, form = await self._form(request)
            order_id = OrderId(request.path_params["order"])
            try:
                result = await run_in_threadpool(act, actor, order_id, form)
            except PaymentElsewhere as waiting:
                said = Said(waiting.code, waiting.page, "order")
                return await self._show(request, self._pages.order, said)
            except BackOfficeError as error:
                said = Said.refusal(error, "order", form)
                return await self._show(request, self._pages.order, said)
            if isinstance(result, str):
                said = Said("payment_link", result, "order")
                return await self._show(request, self._pages.order, said)
            return see(request, f"/order/{order_id}")

        return handle

    async def add_lines(self, request: Request) -> Response:
        """Add many products at once; what could not be added is shown again, to be mended."""
        actor, form = await self._form(request)
        cart_id = CartId(request.path_params["cart"])
        for _ in form.text("lines").splitlines()[:MOST_LINES:_LINES_A_SEARCH]:
            self._limit.require(actor)
        try:
            done = await run_in_threadpool(self._actions.add_lines, actor, cart_id, form)
        except BackOfficeError as error:
            said = Said.refusal(error, "add-lines", form)
            return await self._show(request, self._pages.cart, said)
        if not done.not_added:
            return _to_cart(request, cart_id)
        return await self._show(request, self._pages.cart, Said.lines(done, form.language))

    async def hand_over(self, request: Request) -> Response:
        """Go on in the front office."""
        # A link and not a redirect: the page's own policy lets forms lead nowhere else.
        return await self._given_out(request, self._actions.hand_over, "handed_over", "finishing")

    async def make_link(self, request: Request) -> Response:
        """A link for the customer, to be copied or scanned."""
        return await self._given_out(request, self._actions.make_link, "link_made", "send")

    async def _given_out(
        self, request: Request, give: Callable[[Actor, CartId, Form], str], code: str, section: str
    ) -> Response:
        """The page with the address that was given out."""
        actor, form = await self._form(request)
        cart_id = CartId(request.path_params["cart"])
        try:
            url = await run_in_threadpool(give, actor, cart_id, form)
        except TotalAnswered as error:
            said = await run_in_threadpool(self._saved_first, actor, cart_id, form, error, section)
            return await self._show(request, self._pages.cart, said)
        except BackOfficeError as error:
            said = Said.refusal(error, section, form)
            return await self._show(request, self._pages.cart, said)
        return await self._show(request, self._pages.cart, Said(code, url, section))

    async def place(self, request: Request) -> Response:
        """Place the order, and show it."""
        actor, form = await self._form(request)
        cart_id = CartId(request.path_params["cart"])
        try:
            order = await run_in_threadpool(self._actions.place, actor, cart_id, form)
        except (ChangedByItself, TotalAnswered) as error:
            said = await run_in_threadpool(self._saved_first, actor, cart_id, form, error, "place")
            return await self._show(request, self._pages.cart, said)
        except BackOfficeError as error:
            said = Said.refusal(error, "place", form)
            return await self._show(request, self._pages.cart, said)
        return see(request, f"/order/{order.id}?done=placed")

    def _saved_first(
        self,
        actor: Actor,
        cart_id: CartId,
        form: Form,
        error: ChangedByItself | TotalAnswered,
        section: str,
    ) -> Said:
        """Something has come or gone with what was typed: it is saved, and shown."""
        try:
            saved = self._actions.save_all(actor, cart_id, form)
            if saved.summary.estimates:
                self._office.finishing.ask_services(actor, cart_id)
        except BackOfficeError as refused:
            return Said.refusal(refused, section, form)
        return evolve(Said.refusal(error, section, form), fields=form.sent.besides(address=True))

    async def address_form(self, request: Request) -> Response:
        """The address form of the country that was picked, with everything that was typed."""
        _, form = await self._form(request)
        said = Said("", "", "address", fields=form.sent.typed)
        return await self._show(request, self._pages.cart, said)

    async def refused(self, request: Request, error: Exception) -> Response:
        """Not let in."""
        assert isinstance(error, Refused)
        return await self._alone(request, error.code, error.message, error.status)

    async def failed(self, request: Request, error: Exception) -> Response:
        """Nothing to show it on: a page of its own."""
        assert isinstance(error, BackOfficeError)
        return await self._alone(request, error.code, error.message, status_of(error))

    async def broken(self, request: Request, _error: Exception) -> Response:
        """A fault of ours; the server logs it. The host is not asked anything any more."""
        await self._languages.find(request, ask=False)
        return self._pages.alone(request, "fault", FAULT(), 500)

    async def _alone(self, request: Request, code: str, message: Message, status: int) -> Response:
        await self._languages.find(request)
        return self._pages.alone(request, code, message, status)

    async def _limit_searches(self, request: Request, *names: str) -> None:
        for name in names:
            if request.query_params.get(name):
                self._limit.require(await require_actor(request, self._actor_of))

    def button(self, path: str, press: Handler, page: Handler) -> tuple[Route, Route]:
        """Where a button leads: whoever comes back to its address sees the page it was on."""
        pressed = self._once_only(press) if path in ONCE else press
        return Route(path, pressed, methods=["POST"]), Route(path, page, methods=["GET"])

    def _once_only(self, press: Handler) -> Handler:
        """A button whose form may have been sent before, where it has a key."""

        async def handle(request: Request) -> Response:
            actor, form = await self._form(request)
            if not form.text(KEY_FIELD):
                return await press(request)
            path = f"{request.url.path}?{request.url.query}"
            return await self._once.answer(actor, path, form, lambda: press(request))

        return handle

    async def _form(self, request: Request) -> tuple[Actor, Form]:
        """Who has sent which form; ``Refused`` if it is not one of ours. It is read once."""
        if _FORM not in request.scope:
            request.scope[_FORM] = await self._read_form(request)
        found: tuple[Actor, Form] = request.scope[_FORM]
        return found

    async def _read_form(self, request: Request) -> tuple[Actor, Form]:
        actor = await require_actor(request, self._actor_of)
        data = await read_form(request, max_files=20)
        await self._languages.find(request)
        language = await run_in_threadpool(self._pages.language, request, actor)
        form = await Form.read(data, language)
        await data.close()
        self._tokens.require(request, actor, form.text("token"))
        return actor, form

    async def _show(
        self, request: Request, page: Callable[..., Response], said: Said | None = None
    ) -> Response:
        actor = await require_actor(request, self._actor_of)
        if "%00" in request.url.query:
            raise Refused(400, NOT_READABLE())
        await self._languages.find(request)
        return await run_in_threadpool(page, request, actor, said)


def _to_cart(request: Request, cart_id: CartId, **query: str) -> Response:
    """Go to a cart's page; empty parts of the query are left out."""
    asked = urlencode({name: value for name, value in query.items() if value})
    return see(request, f"/cart/{quote(cart_id)}" + (f"?{asked}" if asked else ""))
