"""The checkout as an ASGI app, for a host to mount where its links point to.

It has no cookies and no sessions: whoever has a link's address may do what the link is for. It
works without JavaScript, and has none.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from moneyed import Money
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from backoffice_orders.adapters.checkout import SignedLinks
from backoffice_orders.back_office import BackOffice
from backoffice_orders.i18n import Language
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.errors.customers import AddressInvalid
from backoffice_orders.model.errors.fields import FieldProblem
from backoffice_orders.model.errors.links import (
    LinkExpired,
    LinkInvalid,
    LinkUsed,
    LinkWithdrawn,
)
from backoffice_orders.model.ids import AddressId, CarrierId, CartRuleId, LineId, LinkId
from backoffice_orders.serialization import money_from_text
from backoffice_orders.services.addresses import AddressEntry
from backoffice_orders.services.checkout import Visit
from backoffice_orders.web.answers import root_of, see, status_of, wrong_fields
from backoffice_orders.web.fields import text, whole_number
from backoffice_orders.web.protection import Protected, from_elsewhere
from backoffice_orders.web.templates import page_templates

HERE = Path(__file__).parent
BODY_LIMIT = 64 * 1024
_BAD_LINKS = (LinkInvalid, LinkExpired, LinkUsed, LinkWithdrawn)
_ADDRESS_FIELDS = (
    "first_name",
    "last_name",
    "company",
    "street",
    "postcode",
    "city",
    "state",
    "country",
    "phone",
)
_NEEDED_ADDRESS_FIELDS = ("first_name", "last_name", "street", "city", "country")
Act = Callable[[LinkId, FormData], object]


def checkout_app(
    office: BackOffice, links: SignedLinks, templates: Iterable[Path] = ()
) -> Starlette:
    """The checkout of a shop.

    Args:
        office: The shop; opened with the same ``links`` as its ``checkout``.
        links: What signs the addresses; its base is where this app is mounted.
        templates: The host's directories of templates, looked at before ours.
    """
    pages = _Pages(office, links, templates)
    actions: Mapping[str, Act] = {
        "quantity": pages.quantity,
        "texts": pages.texts,
        "voucher": pages.voucher,
        "remove-voucher": pages.remove_voucher,
        "address": pages.address,
        "choose-addresses": pages.choose_addresses,
        "delivery": pages.delivery,
        "message": pages.message,
        "place": pages.place,
        "pay": pages.pay,
    }
    routes = [
        Route("/open/{token}", pages.open, methods=["GET"]),
        Route("/open/{token}", pages.begin, methods=["POST"]),
        Route("/cart/{token}", pages.cart, methods=["GET"], name="cart"),
        *(
            Route(f"/cart/{{token}}/{name}", pages.doing(act), methods=["POST"])
            for name, act in actions.items()
        ),
        Mount("/static", StaticFiles(directory=HERE / "static"), name="static"),
        Route("/{rest:path}", pages.nothing),
    ]
    return Starlette(
        routes=routes,
        middleware=[Middleware(Protected, body_limit=BODY_LIMIT)],
        exception_handlers={BackOfficeError: pages.refused},
    )


class _Pages:
    """The pages, and what their buttons do."""

    def __init__(self, office: BackOffice, links: SignedLinks, templates: Iterable[Path]) -> None:
        self._office = office
        self._links = links
        self._templates = page_templates(HERE / "templates", before=templates)

    async def open(self, request: Request) -> Response:
        """A page with one button: what opens once must not be used up by a preview of it."""
        token = request.path_params["token"]
        link_id = self._links.link_id(token)
        await run_in_threadpool(self._office.checkout.look_at, link_id)
        return self._html(request, "open.html.j2", Language("en"), {"token": token})

    async def begin(self, request: Request) -> Response:
        """Use the link up, and go on with the session's own."""
        self._require_same_site(request)
        link_id = self._links.link_id(request.path_params["token"])
        link = await run_in_threadpool(self._office.checkout.begin, link_id)
        return see(request, f"/cart/{self._links.token(link.id)}")

    async def cart(self, request: Request) -> Response:
        """The cart, or the order that it has become."""
        token = request.path_params["token"]
        visit = await run_in_threadpool(self._office.checkout.visit, self._links.link_id(token))
        return await self._page(request, token, visit)

    def doing(self, act: Act) -> Callable[[Request], Awaitable[Response]]:
        """A button: do it and show the page anew, or say what is wrong with it."""

        async def handle(request: Request) -> Response:
            self._require_same_site(request)
            token = request.path_params["token"]
            link_id = self._links.link_id(token)
            form = await request.form(max_files=0, max_fields=200)
            try:
                await run_in_threadpool(act, link_id, form)
            except _BAD_LINKS:
                raise
            except BackOfficeError as error:
                visit = await run_in_threadpool(self._office.checkout.visit, link_id)
                return await self._page(request, token, visit, error, form)
            return see(request, f"/cart/{token}")

        return handle

    async def nothing(self, request: Request) -> Response:
        """An address that is not ours."""
        raise LinkInvalid

    async def refused(self, request: Request, error: Exception) -> Response:
        """A friendly page that says what to do, and nothing about any cart."""
        assert isinstance(error, BackOfficeError)
        ended = isinstance(error, LinkExpired | LinkUsed | LinkWithdrawn)
        status = 410 if ended else status_of(error)
        values = {"error": error}
        return self._html(request, "refused.html.j2", Language("en"), values, status)

    def quantity(self, link_id: LinkId, form: FormData) -> object:
        """Order more, less, or none of a line."""
        line_id = LineId(text(form, "line"))
        count = 0 if "remove" in form else whole_number(form, "quantity")
        version = whole_number(form, "version")
        return self._office.checkout.set_quantity(link_id, line_id, count, version=version)

    def texts(self, link_id: LinkId, form: FormData) -> object:
        """Change what is written on a product."""
        answers = {
            name.removeprefix("text-"): text(form, name)
            for name in form
            if name.startswith("text-")
        }
        line_id, version = LineId(text(form, "line")), whole_number(form, "version")
        return self._office.checkout.set_texts(link_id, line_id, answers, version=version)

    def voucher(self, link_id: LinkId, form: FormData) -> object:
        """Use a voucher."""
        code, version = text(form, "code"), whole_number(form, "version")
        return self._office.checkout.add_voucher(link_id, code, version=version)

    def remove_voucher(self, link_id: LinkId, form: FormData) -> object:
        """Do without a voucher."""
        rule_id, version = CartRuleId(text(form, "rule")), whole_number(form, "version")
        return self._office.checkout.remove_voucher(link_id, rule_id, version=version)

    def address(self, link_id: LinkId, form: FormData) -> object:
        """Add or edit an address, and use it."""
        needed = {name: text(form, name) for name in _NEEDED_ADDRESS_FIELDS}
        asked = {name: text(form, name) for name in _ADDRESS_FIELDS if name in form}
        edited, use = text(form, "address"), text(form, "use") or "both"
        return self._office.checkout.save_address(
            link_id,
            AddressEntry(**{**needed, **asked}),
            version=whole_number(form, "version"),
            replaces=AddressId(edited) if edited else None,
            delivery=not edited and use in {"both", "delivery"},
            invoice=not edited and use in {"both", "invoice"},
        )

    def choose_addresses(self, link_id: LinkId, form: FormData) -> object:
        """Choose among the customer's addresses."""
        return self._office.checkout.choose_addresses(
            link_id,
            AddressId(text(form, "delivery")),
            AddressId(text(form, "invoice")),
            version=whole_number(form, "version"),
        )

    def delivery(self, link_id: LinkId, form: FormData) -> object:
        """Choose who delivers."""
        carrier_id, version = CarrierId(text(form, "carrier")), whole_number(form, "version")
        return self._office.checkout.choose_delivery(link_id, carrier_id, version=version)

    def message(self, link_id: LinkId, form: FormData) -> object:
        """Leave a message."""
        said, version = text(form, "message"), whole_number(form, "version")
        return self._office.checkout.set_message(link_id, said, version=version)

    def place(self, link_id: LinkId, form: FormData) -> object:
        """Place the order, and pay it where that happens at once."""
        return self._office.checkout.place(
            link_id,
            text(form, "payment_method"),
            expected_total=_money(text(form, "total")),
            version=whole_number(form, "version"),
            details={"card": text(form, "card")},
        )

    def pay(self, link_id: LinkId, form: FormData) -> object:
        """Try again to pay an order that is placed."""
        details = {"card": text(form, "card")}
        return self._office.checkout.pay(link_id, text(form, "payment_method"), details)

    async def _page(
        self,
        request: Request,
        token: str,
        visit: Visit,
        error: BackOfficeError | None = None,
        form: FormData | None = None,
    ) -> Response:
        cart = visit.order.cart if visit.order is not None else None
        cart = visit.view.cart if visit.view is not None else cart
        assert cart is not None
        language = Language(cart.language, visit.settings.time_zone)
        values: dict[str, Any] = {
            "token": token,
            "visit": visit,
            "view": visit.view,
            "products": visit.texts,
            "order": visit.order,
            "said": error,
            "wrong": (
                wrong_fields(error, partial(_say_beside, language)) if error is not None else {}
            ),
            "providers": {
                provider.payment_method for provider in self._office.desk.payment_providers
            },
        }
        status = 200 if error is None else status_of(error)
        if visit.order is not None:
            return self._html(request, "order.html.j2", language, values, status)
        country = request.query_params.get("country", "") or (text(form, "country") if form else "")
        values |= await run_in_threadpool(self._address_form, visit, country, request, form)
        return self._html(request, "cart.html.j2", language, values, status)

    def _address_form(
        self, visit: Visit, country: str, request: Request, form: FormData | None
    ) -> dict[str, Any]:
        """The form for a new address, or for one of the customer's that is edited."""
        edited = next(
            (each for each in visit.addresses if each.id == request.query_params.get("edit")), None
        )
        asks = "new" in request.query_params
        chosen = country or (edited.country if edited is not None else visit.settings.country)
        try:
            asked = self._office.addresses.form(chosen)
        except AddressInvalid:
            asked = self._office.addresses.form(visit.settings.country)
        filled = {name: getattr(edited, name, "") for name in _ADDRESS_FIELDS}
        if form is not None and "street" in form:
            filled = {name: text(form, name) for name in _ADDRESS_FIELDS}
        return {
            "address_form": asked,
            "edited": edited,
            "filled": filled,
            "countries": visit.countries,
            "adding": bool(edited or country or asks or not visit.addresses),
        }

    def _html(
        self,
        request: Request,
        template: str,
        language: Language,
        values: Mapping[str, Any],
        status: int = 200,
    ) -> Response:
        page = self._templates.get_template(template).render(
            root=root_of(request),
            language=language,
            _=language.text,
            say=partial(_say, language),
            **values,
        )
        return HTMLResponse(page, status_code=status)

    def _require_same_site(self, request: Request) -> None:
        if from_elsewhere(request):
            raise LinkInvalid


def _money(written: str) -> Money:
    try:
        return money_from_text(written)
    except ValueError:
        return Money(-1, "XXX")  # nothing costs that: the page is shown anew with its total


def _say(language: Language, error: BackOfficeError) -> str:
    """An error's sentence in the customer's language."""
    sentence = type(error).sentence
    if isinstance(error, AddressInvalid):
        each = (
            f"{language.text(wrong.label or wrong.name)}: {_say_beside(language, wrong)}"
            for wrong in error.fields
        )
        return language.text(sentence, listed="\n".join(each))
    if type(error).__str__ is not BackOfficeError.__str__ or not language.knows(sentence):
        return str(error)
    return language.text(sentence, **error.details())


def _say_beside(language: Language, wrong: FieldProblem) -> str:
    """What is wrong with one field, in the customer's language."""
    return language.text(wrong.message, **wrong.values)
