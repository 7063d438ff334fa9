"""Where the page of a cart, its parts and its buttons are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from attrs import evolve
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from backoffice_orders.back_office import BackOffice
from backoffice_orders.console.access import FormTokens
from backoffice_orders.console.actions import Actions
from backoffice_orders.console.amounts import told_amounts
from backoffice_orders.console.api.table import SAVING
from backoffice_orders.console.buttons import Press, buttons as buttons_of
from backoffice_orders.console.form import Form
from backoffice_orders.console.incoming import Handler, Incoming, to_cart
from backoffice_orders.console.pages import Pages
from backoffice_orders.console.said import Said
from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.errors.finishing import CartAlreadyOrdered, ChangedByItself
from backoffice_orders.model.errors.services import TotalAnswered
from backoffice_orders.model.ids import CartId, FileId, in_path
from backoffice_orders.model.link import Purpose
from backoffice_orders.model.messages import Message
from backoffice_orders.model.values import frozen
from backoffice_orders.services.many_lines import MOST_LINES
from backoffice_orders.services.notices import CHANGED_MEANWHILE
from backoffice_orders.services.view import CartView
from backoffice_orders.web.answers import by_script, see
from backoffice_orders.web.live import Live
from backoffice_orders.web.page_fields import Key
from backoffice_orders.web.routes import Route
from backoffice_orders.web.watchers import employee

# The buttons that give a link out: what for, and where the page says so in which words.
GIVING = {
    "hand-over": (Purpose.HAND_OVER, "handed_over", "finishing"),
    "make-link": (Purpose.PAY, "link_made", "send"),
}
# So many pasted lines count as one search: their numbers are looked up whole.
_LINES_A_SEARCH = 10


@frozen(eq=False)
class CartRoutes:
    """The carts' part of one console.

    Attributes:
        office: The shop.
        incoming: What is the same for every request.
        pages: What writes the pages.
        actions: What the buttons do, where that is more than one use case.
        tokens: What is said on the page that a button leads to.
        live: What tells of others' changes.
    """

    office: BackOffice
    incoming: Incoming
    pages: Pages
    actions: Actions
    tokens: FormTokens
    live: Live

    def routes(self) -> list[Route]:
        """The page, what is put into it, and the buttons."""
        one = "/cart/{cart}"
        return [
            Route(one, self.page),
            Route(f"{one}/live", self.stream),
            Route(f"{one}/letter", self.letter),
            Route(f"{one}/advice", self.advice),
            Route(f"{one}/what-if", self.what_if),
            Route(f"{one}/file/{{file}}", self.file),
            *(
                route
                for name, press in self.buttons.items()
                for route in self.incoming.button(
                    f"{one}/{name}", press, self.to_page, self.again(name)
                )
            ),
        ]

    async def page(self, request: Request, said: Said | None = None) -> Response:
        """The whole page of one cart, and what is said on it; or the order that it became.

        Whoever was at work on it is told so there.
        """
        await self.incoming.limit_searches(request, "customers", "products", "vouchers")
        try:
            return await self.incoming.show(request, self.pages.cart, said)
        except CartAlreadyOrdered as error:
            late = "?done=late" if said is not None or by_script(request) else ""
            return see(request, f"/order/{in_path(error.order_id)}{late}")

    async def stream(self, request: Request) -> Response:
        """What others change while the page is open; see ``web.live``."""
        actor = await self.incoming.actor(request)
        actor.require(Permission.READ_CART)
        await self.incoming.languages.find(request)
        language = await run_in_threadpool(self.pages.language, request, actor)
        watcher = employee(actor, language, lambda: actor.require(Permission.READ_CART))
        return self.live.stream(request, CartId(request.path_params["cart"]), watcher)

    async def letter(self, request: Request) -> Response:
        """The letter that would be sent, for a frame of the page."""
        return await self.incoming.show(request, self.pages.letter)

    async def advice(self, request: Request) -> Response:
        """What the customer gains by a little more, to be put into the page."""
        return await self.incoming.show(request, self.pages.advice)

    async def what_if(self, request: Request) -> Response:
        """What vouchers would take off, to be put into the page."""
        self.incoming.limit.require(await self.incoming.actor(request))
        return await self.incoming.show(request, self.pages.what_if)

    async def file(self, request: Request) -> Response:
        """A file that the customer has given, to be saved."""
        actor = await self.incoming.actor(request)
        file = await run_in_threadpool(
            self.office.products.file,
            actor,
            CartId(request.path_params["cart"]),
            FileId(request.path_params["file"]),
        )
        headers = {"content-disposition": "attachment", "content-security-policy": "sandbox"}
        return Response(file.content, media_type="application/octet-stream", headers=headers)

    async def to_page(self, request: Request) -> Response:
        """The page of a cart's buttons."""
        return see(request, f"/cart/{in_path(request.path_params['cart'])}")

    def again(self, name: str) -> Handler:
        """What whoever presses a button twice sees: its address once more, and what was typed."""

        async def handle(request: Request) -> Response:
            actor, form = await self.incoming.form(request)
            if name in GIVING:
                purpose, code, section = GIVING[name]
                cart_id = CartId(request.path_params["cart"])
                url = await run_in_threadpool(self.actions.given, actor, cart_id, purpose)
                if url:
                    return await self.page(request, Said(code, url, section))
            kept = _beside(form, name)
            if kept:
                return await self.page(request, Said("", "", name, fields=kept))
            return await self.to_page(request)

        return handle

    @property
    def buttons(self) -> Mapping[str, Handler]:
        """The buttons of a cart's page: those of the table, but for some that lead elsewhere."""
        named = buttons_of(self.office, "cart", self.actions)
        return {
            **{name: self.on_cart(press, name) for name, press in named.items()},
            "address-form": self.address_form,
            "add-lines": self.add_lines,
            "hand-over": self.hand_over,
            "make-link": self.make_link,
            "discard": self.discard,
            "place": self.place,
        }

    async def discard(self, request: Request) -> Response:
        """Nobody wants a draft of the list any more."""
        actor, _ = await self.incoming.form(request)
        cart_id = CartId(request.path_params["cart"])
        await run_in_threadpool(self.office.carts.discard, actor, cart_id)
        return see(request, "/drafts")

    def on_cart(self, act: Press, name: str) -> Handler:
        """A button of the cart's page."""

        async def handle(request: Request) -> Response:
            actor, form = await self.incoming.form(request)
            cart_id = CartId(request.path_params["cart"])
            for _ in range(form.searches):
                self.incoming.limit.require(actor)
            try:
                result, amounts = await run_in_threadpool(self._done, act, actor, cart_id, form)
            except TotalAnswered as error:
                said = await run_in_threadpool(self._saved_first, actor, cart_id, form, error, name)
                return await self.page(request, said)
            except BackOfficeError as error:
                said = Said.refusal(error, name, form)
                return await self.page(request, said)
            if name == "close":
                return see(request, "/")
            # What has to be asked about comes first, and then what others have done.
            notices = sorted(
                getattr(result, "notices", ()),
                key=lambda each: (each.welcome, each.code != CHANGED_MEANWHILE),
            )
            code, messages = notices[0].code if notices else "", [each.message for each in notices]
            kept = _beside(form, name)
            done = "sent" if name in {"send", "email-again"} else ""
            if kept or (by_script(request) and not done):
                said = Said.notice(code, messages, name, form.language, kept, amounts)
                return await self.page(request, said)
            will_say = partial(self.tokens.notice, actor, cart_id)
            notice = will_say(code, messages, name) if notices else ""
            changed = will_say("changed", amounts, name) if amounts else ""
            return to_cart(request, cart_id, said=notice, done=done, changed=changed)

        return handle

    def _done(
        self, act: Press, actor: Actor, cart_id: CartId, form: Form
    ) -> tuple[object, tuple[Message, ...]]:
        """What a button has done, and what it has changed of the sums."""
        before = self.pages.summary(actor, cart_id) if actor.may(Permission.READ_CART) else None
        result = act(actor, cart_id, form)
        if before is None or not isinstance(result, CartView):
            return result, ()
        return result, told_amounts(before, result.summary)

    async def add_lines(self, request: Request) -> Response:
        """Add many products at once; what could not be added is shown again, to be mended."""
        actor, form = await self.incoming.form(request)
        cart_id = CartId(request.path_params["cart"])
        for _ in form.text("lines").splitlines()[:MOST_LINES:_LINES_A_SEARCH]:
            self.incoming.limit.require(actor)
        try:
            done = await run_in_threadpool(self.actions.add_lines, actor, cart_id, form)
        except BackOfficeError as error:
            said = Said.refusal(error, "add-lines", form)
            return await self.page(request, said)
        if not done.not_added:
            return to_cart(request, cart_id)
        return await self.page(request, Said.lines(done, form.language))

    async def hand_over(self, request: Request) -> Response:
        """Go on in the front office."""
        # A link and not a redirect: the page's own policy lets forms lead nowhere else.
        return await self._given_out(request, self.actions.hand_over, "hand-over")

    async def make_link(self, request: Request) -> Response:
        """A link for the customer, to be copied or scanned."""
        return await self._given_out(request, self.actions.make_link, "make-link")

    async def _given_out(
        self, request: Request, give: Callable[[Actor, CartId, Form], str], name: str
    ) -> Response:
        """The page with the address that was given out."""
        _, code, section = GIVING[name]
        actor, form = await self.incoming.form(request)
        cart_id = CartId(request.path_params["cart"])
        try:
            url = await run_in_threadpool(give, actor, cart_id, form)
        except TotalAnswered as error:
            said = await run_in_threadpool(self._saved_first, actor, cart_id, form, error, section)
            return await self.page(request, said)
        except BackOfficeError as error:
            said = Said.refusal(error, section, form)
            return await self.page(request, said)
        return await self.page(request, Said(code, url, section))

    async def place(self, request: Request) -> Response:
        """Place the order, and show it."""
        actor, form = await self.incoming.form(request)
        cart_id = CartId(request.path_params["cart"])
        try:
            order = await run_in_threadpool(self.actions.place, actor, cart_id, form)
        except (ChangedByItself, TotalAnswered) as error:
            said = await run_in_threadpool(self._saved_first, actor, cart_id, form, error, "place")
            return await self.page(request, said)
        except BackOfficeError as error:
            said = Said.refusal(error, "place", form)
            return await self.page(request, said)
        return see(request, f"/order/{in_path(order.id)}?done=placed")

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
            saved = self.actions.save_all(actor, cart_id, form)
            if saved.summary.estimates:
                self.office.finishing.ask_services(actor, cart_id)
        except BackOfficeError as refused:
            return Said.refusal(refused, section, form)
        return evolve(Said.refusal(error, section, form), fields=form.sent.besides(address=True))

    async def address_form(self, request: Request) -> Response:
        """The address form of the country that was picked, with everything that was typed."""
        _, form = await self.incoming.form(request)
        said = Said("", "", "address", fields=form.sent.typed)
        return await self.page(request, said)


def _beside(form: Form, name: str) -> Mapping[Key, str]:
    """What was typed beside the fields that a button saves."""
    if name not in {*SAVING, "address"}:
        return {}
    return form.sent.besides(address=name == "address")
